"""A quiz as PDF, set by typst: sheet, key, answer sheet with its layout, reading sheet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from typing import Any

from exports.base import Report
from exports.base import write_whole
from exports.paper.answer_sheet import answers_part
from exports.paper.codes import qr_svg
from exports.paper.document import key_part
from exports.paper.document import language
from exports.paper.document import one_file
from exports.paper.document import questions_part
from exports.paper.document import reading_part
from exports.paper.engine import CantSet
from exports.paper.engine import Engine
from exports.paper.engine import families
from exports.paper.files import PaperFile
from exports.paper.layout import layout
from exports.paper.look import PLAIN
from exports.paper.losses import paper_losses
from exports.paper.pictures import PRINTED
from exports.paper.prepare import Prepared
from exports.paper.prepare import needs_others
from exports.paper.prepare import script
from exports.paper.settings import measure
from exports.paper.settings import settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from exports.base import Selection
    from exports.paper.look import Look
    from question_bank.items import Item

Data = dict[str, Any]
_NUMBER_AND_POINTS = 16.0  # mm beside a question's text
_NOTHING = Report(())


@dataclass(frozen=True, slots=True)
class Pdf:
    """A quiz on paper; as one file the questions and, on new pages, the key."""

    look: Look = PLAIN
    name: str = "pdf"
    suffix: str = ".pdf"
    media_type: str = "application/pdf"

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item loses: sounds, some pictures, an imported note's own looks."""
        return paper_losses(item, PRINTED)

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the file; every kind of item can be printed. Raises OSError."""
        made = _set(one_file(selection, self.look), selection, self.look)
        write_whole(out, made.data)
        return Report(_ids(selection), files=(out,), remarks=made.remarks)

    def files(
        self, code: str, versions: Sequence[tuple[str, Selection]], look: Look
    ) -> tuple[PaperFile, ...]:
        """Return the files of a form: a sheet a version, and what ``look`` asks for besides."""
        made: list[PaperFile] = []
        sheets: dict[str, list[Data]] = {}
        for letter, selection in versions:
            start = f"quiz-{code}-{letter}"
            made.append(_file(f"{start}.pdf", [questions_part(selection, look)], selection, look))
            if look.key:
                key = key_part(selection, look.of_key)
                made.append(_file(f"{start}-key.pdf", [key], selection, look.of_key))
            if look.answer_sheet:
                sheet = _set([answers_part(selection, look, letter)], selection, look)
                sheets[letter] = sheet.places()
                made.append(PaperFile(f"{start}-answers.pdf", sheet.data, _NOTHING))
        if look.answer_sheet:
            told = layout(code, versions, look, sheets)
            made.append(PaperFile(f"quiz-{code}-layout.json", told, _NOTHING))
        if look.reading_sheet and versions:
            first, *others = (selection for _, selection in versions)
            sheet = _set([reading_part(first, code, others)], first, look)
            made.append(PaperFile(f"quiz-{code}-reading.pdf", sheet.data, _NOTHING))
        return tuple(made)


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was set, with what it was made of."""

    data: bytes
    remarks: tuple[str, ...]
    engine: Engine
    told: Data
    files: dict[str, bytes]

    def places(self) -> list[Data]:
        """Return where its marks were drawn."""
        return self.engine.places(self.told, self.files)

    def pages(self, ppi: float = 100) -> list[bytes]:
        """Return its pages as PNG."""
        return self.engine.pages(self.told, self.files, ppi)


def _ids(selection: Selection) -> tuple[str, ...]:
    return tuple(item.id for item in selection.items)


def _file(name: str, parts: list[Data], selection: Selection, look: Look) -> PaperFile:
    made = _set(parts, selection, look)
    return PaperFile(name, made.data, Report(_ids(selection), remarks=made.remarks))


@cache
def _engine(*, of_system: bool) -> Engine:
    return Engine(of_system=of_system)


def _set(parts: list[Data], selection: Selection, look: Look) -> Made:
    """Set parts as one document."""
    seen = Prepared(selection.bank, measure(look) - _NUMBER_AND_POINTS)
    told = seen.node(parts)
    others = needs_others(seen.letters)
    engine = _engine(of_system=others)
    files = {name: one.data for name, one in seen.pictures.items()}
    for name in [name for name, data in files.items() if not engine.can_show(name, data)]:
        del files[name]
        told = _without(told, name, seen)
    files |= _codes(told)
    word, rtl = language(selection)
    data = {
        "title": selection.title, "lang": word, "rtl": rtl, "parts": told,
        "look": settings(look, families() if others else ()),
    }  # fmt: skip
    remarks = (*seen.remarks, *_boxes(engine, "".join(sorted(seen.letters))))
    return Made(engine.pdf(data, files), remarks, engine, data, files)


def _codes(parts: list[Data]) -> dict[str, bytes]:
    """Give every part its QR code's file, and return the files."""
    files: dict[str, bytes] = {}
    for part in parts:
        if part["code"]:
            name = f"qr-{len(files)}.svg"
            files[name] = qr_svg(part["code"])
            if part["part"] == "answers":
                part["qr"]["file"] = name
            else:
                part["qr"] = name
    return files


def _without(node: Any, name: str, seen: Prepared) -> Any:
    """Return data with a picture that can't be read as its words."""
    if isinstance(node, list):
        return [_without(part, name, seen) for part in node]
    if not isinstance(node, dict):
        return node
    if node.get("t") == "img" and node["src"] == name:
        return seen.without(node, "can’t be read: it is damaged")
    return {key: _without(part, name, seen) for key, part in node.items()}


def _boxes(engine: Engine, letters: str) -> list[str]:
    """Say which scripts no font has: their letters come out as empty boxes."""
    if not letters or engine.can_set(letters):
        return []
    lost = [one for one in letters if not engine.can_set(one)]
    by_script: dict[str, str] = {}
    for one in lost:
        by_script[script(one)] = by_script.get(script(one), "") + one
    return [
        f"{name} ({some[:8]}{'…' if len(some) > 8 else ''}) needs a font that this machine "  # noqa: PLR2004
        "doesn’t have: its letters are empty boxes until one is installed"
        for name, some in by_script.items()
    ]


__all__ = ["CantSet", "Made", "Pdf"]
