"""Write anki.json beside this file: what the real Anki does with seeded answer histories.

Run it in an environment of its own that holds the ``anki`` wheel (Linux, with a C compiler)::

    python -m venv anki-env && anki-env/bin/pip install anki==26.9.3
    anki-env/bin/python tests/scheduling/golden/make.py

Anki asks the system for the time and has no argument for it. So a few lines of C stand before
``clock_gettime`` (LD_PRELOAD), and every collection, card id and answer lives in virtual time:
the same call writes the same bytes. No text of Anki is used, only its answers.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static long long now_ms = 0;
void set_now(long long ms) { now_ms = ms; }
int clock_gettime(clockid_t id, struct timespec *t) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  if (id != CLOCK_REALTIME || !now_ms) return real(id, t);
  t->tv_sec = now_ms / 1000;
  t->tv_nsec = (now_ms % 1000) * 1000000;
  return 0;
}
"""
HERE = Path(__file__).parent
HOUR = 3600
DAY = 24 * HOUR
START = 1_770_000_000  # 2 February 2026, early enough for both changes of the clock in a history
PARAMETERS = [
    *(0.4, 1.9, 3.4, 12.0, 6.9, 0.6, 2.1, 0.03, 1.6, 0.2, 0.9),
    *(1.7, 0.09, 0.3, 1.9, 0.35, 2.4, 0.7, 0.2, 0.1, 0.21),
]
# (zone, histories, options that differ from ours by default); seconds, as in our Options.
PLANS: list[tuple[str, int, dict[str, Any]]] = [
    ("UTC", 14, {}),
    ("Europe/Berlin", 6, {}),
    ("America/New_York", 4, {"desired_retention": 0.8}),
    ("UTC", 3, {"desired_retention": 0.97, "maximum_interval": 60}),
    ("UTC", 4, {"parameters": PARAMETERS}),
    ("UTC", 3, {"learning_steps": [600], "relearning_steps": [60, 1200]}),
    ("UTC", 3, {"learning_steps": [], "relearning_steps": []}),
    ("UTC", 3, {"learning_steps": [], "relearning_steps": [], "parameters": PARAMETERS}),
    ("UTC", 3, {"learning_steps": [60, 600, 14400, 172800], "relearning_steps": [86400, 900]}),
    ("UTC", 2, {"leech_threshold": 3, "relearning_steps": [43200]}),
]
LENGTH = 13
END = 2_100_000_000  # Anki keeps a step's due second in 32 bits: no history goes beyond


def configure(col: Any, options: dict[str, Any]) -> None:
    """Put our options into the default deck's configuration."""
    col.set_config("fsrs", val=True)
    col.set_config("loadBalancerEnabled", val=False)
    conf = col.decks.get_config(1)
    if "learning_steps" in options:
        conf["new"]["delays"] = [s / 60 for s in options["learning_steps"]]
    if "relearning_steps" in options:
        conf["lapse"]["delays"] = [s / 60 for s in options["relearning_steps"]]
    conf["rev"]["maxIvl"] = options.get("maximum_interval", 36500)
    conf["lapse"]["leechFails"] = options.get("leech_threshold", 8)
    conf["lapse"]["leechAction"] = 1  # tag only: a suspended card ends the history
    conf["desiredRetention"] = options.get("desired_retention", 0.9)
    conf["fsrsParams6"] = options.get("parameters", [])
    col.decks.update_config(conf)


def entry(col: Any, state: Any, label: str) -> list[Any]:
    """One future: kind, step seconds, steps left, days, stability, difficulty, leech, label."""
    label = label.replace("\u2068", "").replace("\u2069", "")
    kind = state.normal.WhichOneof("kind")
    part = getattr(state.normal, kind)
    step = part if kind == "learning" else part.learning if kind == "relearning" else None
    review = part if kind == "review" else part.review if kind == "relearning" else None
    memory = (step or review).memory_state
    return [
        {"learning": "L", "review": "R", "relearning": "X"}[kind],
        step.scheduled_secs if step else 0,
        step.remaining_steps if step else 0,
        review.scheduled_days if review else 0,
        float(f"{memory.stability:.7g}"),
        float(f"{memory.difficulty:.7g}"),
        int(col._backend.state_is_leech(state)),
        label,
    ]


