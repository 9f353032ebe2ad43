"""Backups by themselves, which of them are kept, and putting one back: whole, or nothing at all."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.factory import create_runtime
from app.services.answering import undo
from app.services.backup import back_up
from app.services.backup import back_up_daily
from app.services.backup import backups
from app.services.backup import listing
from app.services.backup import newest_sound
from app.services.errors import RefusedError
from app.services.restoring import restore
from app.services.retention import keep
from app.settings import Settings
from app.store import copies
from app.store.db import StoreError
from app.store.db import address
from app.store.presence import InUseError
from app.store.presence import alone
from app.store.presence import present
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import unfolded
from tests.services.banks import write_bank
from tests.site import MORNING

DAY = 86_400_000
FULL = sqlite3.OperationalError("database or disk is full")


@pytest.fixture
def given_settings(tmp_path):
    bank = write_bank(tmp_path / "small")
    return Settings(data=tmp_path / "data", banks=(bank,))


@pytest.fixture
def runtime(given_settings):
    made = create_runtime(given_settings)
    yield made
    made.database.close()


def answers_in(file):
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return copy.execute("SELECT count(*) FROM review").fetchone()[0]


def files(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ------------------------------------------------------------------ which are kept
def at(text):
    return int(datetime.fromisoformat(f"{text}+00:00").timestamp() * 1000)


def test_of_daily_backups_twelve_days_ten_weeks_and_nine_months_are_kept():
    last = datetime(2026, 11, 25, 9, tzinfo=UTC)
    dates = [int((last - timedelta(days=n)).timestamp() * 1000) for n in range(500)]

    kept = keep(dates, dates[0])
    said = {datetime.fromtimestamp(date / 1000, UTC).strftime("%m-%d") for date in kept}
    assert said == {
        *(f"11-{day}" for day in range(14, 26)),
        "11-08", "11-01", "10-25", "10-18", "10-11", "10-04", "09-27",  # Sundays: ten weeks in all
        "10-31", "09-30", "08-31", "07-31", "06-30", "05-31", "04-30", "03-31",  # nine months
    }  # fmt: skip
    assert len(kept) == len(said)


def test_years_of_days_never_make_more_than_the_three_together():
    kept: frozenset[int] = frozenset()
    for day in range(900):
        kept = keep({*kept, day * DAY}, day * DAY)
        assert len(kept) <= 12 + 10 + 9
    months = {datetime.fromtimestamp(date / 1000, UTC).strftime("%Y-%m") for date in kept}
    assert len(months) == 9


def test_of_one_day_the_newest_is_kept_and_all_of_the_last_two_days():
    now = at("2026-11-25T12:00")
    old = [at("2026-11-20T08:00"), at("2026-11-20T20:00")]
    new = [at("2026-11-24T08:00"), at("2026-11-24T09:00"), at("2026-11-25T11:00")]

    assert keep([*old, *new], now) == {old[1], *new}


def test_what_a_wrong_clock_has_dated_in_the_future_is_kept_and_takes_no_place():
    now = at("2026-11-25T12:00")
    days = [now - n * DAY for n in range(12)]

    assert keep([*days, at("2031-01-01T00:00")], now) == {*days, at("2031-01-01T00:00")}


@given(st.lists(st.integers(0, 4_000_000_000_000), max_size=80), st.integers(0, 4_000_000_000_000))
def test_the_newest_is_always_kept_and_to_keep_again_is_to_keep_the_same(dates, now):
    kept = keep(dates, now)

    assert kept <= set(dates)
    assert keep(kept, now) == kept
    if dates:
        assert max(dates) in kept
    past = [date for date in dates if date <= now]
    if past:
        assert max(past) in kept


# ------------------------------------------------------------------ by themselves
@pytest.mark.usefixtures("runtime")
def test_without_answers_there_is_nothing_to_back_up_by_itself(given_settings):
    assert back_up_daily(given_settings, MORNING) is None
    assert backups(given_settings) == []


def test_a_day_with_answers_is_backed_up_once(runtime, given_settings):
    rate(runtime, 1)
    first = back_up_daily(given_settings, MORNING)
    assert answers_in(first) == 1

    rate(runtime, 2)
    assert back_up_daily(given_settings, MORNING + DAY - 1) is None
    second = back_up_daily(given_settings, MORNING + DAY)
    assert answers_in(second) == 2
    assert back_up_daily(given_settings, MORNING + 3 * DAY) is None  # nothing new
    assert [backup.file for backup in backups(given_settings)] == [second, first]


def test_whatever_the_clock_says_what_is_new_is_backed_up(runtime, given_settings):
    rate(runtime, 1)
    back_up_daily(given_settings, MORNING + 900 * DAY)  # a clock that was years ahead
    rate(runtime, 2)

    assert answers_in(back_up_daily(given_settings, MORNING)) == 2


def test_a_newest_backup_that_is_damaged_counts_for_nothing(runtime, given_settings):
    rate(runtime, 1)
    back_up_daily(given_settings, MORNING).write_bytes(b"damaged")

    assert answers_in(back_up_daily(given_settings, MORNING + DAY)) == 1


def test_old_ones_go_only_after_the_new_one_is_sound(runtime, given_settings, monkeypatch):
    rate(runtime, 1)
    for day in range(40):
        back_up(given_settings, given_settings.data / "backups", MORNING + day * DAY)
    theirs = given_settings.data / "backups" / "before-my-holiday.db"
    theirs.write_text("kept")
    rate(runtime, 2)
    before = files(given_settings.data / "backups")

    def fail(_source, target, **_how):
        target.write_bytes(b"half of i")
        raise FULL

    with monkeypatch.context() as patch:
        patch.setattr("app.store.copies.copy", fail)
        with pytest.raises(RefusedError, match=r"the backup could not be written: .*disk is full"):
            back_up_daily(given_settings, MORNING + 41 * DAY)
    assert files(given_settings.data / "backups") == before

    new = back_up_daily(given_settings, MORNING + 41 * DAY)
    left = backups(given_settings)
    assert left[0].file == new
    assert {backup.at for backup in left} == keep(
        [MORNING + day * DAY for day in (*range(40), 41)], MORNING + 41 * DAY
    )
    assert theirs.exists()


def test_a_server_is_backed_up_by_those_who_run_it(tmp_path):
    settings = Settings(data=tmp_path, banks=(), database="postgresql+psycopg://localhost/x")
    assert back_up_daily(settings, MORNING) is None


def test_the_list_says_what_is_in_each_and_which_is_damaged(runtime, given_settings):
    rate(runtime, 1)
    good = back_up(given_settings, given_settings.data / "backups", MORNING)
    bad = back_up(given_settings, given_settings.data / "backups", MORNING + DAY)
    whole = bad.read_bytes()
    bad.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])

    newest, older = listing(given_settings)
    assert (newest.backup.file, newest.fault) == (bad, "it is damaged")
    assert (older.answers, older.size, older.fault) == (1, good.stat().st_size, None)
    assert newest_sound(given_settings) == good


# ------------------------------------------------------------------ putting one back
def test_a_backup_is_put_back_and_what_was_there_is_kept(runtime, given_settings, tmp_path):
    rate(runtime, 1)
    saved = back_up(given_settings, tmp_path / "mine.db", MORNING)
    rate(runtime, 2)
    runtime.database.close()

    done = restore(given_settings, saved, MORNING)
    assert done.answers == 1
    assert answers_in(done.before) == 2
    again = create_runtime(given_settings)
    assert [row["card_id"] for row in log_rows(again)] == [1]
    assert unfolded(again) == []
    again.database.close()
    restore(given_settings, done.before, MORNING + DAY)
    assert answers_in(given_settings.data / "citecards.db") == 2


def test_the_log_beside_the_data_is_not_read_into_what_was_put_back(given_settings, tmp_path):
    """A program that was killed leaves answers in the -wal: they go into the backup, not on."""
    runtime = create_runtime(given_settings)
    saved = back_up(given_settings, tmp_path / "mine.db", MORNING)
    for card in (1, 2, 3):
        rate(runtime, card)
    killed = tmp_path / "killed"
    shutil.copytree(given_settings.data, killed)
    runtime.database.close()
    assert (killed / "citecards.db-wal").stat().st_size > 0
    left = Settings(data=killed, banks=given_settings.banks)

    done = restore(left, saved, MORNING)
    assert answers_in(done.before) == 3
    assert answers_in(killed / "citecards.db") == 0
    assert sorted(path.name for path in killed.iterdir()) == [
        "backups", "citecards.db", "citecards.db.lock",
    ]  # fmt: skip


def test_into_an_empty_place_it_is_put_without_a_backup(runtime, given_settings, tmp_path):
    rate(runtime, 1)
    saved = back_up(given_settings, tmp_path / "mine.db", MORNING)
    elsewhere = Settings(data=tmp_path / "new" / "place", banks=given_settings.banks)

    assert restore(elsewhere, saved, MORNING).before is None
    assert answers_in(elsewhere.data / "citecards.db") == 1


def test_damaged_data_are_kept_as_they_lie_and_replaced(runtime, given_settings, tmp_path):
    rate(runtime, 1)
    saved = back_up(given_settings, tmp_path / "mine.db", MORNING)
    runtime.database.close()
    place = given_settings.data / "citecards.db"
    place.write_bytes(b"my holiday notes " * 500)

    done = restore(given_settings, saved, MORNING)
    assert done.before.name == "damaged-2026-11-23T090000Z.db"
    assert done.before.read_bytes() == b"my holiday notes " * 500
    assert answers_in(place) == 1


def test_an_older_version_is_brought_up_at_the_next_start(runtime, given_settings, tmp_path):
    rate(runtime, 1)
    saved = back_up(given_settings, tmp_path / "mine.db", MORNING)
    runtime.database.close()
    from alembic import command  # noqa: PLC0415 - this test alone

    from app.store.db import Database  # noqa: PLC0415
    from app.store.migrate import config  # noqa: PLC0415

    old = Database(f"sqlite:///{saved}")
    with old.write() as connection:
        command.downgrade(config(connection), "0002")
    old.close()

    restore(given_settings, saved, MORNING)
    again = create_runtime(given_settings)
    assert len(log_rows(again)) == 1
    assert unfolded(again) == []
    undo(again, "small", "undo")
    again.database.close()


def spoil(kind, saved, given_settings):
    with closing(sqlite3.connect(saved)) as store:
        if kind == "newer":
            store.execute("UPDATE alembic_version SET version_num = '9999'")
        elif kind == "a trigger":
            store.execute("CREATE TRIGGER x AFTER INSERT ON review BEGIN DELETE FROM review; END")
        elif kind == "another database":
            store.execute("DROP TABLE review")
        store.commit()
    whole = saved.read_bytes()
    if kind == "damaged":
        saved.write_bytes(whole[:4096] + b"\xff" * 8192 + whole[12_288:])
    elif kind == "cut off":
        saved.write_bytes(whole[: len(whole) // 2])
    elif kind == "text":
        saved.write_text("my holiday notes " * 500)
    elif kind == "empty":
        saved.write_bytes(b"")
    elif kind == "missing":
        saved.unlink()
    return given_settings.data / "citecards.db" if kind == "the data" else saved


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("newer", "made by a newer Citecards: install that one"),
        ("a trigger", "can't be restored: it has triggers or views"),
        ("another database", "can't be restored: it isn't a backup of Citecards"),
        ("damaged", "can't be restored: it is damaged"),
        ("cut off", "can't be restored: it is damaged"),
        ("text", "can't be restored: it is no database"),
        ("empty", "can't be restored: it isn't a backup of Citecards"),
        ("missing", "there is no such file"),
        ("the data", "these are the data themselves: name a backup"),
    ],
)
def test_what_is_no_sound_backup_is_refused_and_nothing_changes(
    runtime, given_settings, tmp_path, kind, says
):
    rate(runtime, 1)
    saved = back_up(given_settings, tmp_path / "mine.db", MORNING)
    runtime.database.close()
    named = spoil(kind, saved, given_settings)
    before = files(tmp_path)

    with pytest.raises(RefusedError, match=says) as raised:
        restore(given_settings, named, MORNING)
    assert "\n" not in str(raised.value)
    assert files(tmp_path) == before


def test_while_a_site_runs_nothing_is_restored(runtime, given_settings, tmp_path):
    saved = back_up(given_settings, tmp_path / "mine.db", MORNING)
    rate(runtime, 1)
    runtime.database.close()

    with (
        present(address(given_settings)), present(address(given_settings)),
        pytest.raises(RefusedError, match="Citecards is running on these data: stop it"),
    ):  # fmt: skip
        restore(given_settings, saved, MORNING)
    assert answers_in(given_settings.data / "citecards.db") == 1
    assert restore(given_settings, saved, MORNING).answers == 0


def test_while_any_program_has_the_data_open_nothing_is_restored(runtime, given_settings, tmp_path):
    """Another version, or a shell of SQLite's, knows nothing of our lock."""
    saved = back_up(given_settings, tmp_path / "mine.db", MORNING)
    rate(runtime, 1)  # leaves a connection open

    with pytest.raises(RefusedError, match="Citecards is running on these data: stop it"):
        restore(given_settings, saved, MORNING)
    assert len(log_rows(runtime)) == 1
    rate(runtime, 2)
    assert not list(given_settings.data.glob(".*"))


