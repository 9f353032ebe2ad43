"""The second reading: sheets for a reader who answers first, and the verdicts that come back."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from typing import Any
from typing import assert_never

from question_bank.blocks import cut
from question_bank.items import CLOZE
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Note
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import TrueFalseItem
from question_bank.items import faces
from question_bank.items import stem_of
from question_bank.quote import quotes
from question_bank.reviewed import SecondReading
from question_bank.reviewed import checked_scores
from question_bank.reviewed import digests
from question_bank.reviewed import stale

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.bank import Bank
    from question_bank.items import Item
    from question_bank.reviewed import Readings


def unreviewed(bank: Bank) -> dict[str, str]:
    """Return why each item that no second reader has judged as it stands has not been."""
    readings = bank.readings or {}
    found = {
        item.id: stale(readings.get(item.id), item, bank.sources, bank.passages[item.id])
        for item in bank.items
    }
    return {item: why for item, why in found.items() if why is not None}


def sheet(bank: Bank, items: list[Item]) -> Iterator[str]:
    """Yield, item by item, what a second reader answers first: passage and question, no key."""
    for item in items:
        chance = Random(item.id)  # noqa: S311 - an order that gives nothing away, the same each time
        lines = [f"## {item.id} ({item.kind})", "", *_passages(bank, item), ""]
        yield "\n".join([*lines, *_question(item, chance), ""])


def sheet_with_keys(bank: Bank, items: list[Item]) -> Iterator[str]:
    """Yield, item by item, what is judged then: the passage and the item as it is written."""
    texts = _texts(bank)
    for item in items:
        lines = [f"## {item.id} ({item.kind})", "", *_passages(bank, item), ""]
        yield "\n".join([*lines, "```yaml", texts[item.id], "```", ""])


def _passages(bank: Bank, item: Item) -> Iterator[str]:
    for quote in quotes(bank.sources, bank.passages[item.id]):
        words = "".join(
            f"[[{piece.text}]]" if piece.cited else piece.text for piece in quote.pieces
        )
        yield f"> {' '.join(words.split())}"
        yield f"> ({quote.where})"


def _texts(bank: Bank) -> dict[str, str]:
    """Return each item as it stands in its file."""
    found: dict[str, str] = {}
    lines = {(place.file, place.line): item for item, place in bank.places.items()}
    for file in sorted({place.file for place in bank.places.values()}):
        for block in cut(Path(file).read_bytes()).blocks:
            found[lines[file, block.line]] = block.text.rstrip()
    return found


def _question(item: Item, chance: Random) -> Iterator[str]:
    match item:
        case Cloze():
            for n in faces(item):
                yield f"Fill in: {_gapped(item, n)}"
        case TrueFalseItem():
            yield f"True or false? {item.stem}"
        case MultipleChoice() | MultipleResponse():
            yield f"{'One' if item.kind == 'multiple_choice' else 'All that apply'}: {item.stem}"
            yield from _shuffled([option.text for option in item.options], chance)
        case Ordering():
            yield f"Put in order: {item.stem}"
            yield from _shuffled(list(item.sequence), chance)
        case Matching():
            yield f"Match: {item.stem}"
            yield from _shuffled([pair.left for pair in item.pairs], chance)
            yield from _shuffled([*(pair.right for pair in item.pairs), *item.extra], chance)
        case Flashcard() | ShortAnswer() | Numeric() | Open():
            yield item.stem
        case Note():
            yield stem_of(item)
        case _:
            assert_never(item)


def _gapped(item: Cloze, n: int) -> str:
    return CLOZE.sub(
        lambda found: found["hidden"] if int(found["n"]) != n else f"[{found['hint'] or '…'}]",
        item.text,
    )


def _shuffled(texts: list[str], chance: Random) -> Iterator[str]:
    chance.shuffle(texts)
    for at, text in enumerate(texts):
        yield f"  {chr(ord('A') + at)}) {text}"


def recorded(bank: Bank, file: Path, *, by: str, on: str) -> Readings:
    """Return the bank's readings with the verdicts of a file, one JSON object a line.

    A verdict has ``id``, ``agreed`` (true if the answer given first is the key) and ``scores``,
    twelve numbers from 0 to 2; whatever else it has is left. Readings of items that are gone go.

    Raises:
        OSError: the file can't be read.
        ValueError: a line is no verdict; the message says which.
    """
    readings = dict(bank.readings or {})
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                item, agreed, scores = _verdict(json.loads(line))
            except (ValueError, RecursionError) as error:
                raise ValueError(f"{file}:{number}:1 {_why(error)}") from None
            if item not in bank.by_id:
                raise ValueError(f"{file}:{number}:1 there is no item `{item}` in this bank")
            what = digests(bank.by_id[item], bank.sources, bank.passages[item])
            readings[item] = SecondReading(on, by, agreed, scores, *what)
    return {item: reading for item, reading in readings.items() if item in bank.by_id}


def _verdict(row: Any) -> tuple[str, bool, tuple[int, ...]]:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise ValueError("a verdict is an object with `id`, `agreed` and `scores`")  # noqa: TRY004
    if not isinstance(row.get("agreed"), bool):
        raise ValueError("`agreed` is true or false")  # noqa: TRY004
    return row["id"], row["agreed"], checked_scores(row.get("scores"))


def _why(error: Exception) -> str:
    return "not a line of JSON" if isinstance(error, json.JSONDecodeError) else str(error)
