"""Each kind of item as a question of Canvas: its type, what is shown, what is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import assert_never

from exports.html_parts import shown_order
from exports.losses import IMPORTED
from exports.qti.blanks import gapped
from exports.qti.blanks import gaps_of
from exports.qti.blanks import unfit
from exports.qti.canvas_parts import ONE
from exports.qti.canvas_parts import box
from exports.qti.canvas_parts import choice
from exports.qti.canvas_parts import equal
from exports.qti.canvas_parts import label
from exports.qti.canvas_parts import line_material
from exports.qti.canvas_parts import plain_material
from exports.qti.canvas_parts import refer
from exports.qti.canvas_parts import right
from exports.qti.canvas_parts import share
from exports.qti.canvas_parts import shares
from exports.qti.canvas_parts import shown
from exports.qti.flow import CANVAS
from exports.qti.flow import block
from exports.qti.flow import inline
from exports.qti.leaving import LeftOut
from exports.qti.typed import bounds
from exports.qti.typed import number
from exports.qti.typed import texts_of
from exports.qti.typed import texts_of_entry
from exports.teaching import words
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
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

if TYPE_CHECKING:
    from exports.base import Selection
    from exports.qti.telling import Told
    from question_bank.items import Item

_FIRST = 1001  # the number of an item's first answer; Canvas takes 0 for none
_RIGHTS = 2001  # of the first right side of a matching


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its type, the stem (HTML), what is chosen or typed, the numbers of its answers.

    ``rules`` are its conditions, ``parts`` which numbers have a feedback of their own: number by
    place as written.
    """

    kind: str
    stem: str
    response: str = ""
    ids: tuple[int, ...] = ()
    rules: str = ""
    parts: tuple[tuple[int, int], ...] = ()  # place as written, number


def question(selection: Selection, item: Item, told: Told) -> Question:  # noqa: C901 - one case a kind
    """Return an item as Canvas' question.

    Raises:
        LeftOut: Canvas can't hold it.
    """
    correct = refer("correct_fb") if told.correct else ""
    match item:
        case MultipleChoice() | MultipleResponse():
            return _chosen(selection, item)
        case TrueFalseItem():
            labels = [
                label(_FIRST, plain_material("True")),
                label(_FIRST + 1, plain_material("False")),
            ]
            key = equal(_FIRST if item.key else _FIRST + 1)
            stem, rules, two = block(CANVAS, item.stem), right(key, correct), (_FIRST, _FIRST + 1)
            return Question("true_false_question", stem, choice(ONE, labels), two, rules)
        case ShortAnswer() if isinstance(item.answer, PhraseAnswer | SetAnswer):
            return _essay(item.stem)
        case ShortAnswer() if isinstance(item.answer, OrderAnswer):
            return _entries(item, item.answer)
        case ShortAnswer() | Numeric():
            if isinstance(item.answer, NumberAnswer):
                return _number(item.stem, item.answer, correct)
            texts = texts_of(item.answer)
            ids = tuple(range(_FIRST, _FIRST + len(texts)))
            rules = right("".join(map(equal, texts)), correct)
            return Question("short_answer_question", block(CANVAS, item.stem), box(), ids, rules)
        case Cloze():
            return _cloze(item, correct)
        case Ordering():
            return _ordering(selection, item)
        case Matching():
            return _matching(selection, item, told)
        case Open() | Flashcard():
            return _essay(item.stem)
        case Note():
            raise LeftOut(IMPORTED)
        case _:
            assert_never(item)


def _chosen(selection: Selection, item: MultipleChoice | MultipleResponse) -> Question:
    order = shown_order(selection, item)
    several = isinstance(item, MultipleResponse)
    labels = [label(_FIRST + at, line_material(item.options[at].text)) for at in order]
    if several:
        checks = (
            equal(_FIRST + at) if item.options[at].key else f"<not>{equal(_FIRST + at)}</not>"
            for at in order
        )
        condition = f"<and>{''.join(checks)}</and>"
    else:
        condition = "".join(equal(_FIRST + at) for at in order if item.options[at].key)
    return Question(
        "multiple_answers_question" if several else "multiple_choice_question",
        block(CANVAS, item.stem),
        choice(ONE, labels, several=several),
        tuple(_FIRST + at for at in order),
        right(condition, ""),
        tuple((at, _FIRST + at) for at in order),
    )


def _essay(stem: str) -> Question:
    rules = shown("<other/>", "", goes_on=False)
    return Question("essay_question", block(CANVAS, stem), box(), (), rules)