def test_while_a_backup_is_restored_no_site_starts(given_settings):
    given_settings.data.mkdir()
    with (
        alone(address(given_settings)),
        pytest.raises(InUseError),
        present(address(given_settings)),
    ):
        pass
    with present(address(given_settings)):
        pass


def test_a_lock_that_cannot_be_made_is_one_line(tmp_path):
    settings = Settings(data=tmp_path / "nowhere", banks=())
    with (
        pytest.raises(StoreError, match=r"citecards\.db\.lock: it can't be written"),
        present(address(settings)),
    ):
        pass


def failing(step, monkeypatch):
    """Let a step of restoring fail as a full or broken disk would."""

    def full(*_args, **_how):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def half(_source, target, **_how):
        if target.name == ".citecards.db.part":
            target.write_bytes(b"half of i")
            raise FULL
        return copy(_source, target, **_how)

    copy = copies.copy
    if step == "copying":
        monkeypatch.setattr("app.store.copies.copy", half)
    elif step == "replacing":
        replace = Path.replace
        monkeypatch.setattr(
            Path, "replace",
            lambda self, target: full() if self.name == ".citecards.db.part"
            else replace(self, target),
        )  # fmt: skip
    elif step == "backing up":
        monkeypatch.setattr("app.services.backup.copies.copy", lambda *_a, **_h: full())


