"""Which fields the form of an item has, kind by kind, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from question_bank.items import Bloom
from question_bank.items import Difficulty

How = Literal[
    "line",
    "text",
    "html",
    "words",
    "lines",
    "groups",
    "entries",
    "faces",
    "cites",
    "choice",
    "tick",
]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its key, what stands beside it, how its value is written.

    ``default`` is what the format takes a missing key for; ``choices`` are values with their words.
    """

    key: str
    label: str
    how: How = "line"
    hint: str = ""
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """Fields that stand again for each member of a list; ``one`` names a member."""

    key: str
    label: str
    one: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Inner:
    """Fields of a mapping, an answer's."""

    key: str
    label: str
    fields: tuple[Field, ...]


Part = Field | Rows | Inner

ANSWERS = (
    ("text", "a word or a name"), ("phrase", "a phrase"), ("number", "a number"),
    ("date", "a date"), ("set", "several, in any order"), ("order", "several, in this order"),
)  # fmt: skip
_ALIASES = Field("aliases", "Also right", "lines", "one a line")
_REJECT = Field("reject", "Never right", "lines", "one a line: what is near in spelling, but wrong")
_NUMBER = (
    Field("value", "Number"),
    Field("unit", "Unit"),
    Field("unit_aliases", "Other ways to write the unit", "lines", "one a line"),
    Field("tolerance", "Tolerance", hint="how far off is still right, on either side", default="0"),
)
_OF_ANSWER: dict[str, tuple[Field, ...]] = {
    "text": (Field("value", "Answer"), _ALIASES, _REJECT),
    "phrase": (
        Field("value", "Answer"),
        Field("groups", "Words it needs", "groups", "a line for each; words that will do, with |"),
        _ALIASES,
        _REJECT,
    ),
    "number": _NUMBER,
    "date": (Field("value", "Date", hint="2023, 2023-03 or 2023-03-16"), _ALIASES),
    "set": (Field("value", "Answers", "entries", "one a line, with | what is right besides"),),
    "order": (Field("value", "Answers", "entries", "one a line, with | what is right besides"),),
}
_STEM = Field("stem", "Question", "text")
_SHUFFLE = Field("shuffle", "Shuffle the options", "tick", default="true")
_OPTIONS = Rows(
    "options", "Options", "Option",
    (
        Field("text", "Text", "text"),
        Field("key", "Right", "tick", default="false"),
        Field("why", "Why", "text"),
        Field("misconception", "Misconception it catches", "text"),
    ),
)  # fmt: skip
_KINDS: dict[str, tuple[Part, ...]] = {
    "flashcard": (
        _STEM,
        Field("answer", "Answer", "text"),
        Field("reversed", "Also ask the other way round", "tick", default="false"),
    ),
    "cloze": (
        Field("text", "Text", "text", "hide a part as {{c1::hidden}} or {{c1::hidden::hint}}"),
        Field("aliases", "Also right", "faces", "a line for each part: c1: one | another"),
    ),
    "multiple_choice": (_STEM, _OPTIONS, _SHUFFLE),
    "multiple_response": (_STEM, _OPTIONS, _SHUFFLE),
    "true_false": (
        Field("stem", "Statement", "text"),
        Field("key", "It is", "choice", choices=(("true", "true"), ("false", "false"))),
        Field("correction", "Correction, if it is false", "text"),
        Field("misconception", "Misconception it catches", "text"),
    ),
    "ordering": (_STEM, Field("sequence", "Sequence", "lines", "one a line, in the right order")),
    "matching": (
        _STEM,
        Rows(
            "pairs", "Pairs", "Pair",
            (
                Field("left", "Left", "text"),
                Field("right", "Right", "text"),
                Field("why", "Why", "text"),
            ),
        ),
        Field("extra", "Right sides that belong to none", "lines", "one a line"),
    ),
    "open": (
        _STEM,
        Field("model_answer", "A good answer", "text"),
        Rows(
            "rubric", "Rubric", "Criterion",
            (
                Field("text", "What it does", "text"),
                Field("points", "Points"),
                Field("cite", "Passages", "cites"),
            ),
        ),
    ),
}  # fmt: skip
_COMMON: tuple[Part, ...] = (
    Field("cite", "Passages", "cites", "one a line: P7: first words … last words"),
    Field("explanation", "Explanation", "text"),
    Field("caution", "Caution", "text", "where the source slips"),
    Field("tags", "Tags", "words", "words of small letters, digits and hyphens, with spaces"),
    Field("objective", "Objective", "choice"),
    Field(
        "bloom", "What it asks for", "choice", default=Bloom.REMEMBER.value,
        choices=tuple((level.value, level.value) for level in Bloom),
    ),
    Field(
        "difficulty", "Difficulty", "choice", default=Difficulty.MEDIUM.value,
        choices=tuple((level.value, level.value) for level in Difficulty),
    ),
    Field("as_of", "As of", hint="the date of what changes"),
)  # fmt: skip


def parts_of_note(fields: object) -> tuple[Part, ...]:
    """Return what the form of an imported note has: its fields, which are its note type's."""
    names = map(str, fields) if isinstance(fields, dict) else ()
    own = tuple(Field(name, name, "html") for name in names)
    return (Inner("fields", "Fields, in HTML", own), *_COMMON)


def parts(kind: str, answer: str = "text") -> tuple[Part, ...]:
    """Return what the form of a kind of item has; ``answer`` is the kind of a short answer."""
    match kind:
        case "short_answer":
            fields = _OF_ANSWER.get(answer, _OF_ANSWER["text"])
            which = Field("kind", "Kind", "choice", default="text", choices=ANSWERS)
            own: tuple[Part, ...] = (_STEM, Inner("answer", "Answer", (which, *fields)))
        case "numeric":
            own = (_STEM, Inner("answer", "Answer", _NUMBER))
        case _:
            own = _KINDS[kind]
    return (*own, *_COMMON)
