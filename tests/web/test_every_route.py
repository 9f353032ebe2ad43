"""One table of every route: what it answers, that GET changes nothing, what its page may do."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.quiz.blueprint import Blueprint
from app.quiz.specification import Specification
from app.services import kept_forms
from app.services import quizzes
from app.services.importing_report import Report
from app.services.sync import sync_all
from app.store import imports
from app.store import presets
from app.store.db import StoreError
from app.web.security import HEADERS
from exports import EXPORTERS
from tests.services.banks import EVERY_KIND
from tests.services.banks import dump
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import write_bank
from tests.site import make_runtime
from tests.web.pages import Page
from tests.web.pages import ask
from tests.web.pages import browse

ANSWER = {"card": "2", "seen": "0", "rating": "3", "shown_at": "0", "review": "id-1"}

EDIT = {
    "do": "save", "stem": "What is it now?", "answer": "The b1", "cite": "P1: fell by 4.5 percent",
    "digest": sha256(f"{flashcards('b1')}\n".encode()).hexdigest()[:16],
}  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """A request that works: its reply's status, and for POST the way on."""

    endpoint: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)
    to: str | None = None
    status: int = 200
    media_type: str = "text/html"

    @property
    def method(self) -> str:
        return "POST" if self.status in (303, 400) or self.posts else "GET"

    @property
    def posts(self) -> bool:
        return self.endpoint.endswith((".reveal", "quizzes.save", ".files", "composing.send"))

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


