"""A zip whose bytes depend on what it holds alone: order, dates and modes are fixed."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING
from typing import Any

from exports.deflating import BLOCK
from exports.deflating import Blocks
from exports.deflating import Deflating
from exports.deflating import Growing
from exports.deflating import stream

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
_UNIX = 3  # else the creating system is written, and Windows makes other bytes
_MODE = 0o644 << 16


def write_zip(
    out: Path,
    members: Iterable[tuple[str, bytes | Path | Growing]],
    level: int = 6,
    deflating: Deflating | None = None,
) -> None:
    """Write members in the given order, deflated; a member's content is bytes or a file.

    Files are streamed: memory doesn't grow with them. Threads that are at work already
    (``deflating``, at the same level) go on with it. Raises OSError.
    """
    if deflating is None:
        with Deflating(level) as started:
            write_zip(out, members, level, started)
        return
    with zipfile.ZipFile(out, "w", compresslevel=level) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = _UNIX
            info.external_attr = _MODE
            if isinstance(content, bytes):
                info.file_size = len(content)
                with archive.open(info, "w") as opened:
                    _through(opened, stream(level)).write(content)
                continue
            early = content if isinstance(content, Growing) else None
            path = content.path if isinstance(content, Growing) else content
            info.file_size = path.stat().st_size  # tells whether 64-bit sizes are needed
            with path.open("rb") as source, archive.open(info, "w") as opened:
                target = _through(opened, Blocks(deflating, early))
                while block := source.read(BLOCK):
                    target.write(block)


def _through(opened: Any, deflater: Any) -> Any:
    """Let a member be deflated by another; ``zipfile`` has no door for that."""
    opened._compressor = deflater  # noqa: SLF001
    return opened
