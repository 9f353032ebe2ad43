"""From a table of specifications to a form: a function of bank, table, seed and what was used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random
from string import ascii_uppercase
from typing import TYPE_CHECKING

from app.quiz.drawing import draw
from app.quiz.form import Form
from app.quiz.form import Placed
from app.quiz.form import Version
from app.quiz.form import arrange
from app.quiz.form import code_of
from app.quiz.pool import pool
from app.quiz.pool import sampled
from app.quiz.shortfalls import shortfalls
from app.quiz.shortfalls import too_long

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Mapping
    from collections.abc import Sequence

    from app.quiz.drawing import Draw
    from app.quiz.shortfalls import Shortfall
    from app.quiz.specification import Specification
    from question_bank.bank import Bank
    from question_bank.items import Item

NO_DIFFICULTIES = (
    "This bank doesn’t say how difficult its items are: what is expected of them is predicted "
    "from their level and kind."
)
NOT_PROVEN = "There may be a better balance: the search ended at its limit."


@dataclass(frozen=True, slots=True)
class Assembly:
    """A form, what it lacks of what was asked (nothing, if it is as asked), and remarks."""

    form: Form
    lacks: tuple[Shortfall, ...]
    too_long: str
    remarks: tuple[str, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """What it lacks, a sentence each."""
        return (*map(str, self.lacks), *filter(None, (self.too_long,)))


def assemble(bank: Bank, wanted: Specification, used: Collection[str] = ()) -> Assembly:
    """Assemble a form; what is asked in vain is said, the rest is there.

    Args:
        bank: the bank; ``faults`` must have none to find with the table.
        wanted: the table.
        used: items that were used since its ``not_used_since``.
    """
    found = pool(bank, wanted, used)
    candidates = sampled(found, wanted)
    drawn = draw(bank, wanted, candidates)
    short = _short(drawn, wanted)
    if any(candidates.cells[row] != found.cells[row] for row in short):
        drawn = draw(bank, wanted, sampled(found, wanted, whole=short))
    remarks = [] if found.said else [NO_DIFFICULTIES]
    if not drawn.proven:
        remarks.append(NOT_PROVEN)
    sets = [
        dict(rows) for rows in ([(item.id, row) for item, row in one] for one in drawn.versions)
    ]
    form = set_out(bank, wanted, sets)
    lacks = shortfalls(bank, wanted, found, sets)
    return Assembly(form, lacks, too_long(wanted, drawn.over), tuple(remarks))


def _short(drawn: Draw, wanted: Specification) -> tuple[int, ...]:
    """Return the numbers of the rows that aren't full in every version."""
    filled = [Counter(row for _, row in one) for one in drawn.versions]
    return tuple(
        number
        for number, row in enumerate(wanted.rows)
        if any(version[number] < row.count for version in filled)
    )


def set_out(
    bank: Bank,
    wanted: Specification,
    sets: Sequence[Mapping[str, int]],
    swaps: tuple[tuple[str, str, str], ...] = (),
) -> Form:
    """Put the items of each version in their order.

    Topics come in the bank's order; with the same questions in all, version A keeps it and the
    others mix, so that neighbours do not meet the same question at the same time.

    Args:
        bank: the bank.
        wanted: the table.
        sets: the row of each item, for each version, or once for all.
        swaps: what was changed by hand; it has its part in the code.
    """
    topics = list(bank.topic_titles)
    rows = [sets[index % len(sets)] for index in range(wanted.versions)]
    versions = []
    for index, letter in enumerate(ascii_uppercase[: wanted.versions]):
        items = [bank.by_id[name] for name in sorted(rows[index])]
        _chance(wanted, "order", letter if wanted.drawn > 1 else "").shuffle(items)
        items.sort(key=lambda item: topics.index(item.topic))
        if index and wanted.drawn == 1:
            _chance(wanted, "version", letter).shuffle(items)
        placed = tuple(Placed(item, _order(wanted, item, index)) for item in items)
        versions.append(Version(letter, placed))
    code = code_of(bank, {"table": facts(wanted), "sets": _ids(sets), "swaps": swaps})
    title = wanted.title or bank.info.title
    return Form(code, bank.id, title, wanted, tuple(versions), tuple(rows), swaps)


def facts(wanted: Specification) -> dict[str, object]:
    """Return a table as plain data: what isn't said isn't there."""
    return wanted.model_dump(mode="json", exclude_defaults=True)


def _ids(sets: Sequence[Mapping[str, int]]) -> list[list[str]]:
    return [sorted(one) for one in sets]


def _order(wanted: Specification, item: Item, version: int) -> tuple[int, ...]:
    return arrange(item, _chance(wanted, "parts", item.id), wanted.versions)[version]


def _chance(wanted: Specification, *words: str) -> Random:
    return Random(":".join((str(wanted.seed), *words)))  # noqa: S311 - a quiz is no secret
