"""What was acknowledged is on the disk: the program is killed the moment it has answered."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from urllib.parse import urlencode

from tests.services.banks import write_bank


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
