"""``citecards quiz --format pdf`` and the options of print."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.settings import shipped_bank


def made() -> list[str]:
    return sorted(path.suffixes[-1] for path in Path.cwd().iterdir())


def test_the_files_of_a_printed_quiz_are_named_and_said(citecards, bank):
    shown = citecards("quiz", bank, "-n", 8, "--versions", 2, "--format", "pdf", "--answer-sheet")

    assert (shown.code, shown.said) == (0, [])
    names = [Path(line).name for line in shown.out.splitlines()]
    code = "-".join(names[0].split("-")[1:3])
    for ending in ("A", "A-key", "A-answers", "B", "B-key", "B-answers"):
        assert f"quiz-{code}-{ending}.pdf" in names
    assert f"quiz-{code}-layout.json" in names
    assert all(Path(line).is_file() for line in shown.out.splitlines())


@pytest.mark.parametrize(
    ("options", "wide"), [((), 595), (("--paper", "letter", "--columns", "2"), 612)]
)
def test_the_options_reach_the_paper(citecards, bank, options, wide):
    citecards("quiz", bank, "-n", 8, "--format", "pdf", "--no-key", *options)
    [sheet] = Path.cwd().glob("*.pdf")

    assert round(PdfReader(sheet).pages[0].mediabox.width) == wide


def test_a_reading_sheet_and_large_print_can_be_asked_for(citecards):
    shown = citecards(
        "quiz", shipped_bank(), "--format", "pdf", "--large", "--reading-sheet", "--no-key",
        "--topic", "four-drivers",
    )  # fmt: skip

    assert shown.code == 0
    assert made().count(".pdf") == 2


def test_word_says_what_it_leaves_to_the_pdf(citecards, bank):
    shown = citecards("quiz", bank, "-n", 4, "--format", "docx", "--answer-sheet")

    assert shown.code == 0
    assert shown.said == [
        "an answer sheet with bubbles, whose places must not move, is made by the pdf format alone"
    ]


@pytest.mark.parametrize(
    "options", [("--paper", "a5"), ("--columns", "3"), ("--student-digits", "13")], ids=str
)
def test_a_setting_that_can_t_be_is_refused_and_nothing_is_made(citecards, bank, options):
    shown = citecards("quiz", bank, "--format", "pdf", *options)

    assert shown.code != 0
    assert list(Path.cwd().iterdir()) == []


def test_an_export_as_pdf_is_questions_and_key_in_one_file(citecards, bank):
    shown = citecards("export", "pdf", bank)
    [out] = Path.cwd().iterdir()
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(out.read_bytes())).pages)

    assert shown.out == "small.pdf: 12 of 12 items\n"
    assert "At a glance" in words
