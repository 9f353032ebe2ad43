"""Small banks on disk, and looks into a runtime, for tests of the store, services and site."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import text

from app.services import study
from app.services.answering import Submission
from app.services.answering import answer
from app.services.folding import folded
from app.store import states as store_states
from app.store.ledger import Base

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.services.runtime import Runtime

DATA_TABLES = ("review", "card_state", "attempt", "learner")
PAPER = """A Small Paper

Trade between the two fell by 4.5 percent in 2019, and after the talks it rose again slowly.

The ministers met in Seoul in March 2023, and both of them spoke of trust and of rivers.
"""
CITE = 'cite: ["P1: fell by 4.5 percent"]'


def flashcards(*ids: str) -> str:
    """Return the YAML of flashcards, one a line."""
    return "\n".join(
        f"  - {{id: {name}, kind: flashcard, stem: What is {name}?, answer: The {name}, {CITE}}}"
        for name in ids
    )


def write_bank(
    folder: Path,
    topics: Mapping[str, str] | None = None,
    *,
    bank: str = "small",
    title: str = "A small bank",
    paper: str = PAPER,
) -> Path:
    """Write a bank: topic id -> the YAML of its items. Written again, it takes its place."""
    topics = topics or {"trade": flashcards("a1", "a2", "a3"), "rivers": flashcards("b1", "b2")}
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.yaml"):
        old.unlink()
    rows = "\n".join(f"  - {{id: {topic}, title: The {topic}}}" for topic in topics)
    (folder / "paper.txt").write_text(paper, encoding="utf-8")
    (folder / "bank.yaml").write_text(
        f"format: 1\nid: {bank}\ntitle: {title}\nsources:\n"
        "  - {id: paper, title: A Small Paper, author: A. Writer, short: Writer, file: paper.txt}\n"
        f"topics:\n{rows}\n",
        encoding="utf-8",
    )
    for topic, items in topics.items():
        body = f"\n{items}\n" if items else " []\n"
        (folder / f"{topic}.yaml").write_text(f"topic: {topic}\nitems:{body}", encoding="utf-8")
    return folder


def dump(runtime: Runtime, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of tables (all of them by default), as stored."""
    names = tables or tuple(Base.metadata.tables)
    with runtime.database.read() as connection:
        return {
            name: sorted(
                (tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))),  # noqa: S608
                key=repr,
            )
            for name in names
        }


def states(runtime: Runtime) -> list[tuple[Any, ...]]:
    """Return every row of card_state that was answered and isn't retired, as stored."""
    query = text("SELECT * FROM card_state WHERE stage != 'new' AND (active OR suspended)")
    with runtime.database.read() as connection:
        return sorted((tuple(row) for row in connection.execute(query)), key=repr)


def log_rows(runtime: Runtime) -> list[dict[str, Any]]:
    """Return the log, oldest first."""
    with runtime.database.read() as connection:
        rows = connection.execute(text("SELECT * FROM review ORDER BY seq"))
        return [dict(row._mapping) for row in rows]


def card_of(runtime: Runtime, item: str, n: int = 1, bank: str = "small") -> int:
    """Return the number of an item's card, retired or not."""
    query = text(
        "SELECT card.id FROM card JOIN item ON item.pk = card.item_pk "
        "WHERE item.item_id = :item AND card.n = :n AND item.bank_id = :bank"
    )
    with runtime.database.read() as connection:
        return connection.execute(query, {"item": item, "n": n, "bank": bank}).scalar_one()


def reps_of(runtime: Runtime, card: int) -> int:
    """Return how many answers a card's stored state has."""
    query = text("SELECT reps FROM card_state WHERE card_id = :card")
    with runtime.database.read() as connection:
        return connection.execute(query, {"card": card}).scalar() or 0


def submission(runtime: Runtime, card: int, rating: int = 3, **changes: Any) -> Submission:
    """Return an answer to a card as it stands now, shown five seconds ago."""
    sent = Submission(
        review_id=runtime.new_id(), card_id=card, seen=reps_of(runtime, card), rating=rating,
        shown_at=runtime.clock() - 5_000,
    )  # fmt: skip
    return replace(sent, **changes)


