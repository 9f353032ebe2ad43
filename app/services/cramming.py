"""Cram: go through a passage, a topic or the weakest cards, and leave the schedule as it is.

A session is its selection and when it began; which of its cards are left is read from the log,
where its answers stand under their own kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.scheduling.cards import retrievability
from app.scheduling.queue import remaining
from app.scheduling.types import Rating
from app.services import sums
from app.services.answering import change
from app.services.answering import circumstances
from app.services.answering import given_at
from app.services.answering import rating_of
from app.services.answering import repeated
from app.services.answering import told
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.holding import FLAGS
from app.services.options import options_of
from app.services.study import Turn
from app.services.study import anything_to_undo
from app.services.study import card_in
from app.services.today import Done
from app.store import content
from app.store import learners
from app.store import log
from app.store import picks
from app.store import states
from app.store.picks import Pick
from app.store.study import Counts
from app.store.study import Deck
from question_bank.coverage import cover
from question_bank.quote import quotes

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.scheduling.types import Options
    from app.services.answering import Submission
    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from question_bank.bank import BankInfo

WEAKEST = 30  # cards of a session of the weakest
_PASSAGE = re.compile(
    r"(?:(?P<source>[^:]{1,80}):)?[Pp]?(?P<paragraph>[0-9]{1,6})(?:\.(?P<number>[0-9]{1,6}))?"
)
_NOTHING = Done(None, None, 0, 0)


@dataclass(frozen=True, slots=True)
class Selection:
    """What a session goes through; what is given narrows it.

    ``passage`` is a paragraph or a sentence, ``attri-2023:P3`` or ``attri-2023:P3.2``, of which
    the P and the first paper may be left out; ``flag`` 1 to 7; ``weak``: the cards least known
    now, of those that were answered; ``cards``: these.
    """

    passage: str = ""
    topic: str = ""
    leeches: bool = False
    flag: int = 0
    weak: bool = False
    cards: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is chosen."""
        return self != Selection()


@dataclass(frozen=True, slots=True)
class Cram:
    """Where a session stands: its next card, how many are left with it, and what it is of."""

    turn: Turn
    left: int
    title: str


def cram(
    runtime: Runtime, bank: str, chosen: Selection, since: int, wanted: int | None = None
) -> Cram:
    """Return where a session stands that began at ``since``, ms UTC; ``wanted`` is shown first.

    Raises:
        NotFoundError: there's no such bank, topic, passage or card.
        RefusedError: the passage isn't named as one.
    """
    moment = runtime.moment()
    with runtime.database.read() as connection:
        return _cram(connection, runtime, bank, chosen, since, wanted, moment)


def _cram(  # noqa: PLR0913, PLR0917 - as of ``cram``, within a transaction
    connection: Connection, runtime: Runtime, bank: str, chosen: Selection, since: int,
    wanted: int | None, moment: Moment,
) -> Cram:  # fmt: skip
    info = content.bank_info(connection, bank)
    if info is None:
        raise NotFoundError(f"there is no bank `{bank}` here")
    options = options_of(connection, runtime, bank)
    left = left_of(connection, runtime, info, chosen, since, options, moment)
    undoable = anything_to_undo(connection, runtime, bank)
    where, none = Deck(runtime.learner, bank), Counts(0, 0, 0)
    title = title_of(info, chosen)
    card_id = wanted or (left[0] if left else None)
    if card_id is None:
        return Cram(Turn(where, info, none, _NOTHING, undoable, options), 0, title)
    view = card_in(connection, runtime, where, card_id, moment)
    quoted = (
        quotes(content.sources_of(connection, info), view.passages)
        if view.notice == "passage"
        else ()
    )
    turn = Turn(where, info, none, view, undoable, options, quotes=quoted)
    return Cram(turn, max(len(left), 1), title)


