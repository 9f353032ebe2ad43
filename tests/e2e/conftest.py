"""Chromium, pages that tolerate no complaint, and sites to open in them."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from dataclasses import field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from sqlalchemy import text

from app.scheduling.types import Options
from app.services.runtime import Runtime
from app.settings import Settings
from app.settings import shipped_bank
from app.store.db import Database
from app.store.migrate import migrate
from tests.e2e.hands import BANK
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import hold_cards
from tests.site import make_runtime
from tests.site import served
from tests.site import study_for_weeks

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

WAIT = 15_000  # ms: a page that needs longer on a busy machine is broken


@dataclass
class Watch:
    """What pages complained of, and which hosts they asked; ``allowed`` parts of words pass."""

    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def listen(self, context: BrowserContext) -> None:
        """Hear the console, errors nobody caught, and every request."""
        context.on("console", lambda line: line.type == "error" and self._say(line.text))
        context.on("weberror", lambda error: self._say(str(error.error)))
        context.on("request", lambda request: self.asked.append(request.url))

    def _say(self, words: str) -> None:
        if not any(part in words for part in self.allowed):
            self.complaints.append(words)

    def check(self) -> None:
        """Fail if there was a complaint or a request to another host."""
        foreign = [url for url in self.asked if urlsplit(url).hostname != "127.0.0.1"]
        assert (self.complaints, foreign) == ([], [])


@pytest.fixture
def watch():
    """Gather what the pages of a test complain of; checked when it ends."""
    watch = Watch()
    yield watch
    watch.check()


@pytest.fixture
def open_page(browser, watch):
    """Open pages, each in a context of its own with the options given."""
    with ExitStack() as opened:

        def new(**options):
            options.setdefault("viewport", {"width": 1280, "height": 800})
            options.setdefault("reduced_motion", "reduce")
            options.setdefault("service_workers", "block")  # test_offline.py allows it
            context = browser.new_context(**options)
            opened.callback(context.close)
            context.set_default_timeout(WAIT)
            watch.listen(context)
            return context.new_page()

        yield new


@pytest.fixture
def page(open_page):
    """Open one page of a desktop."""
    return open_page()


@dataclass
class Site:
    """A site that runs: its address, and the runtime behind it to look into."""

    base: str
    runtime: Runtime

    @property
    def clock(self) -> Clock:
        """The clock, to be set."""
        assert isinstance(self.runtime.clock, Clock)
        return self.runtime.clock

    def answers(self) -> list[tuple[int, int]]:
        """Return card and rating of each answer that stands, oldest first."""
        rows = "SELECT card_id, rating FROM review WHERE undone_by IS NULL ORDER BY seq"
        with self.runtime.database.read() as connection:
            return [(row.card_id, row.rating) for row in connection.execute(text(rows))]


@pytest.fixture(scope="session")
def synced(tmp_path_factory):
    """Return a database that holds the shipped bank, to be copied."""
    folder = tmp_path_factory.mktemp("synced")
    make_runtime(folder).database.close()
    return folder / "test.db"


@pytest.fixture
def site(tmp_path, synced):
    """Serve the shipped bank to one test alone; the day allows forty new cards."""
    database = Path(shutil.copy(synced, tmp_path))
    settings = Settings(tmp_path, (shipped_bank(),), f"sqlite:///{database}")
    ids = count(1)
    runtime = Runtime(
        settings,
        Database(settings.database),
        Clock(),
        lambda: f"00000000-0000-4000-8000-{next(ids):012d}",
        Options(bury=False, new_per_day=40),
    )
    with served(runtime) as base:
        yield Site(base, runtime)


@pytest.fixture(scope="session")
def shown(tmp_path_factory):
    """Serve the shipped bank to every test that only looks."""
    runtime = make_runtime(tmp_path_factory.mktemp("shown"))
    with served(runtime) as base:
        yield Site(base, runtime)


@pytest.fixture(scope="session")
def taken(tmp_path_factory):
    """Serve a site on which quizzes are begun, by a learner who has studied for weeks."""
    runtime = make_runtime(tmp_path_factory.mktemp("taken"))
    study_for_weeks(runtime)
    with served(runtime) as base:
        yield Site(base, runtime)


@pytest.fixture(scope="session")
def resting(tmp_path_factory):
    """Serve a site whose day allows no new card: nothing is due."""
    runtime = make_runtime(
        tmp_path_factory.mktemp("resting"), options=Options(bury=False, new_per_day=0)
    )
    with served(runtime) as base:
        yield Site(base, runtime)


@pytest.fixture(scope="session")
def begun(tmp_path_factory):
    """Serve a site whose first card was answered: there is something to undo."""
    runtime = make_runtime(tmp_path_factory.mktemp("begun"))
    sent = {"review": "first", "card": 1, "seen": 0, "rating": 1, "shown_at": runtime.clock()}
    with served(runtime) as base:
        urlopen(f"{base}/study/{BANK}/answer", urlencode(sent).encode()).close()  # noqa: S310
        yield Site(base, runtime)


@pytest.fixture(scope="session")
def studied(tmp_path_factory):
    """Serve a site whose learner has answered for weeks: recall differs from card to card."""
    runtime = make_runtime(tmp_path_factory.mktemp("studied"))
    study_for_weeks(runtime)
    with served(runtime) as base:
        yield Site(base, runtime)


@pytest.fixture(scope="session")
def held(tmp_path_factory):
    """Serve a site on which all sorts of things were done with cards; see ``tests.site``."""
    runtime = make_runtime(tmp_path_factory.mktemp("held"))
    hold_cards(runtime)
    with served(runtime) as base:
        yield Site(base, runtime)


@pytest.fixture(scope="session")
def given(tmp_path_factory):
    """Serve a site to which files are given: banks come to be beside the shipped one."""
    with served(runtime := make_runtime(tmp_path_factory.mktemp("given"))) as base:
        yield Site(base, runtime)


@pytest.fixture(scope="session")
def sparse(tmp_path_factory):
    """Serve a bank whose paper has a sentence that nothing cites."""
    bank = write_bank(tmp_path_factory.mktemp("sparse-bank"))
    runtime = make_runtime(tmp_path_factory.mktemp("sparse"), bank)
    with served(runtime) as base:
        yield Site(base, runtime)


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """Serve a site without a bank."""
    folder = tmp_path_factory.mktemp("bare")
    settings = Settings(data=folder, banks=(), database=f"sqlite:///{folder / 'test.db'}")
    runtime = Runtime(settings, Database(settings.database), Clock(), lambda: "0" * 36)
    migrate(runtime.database)
    with served(runtime) as base:
        yield Site(base, runtime)


@pytest.fixture(scope="session")
def broken(tmp_path_factory):
    """Serve a site whose only bank has faults."""
    bank = tmp_path_factory.mktemp("broken-bank")
    (bank / "bank.yaml").write_text(
        "format: 1\nid: torn\ntitle: A torn bank\ntopics:\n  - {id: first, title: First}\n"
    )
    (bank / "first.yaml").write_text(
        "topic: first\nitems:\n"
        "  - id: one\n    kind: multiple_choice\n    stem: Which?\n"
        "  - id: two\n    kind: flashcards\n    stem: What?\n"
    )
    runtime = make_runtime(tmp_path_factory.mktemp("broken"), bank)
    with served(runtime) as base:
        yield Site(base, runtime)
