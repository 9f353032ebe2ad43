"""The key and the reading sheet in a Word document."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from docx.shared import Pt

from exports.paper.word_page import beside
from exports.paper.word_questions import NUMBER
from exports.paper.word_text import QUIET
from exports.paper.word_text import Style
from exports.paper.word_text import hang
from exports.paper.word_text import paragraph

if TYPE_CHECKING:
    from docx.document import Document as Open
    from docx.text.paragraph import Paragraph

    from exports.paper.look import Look
    from exports.paper.word_text import Writer

Data = dict[str, Any]
_LABEL = 10.0  # mm


def write_key(document: Open, writer: Writer, part: Data, look: Look) -> None:
    """Write the answers at a glance, each with its reasons, and the sources."""
    _heading(document, "At a glance")
    for row in part["rows"]:
        one = paragraph(document)
        writer.runs(one, row["brief"])
        hang(one, str(row["n"]), 0, NUMBER)
        one.paragraph_format.space_after = Pt(0)
    _heading(document, "Why")
    for row in part["rows"]:
        _answer(document, writer, row, look)
    if part["sources"]:
        _heading(document, "Cited")
        for source in part["sources"]:
            writer.runs(paragraph(document), source)


def _heading(document: Open, words: str) -> None:
    one = paragraph(document)
    one.add_run(words).bold = True
    one.paragraph_format.space_before = Pt(10)
    one.paragraph_format.keep_with_next = True


def _answer(document: Open, writer: Writer, row: Data, look: Look) -> None:
    first = paragraph(document)
    writer.runs(first, [*row["stem"], f"  [{row['worth']}]"], Style(quiet=True))
    hang(first, str(row["n"]), 0, NUMBER, bold=True)
    first.paragraph_format.space_before = Pt(look.size)
    first.paragraph_format.keep_with_next = True
    made = writer.blocks(document, row["answer"], NUMBER)
    if made:
        made[0].paragraph_format.keep_with_next = True
    writer.blocks(document, row["why"], NUMBER)
    for criterion in row["rubric"]:
        _labelled(document, writer, f"[{criterion['points']}]", criterion["c"])
    if row["scale"]:
        paragraph(document, NUMBER).add_run(row["scale"]).italic = True
    for note in row["notes"]:
        sign = f"{note['label']} ✓" if note["right"] else note["label"]
        _labelled(document, writer, sign, note["c"])
    for word, nodes in (("Caution.", row["caution"]), ("As of", row["as_of"])):
        if nodes:
            one = paragraph(document, NUMBER)
            one.add_run(f"{word} ").bold = True
            writer.runs(one, nodes)
    for proof in row["proofs"]:
        one = paragraph(document, NUMBER + 3)
        writer.runs(one, [*proof["c"], {"t": "br"}])
        one.add_run(proof["where"]).font.color.rgb = QUIET
        beside(one)
    if row["lost"]:
        paragraph(document, NUMBER).add_run(row["lost"]).italic = True


def _labelled(document: Open, writer: Writer, sign: str, nodes: list[Any]) -> Paragraph:
    one = paragraph(document, NUMBER)
    writer.runs(one, nodes)
    if sign:
        hang(one, sign, NUMBER, _LABEL, bold=True)
    one.paragraph_format.space_after = Pt(1)
    return one


def write_reading(document: Open, writer: Writer, part: Data) -> None:
    """Write the cited paragraphs whole, with their numbers."""
    for source in part["sources"]:
        head = paragraph(document)
        writer.runs(head, [{"t": "b", "c": source["source"]}])
        head.paragraph_format.keep_with_next = True
        for row in source["paragraphs"]:
            one = paragraph(document)
            one.add_run(row["c"])
            hang(one, f"P{row['n']}", 0, _LABEL)
