"""The answer cycle at a thousand, 100,000 and a million cards, beside Anki's own at 100,000.

A cycle is: update, log, commit (synchronous=FULL), pick the next card with its counts, and its
four previews. Each store is studied in a process of its own, in turn, a few answers at a time, so
that a busy machine is busy for all of them. Anki runs in its own environment:
``CITECARDS_ANKI_PYTHON`` names its Python; without it that column is left out.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Self

sys.path.insert(0, str(Path(__file__).parents[2]))

from rich.console import Console
from rich.progress import Progress

from app.services import study
from app.services.answering import Submission
from app.services.answering import answer_and_turn
from app.services.study import CardView
from app.store import holds
from tests.bench import stores
from tests.bench.timing import show
from tests.site import served

if TYPE_CHECKING:
    from app.services.runtime import Runtime
    from app.services.study import Turn

SIZES = (1_000, 100_000, 1_000_000)
_ANKI_SIZE = 100_000
_ROUNDS = 12
_A_ROUND = 40
_WARM = 60
_EDITS = 15
_ANKI_EDITS = 5
_RATINGS = (3, 3, 3, 1, 4, 2)
_GOALS = {"anki": 1.5, "growth": 1.2, "next": 5.0, "memory": 250}


class Learner:
    """Studies a store: the worker's side."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.deck = study.deck(runtime, stores.BANK)
        self.turn = self._any(study.turn(runtime, self.deck))
        self.number = 0

    def go(self, times: int) -> list[float]:
        """Answer what comes next; return the microseconds of each cycle."""
        return [self._cycle() for _ in range(times)]

    def edit(self, times: int) -> list[float]:
        """Change an item and put a card aside; return the microseconds till the next is there."""
        found = []
        self.runtime.clock.forward(days=1)  # type: ignore[attr-defined]
        self.turn = self._any(study.turn(self.runtime, self.deck))
        for number in range(times):
            pk = self.turn.card.id + number + 1
            with self.runtime.database.write() as connection:
                connection.exec_driver_sql(
                    "UPDATE item SET data = replace(data, 'agree', 'settle') WHERE pk = ?", (pk,)
                )
                holds.hold(connection, self.runtime.learner, [pk], suspended=True)
            start = time.perf_counter()
            turn = study.turn(self.runtime, self.deck)
            found.append((time.perf_counter() - start) * 1e6)
            self.turn = self._any(turn)
        return found

    def memory(self, pages: int) -> list[float]:
        """Serve that many pages and their answers; return the megabytes that are resident."""
        with served(self.runtime) as base:
            for _ in range(pages):
                for path in ("/", f"/study/{stores.BANK}"):
                    with urllib.request.urlopen(base + path) as reply:  # noqa: S310 - our own
                        reply.read()
            time.sleep(0.5)  # till the server has closed its last connection
        status = Path("/proc/self/status").read_text(encoding="ascii")
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return [int(found[1]) / 1000]

    def _cycle(self) -> float:
        card = self.turn.card
        rating = _RATINGS[self.number % len(_RATINGS)]
        self.number += 1
        sent = Submission(uuid.uuid4().hex, card.id, card.seen, rating, card.shown_at)
        start = time.perf_counter()
        turn = answer_and_turn(self.runtime, sent, self.deck)
        if isinstance(turn.card, CardView):
            study.futures(turn.options, turn.card.id, turn.card.state, self.runtime.moment())
        took = (time.perf_counter() - start) * 1e6
        self.turn = self._any(turn)
        return took

    def _any(self, turn: Turn) -> Any:
        """Wait for a day on which there is something to study."""
        while not isinstance(turn.card, CardView):
            self.runtime.clock.forward(days=1)  # type: ignore[attr-defined]
            turn = study.turn(self.runtime, self.deck)
        return turn


