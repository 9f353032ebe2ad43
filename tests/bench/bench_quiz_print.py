"""Printing a quiz: three versions of forty questions with their keys, as PDF and as DOCX.

Each run is a process of its own, as typst remembers what it has set before. What is measured
begins with the form in memory, and has in it the engine's own import and its look at its fonts.
Yardsticks: typst with the same words as plain paragraphs and as many documents, and with nothing.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.quiz.blueprint import Blueprint
from app.quiz.form import assemble
from app.services.printing import files_of
from app.services.printing import selection_of
from app.settings import shipped_bank
from exports.paper.look import Look
from question_bank.loader import load
from tests.bench.timing import show

_ROUNDS = 5
_VERSIONS = 3
_COUNT = 40
_WORKS = ("empty", "plain", "pdf", "pdf, answer and reading sheets", "docx")
_PLAIN = b'#set document(date: none)\n#for words in json("/data.json") { par(words) }'


def _words(node: object) -> list[str]:
    if isinstance(node, str):
        return [node] if " " in node else []
    if isinstance(node, dict):
        return [one for part in node.values() for one in _words(part)]
    return [one for part in node for one in _words(part)] if isinstance(node, list | tuple) else []


def _measure(work: str) -> tuple[float, float]:
    """Return the seconds of one work, its files made once: on the clock, and of processors."""
    bank = load(shipped_bank())
    form = assemble(bank, Blueprint(count=_COUNT, versions=_VERSIONS))
    texts: list[list[str]] = []
    if work == "plain":
        from exports.paper.document import key_part  # noqa: PLC0415 - not in what others measure
        from exports.paper.document import questions_part  # noqa: PLC0415

        for version in form.versions:
            chosen = selection_of(bank, form, version)
            texts.append(_words(questions_part(chosen, Look())))
            texts.append(_words(key_part(chosen, Look())))
    start, busy = time.perf_counter(), time.process_time()
    if work in ("empty", "plain"):
        import typst  # noqa: PLC0415 - its import is measured

        for words in texts or [[]] * (2 * _VERSIONS):
            files = {"main.typ": _PLAIN, "data.json": json.dumps(words).encode()}
            typst.Compiler(input=files, ignore_system_fonts=True).compile(format="pdf")
    else:
        sheets = "sheets" in work
        files_of(
            bank, form, work.partition(",")[0], Look(answer_sheet=sheets, reading_sheet=sheets)
        )
    return time.perf_counter() - start, time.process_time() - busy


def main() -> None:
    """Print the table."""
    if len(sys.argv) > 1:
        print(*_measure(sys.argv[1]))
        return
    times: dict[str, list[float]] = {work: [] for work in _WORKS}
    busy: dict[str, list[float]] = {work: [] for work in _WORKS}
    for _ in range(_ROUNDS):
        for work, found in times.items():
            done = subprocess.run(
                [sys.executable, __file__, work], capture_output=True, text=True, check=True
            )
            clock, processors = map(float, done.stdout.split())
            found.append(clock)
            busy[work].append(processors)
    plain = statistics.median(times["plain"])
    rows = [
        (
            work,
            f"{statistics.median(found) * 1000:.0f}",
            f"{max(found) * 1000:.0f}",
            f"{statistics.median(busy[work]) * 1000:.0f}",
            f"{statistics.median(found) / plain:.2f}",
        )
        for work, found in times.items()
    ]
    title = f"{_VERSIONS} versions of {_COUNT} questions with keys (goal: pdf ≤ 1500 ms)"
    show(title, ("work", "median ms", "worst ms", "processor ms", "× plain words"), rows)


if __name__ == "__main__":
    main()
