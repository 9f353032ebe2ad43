"""Put another question in the place of one: who could come, why, and the form with it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from app.quiz.assembly import facts
from app.quiz.expectation import minutes_of
from app.quiz.form import Placed
from app.quiz.form import Version
from app.quiz.form import arrange
from app.quiz.form import code_of
from app.quiz.pool import pool
from app.quiz.repeats import rivals
from app.quiz.specification import Specification
from question_bank.words import kind_words

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterator

    from app.quiz.form import Form
    from question_bank.bank import Bank
    from question_bank.items import Item

_SHOWN = 12  # candidates: more isn't a choice
_JUDGED = 60  # candidates that are looked at for repetitions


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that could take a place, and what would change: a few words each."""

    item: Item
    reasons: tuple[str, ...]


def candidates(
    bank: Bank, form: Form, letter: str, leaving: str, used: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """Return who could take a question's place so that the table still holds, the likest first.

    Args:
        bank: the bank.
        form: a form that was made by a table.
        letter: the version; with the same questions in all, the change is in all.
        leaving: the id of the question that goes.
        used: items that were used since the table's ``not_used_since``.

    Raises:
        ValueError: the form has no such question, or wasn't made by a table.
    """
    return tuple(_candidates(bank, form, letter, leaving, used))


def _candidates(
    bank: Bank, form: Form, letter: str, leaving: str, used: Collection[str]
) -> Iterator[Candidate]:
    at, wanted = _version(form, letter, leaving), form.blueprint
    if not isinstance(wanted, Specification):
        return
    found = pool(bank, wanted, used)
    old = bank.by_id[leaving]
    here = [placed.item for placed in form.versions[at].placed if placed.item.id != leaving]
    barred = _barred(form, at)
    room = _room(wanted, here)
    able = [
        item
        for item in found.cells[form.rows[at][leaving]]
        if item.id not in barred and minutes_of(item) <= room
    ]
    able.sort(key=lambda item: (
        abs(found.of(item) - found.of(old)), item.kind != old.kind,
        abs(minutes_of(item) - minutes_of(old)), item.id,
    ))  # fmt: skip
    given = 0
    for item in able[:_JUDGED]:
        if wanted.apart and rivals(bank, item, here):
            continue
        yield Candidate(item, tuple(_reasons(item, old, found.of(item), found.of(old))))
        given += 1
        if given == _SHOWN:
            return


def _version(form: Form, letter: str, item: str) -> int:
    for index, version in enumerate(form.versions):
        if version.letter == letter and form.rows and item in form.rows[index]:
            return index
    raise ValueError(f"version {letter} of this form has no question `{item}` to swap")


def _barred(form: Form, at: int) -> set[str]:
    """Return what mustn't come: what stands in this version, or in any if they differ."""
    wanted = form.blueprint
    apart = isinstance(wanted, Specification) and wanted.questions != "same"
    versions = form.versions if apart else (form.versions[at],)
    return {placed.item.id for version in versions for placed in version.placed}


def _room(wanted: Specification, here: list[Item]) -> float:
    if wanted.minutes is None:
        return float("inf")
    return float(wanted.minutes) - sum(map(minutes_of, here)) + 1e-6


def _reasons(item: Item, old: Item, hard: float, was: float) -> Iterator[str]:
    if round(hard - was, 2):
        yield f"{'harder' if hard > was else 'easier'}: {hard:.2f} instead of {was:.2f}"
    else:
        yield f"as difficult: {hard:.2f}"
    if item.kind != old.kind:
        yield f"{kind_words(item.kind)} instead of {kind_words(old.kind)}"
    if item.topic != old.topic:
        yield "of another topic"
    longer = round(minutes_of(item) - minutes_of(old), 1)
    if longer:
        yield f"{abs(longer):g} minutes {'longer' if longer > 0 else 'shorter'}"


def swap(bank: Bank, form: Form, change: tuple[str, str, str], used: Collection[str] = ()) -> Form:
    """Return the form with another question in a place; all others stay where they are.

    ``change`` is the version, the question that goes, and the one that comes.

    Raises:
        ValueError: the new one doesn't keep the table, in a sentence.
    """
    letter, leaving, coming = change
    able = candidates(bank, form, letter, leaving, used)
    if coming not in {one.item.id for one in able}:
        raise ValueError(f"`{coming}` can’t take the place of `{leaving}`: the table wouldn’t hold")
    wanted = form.blueprint
    if not isinstance(wanted, Specification):
        return form
    chance = Random(f"{wanted.seed}:parts:{coming}")  # noqa: S311 - a quiz is no secret
    orders = arrange(bank.by_id[coming], chance, wanted.versions)
    versions, rows = [], []
    for index, version in enumerate(form.versions):
        there = dict(form.rows[index])
        if leaving in there and (wanted.questions == "same" or version.letter == letter):
            there[coming] = there.pop(leaving)
            version = _with(version, leaving, Placed(bank.by_id[coming], orders[index]))  # noqa: PLW2901
        versions.append(version)
        rows.append(there)
    swaps = (*form.swaps, change)
    sets = [sorted(there) for there in rows]
    code = code_of(bank, {"table": facts(wanted), "sets": sets, "swaps": swaps})
    return replace(form, code=code, versions=tuple(versions), rows=tuple(rows), swaps=swaps)


def _with(version: Version, leaving: str, coming: Placed) -> Version:
    placed = tuple(coming if one.item.id == leaving else one for one in version.placed)
    return Version(version.letter, placed)
