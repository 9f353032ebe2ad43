"""A year's statistics at a million cards and a million reviews, chart by chart.

The store is made by SQL. Measured is what a learner waits for: the look after each answer, after a
start of the server and on another day (what was kept is brought up to date), the page over it, and
the first look ever, which counts everything.
"""

# ruff: noqa: S608 - the values in the statements are this file's own
from __future__ import annotations

import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy import text

from app.factory import create_app
from app.scheduling.types import Options
from app.services.answering import Submission
from app.services.answering import answer
from app.services.answering import undo
from app.services.runtime import Runtime
from app.services.statistics import added_chart
from app.services.statistics import answers
from app.services.statistics import keeping
from app.services.statistics import log_charts
from app.services.statistics import memory_charts
from app.services.statistics import page
from app.services.statistics import recall_charts
from app.services.statistics import year_chart
from app.services.statistics.log import Log
from app.settings import Settings
from app.store import changes
from app.store.db import Database
from app.store.migrate import migrate
from app.store.study import Deck
from tests.bench.timing import show
from tests.site import MORNING
from tests.site import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

BANK, LEARNER = "bench", "local"
CARDS = REVIEWS = 1_000_000
_TOPICS = 10
_GOAL = 100  # ms
_ROUNDS = 15
_DAY = MORNING // 86_400_000
_ROWS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)"
# numbers that look as if drawn by lot, the same each time: of card or review i, from 0 to 999
_A = "((i * 7919 + i / 13) % 1000)"
_B = "((i * 104729 + i / 7) % 1000)"
_TOPIC = f"'topic-' || (i * {_TOPICS} / (:rows + 1))"
_STUDIED = "(i % 10 >= 2)"  # four cards in five
_WHEN = f"({_DAY} - 365 + i * 366 / (:rows + 1))"  # of a review: a year, and today's
_KIND = f"CASE WHEN {_A} < 300 THEN 'learn' WHEN {_A} < 400 THEN 'relearn' ELSE 'review' END"
_MAKE = (
    f"""{_ROWS} INSERT INTO item (pk, bank_id, item_id, topic, kind, position, fingerprint,
        key_fingerprint, data, passages, changed, words, retired)
    SELECT i, '{BANK}', 'item-' || i, {_TOPIC}, 'flashcard', i - 1, '', '', '', '[]', 0, '', 0
    FROM n""",
    f"""{_ROWS} INSERT INTO card (id, item_pk, n, bank_id, topic, position, retired)
    SELECT i, i, 1, '{BANK}', {_TOPIC}, i - 1, 0 FROM n""",
    f"""{_ROWS} INSERT INTO card_state (learner_id, card_id, bank_id, topic, stage, step, due_day,
        shuffle, interval, stability, difficulty, reps, lapses, last_at, last_day, suspended,
        active, buried_until)
    SELECT '{LEARNER}', i, '{BANK}', {_TOPIC}, iif({_STUDIED}, 'review', 'new'), 0,
        iif({_STUDIED}, {_DAY} - 60 + {_A} * {_A} / 2500, i - 1), i * 69069 % 2147483647,
        iif({_STUDIED}, 1 + {_A} * {_A} / 3000, 0), iif({_STUDIED},
        0.2 + {_A} * {_A} / 3000.0, NULL), iif({_STUDIED}, 1 + {_B} * 9 / 1000.0, NULL),
        {_STUDIED}, 0,
        iif({_STUDIED}, ({_DAY} - {_B} * 365 / 1000) * 86400000, NULL),
        iif({_STUDIED}, {_DAY} - {_B} * 365 / 1000, NULL),
        i % 97 = 0, i % 97 != 0, iif(i % 101 = 0, {_DAY} + 1, 0) FROM n""",
    f"""{_ROWS} INSERT INTO review (id, learner_id, card_id, bank_id, item_fingerprint, rating,
        kind, answered_at, zone, rollover, study_day, duration_ms, reps_before, interval_before,
        interval_after, stability_before, stability_after, difficulty_before, difficulty_after,
        retrievability_before, algorithm, parameters)
    SELECT 'r-' || i, '{LEARNER}', 1 + i * 7919 % :rows, '{BANK}', '',
        1 + ({_B} > 100) + ({_B} > 200) + ({_B} > 900), {_KIND},
        {_WHEN} * 86400000 + (8 + i * 31 % 9) * 3600000, 'UTC', 4, {_WHEN}, 3000 + i % 9000,
        iif({_A} < 150, 0, 1 + i % 9), iif({_A} < 400, 0, 1 + i * 17 % 60), 10, 5, 8, 5, 5,
        CASE WHEN {_A} < 150 THEN NULL WHEN {_A} < 400 THEN 1.0
            ELSE 0.6 + (i * 77 % 4000) / 10001.0 END, 'fsrs-6', 'bench' FROM n""",
    """INSERT INTO daily SELECT r.learner_id, r.bank_id, study_day, card.topic,
        CAST(strftime('%H', answered_at / 1000, 'unixepoch') AS INTEGER), kind,
        CASE WHEN reps_before = 0 THEN 'new' WHEN kind = 'learn' THEN 'learning'
            WHEN kind = 'relearn' THEN 'relearning' WHEN interval_before >= 21 THEN 'mature'
            ELSE 'young' END, rating, count(*), sum(duration_ms)
    FROM review AS r JOIN card ON card.id = r.card_id GROUP BY 1, 2, 3, 4, 5, 6, 7, 8""",
)


