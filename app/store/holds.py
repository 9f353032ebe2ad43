"""What a learner decides of cards besides answering: bury, suspend, flag, mark; and its undo."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING
from typing import Any

from sqlalchemy import and_
from sqlalchemy import bindparam
from sqlalchemy import insert
from sqlalchemy import not_
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy import true
from sqlalchemy import update
from sqlalchemy.orm import aliased

from app.scheduling.types import Stage
from app.store.ledger import ActionRow
from app.store.models import BankRow
from app.store.models import CardRow
from app.store.models import CitationRow
from app.store.models import ReviewRow
from app.store.models import StateRow
from app.store.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from sqlalchemy import BindParameter
    from sqlalchemy import Connection

    from app.store.prepared import Held

# No passage is longer, in characters: it bounds the search for those that overlap.
LONGEST = 4_000
COLUMNS = ("suspended", "buried_until", "buried_by", "flag", "marked", "notice")
WITH_ANSWER = "answer"  # the kind of what an answer changed besides: undone with it alone
_MANY = 5_000  # parameters of a statement; SQLite takes 32,766
_LEARNER: BindParameter[Any] = bindparam("learner")
_CARD: BindParameter[Any] = bindparam("card")
_mine, _own, _cited, _other = (
    aliased(CitationRow), aliased(CardRow), aliased(CitationRow), aliased(CardRow),
)  # fmt: skip
_OVERLAPPING = (
    select(_other.id)
    .select_from(_own)
    .join(_mine, _mine.item_pk == _own.item_pk)
    .join(
        _cited,
        and_(
            _cited.bank_id == _mine.bank_id,
            _cited.source_id == _mine.source_id,
            _cited.start < _mine.end,
            _cited.start > _mine.start - LONGEST,
            _cited.end > _mine.start,
        ),
    )
    .join(_other, _other.item_pk == _cited.item_pk)
    .where(_own.id == _CARD)
)
_SIBLINGS = (
    select(_other.id)
    .select_from(_own)
    .join(_other, _other.item_pk == _own.item_pk)
    .where(_own.id == _CARD)
)
# what an answer to a card keeps out of the day
RELATED = (
    StateRow.learner_id == _LEARNER,
    StateRow.card_id.in_(_OVERLAPPING.union_all(_SIBLINGS)),
    StateRow.card_id != _CARD,
    or_(StateRow.stage == Stage.NEW.value, StateRow.stage == Stage.REVIEW.value),
    StateRow.buried_until <= bindparam("day"),
)
_RELATED = Prepared(
    select(StateRow.card_id, StateRow.buried_until, StateRow.buried_by).where(*RELATED)
)
_BURY = Prepared(
    update(StateRow)
    .where(StateRow.learner_id == _LEARNER, StateRow.card_id == _CARD)
    .values(buried_until=bindparam("until"), buried_by=bindparam("review"))
)
_BURIED = (
    StateRow.learner_id == _LEARNER, StateRow.bank_id == bindparam("bank"),
    StateRow.buried_by == bindparam("review"),
)  # fmt: skip
_UNBURY = Prepared(update(StateRow).where(*_BURIED).values(buried_until=0, buried_by=None))
_UNBURY_RELATED = Prepared(
    update(StateRow)
    .where(*_BURIED, StateRow.card_id.in_(_OVERLAPPING.union_all(_SIBLINGS)))
    .values(buried_until=0, buried_by=None)
)
_SYNCED = Prepared(select(BankRow.synced_at).where(BankRow.id == bindparam("bank")))

_SUSPEND = Prepared(
    update(StateRow)
    .where(StateRow.learner_id == _LEARNER, StateRow.card_id == _CARD)
    .values(suspended=True, active=False)
)
_STANDING = (
    ActionRow.learner_id == _LEARNER, ActionRow.bank_id == bindparam("bank"),
    ActionRow.undone_by.is_(None), ActionRow.kind != WITH_ANSWER,
)  # fmt: skip
_ANY = Prepared(select(ActionRow.seq).where(*_STANDING).limit(1))
_KEPT = ("id", "learner_id", "bank_id", "kind", "at", "after_seq", "before")
_KEEP = Prepared(insert(ActionRow).values({name: bindparam(name) for name in _KEPT}))


def bury_related(
    connection: Held, learner: str, card: int, review: str, day: int
) -> dict[int, dict[str, Any]]:
    """Keep siblings and cards over the same words out of a study day, for the sake of a review.

    Returns what that writes over: earlier burials, which are past, by card.
    """
    rows = _RELATED.all(connection, learner=learner, card=card, day=day)
    for row in rows:
        _BURY.run(connection, learner=learner, card=row.card_id, review=review, until=day + 1)
    return {
        row.card_id: {"buried_until": row.buried_until, "buried_by": row.buried_by}
        for row in rows
        if row.buried_until
    }


def suspend(connection: Held, learner: str, card: int) -> None:
    """Put a card aside for good, until the learner brings it back."""
    _SUSPEND.run(connection, learner=learner, card=card)


def unbury(connection: Held, learner: str, bank: str, review: Any) -> None:
    """Bring back what a row of the log (id, card_id, answered_at) had buried.

    That is among the cards it would bury again, unless its bank was synced since: then all are
    gone through.
    """
    given = {"learner": learner, "bank": bank, "review": review.id}
    if (_SYNCED.scalar(connection, bank=bank) or 0) >= review.answered_at:
        _UNBURY.run(connection, **given)
    else:
        _UNBURY_RELATED.run(connection, **given, card=review.card_id)


def held(
    connection: Connection, learner: str, cards: Iterable[int], bank: str | None = None
) -> dict[int, dict[str, Any]]:
    """Return what a learner has decided of cards, perhaps of those in a bank, by card."""
    of_bank = true() if bank is None else StateRow.bank_id == bank
    columns = [getattr(StateRow, name) for name in COLUMNS]
    found: dict[int, dict[str, Any]] = {}
    for part in _parts(cards):
        rows = connection.execute(
            select(StateRow.card_id, *columns).where(
                StateRow.learner_id == learner, StateRow.card_id.in_(part), of_bank
            )
        )
        found |= {row.card_id: {name: getattr(row, name) for name in COLUMNS} for row in rows}
    return found


def _parts(cards: Iterable[int]) -> Iterator[list[int]]:
    """Cut cards into what a statement takes."""
    rows = list(cards)
    return (rows[at : at + _MANY] for at in range(0, len(rows), _MANY))


def hold(connection: Connection, learner: str, cards: Iterable[int], **values: Any) -> None:
    """Set some of ``COLUMNS`` for cards."""
    if "suspended" in values:
        retired = select(CardRow.retired).where(CardRow.id == StateRow.card_id).scalar_subquery()
        suspended = values["suspended"]
        values["active"] = False if suspended else not_(retired)
    for part in _parts(cards):
        of_cards = and_(StateRow.learner_id == learner, StateRow.card_id.in_(part))
        connection.execute(update(StateRow).where(of_cards).values(**values))


def siblings(connection: Connection, card: int) -> tuple[int, ...]:
    """Return the cards of a card's item, itself among them."""
    return tuple(connection.execute(_SIBLINGS, {"card": card}).scalars())


