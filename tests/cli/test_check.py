"""``citecards check``: every fault of a bank with its place, for people and for programs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import quick
from app.factory import create_runtime
from app.services.answering import answer
from app.settings import Settings
from app.settings import shipped_bank
from exports import EXPORTERS
from tests.services.banks import card_of
from tests.services.banks import flashcards
from tests.services.banks import submission
from tests.services.banks import write_bank


def test_a_sound_bank_is_0_and_says_how_many_items(citecards, tmp_path):
    shown = citecards("check", write_bank(tmp_path / "small"))

    assert shown.code == 0, shown
    assert "5 items" in shown.out + shown.err


def test_the_shipped_bank_is_checked_without_a_name(citecards):
    assert citecards("check").code == 0


FAULTS = [
    ("kind: flashcard", "kind: flashlight"),
    ("stem: What is a1?, ", ""),
    ("id: a2", "id: a1"),
    ("{id: a1,", "{id: a1, id: a1,"),
    ("{id: a1,", "{id: &a a1,"),
    ("fell by 4.5 percent", "flew to the moon"),
    ("topic: trade", "topic: nowhere"),
    ("items:", "things:"),
    ("{id: a1,", "{id: a1"),
]


@pytest.mark.parametrize(("old", "new"), FAULTS)
def test_a_fault_is_1_and_its_place_is_told(citecards, tmp_path, old, new):
    bank = write_bank(tmp_path / "small", {"trade": flashcards("a1", "a2")})
    file = bank / "trade.yaml"
    file.write_text(file.read_text().replace(old, new, 1))
    shown = citecards("check", bank)

    assert shown.code == 1
    lines = shown.out.splitlines()
    assert lines
    assert any(line.startswith(f"{file}:") for line in lines)
    assert "Traceback" not in shown.out + shown.err
    assert "error" in shown.err.splitlines()[-1]


def test_all_faults_of_all_files_are_told_at_once(citecards, tmp_path):
    broken = "  - {id: a1, kind: flashcard}\n  - {id: a2, kind: nonsense}"
    bank = write_bank(tmp_path / "small", {"trade": broken, "rivers": broken})
    shown = citecards("check", bank)

    assert {line.partition(":")[0] for line in shown.out.splitlines()} == {
        str(bank / "trade.yaml"), str(bank / "rivers.yaml"),
    }  # fmt: skip
    assert len(shown.out.splitlines()) >= 4


def test_json_has_the_same_problems(citecards, tmp_path):
    bank = write_bank(tmp_path / "small", {"trade": "  - {id: a1, kind: flashcard}"})
    plain = citecards("check", bank)
    shown = citecards("check", "--json", bank)
    rows = json.loads(shown.out)

    assert shown.code == plain.code == 1
    assert [
        "{file}:{line}:{column} {item} {rule} {message}".format(**row) for row in rows
    ] == plain.out.splitlines()
    assert {row["severity"] for row in rows} <= {"error", "warning"}


def test_json_of_a_sound_bank_is_a_list(citecards, tmp_path):
    shown = citecards("check", "--json", write_bank(tmp_path / "small"))

    assert isinstance(json.loads(shown.out), list)
    assert shown.code == 0


@pytest.mark.parametrize("name", ["nowhere", "file", "empty"])
def test_a_folder_that_is_no_bank_is_one_line(citecards, tmp_path, name):
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    shown = citecards("check", tmp_path / name)

    assert shown.code == 1
    assert len(shown.out.splitlines()) == 1
    assert str(tmp_path / name) in shown.out


def test_a_missing_source_is_told(citecards, tmp_path):
    bank = write_bank(tmp_path / "small")
    (bank / "paper.txt").unlink()
    shown = citecards("check", bank)

    assert shown.code == 1
    assert "paper.txt: no such source" in shown.out


def test_the_lock_is_written_when_asked_and_stays_as_it_is(citecards, tmp_path):
    bank = write_bank(tmp_path / "small")
    citecards("check", bank)
    assert not (bank / "bank.lock").exists()

    assert citecards("check", "--update-lock", bank).code == 0
    lock = (bank / "bank.lock").read_bytes()
    assert set(json.loads(lock)["items"]) == {"a1", "a2", "a3", "b1", "b2"}
    citecards("check", "--update-lock", bank)
    assert (bank / "bank.lock").read_bytes() == lock


def test_a_source_that_drifted_is_told_until_the_lock_is_confirmed(citecards, tmp_path):
    bank = write_bank(tmp_path / "small")
    citecards("check", "--update-lock", bank)
    paper = bank / "paper.txt"
    paper.write_text(paper.read_text().replace("Trade between", "In short, trade between"))

    assert citecards("check", bank).code == 0
    citecards("check", "--update-lock", bank)
    assert citecards("check", bank).code == 0


def test_a_broken_bank_gets_no_lock(citecards, tmp_path):
    bank = write_bank(tmp_path / "small", {"trade": "  - {id: a1}"})

    assert citecards("check", "--update-lock", bank).code == 1
    assert not (bank / "bank.lock").exists()


def test_a_lock_that_cannot_be_written_is_one_line(citecards, tmp_path, monkeypatch):
    bank = write_bank(tmp_path / "small")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied", str(bank / ".bank.lock.x7f"))

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    shown = citecards("check", "--update-lock", bank)

    assert shown.code == 1
    assert shown.said == [f"Error: {bank / 'bank.lock'}: Permission denied"]


def test_a_copy_of_the_shipped_bank_has_no_error_elsewhere(citecards, tmp_path):
    copy = tmp_path / "q" / "copy"
    shutil.copytree(shipped_bank(), copy)
    seeds = shipped_bank().parent.parent / "seeds"
    shutil.copytree(seeds, tmp_path / "seeds")

    assert citecards("check", copy).code == 0


@pytest.mark.parametrize("name", ["x" * 300, "d/" * 3000, "loop"])
def test_a_name_the_system_refuses_is_told_in_a_line(name, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(SystemExit) as ended:
        quick.exit_with(Path(name), as_json=False)
    assert ended.value.code == 1
    out = capfd.readouterr().out
    assert out.count("\n") == 1
    assert "there is no such folder" in out


def test_a_terminal_that_lacks_a_letter_gets_an_escape(tmp_path):
    folder = tmp_path / "bänk"
    folder.mkdir()
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "check", str(folder)],
        env=env, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert b"b\\xe4nk" in done.stdout
    assert b"Traceback" not in done.stderr


def claim(data, folder, item, text):
    """Answer a card in a learner's data, and hold what was typed right."""
    runtime = create_runtime(Settings(data=data, banks=(folder,)))
    sent = submission(
        runtime, card_of(runtime, item), response={"texts": [text]}, rule="none", points=0.0,
        claimed=True,
    )  # fmt: skip
    answer(runtime, sent)
    runtime.database.close()