def make(file: Path) -> None:
    """Make the store: four cards in five reviewed, a year of answers to all of them."""
    database = Database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    topics = ", ".join(f'{{"id": "topic-{n}", "title": "Topic {n}"}}' for n in range(_TOPICS))
    info = f'{{"format": 1, "id": "{BANK}", "title": "A bench", "topics": [{topics}]}}'
    with closing(sqlite3.connect(file)) as store:
        store.execute("PRAGMA synchronous = OFF")
        store.execute("PRAGMA cache_size = -400000")
        store.execute("INSERT INTO learner VALUES (?, 'You', 0)", (LEARNER,))
        store.execute(
            "INSERT INTO bank (id, position, title, fingerprint, info, synced_at)"
            " VALUES (?, 0, 'A bench', 'by SQL', ?, 0)", (BANK, info),
        )  # fmt: skip
        for statement in _MAKE:
            rows = REVIEWS if "INTO review" in statement else CARDS
            store.execute(statement, {"rows": rows} if ":rows" in statement else {})
        store.commit()
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def median(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Return the median time of a work in ms, something done before each."""
    times = []
    for _ in range(_ROUNDS):
        before()
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


class Learner:
    """Answers a card of the bench, and takes it back."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.number = 0

    def answer(self) -> None:
        """Answer some card, a second later than the last."""
        self.number += 1
        card = 1 + self.number * 7919 % CARDS
        self.runtime.clock.forward(seconds=1)  # type: ignore[attr-defined]
        with self.runtime.database.read() as connection:
            query = text("SELECT reps FROM card_state WHERE card_id = :card")
            reps = connection.execute(query, {"card": card}).scalar_one()
        shown = self.runtime.clock() - 5_000
        answer(self.runtime, Submission(f"bench-{self.number}", card, reps, 3, shown))

    def take_back(self) -> None:
        """Answer, look, and undo it."""
        self.answer()
        page.charts(self.runtime, Deck(LEARNER, BANK), 365)
        undo(self.runtime, BANK, f"undo-{self.number}")


def measure_charts(runtime: Runtime) -> list[tuple[str, ...]]:
    """Return a row for each step and chart of a year's page over what is kept, and their sum."""
    deck, moment = Deck(LEARNER, BANK), runtime.moment()
    with keeping.shelf(runtime.database).lock, runtime.database.read() as connection:
        found = keeping.count(connection, runtime, deck, moment)
        kept = keeping.shelf(runtime.database).decks[deck]
        log, cards = Log(found.past, found.today, moment.day, 365), found.cards
        works: dict[str, Callable[[], object]] = {
            "what has changed since": lambda: changes.changes(connection, deck, kept.marks),
            "the log of today": lambda: answers.of_today(connection, deck, moment.day),
            "1 today": lambda: log_charts.today(log),
            "2 future due": lambda: memory_charts.due(cards, log.today, 365),
            "3 calendar": lambda: year_chart.year(log),
            "4 reviews": lambda: log_charts.reviews(log),
            "5 card counts": lambda: memory_charts.counts(cards),
            "6 intervals": lambda: memory_charts.intervals(cards),
            "7 stability": lambda: memory_charts.stability(cards),
            "8 difficulty": lambda: memory_charts.difficulty(cards),
            "9 recall now": lambda: memory_charts.retrievability(cards),
            "10 true retention": lambda: recall_charts.retention(log),
            "11 hours": lambda: log_charts.hourly(log),
            "12 answer buttons": lambda: log_charts.buttons(log),
            "13 added": lambda: added_chart.added(cards, log, undated=found.undated),
            "14 calibration": lambda: recall_charts.calibration(log),
        }
        times = {name: median(work) for name, work in works.items()}
    rows = [(name, f"{took:.2f}") for name, took in times.items()]
    return [*rows, ("sum", f"{sum(times.values()):.1f}")]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "test.db"
        # in a process of its own: what it takes of memory isn't ours
        subprocess.run([sys.executable, __file__, str(file)], check=True)
        settings = Settings(data=Path(folder), banks=(), database=f"sqlite:///{file}")
        runtime = Runtime(
            settings, Database(settings.database), Clock(MORNING + 10 * 3_600_000),
            lambda: str(uuid.uuid4()), Options(bury=False),
        )  # fmt: skip
        deck, learner = Deck(LEARNER, BANK), Learner(runtime)

        def look() -> None:
            page.charts(runtime, deck, 365)

        empty = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.perf_counter()
        look()
        first = (time.perf_counter() - start) * 1000
        full = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        show(
            f"A year's statistics, {CARDS:,} cards and {REVIEWS:,} reviews, median of {_ROUNDS}",
            ("step", "ms"),
            measure_charts(runtime),
        )
        client = create_app(runtime).test_client()

        def start_anew() -> None:
            learner.answer()
            keeping.shelf(runtime.database).decks.clear()

        def sleep() -> None:
            start_anew()
            runtime.clock.forward(days=1)  # type: ignore[attr-defined]

        median(look, sleep)  # what the store has buried is dug up with the first of these days
        looks = [
            ("all charts, after a start", median(look, start_anew)),
            ("all charts, after a start on another day", median(look, sleep)),
            ("all charts, again", median(look)),
            ("all charts, after an answer", median(look, learner.answer)),
            ("all charts, after an undo", median(look, learner.take_back)),
            ("the page over HTTP, after an answer",
             median(lambda: client.get(f"/statistics/{BANK}?days=365"), learner.answer)),
        ]  # fmt: skip
        show(
            f"What a learner waits for (goal: ≤ {_GOAL} ms)",
            ("look", "ms", "of the goal"),
            [(name, f"{took:.1f}", f"{took / _GOAL:.2f} ×") for name, took in looks]
            + [("the first ever, which counts everything", f"{first:.0f}",
                f"{first / _GOAL:.0f} ×")],
        )  # fmt: skip
        print(f"Memory: {empty:.0f} MB before the first look, {full:.0f} MB at its peak.")
        runtime.database.close()


if len(sys.argv) > 1:
    make(Path(sys.argv[1]))
else:
    main()