@pytest.mark.parametrize("step", ["backing up", "copying", "replacing"])
def test_with_a_full_disk_nothing_is_lost_and_it_says_so(
    runtime, given_settings, tmp_path, monkeypatch, step
):
    saved = back_up(given_settings, tmp_path / "mine.db", MORNING)
    rate(runtime, 1)
    runtime.database.close()

    with monkeypatch.context() as patch:
        failing(step, patch)
        with pytest.raises(RefusedError, match=r"disk is full|No space left") as raised:
            restore(given_settings, saved, MORNING)
    assert "\n" not in str(raised.value)
    assert answers_in(given_settings.data / "citecards.db") == 1
    assert not list(given_settings.data.glob(".*"))
    again = create_runtime(given_settings)
    assert len(log_rows(again)) == 1
    again.database.close()


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize("place", ["file", "file/data"])
def test_a_place_that_cannot_be_is_one_line(given_settings, tmp_path, place):
    saved = back_up(given_settings, tmp_path / "mine.db", MORNING)
    (tmp_path / "file").write_text("in the way")
    settings = Settings(data=tmp_path / place, banks=())

    with pytest.raises((RefusedError, StoreError)) as raised:
        restore(settings, saved, MORNING)
    assert str(tmp_path / "file") in str(raised.value)
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_server_has_its_own_way_to_restore(tmp_path):
    settings = Settings(data=tmp_path, banks=(), database="postgresql+psycopg://localhost/x")
    with pytest.raises(RefusedError, match="only SQLite data"):
        restore(settings, tmp_path / "mine.db", MORNING)
