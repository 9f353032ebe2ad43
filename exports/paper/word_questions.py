"""Questions in a Word document."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from docx.shared import Mm
from docx.shared import Pt

from exports.paper.settings import measure
from exports.paper.word_page import ruled
from exports.paper.word_page import worth_tab
from exports.paper.word_text import QUIET
from exports.paper.word_text import hang
from exports.paper.word_text import paragraph

if TYPE_CHECKING:
    from docx.document import Document as Open
    from docx.text.paragraph import Paragraph

    from exports.paper.look import Look
    from exports.paper.word_text import Writer

Data = dict[str, Any]
NUMBER = 8.0  # mm of a question's number
_LETTER = 7.0
_LINE = "_" * 6


def write_question(document: Open, writer: Writer, row: Data, look: Look) -> None:
    """Write a question, kept on one page as far as it goes."""
    if row["section"]:
        section = paragraph(document)
        section.add_run(row["section"]).bold = True
        section.paragraph_format.keep_with_next = True
    made = writer.blocks(document, row["stem"], NUMBER)
    if not made:
        made = [paragraph(document, NUMBER)]
    made[0].paragraph_format.space_before = Pt(look.size)
    hang(made[0], str(row["n"]), 0, NUMBER, bold=True)
    worth_tab(made[-1], look, row["worth"])
    made += _room(document, writer, row["room"], look)
    for one in made:
        one.paragraph_format.keep_together = True
    for one in made[:-1]:
        one.paragraph_format.keep_with_next = True


def _room(document: Open, writer: Writer, room: Data, look: Look) -> list[Paragraph]:
    made = _said(document, room.get("say", ""))
    match room["a"]:
        case "options":
            made += _options(document, writer, room)
        case "lines":
            made += ruled(document, room["n"], look, NUMBER, box=False)
        case "ruled":
            made += ruled(document, room["n"], look, NUMBER, box=True)
        case "entries":
            lines = ruled(document, room["n"], look, NUMBER, box=False)
            for at, one in enumerate(lines, 1):
                one.add_run(f"{at}  ").font.color.rgb = QUIET
            made += lines
        case "number":
            one = paragraph(document, NUMBER)
            one.add_run(_LINE * 2)
            one.add_run("  ")
            writer.runs(one, room["unit"])
            made.append(one)
        case "boxes":
            for words in room["rows"]:
                one = paragraph(document)
                writer.runs(one, words)
                hang(one, "☐", NUMBER, _LETTER)
                made.append(one)
        case "match":
            _match(document, writer, room, look)
    return made


def _said(document: Open, words: str) -> list[Paragraph]:
    if not words:
        return []
    one = paragraph(document, NUMBER)
    run = one.add_run(words)
    run.italic, run.font.color.rgb = True, QUIET
    return [one]


def _options(document: Open, writer: Writer, room: Data) -> list[Paragraph]:
    made = []
    for row in room["rows"]:
        one = paragraph(document)
        writer.runs(one, row["c"])
        sign = row["letter"] or "☐"
        hang(
            one,
            f"☐ {sign}" if room["several"] else sign,
            NUMBER,
            _LETTER + 3 * room["several"],
            bold=True,
        )
        one.paragraph_format.space_after = Pt(2)
        made.append(one)
    return made


def _match(document: Open, writer: Writer, room: Data, look: Look) -> None:
    """Write a matching as a table of two columns: blanks beside the left sides, lettered rights."""
    height = max(len(room["left"]), len(room["right"]))
    table = document.add_table(height, 2)
    table.autofit = False
    width = (measure(look) - NUMBER) / 2
    for at in range(height):
        left, right = table.rows[at].cells
        left.width = right.width = Mm(width)
        one, other = left.paragraphs[0], right.paragraphs[0]
        if at < len(room["left"]):
            one.add_run(f"{at + 1} ")
            one.add_run(_LINE)
            one.add_run("  ")
            writer.runs(one, room["left"][at])
        if at < len(room["right"]):
            other.add_run(f"{room['right'][at]['letter']}  ").bold = True
            writer.runs(other, room["right"][at]["c"])
        one.paragraph_format.keep_with_next = at < height - 1
