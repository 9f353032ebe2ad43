"""The files of a quiz in every format, and what the settings of print do to them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.quiz.blueprint import Blueprint
from app.quiz.form import assemble
from app.services import printing
from app.services.assembling import simple_form
from app.services.errors import RefusedError
from exports import EXPORTERS
from exports.paper.look import Look
from tests.quiz import kinds


@pytest.fixture
def bank():
    found = kinds.bank()
    return replace(found, changed={item.id: 1 for item in found.items})


@pytest.fixture
def form(bank):
    return assemble(bank, Blueprint(count=6, versions=2))


def endings(made, form):
    return [file.name.removeprefix(f"quiz-{form.code}") for file in made]


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_gives_a_file_a_version_and_nothing_twice(bank, form, name):
    made = printing.files_of(bank, form, name)

    assert len({file.name for file in made}) == len(made)
    assert any(file.name.startswith(f"quiz-{form.code}-A") for file in made)
    assert any(file.name.startswith(f"quiz-{form.code}-B") for file in made)
    assert all(file.data for file in made)


@pytest.mark.parametrize("name", ["pdf", "docx"])
def test_paper_is_a_sheet_and_a_key_for_each_version(bank, form, name):
    made = printing.files_of(bank, form, name)

    assert endings(made, form) == [f"-A.{name}", f"-A-key.{name}", f"-B.{name}", f"-B-key.{name}"]
    assert len(made[0].report.written) == 6


def test_the_look_says_what_is_printed_besides(bank, form):
    look = Look(answer_sheet=True, reading_sheet=True, key=False)

    assert endings(printing.files_of(bank, form, "pdf", look), form) == [
        "-A.pdf", "-A-answers.pdf", "-B.pdf", "-B-answers.pdf", "-layout.json", "-reading.pdf",
    ]  # fmt: skip
    docx = printing.files_of(bank, form, "docx", look)
    assert endings(docx, form) == ["-A.docx", "-B.docx", "-reading.docx"]


def test_a_form_written_to_a_folder_is_the_same_bytes_as_its_files(bank, form, tmp_path):
    look = Look(answer_sheet=True)
    written = printing.write_form(bank, form, "pdf", tmp_path / "new", look)

    for file in printing.files_of(bank, form, "pdf", look):
        assert (tmp_path / "new" / file.name).read_bytes() == file.data
    assert len(written.files) == len(list((tmp_path / "new").iterdir()))
    layout = next(path for path in written.files if path.suffix == ".json")
    assert json.loads(layout.read_text("utf-8"))["code"] == form.code


def test_a_format_that_isn_t_there_makes_no_folder(bank, form, tmp_path):
    with pytest.raises(RefusedError, match="no format `fax`"):
        printing.write_form(bank, form, "fax", tmp_path / "new")

    assert not (tmp_path / "new").exists()


def test_what_paper_can_t_show_is_said_once_for_all_files(tmp_path):
    row = {"kind": "flashcard", "stem": "What is $\\qqq$?", "answer": "x"}
    strange = kinds.bank([kinds.item(row)])
    strange = replace(strange, changed={"q": 1})
    written = printing.write_form(
        strange, simple_form(strange, Blueprint(count=1, versions=3)), "pdf", tmp_path
    )

    assert len(written.remarks) == 1
