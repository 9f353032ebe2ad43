"""``citecards serve``: it starts on a free port, says where, stops cleanly, refuses in a line."""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from contextlib import contextmanager
from dataclasses import replace

import pytest

from app.cli.serve import _listen
from app.settings import Settings
from app.settings import SettingsError
from tests.services.banks import write_bank


@contextmanager
def serving(*arguments: object, **env: str):
    """Start ``citecards serve``; yield the process and its first line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **env},
    )  # fmt: skip
    try:
        yield process, process.stdout.readline()
    finally:
        process.kill()
        process.communicate()


@contextmanager
def taken_port():
    """Hold a port that is followed by free ones; yield it."""
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


@pytest.fixture
def bank(tmp_path):
    return write_bank(tmp_path / "small")


def test_it_says_where_it_is_and_is_there(bank, tmp_path, capsys):
    begun = time.perf_counter()
    with serving("--port", "0", "--data", tmp_path / "new" / "data", bank) as (process, line):
        url = re.search(r"http://127\.0\.0\.1:\d+", line)[0]
        with urllib.request.urlopen(url) as reply:  # noqa: S310 - our own server
            html = reply.read().decode()
            server = reply.headers["Server"]
        took = time.perf_counter() - begun

        assert "A small bank" in html
        assert f"your data: {tmp_path / 'new' / 'data'}" in line
        assert "Ctrl C stops it" in line
        assert server is None
        assert (tmp_path / "new" / "data" / "citecards.db").is_file()
        assert process.poll() is None
    with capsys.disabled():
        print(f"\nstart of serve to first page: {took:.2f} s")  # noqa: T201 - a figure to read


def test_ctrl_c_ends_it_cleanly(bank, tmp_path):
    with serving("--port", "0", "--data", tmp_path / "data", bank) as (process, line):
        with urllib.request.urlopen(re.search(r"http://\S+", line)[0]) as reply:  # noqa: S310
            assert reply.status == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)

    assert process.returncode in (0, 130)
    assert (out, err) == ("", "")


def test_a_taken_port_is_passed_over(bank, tmp_path):
    with (
        taken_port() as port,
        serving("--data", tmp_path / "data", bank, CITECARDS_PORT=str(port)) as (_, line),
    ):
        found = int(re.search(r"http://127\.0\.0\.1:(\d+)", line)[1])

    assert port < found <= port + 20


def test_a_port_asked_for_by_name_that_is_taken_is_one_line(citecards, bank, tmp_path):
    with taken_port() as port:
        shown = citecards("serve", "--port", port, "--data", tmp_path / "data", bank)

    assert (shown.code, shown.out) == (1, "")
    assert shown.said == [
        f"Error: port {port} is taken: stop what runs there, or choose another with --port"
    ]
    assert not (tmp_path / "data").exists()


def test_two_copies_never_take_one_port(tmp_path):
    settings = Settings(data=tmp_path, banks=(), database="sqlite://", port=0)
    with closing(_listen(settings, exact=False)) as first:
        port = first.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port} is taken"):
            _listen(replace(settings, port=port), exact=True)
        with closing(_listen(replace(settings, port=port), exact=False)) as second:
            assert second.getsockname()[1] > port


def test_when_all_ports_are_taken_it_says_which(tmp_path, monkeypatch):
    monkeypatch.setattr("app.cli.serve._TRIES", 0)
    with taken_port() as port, pytest.raises(SettingsError, match=f"ports {port} to {port} are"):
        _listen(Settings(tmp_path, (), "sqlite://", port=port), exact=False)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_it_listens_on_each_name_of_this_machine(tmp_path, host):
    settings = Settings(tmp_path, (), "sqlite://", host=host, port=0)
    with closing(_listen(settings, exact=False)) as listener:
        assert listener.getsockname()[0] in ("127.0.0.1", "::1")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "example.org", "evil"])  # noqa: S104 - refused
def test_another_address_is_refused_in_one_line(citecards, bank, tmp_path, host):
    shown = citecards("serve", "--host", host, "--data", tmp_path / "data", bank)

    assert (shown.code, shown.out) == (1, "")
    [line] = shown.said
    assert line.startswith(f"Error: --host {host}: without accounts")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("place", ["file/data", "file", "/proc/nowhere", "/proc/sys"])
def test_a_data_folder_that_cannot_be_used_is_one_line(
    citecards, bank, tmp_path, monkeypatch, place
):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CITECARDS_DATA", str(tmp_path / place))  # an absolute place stays itself
    shown = citecards("serve", "--port", "0", bank)

    assert (shown.code, shown.out) == (1, "")
    assert len(shown.said) == 1
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"CITECARDS_PORT": "x"}, "CITECARDS_PORT is `x`: give a whole number from 0 to 65535"),
        ({"CITECARDS_ROLLOVER": "24"}, "CITECARDS_ROLLOVER is `24`: give a whole number from 0"),
        ({"CITECARDS_ZONE": "Mars"}, "CITECARDS_ZONE is `Mars`: give a name such as Asia/Seoul"),
        ({"CITECARDS_HOST": "0.0.0.0"}, "answers only this machine"),  # noqa: S104 - refused
        ({"CITECARDS_DATABASE": "nonsense"}, "CITECARDS_DATABASE is no address"),
        ({"CITECARDS_DATABASE": "postgresql+psycopg://x@127.0.0.1:1/x"}, "server can't be reached"),
    ],
    ids=str,
)
def test_a_setting_that_is_wrong_is_one_line(citecards, bank, monkeypatch, env, says):
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    shown = citecards("serve", bank)

    assert (shown.code, shown.out) == (1, "")
    [line] = shown.said
    assert says in line


def test_a_file_that_is_no_database_is_one_line(citecards, bank, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "citecards.db").write_text("my holiday notes " * 500)
    shown = citecards("serve", "--port", "0", bank)

    assert shown.code == 1
    assert shown.said == ["Error: the database file is damaged or isn't one: restore a backup"]


def test_a_broken_bank_is_told_and_the_others_are_served(bank, tmp_path):
    broken = write_bank(tmp_path / "broken", {"trade": "  - {id: a1, kind: flashcard}"}, bank="b")
    with serving("--port", "0", "--data", tmp_path / "data", bank, broken) as (process, line):
        with urllib.request.urlopen(re.search(r"http://\S+", line)[0]) as reply:  # noqa: S310
            html = reply.read().decode()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)

    assert "A small bank" in html
    assert f"{broken / 'trade.yaml'}:3:" in html
    assert err.startswith(f"{broken / 'trade.yaml'}:3:")


def test_the_browser_is_opened_when_asked(citecards, bank, monkeypatch):
    opened, served = [], []
    monkeypatch.setattr("webbrowser.open", opened.append)

    def serve(site, sockets, **_options):
        served.append(site)
        for one in sockets:
            one.close()
        site.extensions["citecards"].database.close()

    monkeypatch.setattr("waitress.serve", serve)
    shown = citecards("serve", "--port", "0", "--open", bank)

    assert shown.code == 0
    assert opened == re.findall(r"http://127\.0\.0\.1:\d+", shown.out)
    assert len(served) == 1
    assert not logging.getLogger("waitress.queue").isEnabledFor(logging.WARNING)
