"""The kinds of Moodle question that an item can hold, each as a mapping."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any

from question_bank.readers import questions
from question_bank.readers.moodle_cloze import read_cloze
from question_bank.readers.moodle_cloze import read_gaps
from question_bank.readers.questions import Answer
from question_bank.readers.questions_words import UnfitError
from question_bank.readers.questions_words import plain_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from question_bank.readers.moodle_texts import Texts
    from question_bank.readers.moodle_xml import Element
    from question_bank.readers.questions import Span

    Reader = Callable[[Element, Texts], dict[str, Any]]

_ONE = Decimal(1)


def read_kind(question: Element, texts: Texts) -> dict[str, Any]:
    """Make an item's mapping of a question.

    Raises:
        UnfitError: no item can hold it; the message says why.
    """
    kind = question.attributes.get("type", "")
    reader = _READERS.get(kind)
    if reader is None:
        raise UnfitError(_UNHELD.get(kind, f"no item holds a question of the kind `{kind[:40]}`"))
    return reader(question, texts)


def _stem(question: Element, texts: Texts) -> str:
    stem = texts.markdown(question.first("questiontext"))
    if not stem:
        raise UnfitError("it has no question text")
    return stem


def _is(question: Element, tag: str, default: str) -> bool:
    return (question.words(tag) or default).lower() in {"1", "true"}


def _answers(question: Element, texts: Texts, read: Callable[[Element], str]) -> list[Answer]:
    return [
        Answer(
            read(answer),
            questions.worth(answer.attributes.get("fraction", "0")),
            texts.markdown(answer.first("feedback")),
        )
        for answer in question.all("answer")
    ]


def _choice(question: Element, texts: Texts) -> dict[str, Any]:
    answers = _answers(question, texts, texts.markdown)
    if any(not answer.text for answer in answers):
        raise UnfitError("an option is empty")
    return questions.choice(
        _stem(question, texts),
        answers,
        single=_is(question, "single", "true"),
        shuffle=_is(question, "shuffleanswers", "true"),
    )


def _true_false(question: Element, texts: Texts) -> dict[str, Any]:
    answers = {
        answer.text.lower(): answer for answer in _answers(question, texts, texts.plain)
    }  # fmt: skip
    keys = [word for word, answer in answers.items() if answer.worth > 0]
    if set(answers) != {"true", "false"} or len(keys) != 1:
        raise UnfitError("its answers are not `true` and `false` with one of them right")
    key = keys[0] == "true"
    said = answers["true"].why, answers["false"].why
    right, wrong = said if key else said[::-1]
    return questions.true_false(_stem(question, texts), key=key, right=right, wrong=wrong)


def _typed(question: Element, texts: Texts) -> dict[str, Any]:
    answers = _answers(question, texts, texts.plain)
    return questions.typed(_stem(question, texts), answers)


def _numeric(question: Element, texts: Texts) -> dict[str, Any]:
    spans: list[tuple[Span | None, Answer]] = []
    tolerances = [answer.words("tolerance") for answer in question.all("answer")]
    for answer, tolerance in zip(_answers(question, texts, texts.plain), tolerances, strict=True):
        span = None if answer.text in {"*", ""} else questions.around(answer.text, tolerance)
        spans.append((span, answer))
    unit, *aliases = _units(question) or [""]
    return questions.numeric(_stem(question, texts), spans, unit, aliases)


def _units(question: Element) -> list[str]:
    """Return what the unit may be called; another size of it can't be held."""
    if question.words("showunits") == "3":  # Moodle's "none"
        return []
    names = []
    for unit in question.first("units").all("unit"):
        if questions.number(unit.words("multiplier") or "1") != _ONE:
            raise UnfitError(f"a second unit of another size: {unit.words('unit_name')[:40]}")
        names.append(unit.words("unit_name"))
    return [name for name in names if name]


def _matching(question: Element, texts: Texts) -> dict[str, Any]:
    pairs = [
        (texts.markdown(part), plain_markdown(texts.plain(part.first("answer"))), "")
        for part in question.all("subquestion")
    ]
    return questions.matching(_stem(question, texts), pairs)


def _essay(question: Element, texts: Texts) -> dict[str, Any]:
    return questions.essay(_stem(question, texts), texts.markdown(question.first("graderinfo")))


def _ordering(question: Element, texts: Texts) -> dict[str, Any]:
    answers = question.all("answer")
    places = [questions.number(one.attributes.get("fraction", "0")) for one in answers]
    if len(set(places)) == len(places):
        order = sorted(range(len(answers)), key=places.__getitem__)
        answers = [answers[index] for index in order]
    sequence = [texts.markdown(answer) for answer in answers]
    return {"kind": "ordering", "stem": _stem(question, texts), "sequence": sequence}


_READERS: dict[str, Reader] = {
    "multichoice": _choice,
    "truefalse": _true_false,
    "shortanswer": _typed,
    "numerical": _numeric,
    "matching": _matching,
    "essay": _essay,
    "ordering": _ordering,
    "cloze": read_cloze,
    "multianswer": read_cloze,
    "ddwtos": read_gaps,
    "gapselect": read_gaps,
}
_UNHELD = {
    "description": "a description: it asks nothing",
    "random": "a random question: it only draws from others",
    "randomsamatch": "a random question: it only draws from others",
    "calculated": "a calculated question: its numbers change with each attempt",
    "calculatedsimple": "a calculated question: its numbers change with each attempt",
    "calculatedmulti": "a calculated question: its numbers change with each attempt",
    "": "a question without a type",
}
