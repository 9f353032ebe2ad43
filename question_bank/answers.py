"""The typed answers an item can ask for, and the scalar types of the format.

Scalars arrive as the text that was typed (see ``nodes``); the schema gives them their
type, so that ``NO``, ``12:30``, ``1.10`` and ``010`` stay what they were.
"""

from __future__ import annotations

import re
from calendar import monthrange
from decimal import Decimal
from decimal import InvalidOperation
from typing import Annotated
from typing import Any
from typing import Literal

from pydantic import BaseModel
from pydantic import BeforeValidator
from pydantic import ConfigDict
from pydantic import Discriminator
from pydantic import Field
from pydantic import StringConstraints
from pydantic import Tag
from pydantic import WithJsonSchema
from pydantic_core import PydanticCustomError

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_DATE = re.compile(r"(-?[0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?")
_MAX_DIGITS = 100
MOST_OF_FIELD = 8_000_000  # characters of a field of an imported note


class Model(BaseModel):
    """The base of all that is read from YAML: frozen, and no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


def _true_or_false(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise PydanticCustomError("true_or_false", "write true or false")


def _number(value: Any) -> Decimal:
    text = str(value).replace("_", "")  # YAML allows 4_400_000
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    _, digits, exponent = number.as_tuple()
    # 1e999999999 is a number too, but to write it out takes a gigabyte
    if isinstance(exponent, str) or abs(exponent) > _MAX_DIGITS or len(digits) > _MAX_DIGITS:
        raise PydanticCustomError("not_a_number", "write a number such as 12 or 4.4")
    return number


def _date(value: Any) -> str:
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is not None:
        year, month, day = (int(part or 1) for part in found.groups())
        if day <= monthrange(year, month)[1]:
            return str(value)
    raise PydanticCustomError("not_a_date", "write a date as 2023, 2023-03 or 2023-03-16")


# Editors read YAML by its own types: a bare 1.10 or true is welcome wherever text is.
_TYPED = {"type": ["string", "number", "boolean"], "minLength": 1}
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000),
    WithJsonSchema(_TYPED),
]
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=80)]
TrueFalse = Annotated[bool, BeforeValidator(_true_or_false), WithJsonSchema({"type": "boolean"})]
Number = Annotated[
    Decimal, BeforeValidator(_number), WithJsonSchema({"type": ["number", "string"]})
]
Date = Annotated[str, BeforeValidator(_date), WithJsonSchema({"type": ["string", "integer"]})]
PositiveNumber = Annotated[Number, Field(gt=0)]


def _empty_if_null(value: Any) -> Any:
    return "" if value is None else value


# A text of an import: no space is taken off its ends, and nothing written is no text.
Verbatim = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
FieldText = Annotated[
    str, BeforeValidator(_empty_if_null), StringConstraints(max_length=MOST_OF_FIELD)
]


class Entry(Model):
    """One member of a set or an order, with the other ways to write it."""

    value: Text
    aliases: tuple[Text, ...] = ()


def _as_entry(value: Any) -> Any:
    return {"value": value} if isinstance(value, str) else value


Entries = Annotated[
    tuple[
        Annotated[
            Entry,
            BeforeValidator(_as_entry, json_schema_input_type=Annotated[str | Entry, Field()]),
        ],
        ...,
    ],
    Field(min_length=2),
]


class TextAnswer(Model):
    """A word or a name: the value, its aliases, and what must not pass as a typing slip."""

    kind: Literal["text"] = "text"
    value: Text
    aliases: tuple[Text, ...] = ()
    reject: tuple[Text, ...] = ()


class PhraseAnswer(Model):
    """A phrase, right when a word of each group is in it: ``[[withdrew, dropped], [WTO]]``."""

    kind: Literal["phrase"]
    value: Text
    groups: Annotated[tuple[tuple[Text, ...], ...], Field(min_length=1)]
    aliases: tuple[Text, ...] = ()
    reject: tuple[Text, ...] = ()


class NumberAnswer(Model):
    """A number with its unit; right within ``tolerance`` on either side (0: exactly)."""

    kind: Literal["number"]
    value: Number
    unit: Text | None = None
    unit_aliases: tuple[Text, ...] = ()
    tolerance: Annotated[Number, Field(ge=0)] = Decimal(0)


class Quantity(NumberAnswer):
    """The answer of a numeric item: a number answer whose kind goes without saying."""

    kind: Literal["number"] = "number"


class DateAnswer(Model):
    """A date at the precision it is written with: ``2023``, ``2023-03`` or ``2023-03-16``."""

    kind: Literal["date"]
    value: Date
    aliases: tuple[Text, ...] = ()


class SetAnswer(Model):
    """Several things in any order; k right of n give k/n."""

    kind: Literal["set"]
    value: Entries


class OrderAnswer(Model):
    """Several things in this order."""

    kind: Literal["order"]
    value: Entries


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("kind") or "text")
    return str(getattr(value, "kind", "text"))


def _as_answer(value: Any) -> Any:
    return {"value": value} if isinstance(value, str) else value


_ByKind = Annotated[
    Annotated[TextAnswer, Tag("text")]
    | Annotated[PhraseAnswer, Tag("phrase")]
    | Annotated[NumberAnswer, Tag("number")]
    | Annotated[DateAnswer, Tag("date")]
    | Annotated[SetAnswer, Tag("set")]
    | Annotated[OrderAnswer, Tag("order")],
    Discriminator(_kind),
]
Answer = Annotated[
    _ByKind,
    BeforeValidator(_as_answer, json_schema_input_type=str | _ByKind),
]
