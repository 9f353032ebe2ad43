"""Write histories.json.gz beside this file: 560 whole histories, as the real Anki scheduled them.

Run it as ``make.py`` is run. Where that one keeps all four futures of few cards, this one keeps
what became of many: 4 to 30 answers each, on steps and in long memory, on one day and overnight,
early and late, under options drawn anew for every plan. The same call writes the same bytes.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from make import DAY
from make import END
from make import HERE
from make import HOUR
from make import START
from make import clock
from make import configure
from make import in_zones

PLANS = 28
HISTORIES = 20  # of a plan
SEED = 600_000  # apart from the seeds of make.py
ZONES = ("UTC", "UTC", "UTC", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Asia/Kolkata")
LEARNING = ([60, 600], [600], [60, 300, 900, 3600], [], [60, 86400], [30], [1200, 28800, 259200])
RELEARNING = ([600], [60, 1200], [], [43200], [600, 86400], [30])
DEFAULTS = [
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
]


def options_of(index: int) -> dict[str, Any]:
    """Draw the options of a plan; the first are the defaults."""
    if not index:
        return {}
    chance = Random(SEED + index)  # noqa: S311
    options = {
        "learning_steps": chance.choice(LEARNING),
        "relearning_steps": chance.choice(RELEARNING),
        "desired_retention": round(chance.uniform(0.7, 0.99), 2),
        "maximum_interval": chance.choice([36500, 36500, 36500, 365, 30]),
    }
    if index % 3 == 0:
        options["parameters"] = [
            max(round(w * chance.uniform(0.85, 1.15), 4), 0.001) for w in DEFAULTS
        ]
    return options


def pause(chance: Random, left: int) -> int:
    """Seconds until the next answer, when the card asks for ``left``."""
    match chance.randrange(10):
        case 0:  # again within minutes or hours, whatever it asks for
            return chance.randrange(20, 3 * HOUR)
        case 1:  # overnight
            return chance.randrange(8 * HOUR, 30 * HOUR)
        case 2:  # early
            return max(30, int(left * chance.uniform(0.1, 0.9)))
        case 3:  # late
            return int(left * chance.uniform(1.2, 4)) + chance.randrange(DAY)
    return left + (
        chance.randrange(5, 400) if left < DAY else chance.randrange(-8 * HOUR, 12 * HOUR)
    )


def memory_of(state: Any) -> Any:
    """Return the memory that a future of a card has."""
    kind = state.normal.WhichOneof("kind")
    part = getattr(state.normal, kind)
    return (part.learning if kind == "relearning" else part).memory_state


def history(col: Any, seed: int, set_now: Any) -> list[Any]:
    """Answer one new card 4 to 30 times: its id, when it began, then each answer in turn.

    An answer is its rating, the ms since the one before, the kind of the card after it, its
    interval, its wait (seconds on a step within the day, else days), stability, difficulty: as
    the 32-bit numbers they are, to the last digit.
    """
    from anki.scheduler_pb2 import CardAnswer  # noqa: PLC0415

    chance = Random(seed)  # noqa: S311
    shares = chance.choice([(22, 15, 50, 13), (45, 15, 35, 5), (8, 8, 70, 14)])
    now = begun = (START + (seed - SEED) * 9973) * 1000 + chance.randrange(DAY * 1000)
    set_now(now)
    note = col.new_note(col.models.by_name("Basic"))
    note["Front"] = str(seed)
    col.add_note(note, 1)
    cid = note.card_ids()[0]
    before, answers = begun, []
    for _ in range(chance.randint(4, 30)):
        now += chance.randrange(1_000, 60_000)
        set_now(now)
        offered = col._backend.get_scheduling_states(cid)
        rating = chance.choices((1, 2, 3, 4), shares)[0]
        new = (offered.again, offered.hard, offered.good, offered.easy)[rating - 1]
        answer = CardAnswer(
            card_id=cid, current_state=offered.current, new_state=new, rating=rating - 1,
            answered_at_millis=now, milliseconds_taken=1000,
        )  # fmt: skip
        col._backend.answer_card(answer)
        card = col.get_card(cid)
        step = card.queue == 1
        waits = card.due - now // 1000 if step else card.due - col.sched.today
        memory = memory_of(new)  # the card's own is rounded to three and four digits
        answers.append(
            [
                *(rating, now - before, "LRX"[card.type - 1] + "s" * step, card.ivl, waits),
                *(float(f"{memory.stability:.9g}"), float(f"{memory.difficulty:.9g}")),
            ]
        )
        before = now
        now += pause(chance, waits if step else waits * DAY) * 1000
        if now > END * 1000:
            break
    return [cid, begun, *answers]


def child(index: int) -> None:
    """Write one plan's histories to standard output (the zone is this process's TZ)."""
    from anki.collection import Collection  # noqa: PLC0415

    set_now, options, found = clock(), options_of(index), []
    for number in range(HISTORIES):
        seed = SEED + index * HISTORIES + number
        set_now((START + (seed - SEED) * 9973) * 1000)
        with tempfile.TemporaryDirectory() as folder:
            col = Collection(str(Path(folder) / "golden.anki2"))
            configure(col, options)
            found.append(history(col, seed, set_now))
            col.close()
    json.dump(
        {"zone": ZONES[index % len(ZONES)], "options": options, "histories": found}, sys.stdout
    )


def main() -> None:
    """Run each plan in a process of its zone, write histories.json.gz."""
    plans = in_zones(__file__, [ZONES[index % len(ZONES)] for index in range(PLANS)])
    text = json.dumps({"anki": "26.9.3", "plans": plans}, separators=(",", ":"))
    (HERE / "histories.json.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(int(sys.argv[1]))
    else:
        main()
