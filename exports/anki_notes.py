"""An item as an Anki note: its fields as safe HTML, its tags, and ids that never change."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING
from typing import assert_never

from exports.anki_html import cloze_html
from exports.anki_html import inert
from exports.anki_html import points
from exports.anki_html import row
from exports.anki_html import rows
from exports.anki_html import text_html
from exports.passages import passages_html
from question_bank.answers import DateAnswer
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
from question_bank.answers import TextAnswer
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import TrueFalseItem
from question_bank.markup import block
from question_bank.markup import inline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exports.base import Selection
    from question_bank.items import Item

_COLONS = re.compile(":(?=:)")
_DECKS = 1 << 30  # deck ids lie from here to 2**31: positive in 31 bits, and never Anki's own 1


def guid(bank: str, item: str) -> str:
    """Return a note's lasting name, from the ids alone: an edit never makes a new note."""
    digest = hashlib.sha256(f"citecards:{bank}:{item}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:12]).decode("ascii")


def deck_id(bank: str, topic: str = "") -> int:
    """Return the id of a topic's deck, or of the bank's."""
    digest = hashlib.sha256(f"citecards:{bank}:{topic}".encode()).digest()
    return _DECKS | (int.from_bytes(digest[:4], "big") % _DECKS)


def deck_name(*titles: str) -> str:
    """Return a deck's name; ``::`` parts levels in Anki, so within a title it becomes ``: :``."""
    return "::".join(_level(title) for title in titles)


def _level(title: str) -> str:
    words = _COLONS.sub(": ", " ".join(title.split()))
    return words.strip(": ") or "-"


def tags(item: Item) -> tuple[str, ...]:
    """Return the note's tags, each once: the item's own, then what it is."""
    made = [*item.tags, f"topic::{item.topic}", f"bloom::{item.bloom}", f"kind::{item.kind}"]
    if item.caution:
        made.append("caution")
    return tuple(dict.fromkeys(made))


def fields(selection: Selection, item: Item) -> dict[str, str]:
    """Return the note's fields by name.

    Raises:
        Unwritable: Anki can't hold the item; the message says why.
    """
    own = _own(selection, item)
    return {name: value if name == "Text" else inert(value) for name, value in own.items()} | {
        "Explanation": inert(block(item.explanation or "")),
        "Caution": inert(block(item.caution or "")),
        "As of": inert(inline(item.as_of or "")),
        "Passage": inert(passages_html(selection.bank, item)),
        "Topic": inert(inline(selection.bank.topic_titles[item.topic])),
        "Id": item.id,
    }


def _own(selection: Selection, item: Item) -> dict[str, str]:
    match item:
        case Flashcard():
            turned = "yes" if item.reversed else ""
            return {"Answer": block(item.answer), "Reversed": turned, **_stem(item)}
        case Cloze():
            return {"Text": cloze_html(item.text)}
        case MultipleChoice() | MultipleResponse():
            return _stem(item) | _choice(selection, item)
        case TrueFalseItem():
            verdict = "✓ True" if item.key else "✗ False"
            answer = f'<span class="verdict">{verdict}</span>'
            return {"Answer": answer, "Correction": block(item.correction or ""), **_stem(item)}
        case ShortAnswer() | Numeric():
            return _stem(item) | _typed(item)
        case Ordering():
            return _stem(item) | _ordering(selection, item)
        case Matching():
            return _stem(item) | _matching(selection, item)
        case Open():
            return {
                "Answer": block(item.model_answer),
                "Rubric": points(item.rubric),
                **_stem(item),
            }
        case _:
            assert_never(item)


def _stem(item: Item) -> dict[str, str]:
    return {} if isinstance(item, Cloze) else {"Stem": block(item.stem)}


def _choice(selection: Selection, item: MultipleChoice | MultipleResponse) -> dict[str, str]:
    order = selection.orders.get(item.id)
    options = [item.options[i] for i in order] if order else list(item.options)
    moves = item.shuffle and order is None  # a form's order is the teacher's: it stays
    return {
        "Options": rows((row(option.text) for option in options), letters=True, moves=moves),
        "Answer": rows(
            (row(option.text, "key" if option.key else "lure", option.why) for option in options),
            letters=True,
            moves=moves,
        ),
    }


def _ordering(selection: Selection, item: Ordering) -> dict[str, str]:
    order = selection.orders.get(item.id) or mixed(item.id, item.sequence)
    shown = {index: chr(ord("A") + place) for place, index in enumerate(order)}
    was = '<span class="was">({})</span>'
    right = (row(text, after=was.format(shown[i])) for i, text in enumerate(item.sequence))
    return {
        "Options": rows((row(item.sequence[i]) for i in order), letters=True),
        "Answer": rows(right),
    }


def _matching(selection: Selection, item: Matching) -> dict[str, str]:
    """Return lefts and shuffled rights, then the pairs; a right that serves twice stands once."""
    rights = [pair.right for pair in item.pairs] + list(item.extra)
    order = selection.orders.get(item.id) or mixed(item.id, rights)
    shown = list(dict.fromkeys(rights[i] for i in order))
    letters = {text: chr(ord("A") + place) for place, text in enumerate(shown)}
    to = '<span class="to"><span class="was">{}</span> {}</span>'
    pairs = [
        row(pair.left, "", pair.why, to.format(letters[pair.right], inline(pair.right)))
        for pair in item.pairs
    ]
    extra = ", ".join(f"{letters[text]} {inline(text)}" for text in dict.fromkeys(item.extra))
    note = f'<p class="quiet">Belongs to nothing: {extra}.</p>' if extra else ""
    return {
        "Options": rows(row(pair.left) for pair in item.pairs)
        + rows((row(text) for text in shown), letters=True),
        "Answer": rows(pairs) + note,
    }


def mixed(seed: str, texts: Sequence[str]) -> tuple[int, ...]:
    """Return an order of texts that depends on the seed alone and is never the one given."""
    keys = [hashlib.sha256(f"{seed}:{i}".encode()).digest() for i in range(len(texts))]
    order = sorted(range(len(texts)), key=keys.__getitem__)
    for _ in order:
        if [texts[i] for i in order] != list(texts):
            break
        order = [*order[1:], order[0]]
    return tuple(order)


def _typed(item: ShortAnswer | Numeric) -> dict[str, str]:
    """Return what to type and how; Anki compares letter by letter, so the rest is said."""
    answer = item.answer
    also: list[str] = []
    match answer:
        case TextAnswer():
            form, value, also = "", answer.value, list(answer.aliases)
        case PhraseAnswer():
            groups = " and ".join(" or ".join(group) for group in answer.groups)
            form, value, also = "In a few words.", answer.value, [*answer.aliases, groups]
        case NumberAnswer():
            form = f"A number, in {answer.unit}." if answer.unit else "A number."
            value = f"{answer.value:f}"
        case DateAnswer():
            form, value, also = _date_form(answer.value), answer.value, list(answer.aliases)
        case SetAnswer():
            form = f"{len(answer.value)} things, in any order, parted by commas."
            value = ", ".join(entry.value for entry in answer.value)
        case OrderAnswer():
            form = f"{len(answer.value)} things in order, parted by commas."
            value = ", ".join(entry.value for entry in answer.value)
        case _:
            assert_never(answer)
    return {"Form": text_html(form), "Answer": text_html(value), "Accepted": _accepted(item, also)}


def _date_form(value: str) -> str:
    dashes = value.lstrip("-").count("-")
    return ("A year.", "A month, as YYYY-MM.", "A day, as YYYY-MM-DD.")[dashes]


def _accepted(item: ShortAnswer | Numeric, also: list[str]) -> str:
    """Return what else is right, as a line of HTML, or nothing."""
    answer = item.answer
    if isinstance(answer, NumberAnswer):
        unit = f" {answer.unit}" if answer.unit else ""
        within = f", right within ± {answer.tolerance:f}" if answer.tolerance else ""
        return text_html(f"{answer.value:f}{unit}{within}.") if unit or within else ""
    if isinstance(answer, SetAnswer | OrderAnswer):
        also = [" = ".join((row.value, *row.aliases)) for row in answer.value if row.aliases]
    return text_html(f"Also right: {'; '.join(also)}.") if also else ""
