"""Every format of one bank of 10,000 items, in items a second, beside plain ``json.dumps``.

Goal (issue 6): 5,000 items a second or more for each text format. PDF and Word are pages, not
text (``bench_quiz_print``); give names of formats to have those alone.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from exports import EXPORTERS
from exports import exporter
from exports.base import Selection
from question_bank import markup
from question_bank.loader import load
from tests.bench.banks import write_bank
from tests.bench.timing import show

if TYPE_CHECKING:
    from collections.abc import Callable

    from exports.base import Report

ITEMS = 10_000
ROUNDS = 3
GOAL = 5_000  # items a second
PAGES = ("pdf", "docx")
_CACHES = ("block", "inline", "plain", "block_tex", "inline_tex")


def main(names: list[str], *, profile: bool = False) -> None:
    """Time each format from cold caches and print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_bank(folder / "bank", ITEMS)
        bank = load(folder / "bank")
        selection = Selection(bank, bank.items, bank.info.title, at=1_750_000_000)
        rows = []
        for form in names:
            made = exporter(form)
            out = folder / f"out{made.suffix}"
            if profile:
                _profiled(lambda made=made, out=out: made.write(selection, out))
            times, report = _timed(lambda made=made, out=out: made.write(selection, out))
            rows.append((form, *_figures(times, out), str(len(report.skipped))))
        times, _ = _timed(lambda: _dumped(selection, folder / "plain.jsonl"))
        rows.append(("json.dumps", *_figures(times, folder / "plain.jsonl"), ""))
    title = f"{ITEMS:,} items, caches cold, median of {ROUNDS}; goal {GOAL:,} items/s"
    show(title, ("format", "ms", "ms of CPU", "items/s", "by CPU", "MB", "left out"), rows)


def _timed(work: Callable[[], Report | None]) -> tuple[tuple[float, float], Report | None]:
    """Return the median time by the clock and of the processor, and what was reported."""
    times = []
    for _ in range(ROUNDS):
        for cache in _CACHES:
            getattr(markup, cache).cache_clear()
        start, busy = time.perf_counter(), time.process_time()
        report = work()
        times.append((time.perf_counter() - start, time.process_time() - busy))
    clock, processor = zip(*times, strict=True)
    return (statistics.median(clock), statistics.median(processor)), report


def _figures(times: tuple[float, float], out: Path) -> tuple[str, ...]:
    clock, processor = times
    size = out.stat().st_size / 1e6
    return (
        f"{clock * 1000:,.0f}",
        f"{processor * 1000:,.0f}",
        f"{ITEMS / clock:,.0f}",
        f"{ITEMS / processor:,.0f}",
        f"{size:.1f}",
    )


def _dumped(selection: Selection, out: Path) -> None:
    """Write the items as they are: what no format can do without."""
    with out.open("w", encoding="utf-8") as file:
        for item in selection.items:
            file.write(json.dumps(item.model_dump(mode="json"), ensure_ascii=False) + "\n")


def _profiled(work: Callable[[], object]) -> None:
    profile = cProfile.Profile()
    profile.runcall(work)
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if word != "--profile"]
    main(
        given or [name for name in EXPORTERS if name not in PAGES],
        profile="--profile" in sys.argv,
    )
