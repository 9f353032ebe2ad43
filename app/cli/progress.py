"""A bar on the terminal, for work that takes longer than one waits."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

_PATIENCE = 1.0  # seconds before a bar is worth a look


@contextmanager
def telling() -> Iterator[Callable[[str, float], None]]:
    """Give what is told what is being done, and the share of it that is done."""
    if not sys.stderr.isatty():
        yield lambda _doing, _share: None
        return
    from rich.console import Console  # noqa: PLC0415 - only a person looks at it
    from rich.progress import Progress  # noqa: PLC0415

    began = time.monotonic()
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0, visible=False)

        def tell(doing: str, share: float) -> None:
            late = time.monotonic() - began > _PATIENCE
            bar.update(task, description=doing, completed=share, visible=late)

        yield tell