def pause(chance: Random, left: int) -> int:
    """Seconds until the next answer, when the card asks for ``left``: on time, early, late."""
    way = chance.random()
    if way < 0.06:
        return chance.randrange(20, 2 * HOUR)
    if way < 0.14:
        return max(30, int(left * chance.uniform(0.1, 0.9)))
    if way < 0.24:
        return int(left * chance.uniform(1.2, 3)) + chance.randrange(DAY)
    if left < DAY:
        return left + chance.randrange(5, 400)
    return left + chance.randrange(-8 * HOUR, 12 * HOUR)


def history(seed: int, options: dict[str, Any], set_now: Any) -> dict[str, Any]:
    """Answer one new card LENGTH times in a fresh collection; what was offered, what came."""
    from anki.collection import Collection  # noqa: PLC0415
    from anki.scheduler_pb2 import CardAnswer  # noqa: PLC0415

    chance = Random(seed)  # noqa: S311
    now = START + seed * 7919 + chance.randrange(DAY)
    set_now(now * 1000)
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "golden.anki2"))
        configure(col, options)
        note = col.new_note(col.models.by_name("Basic"))
        note["Front"] = "front"
        col.add_note(note, 1)
        cid = note.card_ids()[0]
        for _ in range(LENGTH):
            now += chance.randrange(1, 60)
            at = now * 1000 + chance.randrange(1000)
            set_now(at)
            offered = col._backend.get_scheduling_states(cid)
            labels = col._backend.describe_next_states(offered)
            futures = [offered.again, offered.hard, offered.good, offered.easy]
            rating = chance.choices((1, 2, 3, 4), (22, 15, 50, 13))[0]
            today = col.sched.today
            answer = CardAnswer(
                card_id=cid,
                current_state=offered.current,
                new_state=futures[rating - 1],
                rating=rating - 1,
                answered_at_millis=at,
                milliseconds_taken=1000,
            )
            col._backend.answer_card(answer)
            card = col.get_card(cid)
            # Learning cards are due at a second, all others on a day counted from the first.
            waits = card.due - now if card.queue == 1 else (card.due - today)
            answers.append(
                {
                    "rating": rating,
                    "at": at,
                    "today": today,
                    "waits": waits,
                    "intraday": int(card.queue == 1),
                    "lapses": card.lapses,
                    "futures": [entry(col, *pair) for pair in zip(futures, labels, strict=True)],
                }
            )
            now += pause(chance, waits if card.queue == 1 else waits * DAY)
            if now > END:
                break
        final = col._backend.compute_memory_state(cid).state
        col.close()
    memory = [float(f"{final.stability:.7g}"), float(f"{final.difficulty:.7g}")]
    return {"card": cid, "answers": answers, "memory": memory}


def clock() -> Any:
    """Return what sets the time, in ms since the epoch."""
    set_now = ctypes.CDLL(None).set_now
    set_now.argtypes = [ctypes.c_longlong]
    return set_now


def child(index: int) -> None:
    """Write one plan's histories to standard output (the zone is this process's TZ)."""
    zone, count, options = PLANS[index]
    set_now = clock()
    histories = [history(100 * index + n, options, set_now) for n in range(count)]
    json.dump({"zone": zone, "options": options, "histories": histories}, sys.stdout)


def in_zones(script: str, zones: list[str]) -> list[Any]:
    """Build the clock, run a script with the number of each zone in a process of that zone.

    Return what each wrote, read as JSON.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        sys.exit("A C compiler (cc) is needed to give Anki a virtual clock.")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "clock.c"
        source.write_text(CLOCK, encoding="utf-8")
        library = source.with_suffix(".so")
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        for index, zone in enumerate(zones):
            env = {**os.environ, "TZ": zone, "LD_PRELOAD": str(library)}
            run = [sys.executable, script, str(index)]
            found.append(json.loads(subprocess.run(run, env=env, check=True, stdout=-1).stdout))
    return found


def main() -> None:
    """Run each plan in a process of its zone, write anki.json."""
    plans = in_zones(__file__, [zone for zone, _, _ in PLANS])
    text = json.dumps({"anki": "26.9.3", "plans": plans}, separators=(",", ":"))
    (HERE / "anki.json").write_text(text.replace('{"card"', '\n{"card"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(int(sys.argv[1]))
    else:
        main()
