"""One set of laws for every format in the table."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import exports
from exports import EXPORTERS
from exports import UnknownFormat
from exports import exporter
from question_bank.items import KINDS
from question_bank.items import Note
from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Template

README = Path(exports.__file__).with_name("README.md")
HERE = tuple(EXPORTERS)


@pytest.fixture(params=HERE)
def form(request):
    return exporter(request.param)


@pytest.fixture
def eleven(selection):
    """The small bank's items, and one of the eleventh kind, as an import makes them."""
    note = Note(
        id="imported",
        kind="note",
        topic="trade",
        note_type="basic",
        fields={"Front": "<b>Which</b> court?", "Back": "The WTO"},
    )
    kind = NoteType(1, "Basic", tuple(note.fields), (Template("Card", "{{Front}}", "{{Back}}"),))
    bank = replace(selection.bank, note_types={"basic": kind})
    return replace(selection, bank=bank, items=(*selection.items, note))


def test_the_small_bank_has_all_ten_kinds(bank):
    assert {item.kind for item in bank.items} == set(KINDS)


def test_a_format_is_called_by_its_name_in_the_table(form):
    assert EXPORTERS[form.name].startswith("exports.")
    assert form.suffix.startswith(".")
    assert "/" in form.media_type


def test_every_item_is_written_or_reported(form, selection, tmp_path):
    report = form.write(selection, tmp_path / f"out{form.suffix}")

    done = [*report.written, *(skipped.item for skipped in report.skipped)]
    assert sorted(done) == sorted(item.id for item in selection.items)
    assert all(skipped.reason for skipped in report.skipped)
    assert all(path.is_file() for path in report.files)


def test_a_format_says_of_every_kind_what_it_would_lose(form, eleven):
    for item in eleven.items:
        losses = form.losses(item)
        assert isinstance(losses, tuple)
        assert all(isinstance(loss, str) and loss for loss in losses), item.kind


def test_an_item_that_is_left_out_was_said_to_be_lost(form, eleven, tmp_path):
    report = form.write(eleven, tmp_path / f"out{form.suffix}")

    left_out = {skipped.item for skipped in report.skipped}
    assert [item.id for item in eleven.items if item.id in left_out and not form.losses(item)] == []


def test_equal_input_gives_equal_bytes(form, selection, tmp_path):
    first, second = tmp_path / f"a{form.suffix}", tmp_path / f"b{form.suffix}"
    form.write(selection, first)
    form.write(selection, second)

    assert first.read_bytes() == second.read_bytes()


def test_an_empty_selection_is_a_whole_file_too(form, selection, tmp_path):
    out = tmp_path / f"out{form.suffix}"
    report = form.write(replace(selection, items=()), out)

    assert report.written == ()
    assert out.is_file()


def test_a_missing_folder_is_an_os_error(form, selection, tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        form.write(selection, tmp_path / "nowhere" / f"out{form.suffix}")


def test_a_folder_that_may_not_be_written_stays_as_it_was(form, selection, tmp_path, monkeypatch):
    # root, who runs CI, may write anywhere: the refusal is the system's, made here by hand
    def refuse(**_options):
        raise PermissionError(13, "Permission denied", "secret-name")

    monkeypatch.setattr("exports.base.tempfile.mkstemp", refuse)
    out = tmp_path / f"out{form.suffix}"
    with pytest.raises(PermissionError) as caught:
        form.write(selection, out)

    assert caught.value.filename == str(out)
    assert not out.exists()


def test_a_failure_half_way_leaves_what_was_there(form, selection, tmp_path, monkeypatch):
    out = tmp_path / "out" / f"out{form.suffix}"
    out.parent.mkdir()
    out.write_bytes(b"as it was")

    def fail(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("exports.base.os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        form.write(selection, out)

    assert out.read_bytes() == b"as it was"
    assert list(out.parent.iterdir()) == [out]


def test_an_error_in_an_item_leaves_nothing_behind(form, selection, tmp_path):
    out = tmp_path / "out" / f"out{form.suffix}"
    out.parent.mkdir()
    broken = replace(selection, items=(*selection.items, None))

    with pytest.raises((AttributeError, AssertionError)):
        form.write(broken, out)

    assert list(out.parent.iterdir()) == []


def test_an_unknown_format_says_which_there_are():
    with pytest.raises(UnknownFormat) as caught:
        exporter("papyrus")

    assert str(caught.value) == f"no format `papyrus`: formats are {', '.join(sorted(EXPORTERS))}"
    assert caught.value.name == "papyrus"


def test_importing_exports_imports_no_engine():
    code = "import exports, sys; print(sorted({'genanki', 'pydantic', 'nh3'} & set(sys.modules)))"
    root = Path(exports.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )

    assert done.stdout.strip() == "[]"


def test_the_readme_has_a_row_for_every_format():
    text = README.read_text(encoding="utf-8")

    assert [name for name in EXPORTERS if f"| `{name}` |" not in text] == []