def test_what_learners_hold_right_is_told_until_the_author_settles_it(citecards, bank, tmp_path):
    claim(tmp_path / "data", bank, "typed", "Elsewhere\n")
    shown = citecards("check", bank)
    assert shown.code == 0, shown
    [line] = [line for line in shown.out.splitlines() if " alias-proposal " in line]
    assert " typed alias-proposal a learner held “Elsewhere” right: add it to `aliases`" in line
    rows = json.loads(citecards("check", bank, "--json").out)
    assert [row["item"] for row in rows if row["rule"] == "alias-proposal"] == ["typed"]

    file = next(path for path in bank.glob("*.yaml") if "id: typed" in path.read_text())
    file.write_text(file.read_text().replace("[Keyalias]", "[Keyalias, Elsewhere]"))
    assert "alias-proposal" not in citecards("check", bank).out


def test_data_that_cannot_be_read_is_said_in_a_line_and_the_check_goes_on(
    citecards, bank, monkeypatch
):
    monkeypatch.setenv("CITECARDS_DATABASE", "nowhere at all")
    shown = citecards("check", bank)
    assert shown.code == 0
    assert shown.said[0].startswith("What learners propose can't be read: ")
    assert "items" in shown.err


def test_what_items_would_lose_elsewhere_is_told_in_the_form_of_any_problem(citecards, bank):
    shown = citecards("check", bank, "--target", "jsonl,aiken")

    assert shown.code == 0
    rows = [line for line in shown.out.splitlines() if " portability " in line]
    [lost] = [row for row in rows if " choice portability jsonl: " in row]
    assert lost.endswith(" jsonl: loses feedback per option")
    assert re.match(r".+\.yaml:\d+:\d+ choice portability ", lost)
    [left] = [row for row in rows if " order portability aiken: " in row]
    assert " aiken: left out: " in left
    assert not [row for row in rows if " number portability jsonl: " in row]
    whole, less, out = (
        [line for line in shown.err.splitlines() if line.startswith(f"{name}: ")]
        for name in ("jsonl", "aiken", "anki")
    )
    assert whole[0].endswith(" items whole, 4 with less, 0 left out.")
    assert less
    assert not out


def test_every_format_can_be_asked_for_at_once_and_each_item_is_counted_once(citecards, bank):
    shown = citecards("check", bank, "--target", "all")

    assert shown.code == 0
    found = re.findall(
        r"^(\S+): (\d+) of (\d+) items whole, (\d+) with less, (\d+) left out\.$",
        shown.err, re.MULTILINE,
    )  # fmt: skip
    assert {name for name, *_ in found} == set(EXPORTERS)
    for name, whole, of, less, out in found:
        assert int(whole) + int(less) + int(out) == int(of), name
        rows = [line for line in shown.out.splitlines() if f" portability {name}: " in line]
        assert len(rows) == int(less) + int(out), name


def test_json_has_what_other_formats_lose_too(citecards, bank):
    plain = citecards("check", bank, "--target", "aiken")
    rows = json.loads(citecards("check", bank, "--target", "aiken", "--json").out)

    assert [
        "{file}:{line}:{column} {item} {rule} {message}".format(**row) for row in rows
    ] == plain.out.splitlines()
    assert {row["severity"] for row in rows if row["rule"] == "portability"} == {"info"}


@pytest.mark.parametrize("named", ["fax", "jsonl,fax", "", ","])
def test_a_format_that_there_is_not_is_one_line_with_those_there_are(citecards, bank, named):
    shown = citecards("check", bank, "--target", named)

    assert shown.code == 1
    assert shown.out == ""
    [line] = shown.said
    assert line.startswith("Error: no format `")
    assert all(name in line for name in EXPORTERS)


def test_a_broken_bank_is_told_its_faults_before_its_formats(citecards, tmp_path):
    shown = citecards("check", tmp_path / "nowhere", "--target", "aiken")

    assert shown.code == 1
    assert len(shown.out.splitlines()) == 1


def test_a_plain_check_loads_no_exporter(bank):
    code = (
        "import sys; from pathlib import Path; from app.cli import quick; "
        f"quick.run(Path({str(bank)!r}), as_json=False); "
        "print([name for name in sys.modules if name.startswith('exports.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