def add_action(connection: Connection, **values: Any) -> None:
    """Append an action; ``before`` has the columns of each card by its id."""
    newest = select(ReviewRow.seq).order_by(ReviewRow.seq.desc()).limit(1)
    after = connection.execute(newest).scalar() or 0
    connection.execute(insert(ActionRow).values(after_seq=after, **values))


def last_action(connection: Connection, learner: str, bank: str) -> Any:
    """Return the newest action in a bank that isn't undone, or None."""
    return connection.execute(
        select(ActionRow.seq, ActionRow.after_seq, ActionRow.before)
        .where(
            ActionRow.learner_id == learner, ActionRow.bank_id == bank,
            ActionRow.undone_by.is_(None), ActionRow.kind != WITH_ANSWER,
        )
        .order_by(ActionRow.seq.desc())
        .limit(1)
    ).first()  # fmt: skip


def take_back(connection: Connection, learner: str, action: Any, undo_id: str) -> int:
    """Restore what an action changed; return one of its cards."""
    before: Mapping[str, Mapping[str, Any]] = action.before
    rows = sorted((json.dumps(columns), int(card)) for card, columns in before.items())
    for columns, cards in groupby(rows, key=lambda row: row[0]):
        hold(connection, learner, [card for _, card in cards], **json.loads(columns))
    mark = update(ActionRow).where(ActionRow.seq == action.seq).values(undone_by=undo_id)
    connection.execute(mark)
    return int(next(iter(before)))


def action_named(connection: Connection, learner: str, action_id: str) -> Any:
    """Return kind, former values and undo of the action of a client-made id, or None."""
    return connection.execute(
        select(ActionRow.seq, ActionRow.kind, ActionRow.before, ActionRow.undone_by).where(
            ActionRow.learner_id == learner, ActionRow.id == action_id
        )
    ).first()


def any_action(connection: Held, learner: str, bank: str) -> bool:
    """Whether there's an action in a bank that can be undone."""
    return _ANY.scalar(connection, learner=learner, bank=bank) is not None


def keep_with(
    connection: Held, entry: Mapping[str, Any], before: Mapping[int, Mapping[str, Any]]
) -> None:
    """Keep with an entry of the log what it changed of cards besides the schedule, by card."""
    _KEEP.run(
        connection,
        id=entry["id"],
        learner_id=entry["learner_id"],
        bank_id=entry["bank_id"],
        kind=WITH_ANSWER,
        at=entry["answered_at"],
        after_seq=0,
        before=json.dumps(before),
    )


def take_back_with(connection: Connection, learner: str, review: str, undo_id: str) -> None:
    """Restore what ``keep_with`` has kept of an entry, if it has."""
    found = action_named(connection, learner, review)
    if found is not None and found.kind == WITH_ANSWER:
        take_back(connection, learner, found, undo_id)


def undone_with(connection: Connection, learner: str, undo_id: str) -> int | None:
    """Return a card of the action that an undo took back, if that undo was stored."""
    before = connection.execute(
        select(ActionRow.before).where(
            ActionRow.learner_id == learner, ActionRow.undone_by == undo_id
        )
    ).scalar()
    return int(next(iter(before))) if before else None
