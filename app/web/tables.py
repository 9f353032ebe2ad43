"""A table of specifications as the fields of a form: what was typed, and what it says."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from pydantic import ValidationError

from app.quiz.grid import grid
from app.quiz.specification import Specification
from app.services.errors import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

    from question_bank.bank import Bank

_LISTS = ("kinds", "difficulty")
_WORDS = ("tags", "must", "never")
_TEXTS = ("title", "minutes", "versions", "questions", "not_used_since", "seed")
_SAYS = {
    "title": "Title: leave it empty, or write a short one",
    "minutes": "Minutes: a number above 0, or nothing",
    "versions": "Versions: 1 to 26",
    "seed": "Seed: a whole number from 0 to 999,999,999",
    "not_used_since": "Not used since: write a day as 2026-09-01, or a time as 60 days",
    "tags": "Tags: small letters, digits and hyphens, with spaces between them",
    "must": "Must come: ids of questions with spaces between them",
    "never": "Must not come: ids of questions with spaces between them",
    "questions": "Versions have the same, different or mixed questions",
    "worth": "Points of single questions: numbers above 0",
}
_POINTS = "Points: numbers above 0 and up to 1000"
_COUNTS = "Questions: whole numbers from 1 to 200, and at least one of them"


class TableError(RefusedError):
    """What was typed is no table; ``faults`` are sentences."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


def typed_of(bank: Bank, wanted: Specification) -> dict[str, list[str]]:
    """Return the fields of a form that says a table."""
    found = grid(bank, wanted)
    typed = {name: [] if getattr(wanted, name) is None else [str(getattr(wanted, name))]
             for name in _TEXTS}  # fmt: skip
    typed |= {name: [str(value) for value in getattr(wanted, name)] for name in _LISTS}
    typed |= {name: [" ".join(getattr(wanted, name))] for name in _WORDS}
    typed["apart"] = ["1"] if wanted.apart else []
    typed["worth"] = [json.dumps({name: str(points) for name, points in wanted.worth.items()})]
    for (topic, level), number in found.rows.items():
        typed[f"n.{topic}.{level}"] = [str(wanted.rows[number].count)]
    for level, points in found.points.items():
        typed[f"p.{level}"] = [points]
    for place, other in enumerate(found.others):
        plain = other.row.model_dump(mode="json", exclude_defaults=True)
        typed[f"row.{place}"] = [json.dumps(plain, ensure_ascii=False)]
        typed[f"row.{place}.n"] = [str(other.row.count)]
    return typed


def table_in(values: MultiDict[str, str]) -> Specification:
    """Return the table that the fields of a form say.

    Raises:
        TableError: what was typed is none.
    """
    plain: dict[str, Any] = {
        name: values[name].strip() for name in _TEXTS if values.get(name, "").strip()
    }
    plain |= {name: found for name in _LISTS if (found := values.getlist(name))}
    plain |= {name: tuple(values.get(name, "").replace(",", " ").split()) for name in _WORDS}
    plain["apart"] = "apart" in values
    try:
        plain["worth"] = json.loads(values.get("worth") or "{}")
        plain["rows"] = [*_cells(values), *_others(values)]
    except (ValueError, RecursionError):
        raise TableError(("The page was changed on its way; load it again",)) from None
    try:
        return Specification.model_validate(plain)
    except ValidationError as error:
        raise TableError(tuple(dict.fromkeys(_sentences(error)))) from None


def _cells(values: MultiDict[str, str]) -> Iterator[dict[str, Any]]:
    for name, typed in values.items():
        prefix, _, rest = name.partition(".")
        if prefix == "n" and typed.strip() not in ("", "0"):
            topic, _, level = rest.partition(".")
            points = values.get(f"p.{level}", "").strip()
            row = {"topic": topic, "bloom": level, "count": typed.strip()}
            yield row if points in ("", "1") else row | {"points": points}


def _others(values: MultiDict[str, str]) -> Iterator[dict[str, Any]]:
    for name, typed in values.items():
        if name.startswith("row.") and not name.endswith(".n"):
            count = values.get(f"{name}.n", "").strip()
            if count not in ("", "0"):
                row = json.loads(typed)
                if not isinstance(row, dict):
                    raise ValueError(name)
                yield row | {"count": count}


def _sentences(error: ValidationError) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        name = str(detail["loc"][0]) if detail["loc"] else ""
        if name == "rows":
            yield _POINTS if "points" in detail["loc"] else _COUNTS
        else:
            yield _SAYS.get(name, detail["msg"])


@dataclass(frozen=True, slots=True)
class Sums:
    """What a table asks for in all: questions by topic and by level of the grid, and points."""

    topics: Mapping[str, int]
    levels: Mapping[str, int]
    all: int
    points: str


def sums_of(wanted: Specification) -> Sums:
    """Add a table up."""
    topics: Counter[str] = Counter()
    levels: Counter[str] = Counter()
    for row in wanted.rows:
        if len(row.topic) == 1 and len(row.bloom) == 1:
            topics[row.topic[0]] += row.count
            levels[row.bloom[0].value] += row.count
    points = sum(float(row.points or wanted.points) * row.count for row in wanted.rows)
    return Sums(topics, levels, wanted.count, f"{points:g}")
