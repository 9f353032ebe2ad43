"""Import a file that others made into a bank: its questions, its log, all of it or nothing."""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.services import importing_swap
from app.services.errors import RefusedError
from app.services.import_home import store_home
from app.services.import_undo import undo
from app.services.importing_known import known_banks
from app.services.importing_known import place_of_back
from app.services.importing_one import Import
from app.services.importing_ours import sort_out
from app.services.importing_part import rows_of
from app.services.importing_place import place_of
from app.services.importing_plan import plan
from app.services.importing_report import joined
from app.services.importing_report import report_of
from question_bank.frame import id_of
from question_bank.readers.confined import read_in_child
from question_bank.readers.contents import RefusedFileError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator

    from app.services.importing_frame import Back
    from app.services.importing_ours import Home
    from app.services.importing_ours import Sorted
    from app.services.importing_place import Place
    from app.services.importing_report import Report
    from app.services.runtime import Runtime
    from question_bank.readers.contents import Contents
    from question_bank.readers.contents import LeftOut

    Tell = Callable[[str, float], None]

_CHUNK = 1 << 20
# how much of the whole each part takes, for the bar
_SHARES = {"read": (0.0, 0.3), "plan": (0.3, 0.5), "store": (0.5, 1.0)}


def silent(_doing: str, _share: float) -> None:
    """Tell nobody."""


def look(file: Path, folder: Path, *, name: str | None = None, tell: Tell = silent) -> Report:
    """Say what a file holds and what of it would be left out; nothing is written.

    Args:
        file: what others made.
        folder: for what is unpacked; it is there already, and left empty.
        name: what people call the file.
        tell: told what is being done, and the share of it.

    Raises:
        RefusedError: it can't be taken.
    """
    with _unpacked(file, folder, name, tell) as contents:
        made = plan(contents, "x", None, _part(tell, "plan"))
        return report_of(contents, name or file.name, made.left_out)


def import_file(
    runtime: Runtime,
    file: Path,
    *,
    name: str | None = None,
    bank: Path | None = None,
    tell: Tell = silent,
) -> Report:
    """Import a file into a bank, which is made or updated; imported again, it doubles nothing.

    Args:
        runtime: whose learner, and where the data are.
        file: what others made.
        name: what people call it.
        bank: the bank's folder; by default one in the data folder, by the file's title.
        tell: told what is being done, and the share of all of it.

    Raises:
        RefusedError: the file can't be taken, or the bank that is there has faults.
        StoreError: the database can't be written.
    """
    called = name or file.name
    try:
        with _unpacked(file, importing_swap.folder_of(runtime), name, tell) as contents:
            return import_contents(runtime, contents, called, _digest(file), bank=bank, tell=tell)
    except OSError as error:
        where = f"{importing_swap.known_place(error.filename)}: " if error.filename else ""
        raise RefusedError(f"{where}{error.strerror or error}: nothing was imported") from error


def import_contents(  # noqa: PLR0913 - what, whence and whither
    runtime: Runtime,
    contents: Contents,
    file: str,
    digest: str,
    *,
    bank: Path | None = None,
    tell: Tell = silent,
) -> Report:
    """Import what was read of a file; see ``import_file``."""
    banks, find = known_banks(runtime, bank)
    parts = sort_out(contents, rows_of(contents), banks, find)
    going = _Going(runtime, contents, parts, file, digest, bank, tell)
    return going.alone() if parts.rest is contents else going.all()


@dataclass(slots=True)
class _Going:
    """A file on its way into one bank or several; all of it, or nothing."""

    runtime: Runtime
    contents: Contents
    parts: Sorted
    file: str
    digest: str
    bank: Path | None
    tell: Tell
    ids: tuple[str, ...] = ()

    def alone(self) -> Report:
        """Import a file with nothing of ours."""
        place = place_of(self.runtime, self.contents, self.bank)
        return self._into(self.contents, place, self.runtime.new_id())

    def all(self) -> Report:
        """Import the parts one after the other; if one fails, those before it are undone."""
        runtime, parts = self.runtime, self.parts
        count = len(parts.homes) + len(parts.backs) + (parts.rest is not None)
        names = tuple(runtime.new_id() for _ in range(count))
        self.ids = names if count > 1 else ()
        free = iter(names)
        done: list[Report] = []
        mine = frozenset(home.bank for home in parts.homes)
        mine |= {back.info.id for back in parts.backs}
        try:
            for home in parts.homes:
                done += [self._home(home, next(free))]
            for back in parts.backs:
                place = place_of_back(runtime, back, self.bank)
                done.append(self._into(back.contents, place, next(free), back))
            if parts.rest is not None:
                anew = None if self._is_taken(mine) else self.bank
                place = place_of(runtime, parts.rest, anew, beside=mine)
                done.append(self._into(parts.rest, place, next(free)))
        except BaseException:
            for report in reversed(done):
                if report.id is not None:
                    undo(runtime, report.id, alone=True)
            raise
        self.tell("Done", 1.0)
        return joined(report_of(self.contents, self.file, self.contents.left_out), done)

    def _home(self, home: Home, name: str) -> Report:
        report = self._report(home.contents, home.told)
        tell = _part(self.tell, "store")
        return store_home(self.runtime, home, report, self.digest, name, tell)

    def _is_taken(self, mine: frozenset[str]) -> bool:
        """Whether the folder that was given is that of a bank of ours."""
        return self.bank is not None and (id_of(self.bank) in mine or bool(self.parts.backs))

    def _report(self, contents: Contents, told: Iterable[LeftOut]) -> Report:
        return replace(report_of(contents, self.file, told), parts=self.ids)

    def _into(
        self, contents: Contents, place: Place, name: str, back: Back | None = None
    ) -> Report:
        rows = self.parts.rows or None
        made = plan(
            contents, place.id, place.old, _part(self.tell, "plan"), back=back, rows=rows
        )  # fmt: skip
        if not made.taken:
            if self.ids:
                return self._report(contents, made.left_out)
            raise RefusedError(f"{self.file}: nothing in it can be taken{_first(made.left_out)}")
        report = replace(
            self._report(contents, made.left_out), bank=place.id, folder=str(place.folder),
            added=made.merge.added, updated=made.merge.updated, unchanged=made.merge.unchanged,
            gone=made.merge.gone, rebuilt=back is not None and place.old is None,
        )  # fmt: skip
        tell = _part(self.tell, "store")
        done = Import(
            self.runtime, contents, place, made, report, self.digest, tell, name, back
        ).run()
        self.tell("Done", 1.0)
        return done


# ------------------------------------------------------------------ the file
@contextmanager
def _unpacked(file: Path, folder: Path, name: str | None, tell: Tell) -> Iterator[Contents]:
    """Read a file in a process of its own; what it unpacked is gone at the end."""
    told = _part(tell, "read")

    def progress(stage: str, done: int, total: int) -> None:
        told(f"Reading: {stage}", done / max(total, 1))

    if not file.is_file():
        raise RefusedError(f"{name or file}: there is no such file")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".reading-") as scratch:
        try:
            yield read_in_child(file, Path(scratch), name=name or file.name, progress=progress)
        except RefusedFileError as error:
            raise RefusedError(str(error)) from error


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while part := opened.read(_CHUNK):
            found.update(part)
    return found.hexdigest()


def _part(tell: Tell, name: str) -> Tell:
    """Return what is told the share of a part, and tells that of the whole."""
    start, end = _SHARES[name]
    return lambda doing, share: tell(doing, start + (end - start) * min(max(share, 0.0), 1.0))


def _first(left_out: list[LeftOut]) -> str:
    return f": {left_out[0].reason}" if left_out else ""