VISITS = (
    Visit("decks.home", "/"),
    Visit("decks.keys", "/keys"),
    Visit("decks.ping", "/ping", media_type="text/plain"),
    Visit("study.front", "/study/small"),
    Visit("study.front", "/study/small?topic=rivers"),
    Visit("study.front", "/study/small?card=3"),
    Visit("study.reveal", "/study/small/reveal", {"card": "2", "shown_at": "0"}),
    Visit("study.reveal", "/study/small/reveal?topic=rivers", {"card": "2"}),
    Visit("study.answer", "/study/small/answer", ANSWER, "/study/small", 303),
    Visit("study.undo", "/study/small/undo", {"undo": "u-1"}, "/study/small?card=1", 303),
    Visit("study.front", "/study/small?minutes=10&since=1795424400000"),
    Visit("study.front", "/study/small?card=1&leech=1&read=1"),
    Visit("study.retry", "/study/small/retry", {"card": "3"}, "/study/small?card=3&read=1", 303),
    Visit("study.act", "/study/small/act", {"card": "2", "what": "bury", "id": "c-1"},
          "/study/small", 303),
    Visit("study.act", "/study/small/act?topic=trade",
          {"card": "2", "what": "flag-1", "id": "c-2"}, "/study/small?topic=trade&card=2", 303),
    Visit("study.relearn", "/study/small/relearn", {"card": "1", "id": "c-3"},
          "/study/small?card=1", 303),
    Visit("cram.front", "/cram/small"),
    Visit("cram.front", "/cram/small?topic=rivers&since=1795424400000"),
    Visit("cram.front", "/cram/small?passage=paper:P1.1&minutes=5&since=1795424400000"),
    Visit("cram.front", "/cram/small?leeches=1&flag=3&weak=1&since=1795424400000"),
    Visit("cram.reveal", "/cram/small/reveal?topic=trade&since=1795424400000", {"card": "2"}),
    Visit("cram.answer", "/cram/small/answer?topic=trade&since=1795424400000", ANSWER,
          "/cram/small?topic=trade&since=1795424400000", 303),
    Visit("cram.undo", "/cram/small/undo?weak=1&since=1795424400000", {"undo": "u-2"},
          "/cram/small?weak=1&since=1795424400000&card=1", 303),
    Visit("cram.act", "/cram/small/act?weak=1&since=1795424400000",
          {"card": "2", "what": "mark", "id": "c-4"},
          "/cram/small?weak=1&since=1795424400000&card=2", 303),
    Visit("cards.show", "/card/small/1"),
    Visit("cards.show", "/card/small/2"),
    Visit("paper.show", "/paper/small"),
    Visit("paper.show", "/paper/small?item=choice"),
    Visit("paper.show", "/paper/small/paper?item=choice"),
    Visit("paper.show", "/paper/small?show=recall"),
    Visit("paper.show", "/paper/small?show=citations&item=choice"),
    Visit("paper.show", "/paper/small?show=plain"),
    Visit("paper.sentence", "/paper/small/paper/P1.1"),
    Visit("paper.item", "/item/small/choice"),
    Visit("paper.item", "/item/small/essay"),
    Visit("browse.table", "/browse/small"),
    Visit("browse.table", "/browse/small?q=trade+-is:due&sort=due&desc=1"),
    Visit("browse.table", "/browse/small?q=foo:1+(a"),
    Visit("browse.table", "/browse/small?page=2"),
    Visit("browse.act", "/browse/small/act", {"card": "1", "what": "suspend", "action": "b-1"},
          "/browse/small?did=suspend&n=1", 303),
    Visit("browse.undo", "/browse/small/undo", {"undo": "b-2"}, "/browse/small", 303),
    Visit("importing.form", "/import"),
    Visit("importing.form", "/import?said=undone"),
    Visit("importing.work", "/import/work"),
    Visit("importing.send", "/import", {}, status=400),  # no file: test_import_pages gives some
    Visit("importing.show", "/import/im-1"),
    Visit("importing.undo", "/import/im-1/undo", {}, "/import?said=undone", 303),
    Visit("importing.progress", "/import/progress", media_type="application/json"),
    Visit("edit.form", "/edit/small/choice"),
    Visit("edit.form", "/edit/small/essay"),
    Visit("edit.send", "/edit/small/b1", EDIT, "/item/small/b1", 303),
    Visit("statistics.show", "/statistics/small"),
    Visit("statistics.show", "/statistics/small?topic=rivers&days=all"),
    Visit("options.show", "/options/small"),
    Visit("options.save", "/options/small", {"name": "Other", "new": "1"},
          "/options/small?said=saved&cards=0", 303),
    Visit("options.choose", "/options/small/choose", {"preset": ""},
          "/options/small?said=chosen&cards=0", 303),
    Visit("options.delete", "/options/small/delete", {"preset": "mine"},
          "/options/small?said=deleted&cards=0", 303),
    Visit("options.work", "/options/small/work"),
    Visit("options.fitted", "/options/small/fit"),
    Visit("options.fit", "/options/small/fit", {"all": "1"}, "/options/small/fit", 303),
    Visit("options.workload", "/options/small/workload"),
    Visit("options.workload", "/options/small/workload?days=90"),
    Visit("options.exam", "/options/small/exam"),
    Visit("options.set_exam", "/options/small/exam", {"day": "2026-12-01"},
          "/options/small/exam", 303),
    Visit("composing.new", "/quiz/small"),
    Visit("composing.show_print", "/quiz/small/print?n=3&seed=7&versions=2&key=1&passages=1"),
    Visit("composing.print_css", "/quiz/print.css", media_type="text/css"),
    Visit("composing.table", "/quiz/small/table?n=4&seed=7&versions=2"),
    Visit("composing.table", "/quiz/small/table?form=AAAA-BBBB"),
    Visit("composing.send", "/quiz/small/table", {"do": "check", "n.trade.remember": "1"}),
    Visit("composing.send", "/quiz/small/table", {"do": "make"}, status=400),
    Visit("quiz_forms.show", "/quiz/small/form/AAAA-BBBB"),
    Visit("quiz_forms.show", "/quiz/small/form/AAAA-BBBB?swap=A:choice"),
    Visit("quiz_forms.swap", "/quiz/small/form/AAAA-BBBB/swap", {}, status=400),
    Visit("quiz_forms.take", "/quiz/small/form/AAAA-BBBB/take", {"attempt": "at-4"},
          "/attempt/at-4", 303),
    Visit("quiz_forms.files", "/quiz/small/form/AAAA-BBBB/files", {"format": "html"},
          media_type="application/zip"),
    Visit("quiz_forms.files", "/quiz/small/form/AAAA-BBBB/files", {"format": "html", "look": "1"}),
    Visit("quizzes.take", "/quiz/small/take", {"attempt": "at-3", "n": "3"},
          "/attempt/at-3", 303),
    Visit("quizzes.attempt", "/attempt/at-1"),
    Visit("quizzes.attempt", "/attempt/at-2"),
    Visit("quizzes.submit", "/attempt/at-1", {"q1.text": "x"}, "/attempt/at-1", 303),
    Visit("quizzes.attempt", "/attempt/at-1?q=3"),
    Visit("quizzes.attempt", "/attempt/at-1?check=1"),
    Visit("quizzes.attempt", "/attempt/at-1?mark=1&stands=2.x.3"),
    Visit("quizzes.submit", "/attempt/at-1", {"kept": "1", "q1.seen": "0", "do": "check"},
          "/attempt/at-1?check=1", 303),
    Visit("quizzes.save", "/attempt/at-1/save", {"q1.at": "1", "q1.text": "x"},
          media_type="application/json"),
    Visit("quizzes.count", "/attempt/at-2/count", {}, "/attempt/at-2#after", 303),
    Visit("quizzes.judge", "/attempt/at-2/judge", {"q1.criterion": "0"},
          "/attempt/at-2", 303),
    Visit("exporting.show", "/export/small"),
    Visit("exporting.show", "/export/small?format=anki&look=1&history=1"),
    Visit("exporting.download", "/export/small/anki", media_type="application/octet-stream"),
    Visit("exporting.download", "/export/small/jsonl", media_type="application/x-ndjson"),
    Visit("exporting.download", "/export/small/html?topic=trade"),
    Visit("static", "/static/citecards.css", media_type="text/css"),
    Visit("static", "/static/citecards.js", media_type="text/javascript"),
    Visit("offline.batch", "/study/small/batch?have=1,2&n=3", media_type="application/json"),
    Visit("offline.batch", "/study/small/batch?topic=rivers", media_type="application/json"),
    Visit("offline.cram_batch", "/cram/small/batch?topic=rivers", media_type="application/json"),
    Visit("offline.code", "/code/0/citecards.js", media_type="text/javascript"),
    Visit("offline.manifest", "/manifest.webmanifest", media_type="application/manifest+json"),
    Visit("offline.worker", "/sw.js", media_type="text/javascript"),
    Visit("offline.page", "/offline"),
    Visit("static", "/static/edit.js", media_type="text/javascript"),
    Visit("static", "/static/icon.svg", media_type="image/svg+xml"),
)  # fmt: skip
PAGES = [row for row in VISITS if row.media_type == "text/html" and row.status == 200]


