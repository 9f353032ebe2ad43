"""The Word document, read back by python-docx and by its XML."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn

from exports.base import Selection
from exports.paper.look import Look
from exports.paper.word import Docx
from tests.quiz import kinds

# The order that Word asks for in a paragraph's properties (ECMA-376, 17.3.1.26), as far as used.
ORDER = (
    "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs bidi spacing ind "
    "jc rPr"
).split()


def selected(*rows):
    bank = kinds.bank([kinds.item(row) for row in rows] if rows else None)
    return Selection(bank, bank.items, "Two & two", "AAAA-BBBB A")


def made(selection, look=None, name="quiz-X-A.docx"):
    files = {file.name: file for file in Docx().files("X", [("A", selection)], look or Look())}
    return files[name]


def words(data):
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def body(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml").decode()


def test_every_question_stands_in_the_sheet_and_no_answer():
    found = words(made(selected()).data)

    for told in (
        "Two & two", "10 questions · 12 points", "Name", "Points, of 12", "A tariff was agreed",
        "Where did Kishida go before the G7 summit?", "Korea withdraws", "eased restrictions",
        "trillion USD", "[3]",
    ):  # fmt: skip
        assert told in found, told
    for told in ("That was in 2019", "deep remorse", "Both sides made a step", "names the"):
        assert told not in found, told


def test_the_key_is_a_file_of_its_own_with_the_passage_for_every_answer():
    found = words(made(selected(), name="quiz-X-A-key.docx").data)

    for told in (
        "Key: Two & two", "At a glance", "That was in 2019.", "deep remorse", "P1, Writer 2023",
        "P2, Writer 2023", "names the complaint", "Writer 2023: A. Writer, The Paper. The Press",
    ):  # fmt: skip
        assert told in found, told


def test_one_file_has_the_key_after_the_questions(tmp_path):
    out = tmp_path / "quiz.docx"
    report = Docx().write(selected(), out)
    found = words(out.read_bytes())

    assert found.index("Where did Kishida go") < found.index("At a glance")
    assert len(report.written) == 10


def test_equal_forms_give_equal_bytes_whatever_the_clock_says(time_machine):
    time_machine.move_to("2026-01-01")
    first = made(selected()).data
    time_machine.move_to("2027-02-02")

    assert made(selected()).data == first


@pytest.mark.parametrize("look", [Look(), Look(large=True), Look(dyslexic=True, columns=2)])
def test_properties_of_paragraphs_stand_in_the_order_that_word_asks_for(look):
    hebrew = {"kind": "flashcard", "stem": "מהי בירת יפן?", "answer": "טוקיו"}
    for file in Docx().files("X", [("A", selected(*kinds.ROWS, hebrew))], look):
        document = Document(io.BytesIO(file.data))
        for form in document.element.body.iter(qn("w:pPr")):
            names = [part.tag.rpartition("}")[2] for part in form if part.tag != qn("w:sectPr")]
            assert names == sorted(names, key=ORDER.index)


def test_paper_columns_and_size_are_the_look_s():
    document = Document(io.BytesIO(made(selected(), Look("letter", columns=2)).data))
    large = Document(io.BytesIO(made(selected(), Look(large=True)).data))

    assert round(document.sections[0].page_width.mm, 1) == 215.9
    assert 'w:num="2"' in body(made(selected(), Look(columns=2)).data)
    assert large.styles["Normal"].font.size.pt == 18
    assert large.styles["Normal"].font.name == "Verdana"


def test_the_foot_has_the_code_its_qr_code_and_the_page():
    file = made(selected())
    footer = Document(io.BytesIO(file.data)).sections[0].footer

    assert "AAAA-BBBB A" in footer.paragraphs[0].text
    assert len(footer._element.findall(f".//{qn('w:drawing')}")) == 1
    fields = [part.text for part in footer._element.iter(qn("w:instrText"))]
    assert fields[0] == "PAGE"


def test_formulas_are_word_s_own():
    tex = (
        r"$\frac{a}{b} \sqrt[3]{x_1^2} \sum_{i=1}^n \overline{AB} \hat{x} \lim_{x\to 0}"
        r" \left(x\right)$"
    )
    found = body(made(selected({"kind": "flashcard", "stem": tex, "answer": "x"})).data)

    for tag in ("m:f", "m:rad", "m:sSubSup", "m:bar", "m:acc", "m:limLow", "m:d"):
        assert f"<{tag}>" in found, tag
    assert "$" not in re.sub(r"<[^>]+>", "", found)


def test_a_table_a_list_and_code_go_along():
    stem = "| a | b |\n|---|---|\n| *1* | 2 |\n\n- one\n- two\n\n`x = 1`\n\n> said\n\n$$y$$"
    found = words(made(selected({"kind": "flashcard", "stem": stem, "answer": "x"})).data)

    for told in ("a", "1", "•\tone", "x = 1", "said"):
        assert told in found


def test_control_characters_and_markup_are_text():
    stem = "a <w:p/> & \u0007 ]]> b"
    found = words(made(selected({"kind": "flashcard", "stem": stem, "answer": "x"})).data)

    assert "a <w:p/> & ]]> b" in found


def test_bubbles_are_left_to_the_pdf_and_that_is_said():
    file = made(selected(), Look(answer_sheet=True))

    assert file.report.remarks == (
        "an answer sheet with bubbles, whose places must not move, is made by the pdf format alone",
    )
