"""What a table of specifications says that a bank doesn't know: found before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from app.quiz.pool import pool

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterator

    from app.quiz.specification import Specification
    from question_bank.bank import Bank
    from question_bank.nodes import Path

_MANY = 12  # names that are listed


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in a sentence, and where in the table."""

    path: Path
    message: str


def faults(bank: Bank, wanted: Specification) -> tuple[Fault, ...]:
    """Return the names that the bank doesn't know, and musts that answer to no row."""
    return tuple(_names(bank, wanted)) or tuple(_misplaced(bank, wanted))


def _names(bank: Bank, wanted: Specification) -> Iterator[Fault]:
    topics = list(bank.topic_titles)
    objectives = [one.id for topic in bank.info.topics for one in topic.objectives]
    tags = sorted({tag for item in bank.items for tag in item.tags})
    for number, row in enumerate(wanted.rows):
        at = ("rows", number)
        yield from _unknown("topic", row.topic, topics, (*at, "topic"))
        yield from _unknown("objective", row.objective, objectives, (*at, "objective"))
        yield from _unknown("tag", row.tags, tags, (*at, "tags"))
    yield from _unknown("tag", wanted.tags, tags, ("tags",))
    for name in ("must", "never", "worth"):
        yield from _unknown("item", tuple(getattr(wanted, name)), bank.by_id, (name,))


def _unknown(
    word: str, asked: tuple[str, ...], known: Collection[str], at: Path
) -> Iterator[Fault]:
    for index, name in enumerate(asked):
        if name not in known:
            yield Fault((*at, index), f"there is no {word} `{name}`{_meant(word, name, known)}")


def _meant(word: str, name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return f"; is it `{near[0]}`?"
    if not known:
        return f": this bank has no {word}s"
    return f": {word}s are {', '.join(known)}" if len(known) <= _MANY else ""


def _misplaced(bank: Bank, wanted: Specification) -> Iterator[Fault]:
    """Find musts that no row asks for."""
    if not wanted.must:
        return
    there = {item.id for cell in pool(bank, wanted).cells for item in cell}
    for index, name in enumerate(wanted.must):
        if name not in there:
            yield Fault(("must", index), f"`{name}` must come, but it answers to no row")