class Sites:
    """One site after another: the same as long as nothing was written to it."""

    runtime = None

    def __init__(self, make):
        self._make = make

    def give(self):
        """See to a site where something was answered, begun and handed in."""
        if self.runtime is None or self._seen() != self._before:
            self.end()
            self.runtime = self._make()
            self.application = browse(self.runtime).application
            self._watch = sqlite3.connect(self.runtime.settings.data / "test.db")
            self._before = self._seen()
        return self

    def _seen(self):
        """Return another value after any writing to the database or the bank."""
        files = [file for bank in self.runtime.settings.banks for file in bank.rglob("*")]
        times = [(str(file), file.stat().st_mtime_ns) for file in sorted(files)]
        return self._watch.execute("PRAGMA data_version").fetchone(), times

    def end(self):
        """Close the site there is."""
        if self.runtime is not None:
            self._watch.close()
            self.runtime.database.close()


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    def make():
        folder = tmp_path_factory.mktemp("routes")
        topics = {"trade": EVERY_KIND, "rivers": flashcards("b1", "b2")}
        runtime = make_runtime(folder / "data", write_bank(folder / "small", topics))
        begin(runtime)
        return runtime

    made = Sites(make)
    yield made
    made.end()


@pytest.fixture
def runtime(sites):
    return sites.give().runtime


