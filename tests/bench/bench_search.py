"""Search a bank of a million cards: from the words typed to the page's rows, counted and sorted."""

from __future__ import annotations

import itertools
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from rich.progress import track

from app.services import browsing
from app.services.browsing import Search
from app.services.runtime import LOCAL_LEARNER
from app.store.words import words
from tests.bench.timing import show
from tests.site import make_runtime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.runtime import Runtime

_GOAL = 20.0  # ms
_ROUNDS = 15
_PART = 20_000
_TOPICS = ("trade", "rivers", "drivers", "prospects")
_KOREAN = ("한국은 중국과 함께", "대한민국 정부", "일본과의 관계", "북한의 위협")
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
_QUERIES = (
    ("a word of 10 cards", "rareone"),
    ("a word of 1 % of the cards", "percentile"),
    ("a word of half of them", "everywhere"),
    ("the beginning of a word", "perce"),
    ("two words, both frequent", "everywhere percentile"),
    ("words in their order", '"everywhere percentile"'),
    ("Korean, within a word", "민국"),
    ("one word or another", "rareone or percentile"),
    ("a word, a deck, new", "percentile deck:rivers is:new"),
    ("a frequent word without another", "everywhere -percentile"),
    ("nothing: the first page", ""),
    ("a deck, due", "deck:rivers is:due"),
    ("a word of 10, by stability", "rareone|stability"),
    ("a word of 1 %, by stability *", "percentile|stability"),
    ("all, by stability *", "|stability"),
)


def _vocabulary(chance: random.Random) -> list[str]:
    found = {"".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(30_000)}
    return sorted(found)


def _texts(cards: int) -> Iterator[str]:
    """Yield a text for each card: some 30 words, a few of them frequent, most of them seldom."""
    chance = random.Random(1)  # noqa: S311 - a test bank
    vocabulary = _vocabulary(chance)
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))
    rare = set(chance.sample(range(cards), 10))
    for card in range(cards):
        found = chance.choices(vocabulary, cum_weights=weights, k=28)
        if card % 2:
            found[3] = "everywhere"
        if card % 100 == 1:
            found[4] = "percentile"
        if card in rare:
            found[5] = "rareone"
        if card % 50 == 0:
            found += _KOREAN[card // 50 % 4].split()
        yield " ".join(found)


def fill(runtime: Runtime, cards: int) -> None:
    """Put a bank of so many cards into the store, by SQL."""
    info = {
        "format": 1, "id": "big", "title": "A big bank",
        "topics": [{"id": topic, "title": topic.title()} for topic in _TOPICS],
    }  # fmt: skip
    driver = runtime.database.engine.raw_connection()
    cursor = driver.cursor()
    cursor.execute("PRAGMA synchronous = OFF")
    cursor.execute("BEGIN IMMEDIATE")
    cursor.execute(
        "INSERT INTO bank VALUES ('big', 1, 'A big bank', 'x', ?, 0)", (json.dumps(info),)
    )
    chance = random.Random(2)  # noqa: S311 - a test bank
    texts = enumerate(_texts(cards), 1_000_001)
    for _ in track(range(0, cards, _PART), description=f"{cards:,} cards"):
        rows = list(itertools.islice(texts, _PART))
        cursor.executemany(
            "INSERT INTO item (pk, bank_id, item_id, topic, kind, position, fingerprint,"
            " key_fingerprint, data, passages, changed, words, retired)"
            " VALUES (?, 'big', ?, ?, 'flashcard', ?, '', '', ?, '[]', 0, '', 0)",
            [(pk, f"i{pk}", _TOPICS[pk % 4], pk, json.dumps(
                {"id": f"i{pk}", "topic": _TOPICS[pk % 4], "kind": "flashcard",
                 "stem": text[:120], "answer": text[120:] or "x"}, ensure_ascii=False))
             for pk, text in rows],
        )  # fmt: skip
        cursor.executemany(
            "INSERT INTO card (id, item_pk, n, bank_id, topic, position, retired)"
            " VALUES (?, ?, 1, 'big', ?, ?, 0)",
            [(pk, pk, _TOPICS[pk % 4], pk) for pk, _ in rows],
        )
        cursor.executemany(
            "INSERT INTO card_state (learner_id, card_id, bank_id, topic, stage, step, due_day,"
            " shuffle, interval, stability, difficulty, reps, lapses, last_day)"
            " VALUES (?, ?, 'big', ?, ?, 0, ?, 0, ?, ?, ?, ?, 0, ?)",
            [_state(pk, chance) for pk, _ in rows],
        )
        cursor.executemany(
            "INSERT INTO item_words (rowid, mark, words) VALUES (?, '', ?)",
            [(pk, " ".join(words(text))) for pk, text in rows],
        )
    cursor.execute("COMMIT")
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    driver.close()


def _state(pk: int, chance: random.Random) -> tuple[object, ...]:
    if pk % 3 == 0:
        return (LOCAL_LEARNER, pk, _TOPICS[pk % 4], "new", pk, 0, None, None, 0, None)
    days = chance.randint(1, 300)
    return (
        LOCAL_LEARNER, pk, _TOPICS[pk % 4], "review", 20_780 + days % 60 - 20, days,
        days * chance.uniform(0.5, 2), chance.uniform(1, 10), 5, 20_760,
    )  # fmt: skip


def measure(runtime: Runtime, query: str) -> tuple[float, float, float, str]:
    """Return median, worst and the processor's median in ms, and how many were found."""
    text, _, sort = query.partition("|")
    search = Search(text, sort or None)
    times, busy = [], []
    for _ in range(_ROUNDS if not sort else 3):
        start, began = time.perf_counter(), time.process_time()
        view = browsing.browse(runtime, "big", search)
        times.append((time.perf_counter() - start) * 1000)
        busy.append((time.process_time() - began) * 1000)
    if view.fault:
        raise SystemExit(view.fault)
    found = f"{browsing.MANY:,}+" if view.found > browsing.MANY else f"{view.found:,}"
    return statistics.median(times), max(times), statistics.median(busy), found


def main() -> None:
    """Measure and print."""
    cards = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        runtime = make_runtime(Path(folder))
        fill(runtime, cards)
        rows = []
        for name, query in _QUERIES:
            median, worst, busy, found = measure(runtime, query)
            rows.append((name, found, f"{median:.1f}", f"{worst:.1f}", f"{busy:.1f}"))
        size = sum(path.stat().st_size for path in Path(folder).glob("test.db*")) / 1e6
        runtime.database.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show(
        f"Search among {cards:,} cards, the page’s rows and their count (goal: ≤ {_GOAL:.0f} ms)",
        (
            "search (* sorted by a column over very many: not text search)",
            "found",
            "ms",
            "worst",
            "CPU",
        ),
        rows,
    )
    print(f"The store is {size:,.0f} MB; this process came to {memory:,.0f} MB.")


main()
