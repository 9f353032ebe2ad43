"""What the printed questions and their key share: elements, the order shown, points, the gap."""

from __future__ import annotations

import html
from decimal import Decimal
from string import ascii_lowercase
from string import ascii_uppercase
from typing import TYPE_CHECKING

from question_bank.answers import NumberAnswer
from question_bank.items import CLOZE
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import faces
from question_bank.markup import inline
from question_bank.markup import plain
from question_bank.words import answer_words

if TYPE_CHECKING:
    from exports.base import Selection
    from question_bank.answers import Answer
    from question_bank.items import Cloze
    from question_bank.items import Item

UPPER = ascii_uppercase
LOWER = ascii_lowercase
_GAP = "\ue000"  # a private character: Markdown leaves it alone, and it is taken from the text


def element(name: str, *content: str, css: str = "") -> str:
    """Return an element around content that is HTML already."""
    attribute = f' class="{css}"' if css else ""
    return f"<{name}{attribute}>{''.join(content)}</{name}>"


def text(words: str) -> str:
    """Escape plain text, which is not Markdown."""
    return html.escape(words, quote=False)


def shown_order(selection: Selection, item: Item) -> tuple[int, ...]:
    """Return the order an item's parts are shown in: the form's, or else as written.

    An ordering and the right sides of a matching are never shown as written, which would be
    the key: without an order of the form's they stand in alphabetical order.
    """
    parts = _parts(item)
    given = selection.orders.get(item.id, ())
    if sorted(given) == list(range(len(parts))):
        return given
    if not isinstance(item, Ordering | Matching):
        return tuple(range(len(parts)))
    order = sorted(range(len(parts)), key=lambda index: (plain(parts[index]).casefold(), index))
    if isinstance(item, Ordering) and order == list(range(len(parts))):
        order.reverse()
    return tuple(order)


def _parts(item: Item) -> tuple[str, ...]:
    match item:
        case MultipleChoice() | MultipleResponse():
            return tuple(option.text for option in item.options)
        case Ordering():
            return item.sequence
        case Matching():
            return (*(pair.right for pair in item.pairs), *item.extra)
        case _:
            return ()


def points(item: Item) -> Decimal | int:
    """Return what a question is worth where no form says it: those of its rubric, or one."""
    if isinstance(item, Open) and item.rubric:
        return sum(criterion.points for criterion in item.rubric)
    return 1


def worth(selection: Selection, item: Item) -> Decimal:
    """Return the points of a question: the form's, or those of its rubric, or one."""
    given = selection.points.get(item.id)
    return Decimal(points(item)) if given is None else Decimal(str(given))


def number(value: Decimal | int) -> str:
    """Write a number without needless zeros: ``1``, ``2.5``."""
    written = f"{value:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def asked_face(item: Cloze) -> int:
    """Return the card of a cloze that is asked on paper: the first, as on the page."""
    return faces(item)[0]


def cloze_html(item: Cloze, *, filled: bool) -> str:
    """Return a cloze with the asked parts as blanks, or filled in and underlined."""
    face = asked_face(item)
    parts: list[str] = []
    done: list[str] = []
    source = item.text.replace(_GAP, "")
    at = 0
    for found in CLOZE.finditer(source):
        done.append(source[at : found.start()])
        at = found.end()
        if int(found["n"]) != face:
            done.append(found["hidden"])
            continue
        done.append(_GAP)
        parts.append(_filled(found["hidden"]) if filled else _blank(found["hidden"], found["hint"]))
    done.append(source[at:])
    pieces = inline("".join(done)).split(_GAP)
    out = [pieces[0]]
    for index, piece in enumerate(pieces[1:]):
        out += [parts[index], piece]
    return "".join(out)


def _filled(hidden: str) -> str:
    return element("strong", inline(hidden), css="filled")


def _blank(hidden: str, hint: str | None) -> str:
    """Return room for a word: one of three widths, so that it does not measure the answer."""
    size = len(plain(hidden))
    width = "short" if size <= 6 else "middle" if size <= 18 else "long"  # noqa: PLR2004
    said = element("span", "blank", css="unseen")
    told = element("span", f" ({inline(hint)})", css="hint") if hint else ""
    return f'<span class="gap gap-{width}">{said}</span>{told}'


def answer_html(answer: Answer) -> str:
    """Return the words of a typed answer, with its tolerance."""
    within = ""
    if isinstance(answer, NumberAnswer) and answer.tolerance:
        within = f" (± {number(answer.tolerance)})"
    return inline(answer_words(answer)) + within
