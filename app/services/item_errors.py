"""What is wrong with an edited item, each fault beside the field it is in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from pydantic import ValidationError

from question_bank import spelling
from question_bank.faults import explain
from question_bank.nodes import parse
from question_bank.topics import any_item

if TYPE_CHECKING:
    from collections.abc import Collection

    from question_bank.items import Item
    from question_bank.nodes import Path
    from question_bank.nodes import Tree

_AT: Path = ("items", 0)
_MISSING = re.compile(r"`(\w+)` is missing")


@dataclass(frozen=True, slots=True)
class Read:
    """An item that was read from a form, or why not: sentences by field, and those of none."""

    item: Item | None
    beside: dict[str, str]
    others: tuple[str, ...] = ()


def read(plain: dict[str, Any], topic: str, fields: Collection[str]) -> Read:
    """Read an item.

    Args:
        plain: its values, as YAML gives them.
        topic: the topic its file gives it, if it names none.
        fields: the names of its form's fields.
    """
    try:
        return Read(any_item().validate_python({"topic": topic, **plain}), {})
    except ValidationError as error:
        # written as YAML and read with places, so that the loader's own sentences can be had
        tree = parse(("items:\n" + spelling.block([plain], 2)).encode("utf-8", "replace"))
        if tree.faults:
            return Read(None, {}, tuple(f"{fault.message}" for fault in tree.faults))
        found = list(explain(error, tree, _AT, ""))
        placed = [(_field(tree, row.line, row.column, row.message, fields), row) for row in found]
    beside: dict[str, str] = {}
    others = []
    for field, row in placed:
        sentence = f"{row.message[:1].upper()}{row.message[1:]}."
        if field:
            told = beside.get(field, "")
            beside[field] = told if sentence in told else f"{told} {sentence}".strip()
        else:
            others.append(sentence)
    return Read(None, beside, tuple(others) or (() if beside else ("This can't be read.",)))


def _field(tree: Tree, line: int, column: int, message: str, fields: Collection[str]) -> str:
    """Return the field in which a fault is, the one for all of a list if there is none for it."""
    paths = {path for marks in (tree.keys, tree.marks) for path, at in marks.items()
             if at == (line, column)}  # fmt: skip
    names = [[str(part) for part in path[len(_AT) :]] for path in sorted(paths, key=len)]
    missing = _MISSING.search(message)
    if missing:
        for parts in names:
            if ".".join((*parts, missing[1])) in fields:
                return ".".join((*parts, missing[1]))
    for parts in reversed(names):
        for length in range(len(parts), 0, -1):
            name = ".".join(parts[:length])
            for known in (name, f"{name}.value", f"{name}.0.text"):
                if known in fields:
                    return known
    return ""
