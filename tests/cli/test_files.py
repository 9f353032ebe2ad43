"""``export``, ``quiz``, ``schema`` and ``backup``: files whole, or one line and none."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest
import yaml

from app.factory import create_runtime
from app.settings import create_settings
from exports import EXPORTERS
from exports import exporter
from exports.base import Report
from exports.base import Skipped
from tests.services.banks import EVERY_KIND
from tests.services.banks import card_of
from tests.services.banks import flashcards
from tests.services.banks import rate
from tests.services.banks import write_bank


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("name", EXPORTERS)
def test_an_export_is_named_after_its_bank_and_the_same_twice(citecards, bank, name):
    shown = citecards("export", name, bank)
    left_out = [line for line in shown.said if line.startswith("left out ")]
    file = f"small{exporter(name).suffix}"
    assert (shown.code, shown.out) == (0, f"{file}: {12 - len(left_out)} of 12 items\n")
    first = files(Path.cwd())
    assert list(first) == [file]

    citecards("export", name, bank)
    assert files(Path.cwd()) == first


def test_an_export_goes_where_it_is_told(citecards, bank, tmp_path):
    out = tmp_path / "deck.apkg"

    assert citecards("export", "anki", bank, "-o", out).code == 0
    assert zipfile.is_zipfile(out)
    assert files(Path.cwd()) == {}


def test_the_shipped_bank_is_exported_without_a_name(citecards):
    shown = citecards("export", "jsonl", "-o", "bank.jsonl")

    assert shown.code == 0
    rows = [json.loads(line) for line in Path("bank.jsonl").read_text().splitlines()]
    assert len(rows) >= 40
    assert len({row["kind"] for row in rows}) == 10


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ("--topic rivers", "b1 b2"),
        ("--topic rivers --topic trade --kind flashcard", "card b1 b2"),
        ("--kind open --kind numeric", "number essay"),
    ],
)
def test_options_narrow_an_export(citecards, bank, options, ids):
    citecards("export", "jsonl", bank, *options.split(), "-o", "out.jsonl")

    rows = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ids.split()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["fax"], "no format `fax`: formats are aiken, anki, blooket, canvas"),
        (["jsonl", "--topic", "sea"], "0 items match topic sea: topics are trade, rivers."),
        (["jsonl", "--kind", "sea"], "0 items match kind sea: kinds are flashcard, cloze"),
        (["jsonl", "--tag", "sea"], "0 items match tag sea: this bank has no tags."),
        (["jsonl", "--topic", "rivers", "--kind", "open"], "topics with items are trade, rivers"),
    ],
    ids=str,
)
def test_an_export_of_nothing_is_one_line_and_no_file(citecards, bank, arguments, says):
    name, *options = arguments
    shown = citecards("export", name, bank, *options)

    assert (shown.code, shown.out) == (1, "")
    [line] = shown.said
    assert line.startswith("Error: ")
    assert says in line
    assert files(Path.cwd()) == {}


@pytest.mark.parametrize("name", sorted(EXPORTERS))
@pytest.mark.parametrize("place", ["nowhere/out", "file/out", "/proc/out", "/proc/sys/out"])
def test_an_export_that_cannot_be_written_is_one_line_and_no_file(citecards, bank, name, place):
    Path("file").write_text("in the way")
    shown = citecards("export", name, bank, "-o", place)

    assert (shown.code, shown.out) == (1, "")
    [line] = shown.said
    assert line.startswith(f"Error: {place}: ")
    assert files(Path.cwd()) == {"file": b"in the way"}


@pytest.mark.parametrize("name", sorted(EXPORTERS))
def test_an_export_that_fails_half_way_leaves_the_old_file(citecards, bank, name, monkeypatch):
    Path("out").write_text("the old one")

    def refuse(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    shown = citecards("export", name, bank, "-o", "out")

    assert shown.code == 1
    assert shown.said == ["Error: out: No space left on device"]
    assert files(Path.cwd()) == {"out": b"the old one"}


@pytest.mark.parametrize("command", [["export", "jsonl"], ["quiz"]], ids=str)
def test_a_broken_bank_is_told_fault_by_fault_and_no_file_written(citecards, tmp_path, command):
    bank = write_bank(tmp_path / "b", {"trade": "  - {id: a1, kind: flashcard}\n  - {id: a2}"})
    shown = citecards(*command, bank)

    assert shown.code == 1
    assert len(shown.said) >= 2
    assert all(f"{bank / 'trade.yaml'}:" in line for line in shown.said)
    assert files(Path.cwd()) == {}


@pytest.mark.parametrize("command", [["export", "jsonl"], ["quiz"]], ids=str)
def test_a_bank_that_is_not_there_is_one_line(citecards, tmp_path, command):
    shown = citecards(*command, tmp_path / "nowhere")

    assert shown.code == 1
    assert len(shown.said) == 1
    assert "there is no such folder" in shown.said[0]


ISSUE = ["-n", "8", "--topic", "trade", "--kind", "multiple_choice", "--kind", "matching",
         "--kind", "ordering", "--seed", "7", "--versions", "2", "--format", "html"]  # fmt: skip


def test_a_quiz_is_a_file_and_a_key_a_version_and_the_same_bytes_again(citecards, bank):
    shown = citecards("quiz", bank, *ISSUE[2:], "-n", "3", "-o", "monday")
    assert (shown.code, shown.said) == (0, [])
    names = shown.out.split()
    assert len(names) == 5
    assert sorted(names) == sorted(str(Path("monday") / name) for name in files(Path("monday")))
    assert re.fullmatch(r"monday/quiz-(\w{4}-\w{4})\.json", names.pop())
    assert {name.partition("-A")[2] or name.partition("-B")[2] for name in names} == {
        ".html", "-key.html",
    }  # fmt: skip

    citecards("quiz", bank, *ISSUE[2:], "-n", "3", "-o", "tuesday")
    assert files(Path("tuesday")) == files(Path("monday"))


def test_a_quiz_paper_has_no_key_and_its_key_has(citecards, bank):
    citecards("quiz", bank, "-n", "20", "-o", "monday")
    papers = {name: data.decode() for name, data in files(Path("monday")).items()}
    [key] = [text for name, text in papers.items() if "-key" in name]
    [paper] = [text for name, text in papers.items() if name.endswith("-A.html")]
    [record] = [text for name, text in papers.items() if name.endswith(".json")]

    assert "Keytown" in key
    assert "Keytown" not in paper
    assert "Keytown" not in record


def test_another_seed_is_another_quiz(citecards, bank):
    for seed in ("1", "2"):
        citecards("quiz", bank, "-n", "4", "--seed", seed, "-o", seed, "--format", "jsonl")

    one, two = (list(files(Path(seed)).values()) for seed in ("1", "2"))
    assert one != two


def test_with_too_few_it_says_how_many_there_are(citecards, bank):
    shown = citecards("quiz", bank, *ISSUE, "-o", "monday")

    assert shown.code == 0
    assert shown.said == ["only 3 of 8 questions match"]
    assert len(shown.out.split()) == 5


def test_the_example_of_the_help_works_on_the_shipped_bank(citecards):
    shown = citecards(
        "quiz", "-n", "15", "--topic", "four-drivers", "--versions", "2", "--seed", "7", "-o", "m"
    )

    assert shown.code == 0
    assert len(files(Path("m"))) == 5


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["-n", "0"], "A quiz has 1 to 200 questions, not 0."),
        (["-n", "201"], "A quiz has 1 to 200 questions, not 201."),
        (["--versions", "27"], "A quiz has 1 to 26 versions, not 27."),
        (["--topic", "sea"], "0 items match topic sea: topics are trade, rivers."),
        (["--format", "fax"], "no format `fax`: formats are aiken, anki, blooket, canvas"),
        (["-o", "/proc/out"], "/proc/out: "),
    ],
    ids=str,
)
def test_a_quiz_that_cannot_be_is_one_line_and_no_file(citecards, bank, options, says):
    shown = citecards("quiz", bank, *options)

    assert (shown.code, shown.out) == (1, "")
    [line] = shown.said
    assert line.startswith("Error: ")
    assert says in line
    assert files(Path.cwd()) == {}


def test_the_schema_fits_the_banks_there_are(citecards, bank):
    shown = citecards("schema")
    assert shown.code == 0
    validator = jsonschema.Draft202012Validator(json.loads(shown.out))

    for path in bank.glob("*.yaml"):
        tree = yaml.load(path.read_text(), yaml.CSafeLoader)
        assert [error.message for error in validator.iter_errors(tree)] == [], path
    assert not validator.is_valid({"topic": "x", "items": [{"id": "a", "kind": "flashlight"}]})


@pytest.fixture
def answered(citecards, bank, tmp_path):
    """Return the data folder of a learner who answered once."""
    settings = create_settings({}, data=tmp_path / "data", banks=(bank,))
    runtime = create_runtime(settings)
    rate(runtime, 1)
    runtime.database.close()
    assert citecards
    return tmp_path / "data"


def answers_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as copy:
        return copy.execute("SELECT count(*) FROM review").fetchone()[0]


def test_a_backup_says_where_it_is_and_opens(citecards, answered):
    shown = citecards("backup")

    [line] = shown.out.splitlines()
    assert Path(line).parent == answered / "backups"
    assert answers_in(Path(line)) == 1


@pytest.mark.parametrize("target", ["mine.db", "folder"])
def test_a_backup_goes_where_it_is_told(citecards, answered, target):
    shown = citecards("backup", "--data", answered, "-o", target)

    assert shown.code == 0
    assert answers_in(Path(shown.out.strip())) == 1
    assert shown.out.startswith(target)


@pytest.mark.parametrize(
    "arguments",
    [["--data", "nowhere"], ["-o", "file/x.db"], ["-o", "file/deep/x"], ["-o", "/proc/x.db"]],
    ids=str,
)
def test_a_backup_that_cannot_be_is_one_line(citecards, answered, arguments):
    Path("file").write_text("in the way")
    assert answered
    shown = citecards("backup", *arguments)

    assert (shown.code, shown.out) == (1, "")
    [line] = shown.said
    assert line.startswith(f"Error: {arguments[-1]}")
    assert files(Path.cwd()) == {"file": b"in the way"}


@pytest.mark.parametrize("command", [["export", "jsonl"], ["quiz", "--format", "jsonl"]], ids=str)
def test_what_a_format_cannot_hold_is_told_item_by_item(citecards, bank, monkeypatch, command):
    def write(_exporter, _selection, out):
        out.write_text("{}")
        return Report(("card",), (Skipped("essay", "it has no free answers."),), (out,))

    monkeypatch.setattr("exports.jsonl.Jsonl.write", write)
    shown = citecards(*command, bank, *(["-n", "12"] if command[0] == "quiz" else []))

    assert shown.code == 0
    assert shown.said == ["left out essay: it has no free answers."]


# With the learner's data


@pytest.fixture
def learned(bank, tmp_path):
    """Return a function that answers an item of the bank in the data of the command line."""
    runtime = create_runtime(create_settings({}, data=tmp_path / "data", banks=(bank,)))
    yield lambda item: rate(runtime, card_of(runtime, item))
    runtime.database.close()


def test_what_was_learned_goes_along_and_a_person_is_told_what_to_tick(
    citecards, bank, learned, tmp_path
):
    learned("b1")
    shown = citecards("export", "anki", bank, "--with-history", "--studied")

    assert (shown.code, shown.out) == (0, "small.apkg: 1 of 1 items\n")
    assert [line.partition(" tick")[0] for line in shown.said] == ["In Anki’s import window"]
    with zipfile.ZipFile("small.apkg") as package:
        (tmp_path / "c").write_bytes(package.read("collection.anki2"))
    with closing(sqlite3.connect(tmp_path / "c")) as connection:
        assert connection.execute("SELECT count(*) FROM revlog").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["anki", "--leeches"], "Error: 0 items match: none of them keeps lapsing"),
        (["anki", "--quiz", "ABC"], "Error: there is no quiz `ABC`: you took none of this bank"),
        (["html", "--with-history"], "Error: a history goes along with anki only, not with html"),
        (["anki", "--studied", "--data", "nowhere"], "Error: nowhere/citecards.db: there are no"),
    ],
)  # fmt: skip
def test_what_the_data_cannot_give_is_one_line_and_no_file(citecards, bank, learned, options, said):
    learned("b1")
    shown = citecards("export", options[0], bank, *options[1:])

    assert shown.code == 1
    assert len(shown.said) == 1
    assert shown.said[0].startswith(said)
    assert files(Path.cwd()) == {}


def test_what_the_earlier_package_has_and_this_one_has_not_is_said(citecards, bank):
    citecards("export", "anki", bank)
    write_bank(bank, {"trade": EVERY_KIND, "rivers": flashcards("b1")})
    shown = citecards("export", "anki", bank)

    assert shown.code == 0
    [line] = shown.said
    assert line.startswith("1 note of the earlier package is not in this one: b2. ")
    assert line.endswith('to delete there, search for "Id:b2".')


def test_a_folder_that_may_not_be_written_is_one_line(citecards, bank, learned, tmp_path):
    learned("b1")
    out = tmp_path / "nowhere" / "a.apkg"
    for more in ((), ("--studied",)):
        shown = citecards("export", "anki", bank, "-o", out, *more)
        assert shown.code == 1
        assert shown.said == [f"Error: {out}: No such file or directory"]
