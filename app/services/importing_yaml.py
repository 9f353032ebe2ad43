"""Items and note types written in the bank's format, quickly: what ``spelling`` would take an hour.

The loader reads back exactly what was written; text that a person may want to edit stands plain,
or on lines of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Any

from question_bank.nodes import NULLS
from question_bank.spelling import ORDER
from question_bank.spelling import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from question_bank.items import Item

# a text that YAML reads as it stands: no sign that means something, no space at its ends
_PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ ,.()'/;=+%?!_-](?=\S)|[.)?!%](?=\Z))*")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_ON_LINES = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]"
)
_RANK = {name: at for at, name in enumerate((*ORDER, "note_type", "cards", "fields", "origin"))}
_LAST = len(_RANK)


def entry(item: Item) -> str:
    """Return an item as an entry of a topic file's list, without its topic."""
    row = item.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"topic"})
    lines = _mapping({**row, "kind": item.kind}, 4, sort=True)
    return f"  - {lines[4:]}\n"


def mapping(values: Mapping[str, Any]) -> str:
    """Return a mapping as a document: a bank.yaml, a note type, a list of media."""
    return _mapping(values, 0, sort=False) + "\n" if values else "{}\n"


def topic_head(topic: str) -> str:
    """Return what stands above a topic file's list."""
    return f"topic: {_slug(topic)}\nitems:\n"


def _mapping(values: Mapping[str, Any], column: int, *, sort: bool) -> str:
    rows: Iterable[tuple[str, Any]] = values.items()
    if sort:
        rows = sorted(rows, key=lambda row: _RANK.get(row[0], _LAST))
    margin = " " * column
    return "\n".join(f"{margin}{_key(key)}:{_value(value, column)}" for key, value in rows)


def _key(key: str) -> str:
    return key if _PLAIN.fullmatch(key) and key not in NULLS else quoted(key)


def _value(value: Any, column: int) -> str:
    """Write what stands behind a key and its colon."""
    if isinstance(value, str):
        return f" {text(value, column)}"
    if isinstance(value, bool):
        return " true" if value else " false"
    if isinstance(value, dict):
        return f"\n{_mapping(value, column + 2, sort=False)}" if value else " {}"
    if isinstance(value, list | tuple):
        return _listed(value, column)
    return " null" if value is None else f" {value}"


def _listed(values: list[Any] | tuple[Any, ...], column: int) -> str:
    if not values:
        return " []"
    if all(
        isinstance(one, int) or (isinstance(one, str) and _SLUG.fullmatch(one)) for one in values
    ):
        return f" [{', '.join(_slug(str(one)) for one in values)}]"
    margin = " " * (column + 2)
    return "".join(f"\n{margin}- {_member(one, column + 2)}" for one in values)


def _member(value: Any, column: int) -> str:
    if isinstance(value, dict):
        return _mapping(value, column + 2, sort=False).lstrip(" ")
    if isinstance(value, str):
        return text(value, column)
    if isinstance(value, list | tuple):  # of texts, as a phrase's groups are
        return f"[{', '.join(_word(one) for one in value)}]"
    return str(value)


def _slug(name: str) -> str:
    return quoted(name) if name in NULLS else name


def _word(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else str(value)


def text(value: str, column: int) -> str:
    """Write a text: as it stands, on lines of its own, or in quotation marks."""
    if _PLAIN.fullmatch(value) and value not in NULLS:
        return value
    if (
        "\n" in value
        and value[-1] != "\n"
        and value[0] not in " \t\n"
        and not _NOT_ON_LINES.search(value)
    ):
        margin = "\n" + " " * (column + 2)
        lines = value.split("\n")
        return "|-" + "".join(margin + line if line else "\n" for line in lines)
    return quoted(value)
