"""``citecards check`` on a bank of 10,000 items, beside PyYAML's C loader on its files.

Goals (issue 3): cold 2 times as fast or more, unchanged 75 times, one item edited 30 times.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.banks import write_bank
from tests.bench.timing import show

ITEMS = 10_000
ROUNDS = 5
GOALS = {"cold": 2, "unchanged": 75, "one item edited": 30}
_YAML = """\
import sys, yaml
for name in sys.argv[1:]:
    yaml.load(open(name, encoding="utf-8").read(), yaml.CSafeLoader)
"""


def main() -> None:
    """Time whole processes, in turn, and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "bank")
        files = write_bank(folder, ITEMS)
        times: dict[str, list[float]] = {"PyYAML's C loader": []}
        times |= {goal: [] for goal in GOALS}
        for turn in range(ROUNDS):
            env = {**os.environ, "CITECARDS_CACHE": str(Path(name, f"cache-{turn}"))}
            times["PyYAML's C loader"].append(
                _timed([sys.executable, "-c", _YAML, *map(str, files)], env)
            )
            check = [sys.executable, "-m", "app.cli", "check", str(folder)]
            _age()
            times["cold"].append(_timed(check, env))
            times["unchanged"].append(_timed(check, env))
            _edit(files[0], turn)
            times["one item edited"].append(_timed(check, env))
    medians = {what: statistics.median(found) for what, found in times.items()}
    yardstick = medians["PyYAML's C loader"]
    rows = [
        (what, f"{seconds * 1000:.0f}", f"{yardstick / seconds:.1f}", _goal(what))
        for what, seconds in medians.items()
    ]
    title = f"citecards check, {ITEMS:,} items, whole processes, median of {ROUNDS}"
    show(title, ("what", "ms", "× as fast", "goal"), rows)


def _goal(what: str) -> str:
    return f"≥ {GOALS[what]}" if what in GOALS else ""


def _timed(command: list[str], env: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _age() -> None:
    """Wait until no file is so young that a check won't remember it as it is."""
    time.sleep(2.1)


def _edit(file: Path, turn: int) -> None:
    text = file.read_text(encoding="utf-8")
    at = text.index("explanation: ", len(text) // 2 + 1000 * turn) + len("explanation: ")
    file.write_text(f"{text[:at]}Edited {text[at:]}", encoding="utf-8")


if __name__ == "__main__":
    main()