def rate(runtime: Runtime, card: int, rating: int = 3) -> Submission:
    """Answer a card."""
    sent = submission(runtime, card, rating)
    answer(runtime, sent)
    return sent


def upcoming(runtime: Runtime, bank: str = "small", topic: str | None = None) -> Any:
    """Return what comes next in a deck, a card or why there's none, and the counts."""
    turn = study.turn(runtime, study.deck(runtime, bank, topic))
    return turn.card, turn.counts


def shown(runtime: Runtime, card: int, bank: str = "small") -> study.Back:
    """Return the answer side of a card, whose front was shown as ``submission`` says."""
    return study.back(runtime, study.deck(runtime, bank), card, runtime.clock() - 5_000)


def unfolded(runtime: Runtime) -> list[int]:
    """Return the cards whose stored state is not the fold of their log: none, ever."""
    with runtime.database.read() as connection:
        ids = connection.execute(text("SELECT id FROM card WHERE NOT retired")).scalars().all()
        wrong = []
        for card in ids:
            row = store_states.card(connection, runtime.learner, card)
            found = folded(connection, runtime, row.bank_id, card)
            if store_states.state_from(row) != found:
                wrong.append(card)
        return wrong


# Each item's key holds a word that stands nowhere else: what a front must not say.
EVERY_KIND = """
  - id: card
    kind: flashcard
    stem: What is on the other side?
    answer: Keyflash
    cite: ["P1: fell by 4.5 percent"]
  - id: gap
    kind: cloze
    text: "Trade {{c1::keycloze}} in the {{c2::keysecond::a hint}}."
    lint_ignore: {wide-cloze: Two cards of one item are what these tests are about.}
    cite: ["P1: fell by 4.5 percent"]
  - id: choice
    kind: multiple_choice
    stem: Which one?
    options:
      - {text: The first one, key: true, why: Keychoice says why.}
      - {text: Another one, why: Keywrong says why.}
      - {text: A third one}
    cite: ["P1: fell by 4.5 percent"]
  - id: response
    kind: multiple_response
    stem: Which ones?
    options:
      - {text: One, key: true, why: Keyresponse says why.}
      - {text: Two, key: true}
      - {text: Three}
    cite: ["P1: fell by 4.5 percent"]
  - id: statement
    kind: true_false
    stem: Trade rose.
    key: false
    correction: Keycorrection, it fell.
    cite: ["P1: fell by 4.5 percent"]
  - id: typed
    kind: short_answer
    stem: Which town?
    answer: {value: Keytown, aliases: [Keyalias]}
    cite: ["P2: met in Seoul"]
  - id: number
    kind: numeric
    stem: How much?
    answer: {value: 4711, unit: percent}
    cite: ["P1: 4.5 percent"]
  - id: order
    kind: ordering
    stem: In which order?
    sequence: [Alpha, Beta, Gamma]
    explanation: Keyorder explains.
    cite: ["P1: 4.5 percent"]
  - id: match
    kind: matching
    stem: What goes together?
    pairs:
      - {left: Left one, right: Right one, why: Keypair says why.}
      - {left: Left two, right: Right two}
    extra: [Right three]
    cite: ["P1: 4.5 percent"]
  - id: essay
    kind: open
    stem: Why so?
    model_answer: Keymodel because of trade.
    caution: Keycaution.
    rubric:
      - {text: Keycriterion named, points: 2}
      - {text: Other named, points: 1}
    lint_ignore: {uncited-criterion: The passage of the item proves both.}
    cite: ["P1: 4.5 percent"]
"""
KEYS = (
    "Keyflash keycloze keysecond Keychoice Keywrong Keyresponse Keycorrection Keytown Keyalias "
    "4711 Keyorder Keypair Keymodel Keycaution Keycriterion"
).split()
