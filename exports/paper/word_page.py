"""The pages of a Word document: paper, type, head with the student's fields, foot with the code."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from typing import Any

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.shared import Pt

from exports.paper.codes import qr_png
from exports.paper.settings import columns
from exports.paper.settings import measure
from exports.paper.word_text import QUIET
from exports.paper.word_text import paragraph
from exports.paper.word_text import small

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Open
    from docx.section import Section
    from docx.text.paragraph import Paragraph

    from exports.paper.look import Look

Data = dict[str, Any]
_SERIF, _SANS = "Cambria", "Verdana"
_MARGINS = (17, 22)  # mm: top, bottom


def new(look: Look, title: str, language: str) -> Open:
    """Return an empty document in a look; it has no author and always the same date."""
    document = Document()
    about = document.core_properties
    about.title, about.author, about.comments, about.language = title, "", "", language
    normal = document.styles["Normal"]
    font: Any = normal.font
    clear = look.large or look.dyslexic
    font.name, font.size = (_SANS if clear else _SERIF), Pt(look.size)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:cs"), font.name)
    form: Any = normal.paragraph_format
    form.space_after = Pt(look.size * 0.35)
    form.line_spacing = 1.5 if look.dyslexic else 1.15
    if look.dyslexic:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), "10")  # twentieths of a pt between letters
        look_of_text = normal.element.get_or_add_rPr()
        look_of_text.insert(look_of_text.index(look_of_text.find(qn("w:sz"))), spacing)
    _page(document.sections[0], look)
    return document


def _page(section: Section, look: Look) -> None:
    width, height = look.page
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(_MARGINS[0]), Mm(_MARGINS[1])
    section.left_margin, section.right_margin = Mm(17), Mm(15)
    section.footer_distance = Mm(8)


def full(look: Look) -> float:
    """Return the width of the text of a page with one column, in mm."""
    return look.page[0] - 32


def head(document: Open, part: Data, look: Look) -> None:
    """Write title and what it is, and the fields for a student if it has any."""
    title = paragraph(document)
    title.paragraph_format.space_after = Pt(2)
    run = title.add_run(part["title"])
    run.font.size = Pt(look.size * 1.6)
    _border(title, ["top"], 10)
    about = paragraph(document)
    about.add_run(part["about"]).font.color.rgb = QUIET
    if part.get("form"):
        _fields(document, part, look)
    for said in part.get("say", ()):
        one = paragraph(document)
        one.add_run(said)
        one.paragraph_format.space_after = Pt(1)


def _fields(document: Open, part: Data, look: Look) -> None:
    names = ("Name", "Class", "Date", f"Points, of {part['total']}")
    table = document.add_table(1, len(names))
    table.style = "Table Grid"
    table.autofit = False
    shares = (0.46, 0.16, 0.18, 0.2)
    cells = table.rows[0].cells
    for cell, column, name, share in zip(cells, table.columns, names, shares, strict=True):
        cell.width = column.width = Mm(full(look) * share)
        one = cell.paragraphs[0]
        one.add_run(name).font.color.rgb = QUIET
        small(one, look.size if look.large else look.size * 0.8)
    table.rows[0].height = Mm(22 if look.large else 13)
    paragraph(document).paragraph_format.space_after = Pt(0)


def in_columns(document: Open, look: Look) -> None:
    """Go on in the look's columns, on the same page."""
    if columns(look) == 1:
        return
    section = document.add_section(WD_SECTION.CONTINUOUS)
    set_columns(section, 2)


def set_columns(section: Section, count: int) -> None:
    """Set a section in columns."""
    found = section._sectPr.find(qn("w:cols"))  # noqa: SLF001 - python-docx has no door to columns
    if found is None:
        found = OxmlElement("w:cols")
        section._sectPr.append(found)  # noqa: SLF001
    found.set(qn("w:num"), str(count))
    found.set(qn("w:space"), str(round(7.5 * 56.7)))  # twentieths of a pt


def foot(section: Section, code: str, look: Look, words: str = "") -> None:
    """Write the code, its QR code and the page's number under every page of a section."""
    section.footer.is_linked_to_previous = False
    one = section.footer.paragraphs[0]
    one.style = "Normal"  # the footer's own style has a tab in the middle
    if code:
        shape = one.add_run().add_picture(io.BytesIO(qr_png(code)), Mm(10.5), Mm(10.5))
        shape._inline.docPr.set("descr", f"Code {code}")  # noqa: SLF001
        one.add_run(f"  {code}")
    if words:
        one.add_run(f"   {words}")
    one.paragraph_format.tab_stops.add_tab_stop(Mm(full(look)), WD_TAB_ALIGNMENT.RIGHT)
    one.add_run("\t")
    _field(one, "PAGE")
    one.add_run(" / ")
    _field(one, "NUMPAGES")
    small(one, look.size if look.large else look.size * 0.82)


def _field(one: Paragraph, name: str) -> None:
    run = one.add_run()
    for kind in ("begin", "", "separate", "1", "end"):
        if kind == "":
            part = OxmlElement("w:instrText")
            part.text = name
        elif kind == "1":
            part = OxmlElement("w:t")
            part.text = "1"
        else:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)  # noqa: SLF001 - python-docx has no fields


def _border(one: Paragraph, sides: Sequence[str], size: int, colour: str = "000000") -> None:
    """Draw lines at a paragraph's sides, ``size`` eighths of a pt thick."""
    borders = OxmlElement("w:pBdr")
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for name, value in (
            ("val", "single"),
            ("sz", str(size)),
            ("space", "4"),
            ("color", colour),
        ):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    form = one._p.get_or_add_pPr()  # noqa: SLF001 - nor borders of paragraphs
    after = {qn(f"w:{name}") for name in ("spacing", "ind", "jc", "tabs", "bidi", "rPr")}
    at = next((n for n, part in enumerate(form) if part.tag in after), len(form))
    form.insert(at, borders)


def ruled(place: Any, count: int, look: Look, indent: float, *, box: bool) -> list[Paragraph]:
    """Add lines to write on, with a frame round them if ``box``."""
    made = []
    for _ in range(count):
        one = paragraph(place, indent)
        one.paragraph_format.space_after = Pt(0)
        one.paragraph_format.line_spacing = Mm(13 if look.large else 9)
        sides = ("top", "left", "bottom", "right", "between") if box else ("bottom", "between")
        _border(one, sides, 4, "8C8C8C")
        made.append(one)
    return made


def beside(one: Paragraph) -> None:
    """Draw a line at the left of a paragraph: it is quoted."""
    _border(one, ["left"], 8, "8C8C8C")


def worth_tab(one: Paragraph, look: Look, worth: str) -> None:
    """Write points at the right edge of a paragraph's last line."""
    one.paragraph_format.tab_stops.add_tab_stop(Mm(measure(look)), WD_TAB_ALIGNMENT.RIGHT)
    one.add_run(f"\t[{worth}]")
