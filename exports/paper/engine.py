"""typst, kept in a room without doors: the only place that imports it.

A document is a template of ours, and data. The compiler gets both in memory; its root is an empty
folder, or one with the document's pictures alone, and its package folder is empty: it can reach no
other file. Nothing a bank says is ever
read as typst: the template builds content from JSON, by functions. Fonts are those in the typst
wheel and in ``fonts/``; the machine's own are looked at only for letters that these don't have.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from typing import Any

import typst

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

_FONTS = Path(str(resources.files(__package__).joinpath("fonts")))
_TEMPLATES = ("main", "lib", "runs", "questions", "key", "answers", "reading")
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)  # the check for glyphs wants a date; nobody sees it
_PROBE = (
    b'#set document(title: "x", date: datetime(year: 2000, month: 1, day: 1))\n'
    b'#set text(font: "Libertinus Serif")\n#json("/data.json")'
)


class CantSet(ValueError):  # noqa: N818 - it says what failed
    """The engine refused a document; the message is its own, one line."""


@cache
def _fonts(*, of_system: bool) -> Any:
    return typst.Fonts(include_system_fonts=of_system, font_paths=[str(_FONTS)])


@cache
def _templates() -> dict[str, bytes]:
    folder = resources.files(__package__).joinpath("typ")
    return {f"{name}.typ": folder.joinpath(f"{name}.typ").read_bytes() for name in _TEMPLATES}


def families() -> tuple[str, ...]:
    """Return the names of all fonts on this machine that the engine knows."""
    return tuple(_fonts(of_system=True).families())


class Engine:
    """Sets documents. ``of_system``: with the machine's fonts behind our own."""

    def __init__(self, *, of_system: bool = False) -> None:
        self._fonts = _fonts(of_system=of_system)

    @contextmanager
    def _compiler(self, files: Mapping[str, bytes]) -> Iterator[Any]:
        """Give a compiler that knows these files and no others. Raises CantSet."""
        texts = {name: data for name, data in files.items() if _is_text(data)}
        with TemporaryDirectory(prefix="citecards-typst-") as folder:
            room, packages = Path(folder, "room"), Path(folder, "packages")
            room.mkdir()
            for name in files.keys() - texts.keys():  # the binding takes text alone in memory
                room.joinpath(name).write_bytes(files[name])
            try:
                yield typst.Compiler(
                    input=texts, root=room, font_paths=self._fonts,
                    package_path=packages, package_cache_path=packages,
                )  # fmt: skip
            except RuntimeError as error:  # the binding's own errors are such, too
                raise CantSet(str(error).splitlines()[0]) from error

    def _run(self, files: Mapping[str, bytes], **options: Any) -> Any:
        with self._compiler(files) as compiler:
            return compiler.compile(**options)

    def pdf(self, data: object, files: Mapping[str, bytes]) -> bytes:
        """Return a document as PDF; ``files`` are its pictures by name. Equal bytes for equal data.

        Raises:
            CantSet: a picture can't be read.
        """
        made: bytes = self._run(_whole(data, files), format="pdf")
        return made

    def pages(self, data: object, files: Mapping[str, bytes], ppi: float = 100) -> list[bytes]:
        """Return a document's pages as PNG, to be looked at. Raises CantSet."""
        made = self._run(_whole(data, files), format="png", ppi=ppi)
        return made if isinstance(made, list) else [made]

    def places(self, data: object, files: Mapping[str, bytes]) -> list[dict[str, Any]]:
        """Return what the template says about where it drew its marks, in mm. Raises CantSet."""
        with self._compiler(_whole(data, files)) as compiler:
            told = compiler.query("<place>", field="value")
        found: list[dict[str, Any]] = json.loads(told) if isinstance(told, str) else told
        return found

    def can_set(self, words: str) -> bool:
        """Whether every letter of ``words`` has a shape in some font.

        The engine itself is asked: a PDF/A may hold no letter without a shape.
        """
        try:
            self._run(
                {"main.typ": _PROBE, "data.json": json.dumps(words).encode()},
                format="pdf", pdf_standards=["a-2b"], timestamp=_ANY_DAY,
            )  # fmt: skip
        except CantSet:
            return False
        return True

    def can_show(self, name: str, data: bytes) -> bool:
        """Whether a picture can be read."""
        try:
            self._run({"main.typ": f'#image("/{name}")'.encode(), name: data}, format="pdf")
        except CantSet:
            return False
        return True


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _whole(data: object, files: Mapping[str, bytes]) -> dict[str, bytes]:
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return {**_templates(), "data.json": told, **files}
