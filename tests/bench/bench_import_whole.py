"""The whole import of a deck: folder in YAML, store, log and states; seconds and memory.

``python -m tests.bench.bench_import_whole [NOTES] [REVIEWS A NOTE]``; a hundred thousand notes and
a million reviews by default. The contents are made beforehand, packed as a reader packs them.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from question_bank.readers import parts
from question_bank.readers.contents import Card
from question_bank.readers.contents import Contents
from question_bank.readers.contents import Deck
from question_bank.readers.contents import Note
from question_bank.readers.contents import Review
from tests.services.banks import write_bank
from tests.services.contents import BASIC
from tests.services.contents import CLOZE
from tests.services.contents import FANCY
from tests.services.contents import MADE_AT
from tests.services.contents import put
from tests.site import MORNING
from tests.site import make_runtime

if TYPE_CHECKING:
    import struct

_DAY = 86_400_000
_SHAPES = (BASIC, BASIC, BASIC, BASIC, CLOZE, FANCY)


def made(notes: int, reviews: int) -> Contents:
    """Return a deck of notes in forty decks, each card answered so often."""
    random.seed(1)
    decks = tuple(Deck(at, f"Language::Part {at:02d}") for at in range(1, 41))
    return Contents(
        "apkg", "Language", decks, (BASIC, CLOZE, FANCY),
        [_note(at) for at in range(1, notes + 1)],
        _packed(
            parts.CARD, Card, (_card(at, reviews) for at in range(1, notes + 1)), parts.pack_card
        ),
        _packed(parts.REVIEW, Review, (
            Review(MORNING - _DAY * (7 * back + 1) - at, at, 1 + (at + back) % 4, 7, 7, 2500, 5000,
                   1 if back < reviews - 1 else 0)
            for back in reversed(range(reviews)) for at in range(notes, 0, -1)
        ), lambda row: parts.REVIEW.pack(*row)),
        made_at=MADE_AT - 86_400 * 400, rows=notes,
    )  # fmt: skip


def _packed(form: struct.Struct, kind: type, rows: object, pack: object) -> object:
    raw = bytearray()
    for row in rows:  # type: ignore[attr-defined]
        raw += pack(row)  # type: ignore[operator]
    make = parts.card if kind is Card else kind._make  # type: ignore[attr-defined]
    return parts.Packed(form, make, raw)


def _note(at: int) -> Note:
    kind = _SHAPES[at % len(_SHAPES)]
    words = f"What does the word number {at} mean in this language?"
    if kind is CLOZE:
        fields = (f"The {{{{c1::word {at}}}}} stands <b>here</b>.", "")
    elif kind is FANCY:
        fields = (f"<i>word</i> {at}", f"its meaning, <br>the {at}th", "")
    else:
        fields = (
            words,
            f"The meaning of {at}, <b>bold</b>" if at % 4 == 0 else f"Its meaning {at}",
        )
    return Note(at, f"guid{at:08d}", kind.id, fields, ("verb", f"part::{at % 7}"), MADE_AT)


def _card(at: int, reviews: int) -> Card:
    studied = {"kind": 2, "queue": 2, "due": 590, "interval": 7, "ease": 2500, "reps": reviews}
    return Card(at, at, 0, 1 + at % 40, **(studied if reviews else {"due": at}))


def main() -> None:
    """Measure, and print a line for each part."""
    notes, reviews = (int(given) for given in (*sys.argv[1:], "100000", "10")[:2])
    contents = made(notes, reviews)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        runtime = make_runtime(folder / "data", write_bank(folder / "small"))
        base = _memory()
        marks: list[tuple[float, str]] = []

        def tell(doing: str, _share: float) -> None:
            if not marks or not marks[-1][1].startswith(doing):
                marks.append((time.perf_counter(), f"{doing} (from {_memory():.0f} MB)"))

        began, cpu = time.perf_counter(), time.process_time()
        report = put(runtime, contents, tell=tell)
        took, used = time.perf_counter() - began, time.process_time() - cpu
        runtime.database.close()
    print(f"{report.added} notes, {report.logged} rows of the log: {took:.1f} s ({used:.1f} s CPU)")
    for (at, doing), (end, _) in zip(marks, [*marks[1:], (began + took, "")], strict=True):
        print(f"  {doing}: {end - at:.1f} s")
    print(f"memory: {_memory():.0f} MB at most, {base:.0f} MB before, the contents in it")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
