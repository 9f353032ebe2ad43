"""A learner's store of any size, made by SQL: a bank of a million cards is no million of YAML.

Four cards in ten are new, the others were reviewed once and fall due within a year, a third of
them by now. Each item cites words of its own, but every third begins within those of another.
"""

# ruff: noqa: S608 - the statements are put together from the constants below
from __future__ import annotations

import json
import sqlite3
import uuid
from contextlib import closing
from typing import TYPE_CHECKING

from app.scheduling.types import Options
from app.services.runtime import LOCAL_LEARNER
from app.services.runtime import Runtime
from app.settings import Settings
from app.store.db import Database
from app.store.migrate import migrate
from tests.site import MORNING
from tests.site import Clock

if TYPE_CHECKING:
    from pathlib import Path

BANK = "bench"
TOPICS = 10
_DAY = MORNING // 86_400_000
_PAPER = 200_000  # characters of each paper
_BLOCK = 4_000  # of each paragraph
_SENTENCE = "These are some forty words of a paper that says nothing. "
_LENGTH = 60  # characters of a passage
_A_PAPER = _PAPER // (2 * _LENGTH)  # items that cite it
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :cards)"
# every third item begins within the passage of the one before
_START = f"((i % {_A_PAPER}) * {2 * _LENGTH} - (i % 3 = 1) * {3 * _LENGTH // 2} + {2 * _LENGTH})"
_TOPIC = f"'topic-' || (i * {TOPICS} / (:cards + 1))"
_SOURCE = f"'paper-' || (i / {_A_PAPER})"
_REVIEWED = "(i % 10 >= 4)"
_LAST = f"min({_DAY} - 128 + i * 7919 % 365, {_DAY} - 1 - i % 90)"  # no answer lies ahead
_STATEMENTS = (
    f"""{_NUMBERS} INSERT INTO item (pk, bank_id, item_id, topic, kind, position, fingerprint,
        key_fingerprint, data, passages, changed, words, retired)
    SELECT i, '{BANK}', 'item-' || i, {_TOPIC}, 'flashcard', i - 1, printf('%016x', i),
        printf('%016x', i),
        json_object('id', 'item-' || i, 'kind', 'flashcard', 'topic', {_TOPIC},
            'stem', 'What did the two governments agree upon in the matter numbered ' || i || '?',
            'answer', 'To talk about it again in the year ' || (i % 3000) || ', and in Seoul',
            'cite', json_array('P1: words ' || i)),
        json_array(json_object('source', {_SOURCE}, 'start', {_START}, 'end', {_START} + {_LENGTH},
            'status', 'exact', 'paragraph', ({_START}) / {_BLOCK} + 1)),
        1700000000, printf('%016x', i), 0 FROM n""",
    f"""{_NUMBERS} INSERT INTO card (id, item_pk, n, bank_id, topic, position, retired)
    SELECT i, i, 1, '{BANK}', {_TOPIC}, i - 1, 0 FROM n""",
    f"""{_NUMBERS} INSERT INTO citation (item_pk, n, bank_id, source_id, paragraph, start, "end")
    SELECT i, 0, '{BANK}', {_SOURCE}, ({_START}) / {_BLOCK} + 1, {_START},
        {_START} + {_LENGTH} FROM n""",
    f"""{_NUMBERS} INSERT INTO card_state (learner_id, card_id, bank_id, topic, stage, step,
        due_day, shuffle, interval, stability, difficulty, reps, lapses, last_at, last_day)
    SELECT '{LOCAL_LEARNER}', i, '{BANK}', {_TOPIC},
        CASE WHEN {_REVIEWED} THEN 'review' ELSE 'new' END, 0,
        CASE WHEN {_REVIEWED} THEN {_DAY} - 120 + i * 7919 % 365 ELSE i - 1 END,
        CASE WHEN {_REVIEWED} THEN i * 69069 % 2147483647 ELSE 0 END,
        CASE WHEN {_REVIEWED} THEN 8 ELSE 0 END,
        CASE WHEN {_REVIEWED} THEN 8.2956 END, CASE WHEN {_REVIEWED} THEN 1.0 END,
        {_REVIEWED}, 0,
        CASE WHEN {_REVIEWED} THEN {_LAST} * 86400000 + 36000000 END,
        CASE WHEN {_REVIEWED} THEN {_LAST} END FROM n""",
    f"""{_NUMBERS} INSERT INTO review (id, learner_id, card_id, bank_id, item_fingerprint, rating,
        kind, answered_at, zone, rollover, study_day, duration_ms, reps_before, interval_before,
        interval_after, stability_after, difficulty_after, algorithm, parameters)
    SELECT 'first-' || i, '{LOCAL_LEARNER}', i, '{BANK}', printf('%016x', i), 4, 'learn',
        {_LAST} * 86400000 + 36000000, 'UTC', 4,
        {_LAST}, 5000, 0, 0, 8, 8.2956, 1.0, 'fsrs-6', 'bench'
    FROM n WHERE {_REVIEWED}""",
    """INSERT INTO daily (learner_id, bank_id, day, topic, hour, kind, band, rating, answers, ms)
    SELECT learner_id, review.bank_id, study_day, card.topic, 10, 'learn', 'new', 4, count(*),
        sum(duration_ms) FROM review JOIN card ON card.id = card_id GROUP BY 1, 2, 3, 4""",
)


def build(folder: Path, cards: int) -> None:
    """Make the store of a learner with a bank of so many cards."""
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(f"sqlite:///{folder / 'test.db'}")
    migrate(database)
    database.close()
    with closing(sqlite3.connect(folder / "test.db")) as store:
        store.execute("PRAGMA synchronous = OFF")
        store.execute("PRAGMA cache_size = -400000")
        store.execute("INSERT INTO learner VALUES (?, 'You', 0)", (LOCAL_LEARNER,))
        store.execute(
            "INSERT INTO bank (id, position, title, fingerprint, info, synced_at)"
            " VALUES (?, 0, 'A bench', 'made by SQL', ?, 0)",
            (BANK, json.dumps(_info(cards))),
        )
        text = (_SENTENCE * (_BLOCK // len(_SENTENCE)))[: _BLOCK - 3] + ".\n\n"
        papers = ((BANK, f"paper-{n}", text * (_PAPER // _BLOCK)) for n in range(_papers(cards)))
        store.executemany("INSERT INTO source (bank_id, id, text) VALUES (?, ?, ?)", papers)
        for statement in _STATEMENTS:
            store.execute(statement, {"cards": cards})
        store.commit()
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _papers(cards: int) -> int:
    return cards // _A_PAPER + 1


def _info(cards: int) -> dict[str, object]:
    return {
        "format": 1,
        "id": BANK,
        "title": "A bench",
        "sources": [
            {"id": f"paper-{n}", "title": "Paper", "author": "A", "short": "A", "file": "a.txt"}
            for n in range(_papers(cards))
        ],
        "topics": [{"id": f"topic-{n}", "title": f"Topic {n}"} for n in range(TOPICS)],
    }


class Hurried(Clock):
    """Two minutes pass whenever somebody looks: a study day has some 300 answers."""

    def __call__(self) -> int:
        """Return the time."""
        self.forward(minutes=2)
        return self.now


def open_store(folder: Path) -> Runtime:
    """Open such a store as ``serve`` does."""
    settings = Settings(data=folder, banks=(), database=f"sqlite:///{folder / 'test.db'}")
    runtime = Runtime(
        settings=settings,
        database=Database(settings.database),
        clock=Hurried(),
        new_id=lambda: str(uuid.uuid4()),
        options=Options(),
    )
    runtime.database.make_room()
    return runtime
