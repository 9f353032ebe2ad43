"""A large deck's figures as text and bytes, to be kept in the store, and back again."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from typing import TYPE_CHECKING
from typing import Any

from app.services.statistics.answers import Day
from app.services.statistics.answers import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.services.statistics.cards import Cards

_DAY = ("answers", "right", "ms", "apart", "apart_right")


def packed(cards: Cards) -> tuple[bytes, dict[str, Any]]:
    """Return the columns of cards, one after the other, and what ``unpack`` needs besides."""
    totals = {name: list(one.items()) for name, one in cards.totals.items() if name != "recall"}
    codes = [cards.ids.typecode, *(column.typecode for column in cards.columns.values())]
    parts = [cards.ids.tobytes(), *(column.tobytes() for column in cards.columns.values())]
    keys, counts = array("i", cards.cells.keys()), array("i", cards.cells.values())
    parts += [keys.tobytes(), counts.tobytes()]
    told = {"cards": len(cards.ids), "codes": codes, "cells": len(keys), "totals": totals}
    return b"".join(parts), told


def unpack(cards: Cards, columns: bytes, told: Mapping[str, Any]) -> bool:
    """Fill empty cards with what was packed; False if it was packed otherwise."""
    own = [cards.ids, *cards.columns.values()]
    if [column.typecode for column in own] != told["codes"]:
        return False
    keys, counts = array("i"), array("i")
    at = 0
    for column, length in (*((one, told["cards"]) for one in own), (keys, told["cells"]),
                           (counts, told["cells"])):  # fmt: skip
        end = at + length * column.itemsize
        column.frombytes(columns[at:end])
        at = end
    if at != len(columns):
        return False
    for name, pairs in told["totals"].items():
        cards.totals[name] = Counter(dict(map(tuple, pairs)))
    cards.cells = Counter(dict(zip(keys, counts, strict=True)))
    return True


def days_text(parts: Mapping[int, Part]) -> str:
    """Return the log in sums as JSON."""
    return json.dumps({day: _plain(part) for day, part in parts.items()}, separators=(",", ":"))


def _plain(part: Part) -> list[Any]:
    sums = [dict(getattr(part.day, name)) for name in _DAY]
    return [sums, part.hours, part.passed, part.tested]


def days_from(text: str) -> dict[int, Part]:
    """Return the log in sums from JSON."""
    return {int(day): _part(*rows) for day, rows in json.loads(text).items()}


def _part(sums: Any, hours: Any, passed: Any, tested: Any) -> Part:
    return Part(Day(*(Counter(one) for one in sums)), hours, passed, tested)
