"""Let the real Anki study a collection of any size, and say how long each answer took.

It runs in an environment of its own, as ``anki_import.py`` does::

    $CITECARDS_ANKI_PYTHON THIS_FILE FOLDER CARDS

A line ``go N`` on stdin answers N cards and prints their microseconds as JSON: an answer is
committed, the next card comes with its four futures. ``edit N`` changes a note and suspends its
card N times and prints how long the next card took each time.
"""

# ruff: noqa: S608 - the statements are put together from the constant below
from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from anki.collection import Collection
from anki.scheduler.v3 import CardAnswer

_RATINGS = (CardAnswer.GOOD,) * 3 + (CardAnswer.AGAIN, CardAnswer.EASY, CardAnswer.HARD)
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"


def build(path: Path, cards: int) -> Collection:
    """Make a collection: four cards in ten new, the others reviewed, a third of them due by now."""
    col = Collection(str(path))
    kind = col.models.by_name("Basic")["id"]
    deck = col.decks.id("Bench")
    conf = col.decks.config_dict_for_deck_id(deck)
    conf["new"]["perDay"] = conf["rev"]["perDay"] = 9999
    col.decks.update_config(conf)
    col.decks.select(deck)
    col.set_config("fsrs", val=True)
    today = col.sched.today
    col.db.execute(
        f"{_NUMBERS} INSERT INTO notes SELECT i, 'guid' || i, ?, 0, -1, '', 'What did the two"
        " governments agree upon in the matter numbered ' || i || char(31) || 'To talk about it',"
        " i, i, 0, '' FROM n",
        cards, kind,
    )  # fmt: skip
    col.db.execute(
        f"{_NUMBERS} INSERT INTO cards SELECT i, i, ?, 0, 0, -1, (i % 10 >= 4) * 2,"
        " (i % 10 >= 4) * 2, CASE WHEN i % 10 >= 4 THEN ? - 120 + i * 7919 % 365 ELSE i END,"
        " (i % 10 >= 4) * 8, 2500, i % 10 >= 4, 0, 0, 0, 0, 0,"
        " CASE WHEN i % 10 >= 4 THEN '{\"s\":8.2956,\"d\":1.0,\"dr\":0.9}' ELSE '{}' END FROM n",
        cards, deck, today,
    )  # fmt: skip
    col.close()
    return Collection(str(path))


def answer(col: Collection, times: int) -> list[float]:
    """Answer what comes next; return the microseconds of each."""
    found = []
    for number in range(times):
        queued = col.sched.get_queued_cards().cards[0]
        card = col.get_card(queued.card.id)
        card.start_timer()
        rating = _RATINGS[number % len(_RATINGS)]
        made = col.sched.build_answer(card=card, states=queued.states, rating=rating)
        start = time.perf_counter()
        col.sched.answer_card(made)
        queued = col.sched.get_queued_cards().cards[0]
        col.sched.describe_next_states(queued.states)
        found.append((time.perf_counter() - start) * 1e6)
    return found


def edit(col: Collection, times: int) -> list[float]:
    """Change a note and put a card aside; return the microseconds till the next card is there."""
    found = []
    for number in range(times):
        note = col.get_note(number + 1)
        note.fields[0] += " (edited)"
        col.update_note(note)
        col.sched.suspend_cards([number + 1])
        start = time.perf_counter()
        col.sched.get_queued_cards()
        found.append((time.perf_counter() - start) * 1e6)
    return found


def _say(what: object) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def main() -> None:
    """Build, then do what stdin says."""
    col = build(Path(sys.argv[1], "collection.anki2"), int(sys.argv[2]))
    mode = col.db.scalar("PRAGMA synchronous")
    _say({"synchronous": mode})
    for line in sys.stdin:
        what, times = line.split()
        _say({"go": answer, "edit": edit}[what](col, int(times)))
    col.close()


if __name__ == "__main__":
    main()
