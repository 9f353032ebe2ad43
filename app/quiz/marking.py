"""Mark a response: what it is worth, which rule decided, and what the learner should hear."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING
from typing import assert_never

from app.quiz.typed import mark_text
from app.quiz.typed import mark_typed
from app.quiz.verdict import share
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
from question_bank.items import faces
from question_bank.items import hidden_in
from question_bank.items import stem_of

if TYPE_CHECKING:
    from app.quiz.responses import Response
    from app.quiz.verdict import Outcome
    from app.quiz.verdict import Verdict
    from question_bank.items import Item


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one response.

    ``points`` from 0 to 1. ``outcome``: ``almost`` is partly right, or near enough that the
    learner judges; ``self`` is judged by the learner alone. ``rule`` is the rule that decided.
    ``parts``, as the kind has them: of each option whether it was handled rightly, of each part
    of a sequence whether it stands in its place, of each pair, criterion, blank, entry or
    keyword group whether it is there; None where nothing was given.
    """

    outcome: Outcome
    points: Fraction
    rule: str
    parts: tuple[bool | None, ...] = ()
    detail: str = ""


def mark(item: Item, response: Response, card: int = 1) -> Mark:  # noqa: C901 - one case a kind
    """Mark a response to an item; ``card`` is the face that was asked (a cloze has several).

    Never raises for what a learner may send.
    """
    match item:
        case Flashcard() | Note():
            return Mark("self", Fraction(bool(response.chosen)), "self")
        case Open():
            return _open(item, response)
        case _ if response.blank:
            return Mark("blank", Fraction(0), "blank")
        case MultipleChoice():
            keys = {i for i, option in enumerate(item.options) if option.key}
            return _judged(Fraction(set(response.chosen) == keys), "key")
        case TrueFalseItem():
            return _judged(Fraction(response.truth is item.key), "key")
        case MultipleResponse():
            return _multiple(item, response)
        case Ordering():
            return _ordering(item, response)
        case Matching():
            return _matching(item, response)
        case ShortAnswer() | Numeric():
            return _typed(mark_typed(response.texts, item.answer, item.stem))
        case Cloze():
            return _cloze(item, response, card)
        case _:
            assert_never(item)


def _judged(
    points: Fraction, rule: str, parts: tuple[bool | None, ...] = (), detail: str = ""
) -> Mark:
    outcome: Outcome = "correct" if points == 1 else "almost" if points else "wrong"
    return Mark(outcome, points, rule, parts, "" if points == 1 else detail)


def _typed(verdict: Verdict) -> Mark:
    return Mark(verdict.outcome, verdict.points, verdict.rule, verdict.parts, verdict.detail)


def _multiple(item: MultipleResponse, response: Response) -> Mark:
    """Keys chosen less other options chosen, of all keys: ticking everything earns nothing."""
    keys = {i for i, option in enumerate(item.options) if option.key}
    chosen = set(response.chosen)
    hits, others = len(chosen & keys), len(chosen - keys)
    parts = tuple((i in chosen) == (i in keys) for i in range(len(item.options)))
    points = max(Fraction(0), Fraction(hits - others, len(keys) or 1))
    return _judged(points, "keys", parts, f"{hits} of {len(keys)} keys, {others} too many.")


def _ordering(item: Ordering, response: Response) -> Mark:
    """Share of neighbours in the right order: one part out of place does not cost the rest.

    It is Moodle's "relative to the next item (excluding last)"; counting places instead would
    give nothing to an order that is right but shifted by one.
    """
    size = len(item.sequence)
    given = (place if place and place <= size else None for place in response.places)
    places = _padded(tuple(given), size)
    parts = tuple(
        None if place is None else place == index for index, place in enumerate(places, 1)
    )
    follows = [a is not None and b == a + 1 for a, b in pairwise(places)]
    detail = f"{sum(follows)} of {len(follows)} neighbours are in the right order."
    return _judged(Fraction(sum(follows), len(follows)), "neighbours", parts, detail)


def _matching(item: Matching, response: Response) -> Mark:
    """Give k/n for k right of n pairs. Equal right sides are one, whichever was chosen."""
    rights = [pair.right for pair in item.pairs] + list(item.extra)
    places = _padded(response.places, len(item.pairs))
    parts = tuple(
        None if place is None else rights[place : place + 1] == [pair.right]
        for pair, place in zip(item.pairs, places, strict=True)
    )
    right = sum(part is True for part in parts)
    return _judged(
        Fraction(right, len(parts)), "pairs", parts, f"{right} of {len(parts)} pairs are right."
    )


def _padded(places: tuple[int | None, ...], size: int) -> tuple[int | None, ...]:
    return (*places[:size], *(None,) * (size - len(places)))


def _cloze(item: Cloze, response: Response, card: int) -> Mark:
    """Mark each hidden part; the card's other parts must not pass as mistyped forms of it."""
    numbers = faces(item)
    number = card if card in numbers else numbers[0]
    hidden = hidden_in(item, number)
    aliases = item.aliases.get(f"c{number}", ())
    texts = (*response.texts[: len(hidden)], *("",) * (len(hidden) - len(response.texts)))
    others = {part for n in numbers for part in hidden_in(item, n)}
    verdicts = tuple(
        mark_text(text, part, aliases, others - {part, *aliases}, stem_of(item))
        for text, part in zip(texts, hidden, strict=True)
    )
    return _typed(verdicts[0] if len(verdicts) == 1 else share(verdicts, "blanks"))


def _open(item: Open, response: Response) -> Mark:
    """Return what the ticked criteria are worth of all: the learner judges, not the machine."""
    ticked = set(response.chosen)
    parts = tuple(index in ticked for index in range(len(item.rubric)))
    total = sum((Fraction(criterion.points) for criterion in item.rubric), Fraction(0))
    got = sum(
        (Fraction(c.points) for c, there in zip(item.rubric, parts, strict=True) if there),
        Fraction(0),
    )
    return Mark("self", got / total if total else Fraction(0), "rubric", parts)