@pytest.fixture
def client(sites):
    return ask(sites.give().application)


def begin(runtime):
    """Answer something, begin two quizzes and hand one in, keep options, pull from Anki."""
    rate(runtime, 1)
    for name in ("at-1", "at-2"):
        quizzes.start(runtime, "small", Blueprint(count=12), name)
    quizzes.submit(runtime, "at-2", {})
    bank = quizzes.load(runtime, "small")
    wanted = Specification.model_validate({"rows": [{"count": 4}], "apart": False,
                                           "must": ["choice"]})  # fmt: skip
    form = kept_forms.assemble(runtime, bank, wanted).form
    kept_forms.keep(runtime, bank, replace(form, code="AAAA-BBBB"))
    with runtime.database.write() as connection:
        presets.put(connection, runtime.learner, "mine", "Mine", "{}")
        presets.set_deck(
            connection, runtime.learner, "small", preset_id="mine",
            exam_day=runtime.moment().day + 9,
        )  # fmt: skip
        report = Report("pulled", "ankiconnect", "Pulled", 0, 0, 1, 0, 1, (), (), "small")
        imports.record(connection, imports.Imported(
            "im-1", runtime.learner, "small", "pulled", "", runtime.clock(), report.kept(), "done",
            "", "", None, None, {},
        ))  # fmt: skip


def send(client, visit, **more):
    if visit.method == "GET":
        return client.get(visit.path, **more)
    return client.post(visit.path, data=visit.fields, **more)


