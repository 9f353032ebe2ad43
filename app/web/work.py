"""Work that may take a while: begun by a request, done beside it, asked after by others.

One piece of work at a time for each key (a bank). What it found stays until the next begins.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any

from flask import current_app

from app.services.errors import StaleError

if TYPE_CHECKING:
    from collections.abc import Callable

    Tell = Callable[[float], None]
    Task = Callable[[Tell], Any]

PATIENCE = 1.5  # seconds that a request waits for its work before it shows how far that is
_MOST = 32  # pieces of work whose results are kept


@dataclass
class Work:
    """A piece of work: what it is called, the share done, and what it found or raised."""

    key: str
    what: str
    share: float = 0.0
    found: Any = None
    error: Exception | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def running(self) -> bool:
        """Whether it isn't done yet."""
        return not self.ended.is_set()

    def tell(self, share: float) -> None:
        """Take note of how far it is."""
        self.share = share

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for its end, by default as long as a request waits; tell whether it came."""
        return self.ended.wait(PATIENCE if seconds is None else seconds)

    def result(self) -> Any:
        """Return what it found.

        Raises:
            Exception: what it raised.
        """
        if self.error is not None:
            raise self.error
        return self.found


class Desk:
    """The work of one site, by key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._work: dict[str, Work] = {}

    def get(self, key: str) -> Work | None:
        """Return the newest work of a key, running or done."""
        return self._work.get(key)

    def begin(self, key: str, what: str, task: Task, *, small: bool) -> Work:
        """Begin a piece of work, small ones within the request, others beside it.

        Raises:
            StaleError: one of its key still runs.
        """
        with self._lock:
            there = self._work.get(key)
            if there is not None and there.running:
                raise StaleError(
                    "an earlier change is still being worked out: wait, then try again"
                )
            work = Work(key, what)
            self._work.pop(key, None)
            self._work[key] = work
            for old in [key for key, one in self._work.items() if not one.running][:-_MOST]:
                del self._work[old]
        if small:
            _run(work, task)
        else:
            threading.Thread(target=_run, args=(work, task), daemon=True).start()
        return work


def _run(work: Work, task: Task) -> None:
    try:
        work.found = task(work.tell)
    except Exception as error:  # noqa: BLE001 - told to whoever asks for the result
        work.error = error
    finally:
        work.ended.set()


def desk() -> Desk:
    """Return the desk of the site that answers."""
    extensions: dict[str, Any] = current_app.extensions
    found: Desk = extensions.setdefault("citecards-work", Desk())
    return found
