"""Answers that are typed, as QTI 2.1 or 3: short answers, numbers, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.qti import declaring
from exports.qti import processing
from exports.qti.blanks import gapped
from exports.qti.blanks import gaps_of
from exports.qti.blanks import unfit
from exports.qti.flow import inline
from exports.qti.leaving import LeftOut
from exports.qti.pieces import MAP
from exports.qti.pieces import Question
from exports.qti.pieces import stem_xml
from exports.qti.processing import ONE
from exports.qti.typed import bounds
from exports.qti.typed import number
from exports.qti.typed import spelled
from exports.qti.typed import texts_of
from exports.qti.typed import texts_of_entry
from exports.teaching import words
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer

if TYPE_CHECKING:
    from exports.qti.dialects import Dialect
    from question_bank.items import Cloze
    from question_bank.items import Numeric
    from question_bank.items import ShortAnswer


def typed(q: Dialect, item: ShortAnswer | Numeric) -> Question:
    """Return a short answer or a number: boxes to type in."""
    answer = item.answer
    if isinstance(answer, SetAnswer | OrderAnswer):
        return _entries(q, item.stem, answer)
    stem = stem_xml(q, item.stem)
    if isinstance(answer, NumberAnswer):
        unit = f" {inline(q.tongue, answer.unit)}" if answer.unit else ""
        return Question(
            "textEntryInteraction",
            declaring.response(q, ONE, "single float", [number(answer.value)]),
            f"{stem}<p>{_box(q)}{unit}</p>",
            processing.all_or_nothing(q, processing.between(q, *bounds(answer))),
        )
    texts = texts_of(answer)
    made = _text(q, stem + f"<p>{_box(q)}</p>", texts)
    if not isinstance(answer, PhraseAnswer):
        return made
    rules = processing.put(q, processing.base(q, "float", "0")) + processing.given(
        q, processing.all_or_nothing(q, _phrase(q, answer, texts))
    )
    return Question(made.interaction, made.declared, made.body, rules)


def _text(q: Dialect, body: str, texts: tuple[str, ...]) -> Question:
    mapping = declaring.text_mapping(q, texts)
    declared = declaring.response(q, ONE, "single string", texts[:1], mapping)
    return Question("textEntryInteraction", declared, body, processing.mapped(q), MAP)


def _phrase(q: Dialect, answer: PhraseAnswer, texts: tuple[str, ...]) -> str:
    """Return the condition: one of the texts, or a word of each group and none that is rejected."""
    groups = "".join(processing.holds(q, spelled(map(words, group))) for group in answer.groups)
    rejected = spelled(map(words, answer.reject))
    never = q.element("not", processing.holds(q, rejected)) if rejected else ""
    whole = q.element("and", groups + never)
    return q.element("or", processing.is_one_of(q, ONE, texts) + whole)


def _entries(q: Dialect, stem: str, answer: SetAnswer | OrderAnswer) -> Question:
    """Return a box for each member; of a set each counts once, in whichever box it is."""
    size = len(answer.value)
    idents = [f"{ONE}{at}" for at in range(1, size + 1)]
    texts = [texts_of_entry(entry) for entry in answer.value]
    several = isinstance(answer, SetAnswer)
    found = [f"FOUND{at}" for at in range(1, size + 1)] if several else []
    rules = (
        processing.gathered(q, idents, dict(zip(found, texts, strict=True)))
        if several
        else processing.shared(q, dict(zip(idents, texts, strict=True)))
    )
    rows = "".join(f"<li>{_box(q, ident)}</li>" for ident in idents)
    return Question(
        "textEntryInteraction",
        "".join(
            declaring.response(q, ident, "single string", each[:1])
            for ident, each in zip(idents, texts, strict=True)
        )
        + "".join(declaring.counter(q, name) for name in found),
        f"{stem_xml(q, stem)}<{'ul' if several else 'ol'}>{rows}</{'ul' if several else 'ol'}>",
        rules,
    )


def _box(q: Dialect, ident: str = ONE) -> str:
    return q.element("textEntryInteraction", responseIdentifier=ident)


def cloze(q: Dialect, item: Cloze) -> Question:
    """Return a cloze: its text with a box for each gap.

    Raises:
        LeftOut: nobody could type what is hidden.
    """
    reason = unfit(item)
    if reason:
        raise LeftOut(reason)
    gaps = gaps_of(item)
    if len(gaps) == 1:
        return _text(q, f"<div>{gapped(q.tongue, item, [_box(q)])}</div>", gaps[0].texts)
    idents = [f"{ONE}{at}" for at in range(1, len(gaps) + 1)]
    body = gapped(q.tongue, item, [_box(q, ident) for ident in idents])
    declared = "".join(
        declaring.response(
            q, ident, "single string", gap.texts[:1], declaring.text_mapping(q, gap.texts)
        )
        for ident, gap in zip(idents, gaps, strict=True)
    )
    rules = processing.shared(q, {i: gap.texts for i, gap in zip(idents, gaps, strict=True)})
    return Question("textEntryInteraction", declared, f"<div>{body}</div>", rules)
