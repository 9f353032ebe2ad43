"""Push to Anki and pull from it, against a fake that speaks AnkiConnect's published protocol."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from app.services.ankiconnect import AnkiConnect
from app.services.ankiconnect import AnkiError
from app.services.ankiconnect import at
from app.services.ankiconnect_decks import pull
from app.services.ankiconnect_decks import push
from app.services.exporting import write
from app.services.import_reviews import Pulled
from app.services.import_reviews import store_reviews
from app.services.selecting import Wanted
from question_bank.loader import load
from question_bank.readers.confined import read_in_child
from tests.services.banks import write_bank
from tests.site import make_runtime

DAY = 86_400_000


class Fake:
    """An Anki that keeps what it was asked, and answers from a table or with a function."""

    def __init__(self):
        self.asked = []
        self.answers = {"version": 6, "deckNames": ["Default"], "importPackage": True}
        self.raw = None
        self.port = 0

    def reply(self, request):
        self.asked.append(request)
        answer = self.answers.get(request["action"])
        if callable(answer):
            answer = answer(**request["params"])
        if request["action"] not in self.answers:
            return {"result": None, "error": "unsupported action"}
        if isinstance(answer, Exception):
            return {"result": None, "error": str(answer)}
        return {"result": answer, "error": None}


@contextmanager
def answering(fake):
    """Let the fake answer on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            request = json.loads(self.rfile.read(length))
            body = fake.raw if fake.raw is not None else json.dumps(fake.reply(request)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))  # s between two looks
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def fake():
    with answering(Fake()) as found:
        yield found


@pytest.fixture
def anki(fake):
    return AnkiConnect(fake.port)


# ------------------------------------------------------------------ the protocol
def test_a_request_has_an_action_a_version_and_parameters(fake, anki):
    fake.answers["deckNames"] = ["A"]

    assert anki.call("deckNames", x=1) == ["A"]
    assert fake.asked == [{"action": "deckNames", "version": 6, "params": {"x": 1}}]


def test_a_key_goes_along_with_every_request(fake):
    AnkiConnect(fake.port, "secret").greet()

    assert fake.asked[0]["key"] == "secret"


def test_an_error_of_anki_is_one_line(fake, anki):
    fake.answers["importPackage"] = ValueError("no such\nfile")

    with pytest.raises(AnkiError, match=r"^Anki refuses to do `importPackage`: no such file$"):
        anki.call("importPackage", path="x")


@pytest.mark.parametrize("raw", [b"", b"hello", b"[]", b'{"result": 1}', b"[" * 100_000])
def test_another_program_on_the_port_is_told(fake, anki, raw):
    fake.raw = raw

    with pytest.raises(
        AnkiError, match=f"what answers on 127.0.0.1:{fake.port} is not AnkiConnect"
    ):
        anki.greet()


@pytest.mark.parametrize("version", [5, None, "6"])
def test_an_old_add_on_is_told(fake, anki, version):
    fake.answers["version"] = version

    with pytest.raises(AnkiError, match="AnkiConnect is too old"):
        anki.greet()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_without_anki_one_line_says_what_to_do():
    port = free_port()
    with pytest.raises(AnkiError) as refused:
        AnkiConnect(port).greet()

    assert str(refused.value) == (
        f"Anki doesn't answer on 127.0.0.1:{port}: start Anki, and install its add-on AnkiConnect "
        "(Tools, Add-ons, Get Add-ons, 2055492159)"
    )


def test_a_proxy_of_the_environment_is_not_asked(fake, anki, monkeypatch):
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    anki.greet()

    assert len(fake.asked) == 1


@pytest.mark.parametrize(
    ("address", "port"),
    [("127.0.0.1:8765", 8765), ("http://127.0.0.1:9000/", 9000), ("9001", 9001),
     ("localhost:1", 1), ("127.0.0.1", 8765)],
)  # fmt: skip
def test_an_address_is_a_port_of_this_machine(address, port):
    assert at(address) == AnkiConnect(port)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1:8765", "evil.org:80", "evil.org", "127.0.0.1:0", "127.0.0.1:70000", "x:y", ""],
)
def test_another_machine_is_refused(address):
    with pytest.raises(AnkiError, match="is no address of Anki on this machine"):
        at(address)


# ------------------------------------------------------------------ push
def test_a_push_gives_anki_a_package_of_the_whole_bank(fake, anki, folder, tmp_path):
    kept = tmp_path / "kept.apkg"
    fake.answers["importPackage"] = lambda path: bool(shutil.copy(path, kept))
    report = push(anki, load(folder), tmp_path / "data")

    assert [request["action"] for request in fake.asked] == ["version", "importPackage"]
    path = Path(fake.asked[1]["params"]["path"])
    assert path == (tmp_path / "data/anki/small.apkg").absolute()
    assert len(report.written) == 5
    assert len(read_in_child(kept, tmp_path).notes) == 5


def test_a_second_push_of_the_same_bank_is_the_same_package(anki, folder, tmp_path):
    push(anki, load(folder), tmp_path)
    first = (tmp_path / "anki/small.apkg").read_bytes()
    push(anki, load(folder), tmp_path)

    assert (tmp_path / "anki/small.apkg").read_bytes() == first