def rules(client) -> set[tuple[str, str]]:
    """Return every (method, endpoint) of the site."""
    return {
        (method, rule.endpoint)
        for rule in client.application.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


# Their replies are no pages and have policies of their own: test_framed.py
OF_IMPORTS = {("GET", "framed.show"), ("GET", "framed.file"), ("GET", "media.show")}


def test_every_route_is_in_the_table(client):
    known = {(visit.method, visit.endpoint) for visit in VISITS}
    assert rules(client) == known | OF_IMPORTS


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_a_route_answers(client, visit):
    reply = send(client, visit)

    assert reply.status_code == visit.status, reply.text
    assert reply.location == visit.to
    if visit.status == 200:
        assert reply.mimetype == visit.media_type
        assert reply.data


@pytest.mark.parametrize("visit", [row for row in VISITS if row.method == "GET"], ids=str)
def test_looking_changes_nothing(client, runtime, visit):
    before = dump(runtime)
    for method in (client.get, client.head, client.options):
        assert method(visit.path).status_code == 200

    assert dump(runtime) == before


def test_showing_the_answer_changes_nothing(client, runtime):
    before = dump(runtime)
    for visit in VISITS:
        if visit.endpoint.endswith(".reveal"):
            assert send(client, visit).status_code == 200

    assert dump(runtime) == before


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere", "/study", "/study/", "/study/small/", "/static/nowhere.css",
        "/static/../site.py", "/static/..%2fsite.py", "/quiz", "/paper",
        "/study/nowhere", "/study/small?topic=nowhere", "/study/small?card=999",
        "/study/small?card=9007199254740990", "/study/%00", "/study/small'--",
        "/paper/nowhere", "/paper/small/nowhere", "/paper/small?item=nowhere",
        "/paper/small/paper?item=nowhere", "/paper/small/paper/P1.2", "/paper/small/paper/P0.1",
        "/paper/small/paper/P1", "/paper/small/paper/P1.-1", "/paper/small/nowhere/P1.1",
        "/paper/nowhere/paper/P1.1", "/item/small", "/item/small/nowhere", "/item/nowhere/choice",
        "/paper/small/paper/P99999999999999999999.1",
        "/statistics", "/statistics/nowhere", "/statistics/small?topic=nowhere",
        "/options", "/options/nowhere", "/options/nowhere/exam", "/options/nowhere/workload",
        "/options/nowhere/fit", "/options/nowhere/work",
        "/quiz/nowhere", "/quiz/nowhere/print", "/quiz/nowhere/table",
        "/quiz/small/form/nowhere", "/attempt/nowhere", "/attempt/%00",
        "/export/nowhere/anki",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_404_and_a_page(client, path):
    reply = client.get(path)

    assert reply.status_code == 404
    assert "There is no such page" in Page(reply.text).text
    assert "/" in Page(reply.text).links


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/study/nowhere/reveal", {"card": "1"}),
        ("/study/small/reveal", {"card": "999"}),
        ("/study/small/reveal?topic=nowhere", {"card": "1"}),
        ("/study/nowhere/answer", ANSWER),
        ("/study/small/answer", {**ANSWER, "card": "999"}),
        ("/quiz/nowhere/take", {"attempt": "at-9"}),
        ("/attempt/nowhere", {}),
        ("/attempt/nowhere/judge", {}),
        ("/attempt/nowhere/save", {}),
        ("/attempt/nowhere/count", {}),
    ],
)
def test_a_form_for_what_does_not_exist_is_404_and_stores_nothing(client, runtime, path, fields):
    before = dump(runtime)

    assert client.post(path, data=fields).status_code == 404
    assert dump(runtime) == before


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/study/small?card=x", "`card` must be a whole number"),
        ("/study/small?card=" + "9" * 30, "`card` must be a whole number"),
        ("/paper/small?show=x", "A paper is shown with recall, citations, plain, not “x”."),
        ("/statistics/small?days=7", "Statistics are of 30, 90, 365, all days, not “7”."),
        ("/options/small/workload?days=31", "A forecast looks 30, 90 or 365 days ahead."),
        ("/quiz/small/print?n=0", "A quiz has 1 to 200 questions, not 0."),
        ("/quiz/small/print?n=201", "A quiz has 1 to 200 questions, not 201."),
        ("/quiz/small/print?n=x", "`n` must be a whole number, not “x”"),
        ("/quiz/small/print?versions=27", "A quiz has 1 to 26 versions, not 27."),
        ("/quiz/small/print?seed=-1", "`seed` must be a whole number"),
        ("/quiz/small/print?topic=sea", "0 items match topic sea: topics are trade, rivers."),
        ("/quiz/small/print?kind=sea", "0 items match kind sea: kinds are flashcard, cloze"),
        ("/quiz/small/print?topic=rivers&kind=open", "0 items match topic rivers with kind open"),
        ("/export/small/fax", f"o format `fax`: formats are {', '.join(sorted(EXPORTERS))}."),
        ("/export/small/anki?topic=sea", "0 items match topic sea: topics are trade, rivers."),
    ],
)
def test_what_makes_no_sense_is_400_and_says_why(client, path, says):
    reply = client.get(path)

    assert reply.status_code == 400
    assert says in Page(reply.text).text


OTHERS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE")


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_another_method_is_405_and_says_which_there_are(client, visit):
    adapter = client.application.url_map.bind("localhost")
    allowed = set(adapter.allowed_methods(urlsplit(visit.path).path))
    for method in sorted(set(OTHERS) - allowed):
        reply = client.open(visit.path, method=method)
        assert reply.status_code == 405, method
        assert set(reply.headers["Allow"].split(", ")) == allowed
        assert method == "HEAD" or "That can't be done here" in Page(reply.text).text


def test_a_form_that_is_too_large_is_413_and_stores_nothing(client, runtime):
    before = dump(runtime)
    for path in ("/study/small/answer", "/attempt/at-1", "/quiz/small/take"):
        reply = client.post(path, data={**ANSWER, "given": "x" * 1_000_001})
        assert reply.status_code == 413
        assert "Too much at once" in Page(reply.text).text

    assert dump(runtime) == before


def test_a_form_of_too_many_parts_is_413(client):
    parts = {f"q1.{number}": (b"x", None) for number in range(2_001)}
    data = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\nx\r\n' for name in parts
    )
    reply = client.post(
        "/attempt/at-1",
        data=f"{data}--b--\r\n",
        content_type="multipart/form-data; boundary=b",
    )

    assert reply.status_code == 413


