"""``citecards doctor``, ``backup --list`` and ``restore``: what is said, in how many lines."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from app.factory import create_runtime
from app.settings import create_settings
from tests.cli.test_serve import serving
from tests.services.banks import rate


@pytest.fixture
def answered(citecards, bank, tmp_path):
    """Return the data folder of a learner who answered once."""
    settings = create_settings({}, data=tmp_path / "data", banks=(bank,))
    runtime = create_runtime(settings)
    rate(runtime, 1)
    runtime.database.close()
    assert citecards
    return tmp_path / "data"


def harm(data, *statements):
    with closing(sqlite3.connect(data / "citecards.db")) as store:
        for statement in statements:
            store.execute(statement)
        store.commit()


def answers_in(file):
    with closing(sqlite3.connect(file)) as copy:
        return copy.execute("SELECT count(*) FROM review").fetchone()[0]


@pytest.mark.usefixtures("answered")
def test_the_doctor_says_when_nothing_is_wrong(citecards, bank):
    shown = citecards("doctor", bank)

    assert (shown.code, shown.out, shown.err) == (0, "Nothing is wrong.\n", "")


def test_the_doctor_finds_mends_and_finds_no_more(citecards, bank, answered):
    harm(answered, "UPDATE card_state SET reps = 5 WHERE card_id = 1", "DELETE FROM daily")

    shown = citecards("doctor", bank)
    assert shown.code == 1
    state, sums, last = shown.out.splitlines()
    assert state.startswith("card 1: is stored as learning due at 17")
    assert state.endswith(": --repair: computed again from the log")
    assert sums == "1 sums: isn't what the log comes to: --repair: counted again"
    assert last == "Found: 2. Nothing was changed; citecards doctor --repair mends."

    shown = citecards("doctor", bank, "--repair", "--json")
    assert shown.code == 0
    told = json.loads(shown.out)
    assert told["sound"]
    assert [row["mended"] for row in told["findings"]] == [True, True]
    assert answers_in(told["backup"]) == 1

    shown = citecards("doctor", bank, "--repair")
    assert (shown.code, shown.out) == (0, "Nothing is wrong.\n")


def test_what_the_doctor_cannot_mend_is_told_and_the_exit_code_says_so(citecards, answered):
    harm(answered, "DELETE FROM item WHERE pk = 1")
    shown = citecards("doctor", "--repair")  # with the shipped bank, not this one

    assert shown.code == 1
    assert "not mended: its bank is needed for that: citecards doctor --repair FOLDER" in shown.out
    assert shown.out.splitlines()[-1].startswith("Mended: ")


def test_the_doctor_makes_no_data_where_there_are_none(citecards, tmp_path):
    shown = citecards("doctor")

    assert (shown.code, shown.out) == (1, "")
    assert shown.said == [
        f"Error: {tmp_path / 'data' / 'citecards.db'}: there are no data here yet"
    ]
    assert not (tmp_path / "data").exists()


def test_the_doctor_names_the_backup_to_restore_when_the_file_is_damaged(citecards, bank, answered):
    saved = citecards("backup").out.strip()
    (answered / "citecards.db").write_bytes(b"my holiday notes " * 500)

    shown = citecards("doctor", bank)
    assert shown.code == 1
    assert f"not mended: citecards restore {saved}" in shown.out
    shown = citecards("restore", saved)
    assert shown.code == 0
    assert citecards("doctor", bank).code == 0


def test_the_list_of_backups_says_when_how_much_and_where(citecards, answered):
    assert citecards("backup", "--list").out == f"{answered / 'backups'}: no backups yet\n"
    saved = citecards("backup").out.strip()

    [line] = citecards("backup", "--list").out.splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d  1 answers, 0\.\d MB  \S+", line)
    assert line.endswith(saved)


def test_restore_says_what_it_put_back_and_where_the_rest_is(citecards, answered):
    saved = citecards("backup", "-o", "mine.db").out.strip()
    harm(answered, "DELETE FROM review")
    shown = citecards("restore", saved)

    before, done = shown.out.splitlines()
    assert answers_in(before.removeprefix("What was there before: ")) == 0
    assert done == f"Restored: 1 answers, in {answered}"
    assert answers_in(answered / "citecards.db") == 1


@pytest.mark.parametrize("name", ["nowhere.db", "text.db"])
def test_a_restore_that_cannot_be_is_one_line(citecards, answered, name):
    Path("text.db").write_text("my holiday notes")
    shown = citecards("restore", name)

    assert (shown.code, shown.out) == (1, "")
    [line] = shown.said
    assert line.startswith(f"Error: {name}: ")
    assert answers_in(answered / "citecards.db") == 1


def test_while_the_site_runs_restore_refuses_and_the_start_makes_the_days_backup(
    bank, answered, tmp_path
):
    program = [sys.executable, "-m", "app.cli"]
    with serving("--port", "0", "--data", answered, bank) as (_process, line):
        with urllib.request.urlopen(re.search(r"http://\S+", line)[0]) as reply:  # noqa: S310
            assert reply.status == 200
        for _ in range(200):
            made = list((answered / "backups").glob("citecards-*.db"))
            if made:
                break
            subprocess.run(["sleep", "0.05"], check=True)
        [saved] = made
        refused = subprocess.run(
            [*program, "restore", str(saved), "--data", str(answered)],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
        assert refused.returncode == 1
        assert refused.stderr == (
            "Error: Citecards is running on these data: stop it (Ctrl C in its window), then "
            "restore again\n"
        )
    assert answers_in(saved) == 1
    done = subprocess.run(
        [*program, "restore", str(saved), "--data", str(answered)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_a_backup_that_fails_at_the_start_is_told_and_the_site_runs(bank, answered):
    (answered / "backups").write_text("in the way")
    with serving("--port", "0", "--data", answered, bank) as (process, line):
        with urllib.request.urlopen(re.search(r"http://\S+", line)[0]) as reply:  # noqa: S310
            assert reply.status == 200
        said = process.stderr.readline()

    assert said.startswith(f"no backup was made: {answered / 'backups'}")
