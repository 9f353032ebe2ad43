"""``reviewed.json``: what second readers found of each item, and when.

A second reader sees passage and item only, answers first, and gives the item 0 to 2 on each of
twelve points (ITEMS.md). The file is generated beside the bank by ``citecards judge --record``,
one line an item. A reading is bound to the item and to the words it cites: when either changes,
the item counts as unreviewed again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import asdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from question_bank.fingerprints import fingerprint
from question_bank.locate import passage_digest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from question_bank.items import Item
    from question_bank.locate import Passage
    from question_bank.source import Source

NAME = "reviewed.json"
CRITERIA = (
    "faithful key",
    "one defensible answer",
    "worth knowing",
    "one idea",
    "precise stem",
    "self-contained",
    "distractors of a kind",
    "no cues",
    "Bloom as tagged",
    "feedback says why",
    "minimal passage",
    "source caution flagged",
)
HARD = (0, 1, 11)  # criteria that an item must not fail
MOST = 2 * len(CRITERIA)
ENOUGH = 19


@dataclass(frozen=True, slots=True)
class SecondReading:
    """A second reader's verdict on an item.

    ``on`` is the day (ISO 8601), ``agreed`` whether the answer given before the key was seen is
    the key; ``scores`` are in the order of ``CRITERIA``; ``item`` and ``passages`` are the
    digests of what was read.
    """

    on: str
    by: str
    agreed: bool
    scores: tuple[int, ...]
    item: str
    passages: str

    @property
    def total(self) -> int:
        """Points of 24."""
        return sum(self.scores)

    @property
    def failed(self) -> tuple[str, ...]:
        """The hard criteria that it failed."""
        return tuple(CRITERIA[at] for at in HARD if self.scores[at] == 0)

    @property
    def accepted(self) -> bool:
        """Whether the item may stand: 19 points, and no hard criterion failed."""
        return self.total >= ENOUGH and not self.failed


Readings = dict[str, SecondReading]


def read_reviewed(text: str) -> Readings:
    """Read the file.

    Raises:
        ValueError: it isn't one.
    """
    try:
        return {item: _reading(row) for item, row in json.loads(text)["reviewed"].items()}
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("not a file of second readings") from error


def _reading(row: Any) -> SecondReading:
    scores = checked_scores(row["scores"])
    day = dt.date.fromisoformat(row["on"]).isoformat()
    words = (str(row["by"]), bool(row["agreed"]), scores, str(row["item"]), str(row["passages"]))
    return SecondReading(day, *words)


def checked_scores(value: Any) -> tuple[int, ...]:
    """Return a reading's scores.

    Raises:
        ValueError: they aren't twelve whole numbers from 0 to 2.
    """
    if not (
        isinstance(value, list)
        and len(value) == len(CRITERIA)
        and all(type(score) is int and 0 <= score <= 2 for score in value)  # noqa: PLR2004
    ):
        raise ValueError(f"give `scores`, a list of {len(CRITERIA)} numbers from 0 to 2")
    return tuple(value)


def write_reviewed(readings: Readings) -> str:
    """Return the text of the file, one line an item, by id."""
    lines = [
        f"  {json.dumps(item)}: {json.dumps(asdict(reading))}"
        for item, reading in sorted(readings.items())
    ]
    return '{"format": 1, "reviewed": {\n' + ",\n".join(lines) + "\n}}\n"


def digests(
    item: Item, sources: Mapping[str, Source], passages: Iterable[Passage]
) -> tuple[str, str]:
    """Return what a reading is bound to: digests of the item and of the words it cites."""
    return fingerprint(item), words_digest(sources, passages)


def words_digest(sources: Mapping[str, Source], passages: Iterable[Passage]) -> str:
    """Return 16 hex digits that change with the words that passages are of."""
    words = [
        passage_digest(sources[passage.source].text[passage.start : passage.end])
        for passage in passages
        if passage.found and passage.source in sources
    ]
    return hashlib.sha256("".join(words).encode()).hexdigest()[:16]


def stale(
    reading: SecondReading | None,
    item: Item,
    sources: Mapping[str, Source],
    passages: Iterable[Passage],
) -> str | None:
    """Say why an item counts as unreviewed, or None if it doesn't."""
    if reading is None:
        return "no second reader has judged it"
    text, words = digests(item, sources, passages)
    if text != reading.item:
        return f"it has changed since its second reading of {reading.on}"
    if words != reading.passages:
        return f"its passage has changed since its second reading of {reading.on}"
    return None
