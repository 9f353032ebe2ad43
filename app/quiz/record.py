"""A form written down, and read again: the same form, or what changed in the bank since."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from random import Random
from typing import TYPE_CHECKING
from typing import Literal

from pydantic import ValidationError

from app.quiz.blueprint import Blueprint
from app.quiz.form import Form
from app.quiz.form import Placed
from app.quiz.form import Version
from app.quiz.form import arrange
from app.quiz.specification import Specification
from question_bank.answers import Model
from question_bank.fingerprints import fingerprint

if TYPE_CHECKING:
    from question_bank.bank import Bank
    from question_bank.items import Item


Changes = tuple[str, ...]


class ChangedSinceError(ValueError):
    """Questions of a form aren't what they were; the message names them."""


class Standing(Model):
    """A question as it stood: its parts' order, its row in the table, and what it said."""

    item: str
    order: tuple[int, ...] = ()
    row: int | None = None
    says: str
    cites: str


class Sheet(Model):
    """A version as it stood."""

    letter: str
    questions: tuple[Standing, ...]


class Record(Model):
    """A form as it is kept: ``bank`` and ``fingerprint`` name the bank as it was.

    ``table`` is what was asked for as a table, ``simple`` in a few words.
    """

    citecards_form: Literal[1] = 1
    code: str
    bank: str
    fingerprint: str
    title: str
    table: Specification | None = None
    simple: dict[str, tuple[str, ...] | int] | None = None
    swaps: tuple[tuple[str, str, str], ...] = ()
    versions: tuple[Sheet, ...]

    @property
    def items(self) -> frozenset[str]:
        """The ids of all its questions."""
        return frozenset(one.item for sheet in self.versions for one in sheet.questions)

    def text(self) -> str:
        """Return it as JSON, the same bytes for the same form."""
        plain = self.model_dump(mode="json", exclude_defaults=True)
        return json.dumps({"citecards_form": 1, **plain}, ensure_ascii=False, indent=1) + "\n"


def bank_fingerprint(bank: Bank) -> str:
    """Return 64 hex digits that change with any edit of an item."""
    lines = [bank.id, *(fingerprint(item) for item in bank.items)]
    return sha256("\n".join(lines).encode()).hexdigest()


def record_of(bank: Bank, form: Form) -> Record:
    """Write a form down."""
    table = form.blueprint if isinstance(form.blueprint, Specification) else None
    simple = asdict(form.blueprint) if isinstance(form.blueprint, Blueprint) else None
    versions = []
    for index, version in enumerate(form.versions):
        rows = form.rows[index] if form.rows else {}
        versions.append(
            Sheet(
                letter=version.letter,
                questions=tuple(
                    Standing(
                        item=one.item.id, order=one.order, row=rows.get(one.item.id),
                        says=fingerprint(one.item), cites=_cites(bank, one.item),
                    )
                    for one in version.placed
                ),
            )
        )  # fmt: skip
    return Record(
        code=form.code, bank=bank.id, fingerprint=bank_fingerprint(bank), title=form.title,
 table=table, simple=simple, swaps=form.swaps, versions=tuple(versions),
    )  # fmt: skip


def read_record(raw: bytes | str) -> Record:
    """Read a form's file.

    Raises:
        ValueError: it isn't one, in a sentence.
    """
    try:
        return Record.model_validate_json(raw)
    except ValidationError:
        message = "not the file of a form: give the `quiz-CODE.json` that was written beside it"
        raise ValueError(message) from None


def form_again(bank: Bank, record: Record) -> Form:
    """Return the form that was written down, exactly.

    Raises:
        ChangedSinceError: a question of it has changed or is gone; nothing else would be said.
        ValueError: it is another bank's.
    """
    if record.bank != bank.id:
        raise ValueError(f"form {record.code} is of the bank `{record.bank}`, not `{bank.id}`")
    if changes := changes_since(bank, record):
        many = f"{len(changes)} of its questions" if len(changes) > 1 else "a question of it"
        raise ChangedSinceError(
            f"form {record.code} can’t be printed again as it was, {many} changed: "
            f"{', '.join(changes)}"
        )
    versions = tuple(
        Version(
            sheet.letter, tuple(Placed(bank.by_id[one.item], one.order) for one in sheet.questions)
        )
        for sheet in record.versions
    )
    rows = tuple(
        {one.item: one.row for one in sheet.questions if one.row is not None}
        for sheet in record.versions
    )
    asked = record.table or Blueprint(**record.simple)  # type: ignore[arg-type]
    rows = rows if record.table else ()
    return Form(record.code, bank.id, record.title, asked, versions, rows, record.swaps)


def changes_since(bank: Bank, record: Record) -> Changes:
    """Return what changed of a form's questions, a few words each."""
    found = {}
    for sheet in record.versions:
        for one in sheet.questions:
            item = bank.by_id.get(one.item)
            if item is None:
                found[one.item] = f"`{one.item}` is gone"
            elif fingerprint(item) != one.says or not _fits(item, one.order):
                found[one.item] = f"`{one.item}` was edited"
            elif _cites(bank, item) != one.cites:
                found[one.item] = f"`{one.item}` cites other words"
    return tuple(found.values())


def _cites(bank: Bank, item: Item) -> str:
    """Return 16 hex digits of what an item's passages say."""
    said = [
        bank.sources[passage.source].text[passage.start : passage.end]
        for passage in bank.passages.get(item.id, ())
        if passage.found and passage.source in bank.sources
    ]
    return sha256("\n\n".join(said).encode()).hexdigest()[:16]


def _fits(item: Item, order: tuple[int, ...]) -> bool:
    usual = arrange(item, Random(0), 1)[0]  # noqa: S311 - an order like any other
    return sorted(order) == sorted(usual)
