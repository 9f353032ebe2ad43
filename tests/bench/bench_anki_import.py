"""Read a package of 100,000 notes, cards and twice as many reviews: the real Anki, and ours.

The yardstick is Anki's own import of the same file, in its own environment
(``CITECARDS_ANKI_PYTHON``). It ends with the collection filled, ours with
``Contents`` read in a confined process and handed back.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from question_bank.readers.confined import read_in_child
from question_bank.readers.packages import read_package
from tests.bench.timing import show
from tests.readers.anki_files import CRT
from tests.readers.anki_files import DECK
from tests.readers.anki_files import Collection
from tests.readers.anki_files import card
from tests.readers.anki_files import deck
from tests.readers.anki_files import new_members
from tests.readers.anki_files import note
from tests.readers.anki_files import old_members
from tests.readers.anki_files import pack
from tests.readers.anki_files import review

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROUNDS = 3
_WORDS = "river trade paper minister <b>north</b> south a the of and Lena Yenisei 한국 längste"
_MEMORY = '{"pos":1,"s":12.34,"d":5.6,"dr":0.9,"lrt":1700000000}'
# on a disk, Anki mostly waits for it: both get their temporary files in memory
_SHARED = Path("/dev/shm")  # noqa: S108 - as the system has it
_IN_MEMORY = os.environ | ({"TMPDIR": str(_SHARED)} if _SHARED.is_dir() else {})
_ANKI = """
import json, sys, tempfile, time, resource
from pathlib import Path
from anki.collection import *
with tempfile.TemporaryDirectory() as folder:
    col = Collection(str(Path(folder, "collection.anki2")))
    options = ImportAnkiPackageOptions(with_scheduling=True)
    request = ImportAnkiPackageRequest(package_path=sys.argv[1], options=options)
    wall, busy = time.perf_counter(), time.process_time()
    col.import_anki_package(request)
    wall, busy = time.perf_counter() - wall, time.process_time() - busy
    counts = [col.note_count(), col.card_count(), col.db.scalar("select count() from revlog")]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([wall, busy, memory, counts]))
"""


def fill(notes: int) -> Collection:
    """Return a collection of so many notes and cards, and twice as many reviews."""
    chance = random.Random(1)  # noqa: S311 - a test deck
    words = _WORDS.split()

    def made_notes() -> Iterator[dict[str, object]]:
        for n in range(1, notes + 1):
            front, back = (" ".join(chance.choices(words, k=k)) for k in (15, 25))
            yield note(
                CRT * 1000 + n,
                guid=f"guid{n:09}",
                flds=f"{front} {n}\x1f{back}",
                tags=f" topic::t{n % 50} river ",
            )

    return Collection(
        notes=made_notes(),
        cards=(
            card(
                *(CRT * 1000 + n, CRT * 1000 + n), type=2, queue=2, due=100 + n % 300, ivl=30,
                factor=2500, reps=2, data=_MEMORY,
            )
            for n in range(1, notes + 1)
        ),
        revlog=(
            review(CRT * 1000 + n * 1000, CRT * 1000 + 1 + n % notes)
            for n in range(1, 2 * notes + 1)
        ),
        decks={"1": deck(1, "Default"), str(DECK): deck(DECK, "Rivers")},
    )  # fmt: skip


def make(folder: Path, notes: int) -> dict[str, Path]:
    """Write the same collection as a package of the old form and of the new."""
    old = fill(notes).write(folder / "made")
    members = old_members(old, name="collection.anki21") | {"meta": b"\x08\x02"}
    made = {"old": pack(folder / "old.apkg", members)}
    collection = fill(notes)
    collection.ver = 18
    made["new"] = pack(folder / "new.apkg", new_members(collection.write(folder / "made")), 0)
    return made


def with_anki(path: Path) -> tuple[float, float, float, list[int]]:
    """Return wall and processor seconds, memory in MB and the counts of Anki's import."""
    done = subprocess.run(
        [os.environ["CITECARDS_ANKI_PYTHON"], "-c", _ANKI, path],
        env=_IN_MEMORY,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    wall, busy, memory, counts = json.loads(done.stdout)
    return wall, busy, memory, counts


def with_ours(path: Path, how: str) -> tuple[float, float, float, list[int]]:
    """Return the same of our reading, in a process of its own as Anki's."""
    done = subprocess.run(
        [sys.executable, __file__, how, path],
        env=_IN_MEMORY,
        capture_output=True,
        text=True,
        check=True,
    )
    wall, busy, memory, counts = json.loads(done.stdout)
    return wall, busy, memory, counts


def read(path: Path, how: str) -> None:
    """Read a package and print what it took; the memory is that of both processes."""
    reader = {"--confined": read_in_child, "--here": read_package}[how]
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryDirectory() as folder:
        wall, before = time.perf_counter(), [resource.getrusage(kind) for kind in kinds]
        found = reader(path, Path(folder))
        wall, after = time.perf_counter() - wall, [resource.getrusage(kind) for kind in kinds]
    busy = sum(sum(one[:2]) for one in after) - sum(sum(one[:2]) for one in before)
    memory = sum(one.ru_maxrss for one in after) / 1024
    print(
        json.dumps([wall, busy, memory, [len(found.notes), len(found.cards), len(found.reviews)]])
    )


def main() -> None:
    """Measure interleaved and print."""
    notes = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    works = {
        "ours, confined, old form": lambda made: with_ours(made["old"], "--confined"),
        "ours, confined, new form": lambda made: with_ours(made["new"], "--confined"),
        "ours, in this process, old form": lambda made: with_ours(made["old"], "--here"),
    }
    if "CITECARDS_ANKI_PYTHON" in os.environ:
        works = {"Anki’s own import, old form": lambda made: with_anki(made["old"])} | works
    runs: dict[str, list[tuple[float, float, float, list[int]]]] = {name: [] for name in works}
    with tempfile.TemporaryDirectory() as folder:
        made = make(Path(folder), notes)
        for _ in range(_ROUNDS):
            for name, work in works.items():
                runs[name].append(work(made))
        size = made["old"].stat().st_size / 1e6
    rows = []
    for name, found in runs.items():
        wall, busy, memory, counts = sorted(found)[_ROUNDS // 2]
        if counts != [notes, notes, 2 * notes]:
            raise SystemExit(f"{name}: read {counts}")
        rows.append((name, f"{notes / wall:,.0f}", f"{wall:.2f}", f"{busy:.2f}", f"{memory:,.0f}"))
    show(
        f"Read a package of {notes:,} notes ({size:.0f} MB): median of {_ROUNDS}",
        ("", "notes/s", "s", "CPU s", "MB"),
        rows,
    )


if __name__ == "__main__":
    if len(sys.argv) > 2:
        read(Path(sys.argv[2]), sys.argv[1])
    else:
        main()
