"""The questions of a sheet as data: what is asked, and what room there is to answer it."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING
from typing import Any
from typing import assert_never

from exports.html_notes import side_html
from exports.html_parts import LOWER
from exports.html_parts import UPPER
from exports.html_parts import asked_face
from exports.html_parts import shown_order
from exports.paper.nodes import HOLE
from exports.paper.nodes import blocks
from exports.paper.nodes import filled
from exports.paper.nodes import html_blocks
from exports.paper.nodes import is_rtl
from exports.paper.nodes import line
from exports.paper.worth import worth
from exports.paper.worth import written
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
from question_bank.items import CLOZE
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Note
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import TrueFalseItem
from question_bank.items import stem_of
from question_bank.markup import plain

if TYPE_CHECKING:
    from exports.base import Selection
    from exports.paper.nodes import Node
    from question_bank.answers import Answer
    from question_bank.items import Item

Data = dict[str, Any]
_SAID = re.compile(r"\b(choose|select|tick|mark)\s+(all|every|two|three|four)\b", re.IGNORECASE)
_ON_A_LINE = 60  # characters of handwriting on a line of a page
_BRIEF = 14  # characters of an option that can share its line with others
_LEAST_OPEN = 4
_MOST = 14  # lines that fit on a page with their question
_GAPS = ((6, 6.0), (14, 10.0), (26, 15.0))  # hidden characters -> em of room
_LONGEST_GAP = 20.0


def question(selection: Selection, item: Item, number: int) -> Data:
    """Return one question: its number, points, stem in blocks and its room to answer."""
    stem, room = _asked(selection, item)
    return {
        "n": number,
        "worth": written(worth(selection, item)),
        "kind": item.kind,
        "stem": stem,
        "rtl": is_rtl(plain(stem_of(item))),
        "room": room,
    }


def _asked(selection: Selection, item: Item) -> tuple[list[Node], Data]:  # noqa: C901 - a case a kind
    match item:
        case MultipleChoice() | MultipleResponse():
            return blocks(item.stem), _options(selection, item)
        case TrueFalseItem():
            rows = [{"letter": "", "c": [word]} for word in ("True", "False")]
            return blocks(item.stem), {"a": "options", "several": False, "across": 2, "rows": rows}
        case ShortAnswer():
            return blocks(item.stem), _typed(item.answer)
        case Numeric():
            return blocks(item.stem), _number(item.answer)
        case Cloze():
            return [{"t": "p", "c": cloze(item, shown=False), "rtl": None}], {"a": "none"}
        case Ordering():
            return blocks(item.stem), _ordering(selection, item)
        case Matching():
            return blocks(item.stem), _matching(selection, item)
        case Open():
            points = worth(selection, item)
            return blocks(item.stem), {"a": "ruled", "n": _open_lines(item, float(points))}
        case Flashcard():
            return blocks(item.stem), {"a": "lines", "n": _lines(item.answer, 1)}
        case Note():
            return html_blocks(side_html(selection, item, back=False)), {"a": "lines", "n": 1}
        case _:
            assert_never(item)


def _options(selection: Selection, item: MultipleChoice | MultipleResponse) -> Data:
    several = isinstance(item, MultipleResponse)
    texts = [item.options[index].text for index in shown_order(selection, item)]
    rows = [{"letter": UPPER[at], "c": line(words)} for at, words in enumerate(texts)]
    brief = len(texts) <= len("ABCD") and all(len(plain(words)) <= _BRIEF for words in texts)
    told = "Tick all that are right." if several and not _SAID.search(item.stem) else ""
    return {
        "a": "options", "several": several, "across": len(texts) if brief else 1,
        "rows": rows, "say": told,
    }  # fmt: skip


def _typed(answer: Answer) -> Data:
    match answer:
        case SetAnswer():
            return {"a": "entries", "n": len(answer.value), "say": "In any order:"}
        case OrderAnswer():
            return {"a": "entries", "n": len(answer.value), "say": "In the right order:"}
        case NumberAnswer():
            return _number(answer)
        case PhraseAnswer():
            return {"a": "lines", "n": 2}
        case _:
            return {"a": "lines", "n": 1}


def _number(answer: NumberAnswer) -> Data:
    return {"a": "number", "unit": line(answer.unit) if answer.unit else []}


def _ordering(selection: Selection, item: Ordering) -> Data:
    rows = [line(item.sequence[index]) for index in shown_order(selection, item)]
    told = f"Number them from 1 to {len(rows)} in the right order."
    return {"a": "boxes", "rows": rows, "say": told}


def _matching(selection: Selection, item: Matching) -> Data:
    rights = [*(pair.right for pair in item.pairs), *item.extra]
    shown = shown_order(selection, item)
    right = [{"letter": LOWER[at], "c": line(rights[i])} for at, i in enumerate(shown)]
    extra = " Not every letter is needed." if item.extra else ""
    return {
        "a": "match", "left": [line(pair.left) for pair in item.pairs], "right": right,
        "say": f"Write the letter that belongs to each.{extra}",
    }  # fmt: skip


def cloze(item: Cloze, *, shown: bool) -> list[Node]:
    """Return a cloze with the parts that are asked as blanks of one width, or ``shown``.

    What is asked on paper is its first card, as on the printed page of the site.
    """
    face = asked_face(item)
    source = item.text.replace(HOLE, "")
    found = [one for one in CLOZE.finditer(source) if int(one["n"]) == face]
    size = max(len(plain(one["hidden"])) for one in found)
    width = next((em for most, em in _GAPS if size <= most), _LONGEST_GAP)
    parts: list[list[Node]] = []
    for one in found:
        if shown:
            parts.append([{"t": "told", "c": line(one["hidden"])}])
        else:
            hint: list[Node] = (
                [" ", {"t": "hint", "c": ["(", *line(one["hint"]), ")"]}] if one["hint"] else []
            )
            parts.append([{"t": "gap", "w": width}, *hint])
    words = [plain(one["hidden"]) if shown else "____" for one in found]
    holed = CLOZE.sub(lambda one: HOLE if int(one["n"]) == face else one["hidden"], source)
    return filled(line(holed), parts, words)


def _lines(answer: str, least: int) -> int:
    return min(max(least, ceil(1.5 * len(plain(answer)) / _ON_A_LINE)), _MOST)


def _open_lines(item: Open, points: float) -> int:
    """Return two or three lines a point: three if the model answer is long."""
    least, most = ceil(2 * points) + 1, ceil(3 * points) + 1
    return min(max(_LEAST_OPEN, least, min(most, _lines(item.model_answer, 1))), _MOST)
