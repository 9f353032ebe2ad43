"""A table of specifications as YAML: read with every fault in its place, and written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from app.quiz.faults import faults
from app.quiz.specification import Specification
from question_bank.errors import BankError
from question_bank.errors import Problem
from question_bank.faults import explain
from question_bank.faults import faults_of
from question_bank.nodes import NULLS
from question_bank.nodes import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.bank import Bank
    from question_bank.nodes import Tree

_RULE = "blueprint"


@dataclass(frozen=True, slots=True)
class _Read:
    """A file as it was read."""

    wanted: Specification
    tree: Tree


def read_blueprint(raw: bytes, file: str, bank: Bank) -> Specification:
    """Read a blueprint for a bank.

    Args:
        raw: its bytes.
        file: its name as shown to people.
        bank: the bank that it asks of.

    Raises:
        BankError: with every fault as ``file:line:col``.
    """
    tree = parse(raw)
    problems = list(faults_of(tree, file))
    wanted = None
    try:
        wanted = Specification.model_validate(tree.value)
    except ValidationError as error:
        if tree.whole:
            problems += explain(error, tree, (), file)
    if wanted is not None and not problems:
        problems += _with(bank, _Read(wanted, tree), file)
    if problems or wanted is None:
        raise BankError(problems or [Problem(file, 1, 1, "-", _RULE, "there is nothing in it")])
    return wanted


def _with(bank: Bank, read: _Read, file: str) -> Iterator[Problem]:
    """Yield what the bank doesn't know, at its place."""
    for fault in faults(bank, read.wanted):
        yield Problem(file, *read.tree.place(fault.path), "-", _RULE, fault.message)


def written(wanted: Specification) -> str:
    """Return a table as YAML that reads as the same."""
    plain = {"format": 1, **wanted.model_dump(mode="json", exclude_defaults=True)}
    rows = plain.pop("rows")
    lines = [f"{name}: {_flow(value)}" for name, value in plain.items()]
    lines.append("rows:")
    lines += [f"  - {_flow(row)}" for row in rows]
    return "\n".join(lines) + "\n"


def _flow(value: object) -> str:
    """Return a value in YAML's flow style; JSON is a part of it."""
    match value:
        case dict():
            return "{" + ", ".join(f"{name}: {_flow(one)}" for name, one in value.items()) + "}"
        case list() | tuple():
            found = [_flow(one) for one in value]
            return found[0] if len(found) == 1 else "[" + ", ".join(found) + "]"
        case str() if (
            value not in NULLS
            and value.replace("-", "").replace("_", "").isalpha()
            and value.isascii()
        ):
            return value
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value).lower() if isinstance(value, bool) else str(value)
