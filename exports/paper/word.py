"""A quiz as DOCX, for a teacher who wants to change it: sheet, key, reading sheet."""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from docx.enum.section import WD_SECTION

from exports.archive import write_zip
from exports.base import Report
from exports.base import write_whole
from exports.paper.document import key_part
from exports.paper.document import language
from exports.paper.document import one_file
from exports.paper.document import questions_part
from exports.paper.document import reading_part
from exports.paper.files import PaperFile
from exports.paper.look import PLAIN
from exports.paper.losses import paper_losses
from exports.paper.prepare import Prepared
from exports.paper.settings import measure
from exports.paper.word_key import write_key
from exports.paper.word_key import write_reading
from exports.paper.word_page import foot
from exports.paper.word_page import head
from exports.paper.word_page import in_columns
from exports.paper.word_page import new
from exports.paper.word_page import set_columns
from exports.paper.word_questions import write_question
from exports.paper.word_text import Writer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exports.base import Selection
    from exports.paper.look import Look
    from question_bank.items import Item

Data = dict[str, Any]
_SHOWN = ("png", "jpg", "jpeg", "gif")
_BESIDE = 16.0  # mm of a question's number and points
_NO_SHEET = (
    "an answer sheet with bubbles, whose places must not move, is made by the pdf format alone"
)


@dataclass(frozen=True, slots=True)
class Docx:
    """A quiz as a Word document; as one file the questions and, on new pages, the key."""

    look: Look = PLAIN
    name: str = "docx"
    suffix: str = ".docx"
    media_type: str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item loses: sounds, some pictures, an imported note's own looks."""
        return paper_losses(item, _SHOWN)

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the file; every kind of item can be written. Raises OSError."""
        data, remarks = _made(one_file(selection, self.look), selection, self.look)
        write_whole(out, data)
        return Report(_ids(selection), files=(out,), remarks=remarks)

    def files(
        self, code: str, versions: Sequence[tuple[str, Selection]], look: Look
    ) -> tuple[PaperFile, ...]:
        """Return the files of a form: a sheet a version, and what ``look`` asks for besides."""
        made: list[PaperFile] = []
        more = (_NO_SHEET,) if look.answer_sheet else ()
        for letter, selection in versions:
            parts = [("", questions_part(selection, look), look)]
            if look.key:
                parts.append(("-key", key_part(selection, look.of_key), look.of_key))
            for ending, part, of_part in parts:
                data, remarks = _made([part], selection, of_part)
                report = Report(_ids(selection), remarks=(*remarks, *more))
                made.append(PaperFile(f"quiz-{code}-{letter}{ending}.docx", data, report))
        if look.reading_sheet and versions:
            first, *others = (selection for _, selection in versions)
            data, _ = _made([reading_part(first, code, others)], first, look)
            made.append(PaperFile(f"quiz-{code}-reading.docx", data, Report(())))
        return tuple(made)


def _ids(selection: Selection) -> tuple[str, ...]:
    return tuple(item.id for item in selection.items)


def _made(parts: list[Data], selection: Selection, look: Look) -> tuple[bytes, tuple[str, ...]]:
    """Return the bytes of a document, and what a person should know of it."""
    seen = Prepared(selection.bank, measure(look) - _BESIDE, softens=False)
    told = seen.node(parts)
    word, _ = language(selection)
    document = new(look, parts[0]["title"], word)
    shown = {name: one for name, one in seen.pictures.items() if name.endswith(_SHOWN)}
    for name in seen.pictures.keys() - shown.keys():
        seen.remarks[f"the picture {name} can’t stand in a DOCX: make it a PNG or JPEG"] = None
    writer = Writer(shown)
    for at, part in enumerate(told):
        if at:
            section = document.add_section(WD_SECTION.NEW_PAGE)
            set_columns(section, 1)
        foot(document.sections[-1], part["code"], look, part["foot"])
        head(document, part, look)
        if part["part"] == "questions":
            in_columns(document, look)
            for row in part["rows"]:
                write_question(document, writer, row, look)
        elif part["part"] == "key":
            write_key(document, writer, part, look)
        else:
            write_reading(document, writer, part)
    return _same_bytes(document), tuple(seen.remarks)


def _same_bytes(document: Any) -> bytes:
    """Return a document's bytes; they depend on what it holds alone, not on the clock."""
    raw = io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as archive, tempfile.TemporaryDirectory() as folder:
        members = [(name, archive.read(name)) for name in archive.namelist()]
        out = Path(folder, "whole.docx")
        write_zip(out, members)
        return out.read_bytes()