def test_a_package_that_anki_does_not_take_is_told(fake, anki, folder, tmp_path):
    fake.answers["importPackage"] = False

    with pytest.raises(AnkiError, match=r"Anki did not import .*small\.apkg: in Anki, choose File"):
        push(anki, load(folder), tmp_path)


def test_nothing_is_written_when_anki_is_not_there(folder, tmp_path):
    with pytest.raises(AnkiError):
        push(AnkiConnect(free_port()), load(folder), tmp_path / "data")

    assert not (tmp_path / "data").exists()


# ------------------------------------------------------------------ pull
@pytest.fixture
def studied(tmp_path, folder, clock):
    """Return a package of the bank with two reviews of a1 and one of b2, as Anki would write it."""
    runtime = make_runtime(tmp_path / "theirs", folder, clock=clock)
    now = runtime.clock()
    reviews = [
        Pulled("a1", 1, now - 9 * DAY, 3, 4, 0, 2500, 4000),
        Pulled("a1", 1, now - 5 * DAY, 3, 9, 4, 2500, 3000),
        Pulled("b2", 1, now - 2 * DAY, 1, 1, 0, 2500, 5000),
    ]
    store_reviews(runtime, "small", reviews, "Anki")
    out = tmp_path / "studied.apkg"
    write(runtime, load(folder), "anki", Wanted(history=True), out)
    runtime.database.close()
    return out


def names_of(folder):
    bank = load(folder)
    return [bank.info.title, *(f"{bank.info.title}::{topic.title}" for topic in bank.info.topics)]


def exporting(package):
    def export(deck, path, includeSched):  # noqa: N803 - AnkiConnect's name
        assert includeSched
        assert deck
        shutil.copy(package, path)
        return True

    return export


def test_a_pull_takes_the_reviews_of_the_bank_s_cards(fake, anki, runtime, folder, studied):
    fake.answers |= {"deckNames": names_of(folder), "exportPackage": exporting(studied)}

    assert pull(anki, runtime, load(folder)) == (3, 3)


def test_a_second_pull_takes_nothing_twice(fake, anki, runtime, folder, studied):
    fake.answers |= {"deckNames": names_of(folder), "exportPackage": exporting(studied)}
    pull(anki, runtime, load(folder))

    assert pull(anki, runtime, load(folder)) == (3, 0)


def test_a_pull_leaves_no_package_behind(fake, anki, runtime, folder, studied):
    fake.answers |= {"deckNames": names_of(folder), "exportPackage": exporting(studied)}
    pull(anki, runtime, load(folder))

    assert list((runtime.settings.data / "anki").iterdir()) == []


def test_reviews_of_another_bank_stay(fake, runtime, folder, studied, tmp_path):
    anki = AnkiConnect(fake.port)
    other = write_bank(tmp_path / "other")
    info = (other / "bank.yaml").read_text().replace("id: small", "id: other")
    (other / "bank.yaml").write_text(info)
    fake.answers |= {"deckNames": names_of(folder), "exportPackage": exporting(studied)}

    assert pull(anki, runtime, load(other)) == (0, 0)


def test_without_the_bank_s_decks_a_pull_says_what_to_do(anki, runtime, folder):
    with pytest.raises(AnkiError, match="Anki has no deck of the bank small: push it first"):
        pull(anki, runtime, load(folder))


@pytest.mark.parametrize(
    ("export", "said"),
    [
        (lambda **_: False, "Anki did not export the deck"),
        (lambda **_: True, "Anki wrote no file to .*sandbox"),
        (lambda path, **_: bool(Path(path).write_bytes(b"x")), "is no package"),
        (lambda path, **_: bool(Path(path).write_bytes(b"PK\x03\x04x")), r"\.apkg: "),
    ],
)
def test_a_deck_that_does_not_come_is_told(fake, runtime, folder, export, said):
    anki = AnkiConnect(fake.port)
    fake.answers |= {"deckNames": names_of(folder), "exportPackage": export}

    with pytest.raises(AnkiError, match=said):
        pull(anki, runtime, load(folder))


@pytest.mark.parametrize("names", [None, {}, "x"])
def test_an_answer_of_another_shape_is_told(fake, anki, runtime, folder, names):
    fake.answers["deckNames"] = names

    with pytest.raises(AnkiError, match="Anki doesn't say which decks it has"):
        pull(anki, runtime, load(folder))


def test_cards_that_were_moved_to_another_deck_are_found(fake, anki, runtime, folder, studied):
    asked = []

    def export(deck, path, includeSched):  # noqa: N803 - AnkiConnect's name
        asked.append(deck)
        return exporting(studied)(deck, path, includeSched)

    fake.answers |= {
        "deckNames": ["Default", "Mine", "Mine::Sub"], "exportPackage": export,
        "findCards": lambda query: [1, 2] if query == '"note:Citecards *"' else [],
        "getDecks": lambda cards: {"Mine::Sub": cards[:1], "Mine": cards[1:]},
    }  # fmt: skip

    assert pull(anki, runtime, load(folder)) == (3, 3)
    assert asked == ["Mine"]