def _number(stem: str, answer: NumberAnswer, correct: str) -> Question:
    """Return a number to type: Canvas' box holds no unit, so the stem says it."""
    unit = f"<p>(in {inline(CANVAS, answer.unit)})</p>" if answer.unit else ""
    condition = equal(number(answer.value))
    if answer.tolerance:
        low, high = bounds(answer)
        within = (
            f'<vargte respident="{ONE}">{low}</vargte><varlte respident="{ONE}">{high}</varlte>'
        )
        condition += f"<and>{within}</and>"
    rules = right(f"<or>{condition}</or>", correct)
    html = block(CANVAS, stem) + unit
    return Question("numerical_question", html, box(decimal=True), (_FIRST,), rules)


def _cloze(item: Cloze, correct: str) -> Question:
    reason = unfit(item)
    if reason:
        raise LeftOut(reason)
    gaps = gaps_of(item)
    if len(gaps) == 1:
        texts = gaps[0].texts
        rules = right("".join(map(equal, texts)), correct)
        ids = tuple(range(_FIRST, _FIRST + len(texts)))
        stem = gapped(CANVAS, item, ["_____"])
        return Question("short_answer_question", stem, box(), ids, rules)
    names = _free_names(item.text, len(gaps))
    stem = gapped(CANVAS, item, [f"[{name}]" for name in names])
    return _blanks(stem, names, [gap.texts for gap in gaps])


def _entries(item: ShortAnswer, answer: OrderAnswer) -> Question:
    names = _free_names(item.stem, len(answer.value))
    rows = "".join(f"<p>{at}. [{name}]</p>" for at, name in enumerate(names, 1))
    texts = [texts_of_entry(entry) for entry in answer.value]
    return _blanks(block(CANVAS, item.stem) + rows, names, texts)


def _free_names(text: str, count: int) -> list[str]:
    """Return names of blanks that the text itself doesn't hold in brackets."""
    word = "blank"
    while f"[{word}" in text:
        word += "x"
    return [f"{word}{at}" for at in range(1, count + 1)]


def _blanks(stem: str, names: list[str], texts: list[tuple[str, ...]]) -> Question:
    """Return several blanks. All ways to write an answer are labels; one of them is right."""
    responses: list[str] = []
    ids: list[int] = []
    rules: list[str] = []
    ident = _FIRST
    for name, right_texts, percent in zip(names, texts, shares(len(names)), strict=True):
        respondent = f"response_{name}"
        numbers = range(ident, ident + len(right_texts))
        labels = [label(n, plain_material(t)) for n, t in zip(numbers, right_texts, strict=True)]
        responses.append(choice(respondent, labels, before=plain_material(name)))
        rules.append(share(equal(ident, respondent), percent))
        ids += numbers
        ident += len(right_texts)
    kind = "fill_in_multiple_blanks_question"
    return Question(kind, stem, "".join(responses), tuple(ids), "".join(rules))


def _ordering(selection: Selection, item: Ordering) -> Question:
    """Return an ordering as places to choose for each step: classic Canvas has no other way."""
    order = shown_order(selection, item)
    places = [label(_RIGHTS + n, plain_material(str(n + 1))) for n in range(len(order))]
    told = "<p>Give each its place: 1 comes first.</p>"
    lefts = [(_FIRST + at, item.sequence[at], _RIGHTS + at) for at in order]
    return _matched(block(CANVAS, item.stem) + told, lefts, places)


def _matching(selection: Selection, item: Matching, told: Told) -> Question:
    """Return a matching: equal right sides are one, and the extra ones are there too."""
    rights = [*(pair.right for pair in item.pairs), *item.extra]
    numbers: dict[str, int] = {}
    for at in shown_order(selection, item):
        numbers.setdefault(words(rights[at]), _RIGHTS + at)
    labels = [label(n, plain_material(text)) for text, n in numbers.items()]
    lefts = [
        (_FIRST + at, pair.left, numbers[words(pair.right)]) for at, pair in enumerate(item.pairs)
    ]
    made = _matched(block(CANVAS, item.stem), lefts, labels)
    wrong = "".join(
        shown(f"<not>{equal(match, f'response_{n}')}</not>", refer(f"{n}_fb"))
        for at, (n, _left, match) in enumerate(lefts)
        if at in told.parts
    )
    parts = tuple((at, n) for at, (n, _left, _match) in enumerate(lefts))
    return Question(made.kind, made.stem, made.response, made.ids, made.rules + wrong, parts)


def _matched(stem: str, lefts: list[tuple[int, str, int]], labels: list[str]) -> Question:
    responses = "".join(
        choice(f"response_{n}", labels, before=line_material(left)) for n, left, _ in lefts
    )
    rules = "".join(
        share(equal(match, f"response_{n}"), percent)
        for (n, _left, match), percent in zip(lefts, shares(len(lefts)), strict=True)
    )
    return Question("matching_question", stem, responses, tuple(n for n, _, _ in lefts), rules)
