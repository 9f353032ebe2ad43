"""A table of specifications: which questions a quiz needs, row by row, and by what rules."""

from __future__ import annotations

import re
from datetime import date
from datetime import timedelta
from typing import Annotated
from typing import Any
from typing import Literal

from pydantic import AfterValidator
from pydantic import BeforeValidator
from pydantic import Field
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from app.quiz.blueprint import MAX_COUNT
from app.quiz.blueprint import MAX_VERSIONS
from question_bank.answers import Model
from question_bank.answers import PositiveNumber
from question_bank.answers import Slug
from question_bank.answers import Text
from question_bank.answers import TrueFalse
from question_bank.items import ALL_KINDS
from question_bank.items import Bloom
from question_bank.items import Difficulty

MAX_ROWS = 600
MAX_SEED = 999_999_999
_DAYS = re.compile(r"([0-9]{1,4}) days?")
_MOST_POINTS = 1000


def _one_or_more(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _kind(value: str) -> str:
    if value not in ALL_KINDS:
        raise PydanticCustomError(
            "kind", "there is no kind `{kind}`: kinds are {kinds}",
            {"kind": value, "kinds": ", ".join(ALL_KINDS)},
        )  # fmt: skip
    return value


def _since(value: str) -> str:
    if _DAYS.fullmatch(value):
        return value
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        message = "write a day as 2026-09-01, or a time as `60 days`"
        raise PydanticCustomError("since", message) from None


def _some_points(value: Any) -> Any:
    if value > _MOST_POINTS:
        raise PydanticCustomError("points", f"a question has at most {_MOST_POINTS} points")
    return value


Slugs = Annotated[tuple[Slug, ...], BeforeValidator(_one_or_more)]
Kinds = Annotated[tuple[Annotated[str, AfterValidator(_kind)], ...], BeforeValidator(_one_or_more)]
Levels = Annotated[tuple[Bloom, ...], BeforeValidator(_one_or_more)]
Bands = Annotated[tuple[Difficulty, ...], BeforeValidator(_one_or_more)]
Points = Annotated[PositiveNumber, AfterValidator(_some_points)]
Since = Annotated[str, AfterValidator(_since)]


class Row(Model):
    """So many questions of a kind: a cell of the table.

    Each condition narrows; an empty one means any. ``points`` are of each question.
    """

    topic: Slugs = ()
    objective: Slugs = ()
    bloom: Levels = ()
    kinds: Kinds = ()
    tags: Slugs = ()
    difficulty: Bands = ()
    count: Annotated[int, Field(ge=1, le=MAX_COUNT)]
    points: Points | None = None


class Specification(Model):
    """A quiz as a teacher asks for it; with a bank it makes a form, always the same one.

    ``questions`` says how versions differ: ``same`` (the same ones in another order),
    ``different`` (no question in two versions, those of ``must`` aside), ``mixed`` (different
    as far as the bank goes). ``apart`` keeps questions that repeat each other, or cite the same
    words, out of one version. ``minutes`` is the most that a version may take;
    ``not_used_since`` a day, or so many days before the quiz is made.
    """

    format: Annotated[int, Field(ge=1, le=1)] = 1
    title: Text | None = None
    rows: Annotated[tuple[Row, ...], Field(min_length=1, max_length=MAX_ROWS)]
    kinds: Kinds = ()
    tags: Slugs = ()
    difficulty: Bands = ()
    points: Points = Field(default=1, validate_default=True)
    worth: dict[Slug, Points] = Field(default_factory=dict)
    minutes: PositiveNumber | None = None
    versions: Annotated[int, Field(ge=1, le=MAX_VERSIONS)] = 1
    questions: Literal["same", "different", "mixed"] = "same"
    apart: TrueFalse = True
    not_used_since: Since | None = None
    must: Slugs = ()
    never: Slugs = ()
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] = 1

    @model_validator(mode="after")
    def _agrees(self) -> Specification:
        if self.count > MAX_COUNT:
            raise PydanticCustomError(
                "count", f"A quiz has 1 to {MAX_COUNT} questions, not {self.count}."
            )
        if both := sorted(set(self.must) & set(self.never)):
            raise PydanticCustomError("must", f"`{both[0]}` stands in must and in never")
        return self

    @property
    def count(self) -> int:
        """How many questions a version has."""
        return sum(row.count for row in self.rows)

    @property
    def drawn(self) -> int:
        """How many sets of questions are drawn: one, if all versions have the same."""
        return 1 if self.questions == "same" else self.versions

    def worth_of(self, item: str, row: int) -> float:
        """Return what a question is worth in a row."""
        return float(self.worth.get(item) or self.rows[row].points or self.points)

    def since(self, today: date) -> date | None:
        """Return the day since when no question may have been used; None if any may."""
        if self.not_used_since is None:
            return None
        found = _DAYS.fullmatch(self.not_used_since)
        if found:
            return today - timedelta(days=int(found[1]))
        return date.fromisoformat(self.not_used_since)
