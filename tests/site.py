"""A site for tests: its own data folder, its own clock, on a free port of this machine."""

from __future__ import annotations

import os
import tempfile
import threading
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from waitress.server import create_server
from waitress.wasyncore import close_all

from app.factory import create_app
from app.scheduling.types import Options
from app.services import study
from app.services.answering import Submission
from app.services.answering import answer
from app.services.holding import act
from app.services.runtime import Runtime
from app.services.sync import sync_all
from app.settings import Settings
from app.settings import shipped_bank
from app.store.db import Database
from app.store.migrate import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# Monday 23 November 2026, 09:00 UTC
MORNING = 1_795_424_400_000

# the shell is the same engine without the windows around it: a page opens in half the time
_BROWSERS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
CHROMIUM = os.environ.get(
    "CITECARDS_CHROMIUM", next((path for path in _BROWSERS if Path(path).exists()), _BROWSERS[-1])
)
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Clock:
    """A clock that tests set: ms since the epoch, UTC."""

    def __init__(self, now: int = MORNING) -> None:
        self.now = now

    def __call__(self) -> int:
        """Return the time."""
        return self.now

    def forward(self, *, days: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time pass."""
        self.now += int(((days * 24 * 60 + minutes) * 60 + seconds) * 1000)


@cache
def _empty() -> bytes:
    """Return a database with all tables and no row: to copy is quicker than to migrate."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "empty.db"
        database = Database(f"sqlite:///{file}")
        migrate(database)
        database.close()
        return file.read_bytes()


def make_runtime(
    folder: Path, *banks: Path, clock: Clock | None = None, options: Options | None = None
) -> Runtime:
    """Make a runtime with data in ``folder``; without banks, with the shipped one."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = count(1)
    if not (file := folder / "test.db").exists():
        file.write_bytes(_empty())
    settings = Settings(data=folder, banks=banks or (shipped_bank(),), database=f"sqlite:///{file}")
    runtime = Runtime(
        settings=settings,
        database=Database(settings.database),
        clock=clock or Clock(),
        new_id=lambda: f"00000000-0000-4000-8000-{next(ids):012d}",
        options=options or Options(bury=False),
    )
    migrate(runtime.database)
    sync_all(runtime)
    return runtime


def study_for_weeks(runtime: Runtime, cards: int = 40) -> None:
    """Answer the first cards of the shipped bank, five a week: the oldest are the weakest now."""
    assert isinstance(runtime.clock, Clock)
    for card in range(1, cards + 1):
        shown_at = runtime.clock() - 5_000
        answer(runtime, Submission(f"weeks-{card}", card, 0, 1 + card * 7 % 4, shown_at))
        runtime.clock.forward(days=7 if card % 5 == 0 else 0)


HELD = {"held": 2, "suspended": 3, "answer": 4, "passage": 5, "lapsed": 8, "leech": 9}


def hold_cards(runtime: Runtime) -> None:
    """Study the shipped bank for weeks, and bring its cards of ``HELD`` into their states."""
    assert isinstance(runtime.clock, Clock)
    study_for_weeks(runtime, 20)
    for what in ("flag-6", "mark"):
        _act(runtime, HELD["held"], what)
    _act(runtime, HELD["suspended"], "suspend")
    for name, lapses in (("leech", 8), ("lapsed", 1)):
        for _ in range(lapses):
            for rating in (4, 1):
                runtime.clock.forward(days=30)
                _rate(runtime, HELD[name], rating)
    with runtime.database.write() as connection:
        for name in ("answer", "passage"):
            connection.exec_driver_sql(
                f"UPDATE card_state SET notice = '{name}' WHERE card_id = {HELD[name]}"  # noqa: S608
            )


def _act(runtime: Runtime, card: int, what: str) -> None:
    bank = "japan-korea-2023"
    act(runtime, bank=bank, cards=(card,), what=what, action_id=runtime.new_id())


def _rate(runtime: Runtime, card: int, rating: int) -> None:
    seen = study.back(runtime, study.deck(runtime, "japan-korea-2023"), card).card.seen
    shown_at = runtime.clock() - 9_000
    answer(runtime, Submission(runtime.new_id(), card, seen, rating, shown_at))


@contextmanager
def served(runtime: Runtime) -> Iterator[str]:
    """Serve the site of a runtime on a free port; yield its address."""
    sockets: dict[int, Any] = {}
    server: Any = create_server(
        create_app(runtime), map=sockets, host="127.0.0.1", port=0, threads=2
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # first the requests still at work (a page may be fetching when its test ends), then the
        # sockets, from the thread that waits on them: it ends when it has none left
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: close_all(sockets, ignore_all=True))
        thread.join(5)
        runtime.database.close()