def work(folder: str, cards: int) -> None:
    """Be a worker: build the store, then do what stdin says, a line of JSON each."""
    if folder.endswith("build"):
        stores.build(Path(folder).parent, cards)
        return
    # in another process: what building took is no memory of the server's
    build = [sys.executable, __file__, f"{folder}/build", str(cards)]
    subprocess.run(build, check=True)
    learner = Learner(stores.open_store(Path(folder)))
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        what, times = line.split()
        print(json.dumps(getattr(learner, what)(int(times))), flush=True)
    learner.runtime.database.close()


class Worker:
    """A process that studies, as the bench sees it."""

    def __init__(self, *command: object) -> None:
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        """Start it."""
        return self

    def __exit__(self, *_error: object) -> None:
        """End it."""
        self.process.communicate()

    def read(self) -> Any:
        """Wait for its next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("a worker ended: see above")
        return json.loads(line)

    def ask(self, what: str, times: int) -> list[float]:
        """Have it do something so many times."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what} {times}\n".encode())
        self.process.stdin.flush()
        found: list[float] = self.read()
        return found


def main() -> None:
    """Build, study in turn, print."""
    anki = os.environ.get("CITECARDS_ANKI_PYTHON")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bar = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
        task = bar.add_task("building the stores", total=_ROUNDS + 4)
        workers = {
            f"{size:,}": stack.enter_context(
                Worker(sys.executable, __file__, folder / str(size), size)
            )
            for size in SIZES
        }
        if anki:
            script = Path(__file__).parents[1] / "oracle" / "anki_study.py"
            (folder / "anki").mkdir()
            workers["Anki"] = stack.enter_context(Worker(anki, script, folder / "anki", _ANKI_SIZE))
        for worker in workers.values():
            worker.read()
            worker.ask("go", _WARM)
            bar.advance(task)
        bar.update(task, description="studying")
        times: dict[str, list[float]] = {name: [] for name in workers}
        for _ in range(_ROUNDS):
            for name, worker in workers.items():
                times[name] += worker.ask("go", _A_ROUND)
            bar.advance(task)
        edits = {
            name: worker.ask("edit", _ANKI_EDITS if name == "Anki" else _EDITS)
            for name, worker in workers.items()
        }
        memory = workers[f"{SIZES[-1]:,}"].ask("memory", 30)[0]
    _show(times, edits, memory)


def _show(times: dict[str, list[float]], edits: dict[str, list[float]], memory: float) -> None:
    first, yardstick = f"{SIZES[0]:,}", "Anki"
    base = statistics.median(times[first])
    against = statistics.median(times[yardstick]) if yardstick in times else None
    rows = []
    for name, took in times.items():
        p50 = statistics.median(took)
        last = statistics.quantiles(took, n=100)[98]
        growth = "" if name == yardstick else f"{p50 / base:.2f}"
        speed = "" if against is None else f"{against / p50:.2f}"
        after = f"{statistics.median(edits[name]) / 1000:.2f}"
        shown = f"{_ANKI_SIZE:,} in Anki" if name == yardstick else name
        rows.append((shown, f"{p50:.0f}", f"{last:.0f}", growth, speed, after))
    show(
        f"An answer and the next card, synchronous=FULL, {_ROUNDS * _A_ROUND} each"
        f" (goals: ≥ {_GOALS['anki']} × Anki at 100,000; growth ≤ {_GOALS['growth']};"
        f" next card after an edit ≤ {_GOALS['next']:.0f} ms)",
        ("cards", "p50 µs", "p99 µs", "growth", "× Anki", "after an edit, ms"),
        rows,
    )
    if against is None:
        print("CITECARDS_ANKI_PYTHON names no Python with the anki wheel: no figure beside ours.")
    print(f"Memory of the server at {SIZES[-1]:,} cards: {memory:.0f} MB"
          f" (goal: ≤ {_GOALS['memory']} MB)")  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 1:
        work(sys.argv[1], int(sys.argv[2]))
    else:
        main()
