"""A form as one document of data: its parts, as the template takes them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from exports.paper.citing import cited_sources
from exports.paper.citing import readings
from exports.paper.key import answer
from exports.paper.nodes import clean
from exports.paper.nodes import is_rtl
from exports.paper.nodes import texts
from exports.paper.questions import question
from exports.paper.settings import measure
from exports.paper.settings import settings
from exports.paper.worth import counted
from exports.paper.worth import total
from exports.paper.worth import written
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Ordering
from question_bank.items import TrueFalseItem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from exports.base import Selection
    from exports.paper.look import Look

Data = dict[str, Any]
_RIGHT_TO_LEFT = {"ar", "he", "fa", "ur", "yi", "ps", "sd", "ug", "dv", "ckb"}
_MM_A_LETTER = 0.175  # of a letter's width, by pt of its size: about half an em
_MM_A_LINE = 0.6  # by pt of the size
_PART = 0.66  # of a page: a question that is longer may break
_PART_OF_KEY = 0.2
_OF_TEMPLATE = {"kind", "section", "brief", "n"}


def language(selection: Selection) -> tuple[str, bool]:
    """Return a bank's language as the template takes it, and whether it's right to left."""
    word = selection.bank.info.language.partition("-")[0].lower()
    known = word.isascii() and word.isalpha() and len(word) in (2, 3)
    return (word if known else "en"), word in _RIGHT_TO_LEFT


def one_file(selection: Selection, look: Look) -> list[Data]:
    """Return the parts of a quiz that is one file: questions, then key and passages if asked."""
    parts = [questions_part(selection, look)]
    if look.key:
        parts.append(key_part(selection, look))
    if look.reading_sheet:
        parts.append(reading_part(selection))
    return parts


def questions_part(selection: Selection, look: Look) -> Data:
    """Return the sheet a student gets."""
    items = selection.items
    rows = [question(selection, item, n) for n, item in enumerate(items, 1)]
    for row, section in zip(rows, _sections(selection, look), strict=True):
        row["section"] = section
        row["long"] = _height(row, look) > _PART * look.page[1]
    return _part(selection, "questions") | {
        "about": _about(selection) + (f" · {look.minutes} minutes" if look.minutes else ""),
        "form": True,
        "total": written(total(selection, items)),
        "say": _instructions(selection, look),
        "rows": rows,
        "end": "End of the questions",
        "wide": False,
    }


def key_part(selection: Selection, look: Look) -> Data:
    """Return the teacher's key to one version."""
    rows = [answer(selection, item, n) for n, item in enumerate(selection.items, 1)]
    for row in rows:
        row["long"] = _height(row, look) > _PART_OF_KEY * look.page[1]
    longest = max((sum(map(len, texts(row["brief"]))) for row in rows), default=0)
    across = 1 if look.large else 3 if longest > 12 else 5  # noqa: PLR2004 - letters
    return _part(selection, "key") | {
        "title": f"Key: {clean(selection.title)}",
        "about": f"{_about(selection)} · for the teacher",
        "rows": rows,
        "across": across,
        "sources": cited_sources(selection),
        "foot": "Key",
        "wide": True,
    }


def reading_part(selection: Selection, code: str = "", more: Iterable[Selection] = ()) -> Data:
    """Return the cited paragraphs, to be handed out with the questions.

    ``more`` are the form's other versions, which may have other questions; ``code`` is the form's.
    """
    items = {item.id: item for one in (selection, *more) for item in one.items}
    selection = replace(selection, items=tuple(items.values()))
    return (
        _part(selection, "reading")
        | {
            "title": f"To read: {clean(selection.title)}",
            "about": "The paragraphs that the questions are about, with their numbers",
            "sources": readings(selection),
            "wide": True,
        }
        | ({"code": clean(code)} if code else {})
    )


def _part(selection: Selection, name: str) -> Data:
    title = clean(selection.title)
    return {
        "part": name, "title": title, "code": clean(selection.code), "qr": "", "foot": "",
        "rtl": is_rtl(title),
    }  # fmt: skip


def _about(selection: Selection) -> str:
    count = len(selection.items)
    worth = counted(total(selection, selection.items))
    return f"{count} question{'' if count == 1 else 's'} · {worth}"


def _instructions(selection: Selection, look: Look) -> list[str]:
    kinds = {type(item) for item in selection.items}
    if not kinds:
        return []
    first = "Answer all the questions. The points for each stand in brackets beside it."
    if look.answer_sheet:
        return [first, _on_the_sheet(kinds)]
    said = []
    circles = kinds & {MultipleChoice, TrueFalseItem}
    squares = MultipleResponse in kinds
    if circles:
        said.append("Where there are circles, fill one.")
    if squares:
        said.append("Where there are squares, tick all that are right.")
    return [first, " ".join(said)] if said else [first]


def _on_the_sheet(kinds: set[type]) -> str:
    on_it = kinds & {MultipleChoice, TrueFalseItem, MultipleResponse, Matching, Ordering}
    words = "Mark your answers on the answer sheet."
    return words if kinds == on_it else (
        "Mark answers with letters on the answer sheet; write all others on these pages."
    )  # fmt: skip


def _sections(selection: Selection, look: Look) -> list[str]:
    """Return the heading above each question: its topic where a new one begins, if asked.

    There are none if the questions are mixed, as in all versions but the first.
    """
    topics = [item.topic for item in selection.items]
    starts = [at for at, topic in enumerate(topics) if at == 0 or topics[at - 1] != topic]
    if not look.sections or len(starts) != len(set(topics)):
        return [""] * len(topics)
    titles = selection.bank.topic_titles
    return [clean(titles.get(t, t)) if at in starts else "" for at, t in enumerate(topics)]


def _height(row: Data, look: Look) -> float:
    """Return about how high a question or answer stands, in mm: enough to see if it may break."""
    line = look.size * _MM_A_LINE
    letters = measure(look) * 0.85 / (look.size * _MM_A_LETTER)
    size = sum(map(len, texts([part for name, part in row.items() if name not in _OF_TEMPLATE])))
    room = row.get("room", {})
    rules = 0 if room.get("a") == "ruled" else room.get("n", 0) * settings(look)["line"]
    entries = len(room.get("rows", ())) + len(room.get("right", ()))
    return float(line * (2 + 1.2 * size / letters + 0.9 * entries) + rules)