def marked(reply) -> None:
    """Assert what every reply must carry."""
    for name, value in HEADERS.items():
        assert reply.headers.get_all(name) == [value], (name, reply.status)
    policy = dict(
        rule.strip().partition(" ")[::2]
        for rule in reply.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    sources = {word for values in policy.values() for word in values.split()}
    assert sources == {"'none'", "'self'"}
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in reply.headers
    assert "Access-Control-Allow-Origin" not in reply.headers
    if reply.mimetype == "text/html" and "Content-Disposition" not in reply.headers:
        assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_every_reply_says_what_its_page_may_do(client, visit):
    marked(send(client, visit))
    marked(send(client, visit, headers={"X-Fragment": "card"}))
    marked(client.head(visit.path))
    marked(client.options(visit.path))
    marked(client.delete(visit.path))
    marked(send(client, visit, headers={"Host": "evil.example"}))
    marked(client.post(visit.path, headers={"Origin": "http://evil.example"}))


@pytest.mark.parametrize("path", ["/nowhere", "/static/nowhere.js", "/study/small?card=999"])
def test_a_reply_of_an_error_says_it_too(client, path):
    marked(client.get(path))


@pytest.mark.parametrize("visit", PAGES, ids=str)
def test_a_page_that_breaks_is_500_in_a_sentence_without_a_trace(client, monkeypatch, visit):
    logged = []
    monkeypatch.setattr(client.application.logger, "error", lambda *a, **_: logged.append(a))

    def fail(**_values):
        raise ZeroDivisionError("secret details")

    monkeypatch.setitem(client.application.view_functions, visit.endpoint, fail)
    reply = send(client, visit)

    assert reply.status_code == 500
    assert "Something broke here" in Page(reply.text).text
    assert "secret details" not in reply.text
    assert "Traceback" not in reply.text
    assert logged
    marked(reply)


def test_a_database_that_fails_is_503_in_a_sentence(client, monkeypatch):
    def fail(**_values):
        raise StoreError(
            "an import or another program holds the database: try again when it is done"
        )

    monkeypatch.setitem(client.application.view_functions, "decks.home", fail)
    reply = client.get("/")

    assert reply.status_code == 503
    assert (
        "n import or another program holds the database: try again when it is done."
        in Page(reply.text).text
    )
    marked(reply)


EVIL_HOSTS = [
    "evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example",
    "127.0.0.1:8000@evil.example", "evil.example@127.0.0.1", "a:b@127.0.0.1", "127.0.0.1/evil",
    "127.0.0.1?x", "127.0.0.1#x", "127.0.0.1 evil", "127.0.0.1:x", "127.0.0.1:", "127.0.0.2",
    "0.0.0.0", "[::]", "[::1", "::1", "[::1]evil", "[::ffff:127.0.0.1]", "2130706433", "127.1",  # noqa: S104 - refused
    "localhost.", "локалхост", "127.0.0.1,evil.example", "", "http://127.0.0.1", "127.0.0.1:8000:1",
]  # fmt: skip


@pytest.mark.parametrize("host", EVIL_HOSTS)
@pytest.mark.parametrize("visit", [VISITS[0], VISITS[8]], ids=str)
def test_a_foreign_host_is_400_and_stores_nothing(client, runtime, visit, host):
    before = dump(runtime)
    reply = send(client, visit, headers={"Host": host})

    assert reply.status_code == 400
    assert "answers only to its own name" in Page(reply.text).text
    assert dump(runtime) == before


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.0.0.1:8000", "localhost", "localhost:8123", "LocalHost:1", "[::1]",
     "[::1]:8000"],
)  # fmt: skip
def test_its_own_names_are_answered_with_any_port(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 200
    reply = client.post(
        "/study/small/answer", data=ANSWER, headers={"Host": host, "Origin": f"http://{host}"}
    )
    assert reply.status_code == 303


EVIL_SENDERS = [
    {"Origin": "http://evil.example"},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost:9999"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://localhost, http://evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "garbage"},
    {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
]


@pytest.mark.parametrize("visit", [row for row in VISITS if row.method == "POST"], ids=str)
@pytest.mark.parametrize("headers", EVIL_SENDERS, ids=str)
def test_a_form_from_another_site_is_403_and_stores_nothing(client, runtime, visit, headers):
    before = dump(runtime)
    reply = send(client, visit, headers=headers)

    assert reply.status_code == 403
    assert "Another site sent this request; nothing was done." in Page(reply.text).text
    assert dump(runtime) == before


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"},
     {"Sec-Fetch-Site": "none"}, {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}],
    ids=str,
)  # fmt: skip
def test_a_form_from_its_own_page_is_taken(client, headers):
    assert client.post("/study/small/answer", data=ANSWER, headers=headers).status_code == 303


