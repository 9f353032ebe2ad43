"""Nodes of text as paragraphs and runs of a Word document."""

from __future__ import annotations

import io
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.shared import Pt
from docx.shared import RGBColor

from exports.paper.word_math import formula

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docx.text.paragraph import Paragraph

    from exports.paper.nodes import Node
    from exports.paper.pictures import Picture

QUIET = RGBColor(0x50, 0x50, 0x50)
_GAP = 2.0  # underscores that are as wide as an em
_MONO = "Consolas"


@dataclass(frozen=True, slots=True)
class Style:
    """How a run looks."""

    bold: bool = False
    italic: bool = False
    strike: bool = False
    underline: bool = False
    raised: int = 0
    marked: bool = False
    quiet: bool = False
    rtl: bool = False


_KINDS: Mapping[str, Mapping[str, Any]] = {
    "b": {"bold": True}, "i": {"italic": True}, "s": {"strike": True}, "u": {"underline": True},
    "sup": {"raised": 1}, "sub": {"raised": -1}, "mark": {"marked": True},
    "told": {"bold": True, "underline": True}, "hint": {"italic": True, "quiet": True},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes nodes into paragraphs; ``pictures`` are those that Word can show."""

    pictures: Mapping[str, Picture]

    def runs(self, paragraph: Paragraph, nodes: list[Node], style: Style | None = None) -> None:
        """Write inline nodes at the end of a paragraph."""
        for node in nodes:
            self._run(paragraph, node, style or Style())

    def _run(self, paragraph: Paragraph, node: Node, style: Style) -> None:
        if isinstance(node, str):
            _text(paragraph, node, style)
            return
        match node["t"]:
            case "code":
                _text(paragraph, node["c"], style).font.name = _MONO
            case "br":
                paragraph.add_run().add_break()
            case "math":
                paragraph._p.append(formula(node["c"]))  # noqa: SLF001 - it has no door for formulas
            case "img":
                self._picture(paragraph, node)
            case "gap":
                _text(paragraph, "_" * round(node["w"] * _GAP), style)
            case kind:
                self.runs(paragraph, node["c"], replace(style, **_KINDS[kind]))

    def _picture(self, paragraph: Paragraph, node: Node) -> None:
        found = self.pictures.get(node["src"]) if node["file"] else None
        if found is None:
            _text(paragraph, f"[{node['alt']}]", Style())
            return
        shape = paragraph.add_run().add_picture(
            io.BytesIO(found.data), Mm(node["w"]), Mm(node["h"])
        )
        shape._inline.docPr.set("descr", node["alt"])  # noqa: SLF001 - nor for a picture's words

    def blocks(self, place: Any, nodes: list[Node], indent: float = 0) -> list[Paragraph]:
        """Write blocks at the end of a place (a document, a cell), ``indent`` mm from its edge.

        Returns:
            the paragraphs, for the caller to number or keep together.
        """
        made: list[Paragraph] = []
        for node in nodes:
            match node["t"]:
                case "ul" | "ol":
                    made += self._list(place, node, indent)
                case "table":
                    self._table(place, node)
                case "quote":
                    made += self.blocks(place, node["c"], indent + 8)
                case "pre":
                    one = paragraph(place, indent)
                    for at, line in enumerate(node["c"].split("\n")):
                        run = one.add_run()
                        if at:
                            run.add_break()
                        run.add_text(line)
                        run.font.name = _MONO
                    made.append(one)
                case "hr":
                    made.append(paragraph(place, indent))
                case "math":
                    one = paragraph(place, indent)
                    one._p.append(formula(node["c"]))  # noqa: SLF001
                    made.append(one)
                case kind:
                    one = paragraph(place, indent, rtl=bool(node["rtl"]))
                    self.runs(one, node["c"], Style(bold=kind == "h", rtl=bool(node["rtl"])))
                    made.append(one)
        return made

    def _list(self, place: Any, node: Node, indent: float) -> list[Paragraph]:
        made: list[Paragraph] = []
        for at, row in enumerate(node["c"]):
            sign = "•" if node["t"] == "ul" else f"{node['start'] + at}."
            rows = self.blocks(place, row, indent + 6)
            if rows:
                hang(rows[0], sign, indent, 6)
            made += rows
        return made

    def _table(self, place: Any, node: Node) -> None:
        rows = node["c"]
        width = len(rows[0]) if rows else 0
        if not width:
            return
        made = place.add_table(len(rows), width)
        made.style = "Table Grid"
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                style = Style(bold=node["head"] and y == 0)
                self.runs(made.cell(y, x).paragraphs[0], cell, style)


def paragraph(place: Any, indent: float = 0, *, rtl: bool = False) -> Paragraph:
    """Add a paragraph, ``indent`` mm from the edge."""
    made: Paragraph = place.add_paragraph()
    if indent:
        made.paragraph_format.left_indent = Mm(indent)
    if rtl:
        form = made._p.get_or_add_pPr()  # noqa: SLF001 - python-docx doesn't know it
        later = [part for part in form if part.tag in (qn("w:spacing"), qn("w:ind"), qn("w:jc"))]
        form.insert(form.index(later[0]) if later else len(form), OxmlElement("w:bidi"))
    return made


def hang(one: Paragraph, sign: str, indent: float, width: float, *, bold: bool = False) -> None:
    """Put a number or letter before a paragraph, which then hangs beside it; in mm."""
    form = one.paragraph_format
    form.left_indent, form.first_line_indent = Mm(indent + width), Mm(-width)
    form.tab_stops.add_tab_stop(Mm(indent + width))
    run = OxmlElement("w:r")
    if bold:
        look = OxmlElement("w:rPr")
        look.append(OxmlElement("w:b"))
        run.append(look)
    text, tab = OxmlElement("w:t"), OxmlElement("w:tab")
    text.text = sign
    run.extend([text, tab])
    first = next((at for at, part in enumerate(one._p) if part.tag != qn("w:pPr")), len(one._p))  # noqa: SLF001
    one._p.insert(first, run)  # noqa: SLF001


def _text(one: Paragraph, words: str, style: Style) -> Any:
    run = one.add_run(words)
    font = run.font
    font.bold, font.italic = style.bold or None, style.italic or None
    font.strike, font.underline = style.strike or None, style.underline or None
    font.superscript, font.subscript = style.raised > 0 or None, style.raised < 0 or None
    font.rtl = style.rtl or None
    if style.quiet:
        font.color.rgb = QUIET
    if style.marked:
        font.highlight_color = WD_COLOR_INDEX.YELLOW
    return run


def small(one: Paragraph, size: float) -> None:
    """Set all runs of a paragraph at a size in pt."""
    for run in one.runs:
        run.font.size = Pt(size)
