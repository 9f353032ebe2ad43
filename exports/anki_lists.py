"""Lists on a card: options to choose from, lines to order, pairs to match, a rubric to tick.

Each row has a number of its own, ``data-n``, by which the card's scripts (``look/*.js``) know it
on both sides, in whatever order it is shown. Without script the lists stand as written here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from exports.anki_html import line
from exports.anki_html import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from exports.base import Selection
    from question_bank.items import Criterion
    from question_bank.items import Matching
    from question_bank.items import MultipleChoice
    from question_bank.items import MultipleResponse
    from question_bank.items import Ordering


def choice(selection: Selection, item: MultipleChoice | MultipleResponse) -> dict[str, str]:
    """Return the options, and the same with what is right and why."""
    given = selection.orders.get(item.id)
    order = given or range(len(item.options))
    moves = item.shuffle and given is None  # a form's order is the teacher's: it stays
    options = [(n, item.options[n]) for n in order]
    return {
        "Options": _rows((_row(n, option.text) for n, option in options), moves=moves),
        "Answer": _rows(
            (
                _row(n, option.text, role="key" if option.key else "lure", why=option.why)
                for n, option in options
            ),
            moves=moves,
        ),
    }


def ordering(selection: Selection, item: Ordering) -> dict[str, str]:
    """Return the lines mixed, and in order, each with the letter it had."""
    given = selection.orders.get(item.id)
    order = given or mixed(item.id, item.sequence)
    letters = {n: _letter(place) for place, n in enumerate(order)}
    right = (
        _row(n, text, after=f' <span class="was">({letters[n]})</span>')
        for n, text in enumerate(item.sequence)
    )
    return {
        "Options": _rows((_row(n, item.sequence[n]) for n in order), moves=given is None),
        "Answer": _rows(right, css="rows"),
    }


def matching(selection: Selection, item: Matching) -> dict[str, str]:
    """Return left sides and mixed right sides, then the pairs.

    A right side that serves twice stands once; its number is that of its first place.
    """
    rights = [pair.right for pair in item.pairs] + list(item.extra)
    given = selection.orders.get(item.id)
    shown = list(dict.fromkeys(rights[n] for n in given or mixed(item.id, rights)))
    numbers = {text: rights.index(text) for text in shown}
    was = {
        text: f'<span class="was" data-n="{numbers[text]}">{_letter(place)}</span>'
        for place, text in enumerate(shown)
    }
    lefts = _rows((_row(n, pair.left) for n, pair in enumerate(item.pairs)), css="rows")
    mixed_rights = _rows((_row(numbers[text], text) for text in shown), moves=given is None)
    pairs = (
        _row(
            n,
            pair.left,
            after=f' <span class="to">{was[pair.right]} {line(pair.right)}</span>',
            why=pair.why,
        )
        for n, pair in enumerate(item.pairs)
    )
    spare = [text for text in dict.fromkeys(item.extra) if text in was]
    extra = ", ".join(f"{was[text]} {line(text)}" for text in spare)
    note = f'<p class="quiet">Belongs to nothing: {extra}.</p>' if extra else ""
    return {"Options": lefts + mixed_rights, "Answer": _rows(pairs, css="rows") + note}


def rubric(criteria: Sequence[Criterion]) -> str:
    """Return a rubric as a list, each criterion with its points."""
    if not criteria:
        return ""
    rows = []
    for criterion in criteria:
        number = f"{criterion.points:f}"
        points = f"{number} point" if number == "1" else f"{number} points"
        rows.append(
            f'<li data-points="{number}"><p>{_words(criterion.text)}'
            f' <span class="points">{points}</span></p></li>'
        )
    return f'<ul class="rubric" dir="auto">{"".join(rows)}</ul>'


def mixed(seed: str, texts: Sequence[str]) -> tuple[int, ...]:
    """Return an order of texts that depends on the seed alone and is never the one given."""
    keys = [hashlib.sha256(f"{seed}:{i}".encode()).digest() for i in range(len(texts))]
    order = sorted(range(len(texts)), key=keys.__getitem__)
    for _ in order:
        if [texts[i] for i in order] != list(texts):
            break
        order = [*order[1:], order[0]]
    return tuple(order)


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _words(text: str) -> str:
    return f'<span class="words">{line(text)}</span>'


def _row(n: int, text: str, *, role: str = "", after: str = "", why: str | None = None) -> str:
    """Return a row: words in Markdown, what stands after them in HTML, and why, folded.

    ``role`` is ``key`` or ``lure`` for an option whose truth is shown.
    """
    css = f' class="{role}"' if role else ""
    return f'<li{css} data-n="{n}"><p>{_words(text)}{after}</p>{_folded(role, why)}</li>'


def _folded(role: str, why: str | None) -> str:
    if not why:
        return ""
    word = "Why not" if role == "lure" else "Why"
    inside = f'<div class="why" dir="auto">{paragraphs(why)}</div>'
    return f"<details><summary>{word}</summary>{inside}</details>"


def _rows(rows: Iterable[str], *, css: str = "rows letters", moves: bool = False) -> str:
    """Return a list, lettered or else numbered; ``moves`` lets the card's script shuffle it."""
    return f'<ol class="{css}" dir="auto"{" data-shuffle" if moves else ""}>{"".join(rows)}</ol>'
