"""A zip whose bytes depend on what it holds alone: order, dates and modes are fixed."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say
_UNIX = 3  # else the creating system is written, and Windows makes other bytes
_MODE = 0o644 << 16


def write_zip(out: Path, members: Iterable[tuple[str, bytes | Path]], level: int = 6) -> None:
    """Write members in the given order, deflated; a member's content is bytes or a file.

    Files are streamed: memory doesn't grow with them. Raises OSError.
    """
    with zipfile.ZipFile(out, "w", compresslevel=level) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = _UNIX
            info.external_attr = _MODE
            if isinstance(content, bytes):
                archive.writestr(info, content, compresslevel=level)
                continue
            info.file_size = content.stat().st_size  # tells whether 64-bit sizes are needed
            with content.open("rb") as source, archive.open(info, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
