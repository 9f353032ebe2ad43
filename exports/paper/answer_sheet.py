"""The answer sheet as data: pages of bubbles, laid out in mm from the paper's upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

from exports.paper.bubbles import rows
from exports.paper.bubbles import unbubbled
from exports.paper.nodes import clean

if TYPE_CHECKING:
    from exports.base import Selection
    from exports.paper.bubbles import Row
    from exports.paper.look import Look

Data = dict[str, Any]
BUBBLE = 4.8  # mm across, all of mm below
_CORNER = 10.0  # from the paper's edges to the middle of the black squares
_EDGE = 18.0  # from the paper's edges to what is printed
_PITCH = 6.8  # from bubble to bubble
_ROW = 7.2  # from row to row
_GROUP = 5  # rows, after which there is a little more room
_BREATH = 2.4
_LABEL = 11.0  # room for a row's number
_BETWEEN = 8.0  # columns
_TOP = 66.0  # where bubbles begin on the first page
_NEXT_TOP = 40.0  # and on those after it
_QR = 21.0
_LISTED = 70  # letters of the numbers that are listed
_DIGIT_ROWS = 10


@dataclass
class _Sheet:
    """A sheet being laid out: ``x``, ``y`` is where the next row goes."""

    look: Look
    pages: list[Data] = field(default_factory=list)
    x: float = 0
    y: float = 0
    top: float = 0
    widest: int = 0
    in_group: int = 0

    @property
    def page(self) -> Data:
        return self.pages[-1]

    @property
    def bottom(self) -> float:
        return self.look.page[1] - _EDGE - 4

    def turn(self, top: float) -> None:
        """Begin a page."""
        self.pages.append({"texts": [], "lines": [], "labels": [], "bubbles": []})
        self.x, self.top = _EDGE, top
        self.column(self.x)

    def column(self, x: float) -> None:
        """Begin a column."""
        self.x, self.y, self.widest, self.in_group = x, self.top, 0, 0

    def text(self, x: float, y: float, w: float, size: float, words: str, **more: bool) -> None:
        """Write words from a corner on, in lines as wide as ``w``."""
        look = {"bold": more.get("bold", False), "quiet": more.get("quiet", False)}
        self.page["texts"].append({"x": x, "y": y, "w": w, "size": size, "text": words, **look})

    def label(self, x: float, y: float, size: float, words: str, **more: bool) -> None:
        """Write a word whose middle is at ``y``; it ends at ``x`` if ``end``."""
        look = {"bold": more.get("bold", False), "end": more.get("end", False)}
        self.page["labels"].append({"x": x, "y": y, "size": size, "text": words, **look})

    def rule(self, x: float, y: float, w: float) -> None:
        """Draw a line to write on."""
        self.page["lines"].append({"x": x, "y": y, "w": w})

    def bubble(self, x: float, y: float, letter: str, kind: str, more: Data) -> None:
        """Draw a bubble with its middle at a place."""
        told = {"x": round(x, 3), "y": round(y, 3), "letter": letter, "kind": kind, "more": more}
        self.page["bubbles"].append(told)


def answers_part(selection: Selection, look: Look, version: str) -> Data:
    """Return the answer sheet of one version."""
    sheet = _Sheet(look)
    _head(sheet, selection)
    _digits(sheet, look.student_digits)
    for row in rows(selection):
        _place(sheet, row, selection, version)
    width, height = look.page
    far = (width - _CORNER, height - _CORNER)
    return {
        "part": "answers", "code": clean(selection.code), "bubble": BUBBLE, "pages": sheet.pages,
        "corners": [[_CORNER, _CORNER], [far[0], _CORNER], [_CORNER, far[1]], list(far)],
        "qr": {"file": "", "x": width - _EDGE - _QR, "y": _EDGE - 1, "size": _QR},
    }  # fmt: skip


def _head(sheet: _Sheet, selection: Selection) -> None:
    sheet.turn(_TOP)
    width = sheet.look.page[0] - 2 * _EDGE - _QR - 8
    _title(sheet, selection, width)
    for words, x, length in (("Name", 0.0, 0.6), ("Class", 0.62, 0.16), ("Date", 0.8, 0.2)):
        at = _EDGE + x * width
        sheet.rule(at, 44, length * width)
        sheet.text(at, 45.2, length * width, 8.5, words, quiet=True)
    told = "Fill one circle completely, with a dark pen. Wrong? Cross it out and fill another."
    left = unbubbled(selection)
    if left:
        named = f"question{'' if len(left) == 1 else 's'} {_runs(left)}"
        named = named if len(named) < _LISTED else "all other questions"
        told += f" Answer {named} on the question paper."
    sheet.text(_EDGE, 53, sheet.look.page[0] - 2 * _EDGE, 9.5, told)


def _runs(numbers: tuple[int, ...]) -> str:
    """Write numbers with those in a row as one: ``1, 4–6``."""
    found: list[list[int]] = []
    for n in numbers:
        if found and n == found[-1][-1] + 1:
            found[-1].append(n)
        else:
            found.append([n])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run))  # noqa: PLR2004
        for run in found
    )


def _title(sheet: _Sheet, selection: Selection, width: float) -> None:
    sheet.text(_EDGE, 18, width, 14, clean(selection.title))
    sheet.text(_EDGE, 25.5, width, 9.5, f"Answer sheet · {clean(selection.code)}", quiet=True)


def _digits(sheet: _Sheet, digits: int) -> None:
    """Draw the bubbles of a student's number, and let the questions begin below them."""
    if not digits:
        return
    sheet.text(_EDGE, _TOP - 1, 60, 9.5, "Student’s number", bold=True)
    top = _TOP + 9
    for place in range(digits):
        x = _EDGE + BUBBLE / 2 + place * _PITCH
        sheet.rule(x - BUBBLE / 2, top + 1, BUBBLE)
        for digit in range(_DIGIT_ROWS):
            y = top + 6 + digit * 6
            sheet.bubble(x, y, str(digit), "digit", {"place": place + 1, "option": str(digit)})
    beside = _EDGE + digits * _PITCH + _BETWEEN
    sheet.top = _TOP
    sheet.column(beside)


def _place(sheet: _Sheet, row: Row, selection: Selection, version: str) -> None:
    if sheet.in_group >= _GROUP and row.part <= 1:
        sheet.y, sheet.in_group = sheet.y + _BREATH, 0
    if sheet.y + BUBBLE > sheet.bottom:
        sheet.column(sheet.x + _LABEL + sheet.widest * _PITCH + _BETWEEN)
    if sheet.x + _LABEL + len(row.options) * _PITCH > sheet.look.page[0] - _EDGE + 4:
        sheet.turn(_NEXT_TOP)
        _title(sheet, selection, sheet.look.page[0] - 2 * _EDGE - _QR - 8)
        sheet.top = _NEXT_TOP + 4
        sheet.column(_EDGE)
    y = sheet.y + BUBBLE / 2
    sheet.label(sheet.x + _LABEL - 3.2, y, 10.5, row.label, bold=not row.part, end=True)
    for at, (option, index) in enumerate(zip(row.options, row.indexes, strict=True)):
        x = sheet.x + _LABEL + BUBBLE / 2 + at * _PITCH
        told = {
            "version": version, "question": row.question, "item": row.item, "part": row.part,
            "option": option, "index": index,
        }  # fmt: skip
        sheet.bubble(x, y, option, "answer", told)
    sheet.widest = max(sheet.widest, len(row.options))
    sheet.y += _ROW
    sheet.in_group += 1
