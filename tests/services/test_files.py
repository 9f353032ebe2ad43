"""Files that go out: downloads, printed quizzes, backups."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from app.quiz.blueprint import Blueprint
from app.services import exporting
from app.services import printing
from app.services import quizzes
from app.services.assembling import simple_form
from app.services.backup import back_up
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.selecting import Wanted
from exports import EXPORTERS
from tests.services.banks import EVERY_KIND
from tests.services.banks import card_of
from tests.services.banks import rate
from tests.services.banks import write_bank
from tests.site import MORNING


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path / "small", {"trade": EVERY_KIND, "rivers": ""})


@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_a_download_is_whole_and_the_same_twice(runtime, name, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "data"))
    before = sorted((tmp_path / "data").iterdir())

    with exporting.download(runtime, "small", name, Wanted()) as file:
        data = file.path.read_bytes()

    assert file.name.startswith("small.")
    assert "/" in file.media_type
    assert len(file.report.written) + len(file.report.skipped) == 10
    with exporting.download(runtime, "small", name, Wanted()) as again:
        assert again.path.read_bytes() == data
    assert sorted((tmp_path / "data").iterdir()) == before


def test_a_download_can_be_of_one_topic(runtime):
    with exporting.download(runtime, "small", "jsonl", Wanted(topics=("trade",))) as file:
        lines = file.path.read_text(encoding="utf-8").splitlines()

    assert {json.loads(line)["topic"] for line in lines} == {"trade"}


@pytest.mark.parametrize(
    ("bank", "name", "topics", "error", "says"),
    [
        ("nowhere", "anki", (), NotFoundError, "there is no bank `nowhere` here"),
        (
            "small",
            "fax",
            (),
            RefusedError,
            "no format `fax`: formats are aiken, anki, blooket, canvas",
        ),
        ("small", "anki", ("sea",), RefusedError, "0 items match topic sea: topics are trade, riv"),
        ("small", "anki", ("rivers",), RefusedError, "0 items match topic rivers"),
    ],
)
def test_a_download_of_nothing_is_refused(  # noqa: PLR0913, PLR0917 - a table
    runtime, bank, name, topics, error, says
):
    with (
        pytest.raises(error, match=says),
        exporting.download(runtime, bank, name, Wanted(topics=topics)),
    ):
        pass


def test_a_printed_quiz_is_a_file_and_a_key_for_each_version(runtime, tmp_path):
    bank = quizzes.load(runtime, "small")
    written = printing.write_form(
        bank, simple_form(bank, Blueprint(count=4, versions=2)), "html", tmp_path / "a" / "b"
    )

    names = [path.name for path in written.files]
    code = names[0].removeprefix("quiz-").partition("-A")[0]
    assert names == [
        f"quiz-{code}-A.html", f"quiz-{code}-A-key.html",
        f"quiz-{code}-B.html", f"quiz-{code}-B-key.html",
    ]  # fmt: skip
    assert all(path.stat().st_size > 500 for path in written.files)
    assert (written.short, written.skipped) == (0, ())


def test_a_quiz_in_another_format_is_one_file_a_version(runtime, tmp_path):
    bank = quizzes.load(runtime, "small")
    written = printing.write_form(
        bank, simple_form(bank, Blueprint(count=12, versions=2)), "jsonl", tmp_path
    )

    assert [path.suffix for path in written.files] == [".jsonl", ".jsonl"]
    assert written.short == 2


def test_the_page_to_print_has_the_keys_after_all_versions(runtime):
    bank = quizzes.load(runtime, "small")
    sheets = printing.sheets(bank, Blueprint(count=12, versions=2), key=True, passages=True)
    without = printing.sheets(bank, Blueprint(count=12, versions=2), key=False, passages=False)

    assert [page.letter for page in sheets.pages] == ["A", "B", "A, key", "B, key"]
    assert [page.letter for page in without.pages] == ["A", "B"]
    assert (sheets.count, sheets.short) == (10, 2)
    assert not any("Keytown" in page.html for page in without.pages)
    assert "Keytown" in sheets.pages[2].html
    assert "fell by" in sheets.pages[2].html


@pytest.mark.parametrize(
    ("blueprint", "name", "says"),
    [
        (Blueprint(topics=("sea",)), "html", "0 items match topic sea"),
        (Blueprint(), "fax", "no format `fax`"),
    ],
)
def test_a_quiz_of_nothing_writes_nothing(runtime, tmp_path, blueprint, name, says):
    bank = quizzes.load(runtime, "small")

    with pytest.raises(RefusedError, match=says):
        printing.write_form(bank, simple_form(bank, blueprint), name, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def answers_in(file) -> int:
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return copy.execute("SELECT count(*) FROM review").fetchone()[0]


def test_a_backup_is_made_while_the_data_is_in_use_and_opens(runtime, tmp_path):
    rate(runtime, card_of(runtime, "card"))
    with runtime.database.write():
        out = back_up(runtime.settings, tmp_path / "safe", MORNING)

    assert out == tmp_path / "safe" / "citecards-2026-11-23T090000Z.db"
    assert answers_in(out) == 1
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("name", ["mine.db", "deep/er/mine.sqlite"])
def test_a_backup_goes_to_the_file_that_is_named(runtime, tmp_path, name):
    out = back_up(runtime.settings, tmp_path / name, MORNING)

    assert out == tmp_path / name
    assert answers_in(out) == 0


def test_a_backup_into_a_folder_whose_name_has_a_dot_goes_into_it(runtime, tmp_path):
    (tmp_path / "my.backups").mkdir()
    out = back_up(runtime.settings, tmp_path / "my.backups", MORNING)

    assert out.parent == tmp_path / "my.backups"


def test_a_second_backup_to_one_name_takes_the_place_of_the_first(runtime, tmp_path):
    back_up(runtime.settings, tmp_path / "mine.db", MORNING)
    rate(runtime, card_of(runtime, "card"))
    back_up(runtime.settings, tmp_path / "mine.db", MORNING)

    assert answers_in(tmp_path / "mine.db") == 1


@pytest.mark.parametrize("target", ["file/mine.db", "file/deep/mine.db", "file/folder"])
def test_a_backup_that_cannot_be_written_is_one_sentence(runtime, tmp_path, target):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(RefusedError) as raised:
        back_up(runtime.settings, tmp_path / target, MORNING)
    assert str(raised.value).startswith(f"{tmp_path / target}")
    assert "the backup could not be written: " in str(raised.value)
    assert ".part" not in str(raised.value)
    assert "Errno" not in str(raised.value)
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_backup_of_damaged_data_keeps_the_last_good_one(runtime, tmp_path):
    out = back_up(runtime.settings, tmp_path / "mine.db", MORNING)
    good = out.read_bytes()
    runtime.database.close()
    (tmp_path / "data" / "test.db").write_bytes(b"no database at all" * 500)

    with pytest.raises(RefusedError, match="the backup could not be written"):
        back_up(runtime.settings, out, MORNING)
    assert out.read_bytes() == good
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "mine.db", "small"]


def test_with_no_data_there_is_nothing_to_back_up(runtime, tmp_path):
    settings = replace(runtime.settings, database=f"sqlite:///{tmp_path / 'nowhere.db'}")

    with pytest.raises(RefusedError, match=r"nowhere\.db: there is nothing to back up yet"):
        back_up(settings, tmp_path / "out", MORNING)
    assert not (tmp_path / "out").exists()


def test_a_server_has_its_own_way_to_back_up(runtime, tmp_path):
    settings = replace(runtime.settings, database="postgresql+psycopg://localhost/citecards")

    with pytest.raises(RefusedError, match="use pg_dump"):
        back_up(settings, tmp_path / "out", MORNING)
