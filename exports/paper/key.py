"""The key as data: each answer, why it is right and the others wrong, and the passage."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Any
from typing import assert_never

from exports.html_key import brief
from exports.html_notes import side_html
from exports.html_parts import LOWER
from exports.html_parts import UPPER
from exports.html_parts import number
from exports.html_parts import points
from exports.html_parts import shown_order
from exports.paper.citing import missing
from exports.paper.citing import proofs
from exports.paper.nodes import blocks
from exports.paper.nodes import html_blocks
from exports.paper.nodes import html_line
from exports.paper.nodes import is_rtl
from exports.paper.nodes import line
from exports.paper.nodes import texts
from exports.paper.questions import cloze
from exports.paper.worth import worth
from exports.paper.worth import written
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
    from question_bank.items import Item

Data = dict[str, Any]
_UNREAD = re.compile(r"[$|]")  # where words end that can be read without being set
_STEM = 110  # characters of a question that the key repeats, to be read without the sheet


def answer(selection: Selection, item: Item, number_: int) -> Data:
    """Return one answer of the key."""
    return {
        "n": number_,
        "worth": written(worth(selection, item)),
        "brief": _upright(html_line(brief(selection, item)), item),
        "stem": _short(item),
        "rtl": is_rtl(plain(stem_of(item))),
        "answer": _answer(selection, item),
        "why": blocks(item.explanation) if item.explanation else [],
        "notes": _notes(selection, item),
        "rubric": _rubric(item),
        "scale": _scale(selection, item),
        "caution": line(item.caution) if item.caution else [],
        "as_of": line(item.as_of) if item.as_of else [],
        "proofs": proofs(selection, item),
        "lost": missing(selection, item),
    }


def _short(item: Item) -> list[Node]:
    """Return how a question begins: its first paragraph, if it isn't long, or some words of it."""
    first = blocks(stem_of(item))[:1]
    if first and first[0]["t"] == "p" and sum(map(len, texts(first[0]["c"]))) <= _STEM:
        nodes: list[Node] = first[0]["c"]
        return nodes
    words = _UNREAD.split(plain(stem_of(item)), maxsplit=1)[0][:_STEM]
    return [words.rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"]


def _answer(selection: Selection, item: Item) -> list[Node]:
    """Return the answer in full, so that the key can be read without the sheet."""
    told: Node = {"t": "b", "c": _upright(html_line(brief(selection, item)), item)}
    match item:
        case MultipleChoice():
            return _line(told, "  ", *(n for o in item.options if o.key for n in line(o.text)))
        case TrueFalseItem():
            return _line(told, *(["  ", *line(item.correction)] if item.correction else []))
        case Ordering():
            steps: list[Node] = []
            for step in item.sequence:
                steps += [" → ", *line(step)] if steps else line(step)
            return _line(told, "  ", *steps)
        case MultipleResponse() | Matching() | ShortAnswer() | Numeric():
            return _line(told)
        case Cloze():
            return _line(*cloze(item, shown=True))
        case Flashcard():
            return blocks(item.answer)
        case Open():
            return blocks(item.model_answer)
        case Note():
            return html_blocks(side_html(selection, item, back=True))
        case _:
            assert_never(item)


def _upright(nodes: list[Node], item: Item) -> list[Node]:
    """Return ``1–c, 2–a`` so that it stays in this order between words from right to left."""
    kept = isinstance(item, Matching | Ordering | MultipleResponse)
    return ["\u2066", *nodes, "\u2069"] if kept and is_rtl(plain(stem_of(item))) else nodes


def _line(*nodes: Node) -> list[Node]:
    return [{"t": "p", "c": list(nodes), "rtl": None}]


def _notes(selection: Selection, item: Item) -> list[Data]:
    """Return a note for each part that has one: for the talk about the answers in class."""
    match item:
        case MultipleChoice() | MultipleResponse():
            return _of_options(selection, item)
        case Matching():
            at = {index: LOWER[n] for n, index in enumerate(shown_order(selection, item))}
            mark = ("\u2066", "\u2069") if is_rtl(plain(item.stem)) else ("", "")
            whys = [[". ", *line(pair.why)] if pair.why else [] for pair in item.pairs]
            return [
                {
                    "label": f"{mark[0]}{i + 1}–{at[i]}{mark[1]}", "right": False,
                    "c": [*line(p.left), " – ", *line(p.right), *whys[i]],
                }
                for i, p in enumerate(item.pairs)
            ]  # fmt: skip
        case TrueFalseItem() if item.misconception:
            return [{"label": "", "right": False, "c": _mistaken(item.misconception)}]
        case ShortAnswer() if getattr(item.answer, "aliases", ()):
            found: list[Node] = []
            for alias in item.answer.aliases:  # type: ignore[union-attr]  # looked for above
                found += ["; " if found else "Also right: ", *line(alias)]
            return [{"label": "", "right": False, "c": [*found, "."]}]
        case _:
            return []


def _of_options(selection: Selection, item: MultipleChoice | MultipleResponse) -> list[Data]:
    several = isinstance(item, MultipleResponse)
    rows: list[Data] = []
    for at, index in enumerate(shown_order(selection, item)):
        option = item.options[index]
        said: list[Node] = [*line(option.text)] if not option.key or several else []
        if option.why:
            said += [" – " if said else "", *line(option.why)]
        if option.misconception:
            said += [" ", *_mistaken(option.misconception)]
        if option.why or option.misconception or (several and option.key):
            rows.append({"label": UPPER[at], "right": option.key, "c": said})
    return rows


def _mistaken(words: str) -> list[Node]:
    return [{"t": "i", "c": ["Misconception: ", *line(words)]}]


def _scale(selection: Selection, item: Item) -> str:
    """Say how criteria make the points of a form that gives others than they add up to."""
    if not isinstance(item, Open) or not item.rubric or points(item) == worth(selection, item):
        return ""
    given = written(worth(selection, item))
    return (
        f"The criteria add up to {number(points(item))}; the question gives {given} in proportion."
    )


def _rubric(item: Item) -> list[Data]:
    if not isinstance(item, Open):
        return []
    return [{"points": number(c.points), "c": line(c.text)} for c in item.rubric]
