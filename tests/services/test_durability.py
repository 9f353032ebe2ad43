"""What was acknowledged is stored once, what was refused nowhere: kill, full disk, lock, crowd."""

from __future__ import annotations

import http.client
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from contextlib import closing
from contextlib import suppress
from urllib.parse import urlencode

import pytest

from app.services.answering import answer
from app.services.doctor import examine
from app.services.errors import StaleError
from app.store.db import StoreError
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import submission
from tests.services.banks import unfolded
from tests.services.banks import upcoming
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime


def start(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    """Start ``citecards serve`` on a free port; return the process and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--port", "0", *arguments],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "CITECARDS_ZONE": "UTC"},
    )  # fmt: skip
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found, "no address on the first line"
    return process, found.group()


def post(url: str, **fields: object) -> int:
    """Send a form as the page's script does; return the status."""
    request = urllib.request.Request(  # noqa: S310 - our own server
        url, urlencode(fields).encode(), {"X-Fragment": "card"}
    )
    with urllib.request.urlopen(request) as reply:  # noqa: S310
        return reply.status


def test_an_acknowledged_answer_survives_kill_9(tmp_path):
    bank = write_bank(tmp_path / "small")
    data = tmp_path / "data"
    for number in range(1, 4):
        process, url = start("--data", str(data), str(bank))
        status = post(
            f"{url}/study/small/answer", review=f"id-{number}", card=number, seen=0, rating=3,
            shown_at=0,
        )  # fmt: skip
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()

        assert status == 200
        with closing(sqlite3.connect(data / "citecards.db")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            rows = database.execute("SELECT id, card_id FROM review ORDER BY seq").fetchall()
            query = "SELECT card_id, reps FROM card_state WHERE reps ORDER BY card_id"
            learned = database.execute(query).fetchall()
        assert rows == [(f"id-{n}", n) for n in range(1, number + 1)]
        assert learned == [(n, 1) for n in range(1, number + 1)]


@pytest.fixture
def runtime(tmp_path):
    made = make_runtime(tmp_path / "data", write_bank(tmp_path / "small"), clock=Clock())
    yield made
    made.database.close()


def full(database, pages=0):
    """Leave so many pages of room where answers are stored; return what makes room."""

    def limit(pages):
        with database.quick() as driver:
            (there,) = driver.connection.execute("PRAGMA page_count").fetchone()
            driver.connection.execute(f"PRAGMA max_page_count = {there + pages}")

    limit(pages)
    return lambda: limit(1_000_000)


def test_on_a_full_disk_each_answer_is_stored_or_refused_and_none_is_half_there(runtime):
    """The disk fills while the learner answers; what was acknowledged is there, the rest isn't."""
    make_room = full(runtime.database, pages=6)
    stored = []
    for number in range(400):
        card = number % 5 + 1
        sent = submission(runtime, card, rating=1, response={"texts": ["x" * 900]})
        try:
            answer(runtime, sent)
        except StoreError as error:
            said = str(error)
            break
        stored.append(sent.review_id)
        runtime.clock.forward(minutes=1)
    assert 1 <= len(stored) < 400
    assert said == "the disk is full: nothing was stored; make room and try again"
    assert [row["id"] for row in log_rows(runtime)] == stored
    assert examine(runtime).findings == ()

    make_room()
    answer(runtime, sent)  # the same answer, sent again
    assert [row["id"] for row in log_rows(runtime)] == [*stored, sent.review_id]


def test_while_another_program_holds_the_database_it_is_waited_for_then_told(runtime, monkeypatch):
    monkeypatch.setattr("app.store.db._BUSY_SECONDS", 0.2)
    runtime.database.close()
    before = log_rows(runtime)
    sent = submission(runtime, 1)
    place = runtime.settings.data / "test.db"
    with closing(sqlite3.connect(place, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="holds the database: try again"):
            answer(runtime, sent)
        assert log_rows(runtime) == before  # who reads needn't wait
        assert upcoming(runtime)[0].id
        other.execute("ROLLBACK")

    answer(runtime, sent)
    assert [row["id"] for row in log_rows(runtime)] == [sent.review_id]


def test_twenty_at_one_card_store_one_answer_and_the_nineteen_are_told(runtime):
    rate(runtime, 1, 3)
    sent = [submission(runtime, 1, 1 + number % 4) for number in range(20)]
    ends: list[str] = []
    gate = threading.Barrier(20)

    def send(one):
        gate.wait()
        try:
            answer(runtime, one)
            ends.append(one.review_id)
        except StaleError:
            ends.append("stale")

    threads = [threading.Thread(target=send, args=(one,)) for one in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    [stored] = set(ends) - {"stale"}
    assert ends.count("stale") == 19
    assert [row["id"] for row in log_rows(runtime)][1:] == [stored]
    assert unfolded(runtime) == []
    assert examine(runtime).findings == ()


def test_a_site_that_is_killed_again_and_again_keeps_every_acknowledged_answer_once(tmp_path):
    """Killed while answers are on their way: the client sends the last again, as the page does."""
    bank, data = write_bank(tmp_path / "small"), tmp_path / "data"
    acknowledged: list[str] = []
    for _ in range(3):
        process, url = start("--data", str(data), str(bank))
        enough = threading.Event()
        killer = threading.Thread(target=lambda: enough.wait() and process.kill())  # noqa: B023
        killer.start()
        few = len(acknowledged) + 4
        with suppress(OSError, http.client.HTTPException):
            while True:
                number = len(acknowledged)
                status = post(
                    f"{url}/study/small/answer", review=f"id-{number}", card=1, seen=number,
                    rating=1, shown_at=0,
                )  # fmt: skip
                assert status == 200
                acknowledged.append(f"id-{number}")
                if len(acknowledged) >= few:
                    enough.set()
        enough.set()
        killer.join()
        process.wait()
        process.stdout.close()

    with closing(sqlite3.connect(data / "citecards.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = [row[0] for row in database.execute("SELECT id FROM review ORDER BY seq")]
    assert len(acknowledged) >= 12
    # of the answers on their way when it was killed one more may be there, unacknowledged
    assert rows[: len(acknowledged)] == acknowledged
    assert rows[len(acknowledged) :] in ([], [f"id-{len(acknowledged)}"])