@pytest.mark.parametrize("visit", PAGES, ids=str)
def test_a_page_has_nothing_inline_and_names_no_other_host(client, visit):
    reply = send(client, visit)
    if "Content-Disposition" in reply.headers:
        return  # a file of its own, not a page of the site
    page = Page(reply.text)

    assert page.inline == []
    assert len(page.ids) == len(set(page.ids))
    for address in [*page.loads, *page.links, *(form.action for form in page.forms)]:
        assert not urlsplit(address).netloc, address
        assert urlsplit(address).scheme == "", address
    assert re.findall(r"(?i)https?://|javascript:|data:|url\(", reply.text) == []
    for address in page.loads:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("visit", PAGES, ids=str)
def test_every_link_and_form_of_a_page_leads_somewhere(client, visit):
    reply = send(client, visit)
    if "Content-Disposition" in reply.headers:
        return
    page = Page(reply.text)
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids, link
        else:
            target = client.get(link, follow_redirects=True)
            assert target.status_code == 200, link
            if "#" in link:
                assert link.partition("#")[2] in Page(target.text).ids, link
    adapter = client.application.url_map.bind("localhost")
    for form in page.forms:
        assert adapter.match(urlsplit(form.action).path, method=form.method.upper())


def test_styles_and_script_name_no_other_host(client):
    static = Path(client.application.static_folder)
    for name in sorted(path.name for path in static.iterdir()):
        text = client.get(f"/static/{name}").text
        found = set(re.findall(r"(?i:(?:https?:)?//[\w.-]+\.\w+|@import)|url\([^)]*\)", text))
        assert found <= {"http://www.w3.org"}, name


def test_what_rarely_changes_is_kept_by_the_browser_and_asked_for_anew_when_it_does(client):
    loads = Page(client.get("/").text).loads
    versioned = re.compile(r"\?v=[0-9a-f]{12}$|^/code/[0-9a-f]{12}/[a-z]+\.js$")
    assert all(versioned.search(path) for path in loads)
    assert {client.get(path).headers["Cache-Control"] for path in loads} == {
        "public, max-age=31536000"
    }


def test_an_unknown_fragment_header_gets_the_whole_page(client):
    reply = client.get("/study/small", headers={"X-Fragment": "other"})
    assert reply.text.startswith("<!doctype html>")


def test_home_without_a_bank_tells_how_to_make_one(tmp_path):
    runtime = make_runtime(tmp_path / "d", tmp_path / "nowhere")
    runtime.problems.clear()
    page = Page(browse(runtime).get("/").text)

    assert "No bank yet" in page.text
    assert "citecards serve my-bank" in page.text
    runtime.database.close()


def test_home_with_a_broken_bank_lists_each_fault_with_its_place(client, runtime):
    folder = runtime.settings.banks[0]
    good = (folder / "rivers.yaml").read_text()
    broken = good.replace("stem: What is b1?, ", "").replace("kind: flashcard", "kind: flash<b>")
    (folder / "rivers.yaml").write_text(broken)
    problems = sync_all(runtime)
    page = Page(client.get("/").text)

    assert len(problems) >= 1
    for problem in problems:
        assert f"{problem.file}:{problem.line}:{problem.column}" in page.text
        assert problem.message in page.text
    assert "A small bank" in page.text
    assert "b" not in page.tags