def left_of(  # noqa: PLR0913, PLR0917 - what ``_cram`` has worked out
    connection: Connection, runtime: Runtime, info: BankInfo, chosen: Selection, since: int,
    options: Options, moment: Moment,
) -> tuple[int, ...]:  # fmt: skip
    """Return the cards of a session that are left, the next one first."""
    pick = _pick(connection, info, chosen, options)
    most = WEAKEST if chosen.weak else picks.MOST
    cards = picks.picked(connection, runtime.learner, pick, moment.day, most)
    began = min(since, moment.at)
    rows = log.crammed(connection, runtime.learner, info.id, runtime.moment_at(began).day, began)
    return remaining(cards, ((row.card_id, Rating(row.rating)) for row in rows))


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to go through: what the address says of it, in words, how many cards."""

    query: dict[str, str | int]
    words: str
    cards: int


def choices(runtime: Runtime, bank: str) -> tuple[BankInfo, tuple[Choice, ...]]:
    """Return a bank and what of it there is to go through now.

    Raises:
        NotFoundError: there's no such bank.
    """
    with runtime.database.read() as connection:
        info = content.bank_info(connection, bank)
        if info is None:
            raise NotFoundError(f"there is no bank `{bank}` here")
        lapses = _leech(options_of(connection, runtime, bank))
        found = picks.tallies(connection, runtime.learner, bank, lapses)
    rows = (
        Choice({"weak": 1}, "The weakest of what you have studied", min(found.known, WEAKEST)),
        Choice({"leeches": 1}, "Leeches: what keeps lapsing", found.leeches),
        *(
            Choice({"flag": flag}, f"Flag {flag}: {FLAGS[flag]}", cards)
            for flag, cards in sorted(found.flags.items())
        ),
        *(
            Choice({"topic": topic.id}, topic.title, found.topics.get(topic.id, 0))
            for topic in info.topics
        ),
    )
    return info, tuple(row for row in rows if row.cards)


def _leech(options: Options) -> int:
    """Return how many lapses make a leech; where none is marked, one does."""
    return max(options.leech_threshold, 1)


def _pick(connection: Connection, info: BankInfo, chosen: Selection, options: Options) -> Pick:
    if chosen.topic and chosen.topic not in {topic.id for topic in info.topics}:
        raise NotFoundError(f"there is no deck `{chosen.topic}` in this bank")
    source, paragraph, span = _place(connection, info, chosen.passage)
    return Pick(
        bank=info.id,
        topic=chosen.topic or None,
        span=span,
        paragraph=None if span or not source else (source, paragraph),
        lapses=_leech(options) if chosen.leeches else 0,
        flag=chosen.flag,
        known=chosen.weak,
        cards=chosen.cards,
    )


def _place(
    connection: Connection, info: BankInfo, passage: str
) -> tuple[str, int, tuple[str, int, int] | None]:
    """Return source and paragraph of a passage and, of a sentence, where it stands."""
    if not passage:
        return "", 0, None
    found = _PASSAGE.fullmatch(passage.strip())
    if found is None:
        raise RefusedError(
            f"a passage is named like `paper:P3` or `paper:P3.2`, not “{passage[:40]}”"
        )
    sources = content.sources_of(connection, info)
    name, paragraph = found["source"] or next(iter(sources), ""), int(found["paragraph"])
    if name not in sources or paragraph not in {b.number for b in sources[name].paragraphs}:
        raise NotFoundError(f"there is no passage `{passage}` in this bank")
    if not found["number"]:
        return name, paragraph, None
    place = (paragraph, int(found["number"]))
    for row in cover(sources[name], ()).counted:
        if (row.paragraph, row.number) == place:
            return name, paragraph, (name, row.start, row.end)
    raise NotFoundError(f"there is no passage `{passage}` in this bank")


def title_of(info: BankInfo, chosen: Selection) -> str:
    """Say what a session is of."""
    topics = {topic.id: topic.title for topic in info.topics}
    place = chosen.passage.strip().rpartition(":")[2]
    paragraph, _, sentence = place.lstrip("Pp").partition(".")
    parts = (
        place and f"paragraph {paragraph}" + (f", sentence {sentence}" if sentence else ""),
        topics.get(chosen.topic, ""),
        chosen.leeches and "leeches",
        chosen.flag and f"flag {chosen.flag}",
        chosen.weak and "the weakest",
        chosen.cards and ("a chosen card" if len(chosen.cards) == 1 else "chosen cards"),
    )
    return ", ".join(str(part) for part in parts if part)


def answer(runtime: Runtime, sent: Submission) -> None:
    """Write an answer into the log without a change of the schedule; a repeat is the same row.

    Raises:
        RefusedError: the submission is malformed.
        NotFoundError: there's no such card.
        StaleError: the id was used for something else, or the answer was taken back.
    """
    rating_of(sent)
    moment = runtime.moment()
    with runtime.database.quick(write=True) as connection:
        learners.hold(connection, runtime.learner)
        if repeated(connection, runtime, sent):
            return
        row = states.answered(connection, runtime.learner, sent.card_id)
        if row is None or sent.bank not in (None, row.bank_id):
            raise NotFoundError(f"there is no card {sent.card_id} here")
        state = states.state_from(row)
        moment = given_at(runtime, sent, state, moment)
        options = options_of(connection, runtime, row.bank_id)
        entry = {
            "learner_id": runtime.learner,
            "bank_id": row.bank_id,
            "item_fingerprint": row.fingerprint,
            "retrievability_before": retrievability(options, state, moment.day),
            **told(sent, moment),
            **circumstances(runtime, options, moment),
            **change(state, state, "cram"),
        }
        log.append_review(connection, entry)
        sums.count(connection, entry, row.topic)
