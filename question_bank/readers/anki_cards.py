"""Cards of a collection and its log of reviews, row by row: a bad one costs itself."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING
from typing import Any

from question_bank.readers.anki_reading import BadRowError
from question_bank.readers.contents import Deck
from question_bank.readers.contents import RefusedFileError
from question_bank.readers.parts import BATCH
from question_bank.readers.parts import CARD
from question_bank.readers.parts import REVIEW
from question_bank.readers.parts import UNKNOWN
from question_bank.readers.parts import Part
from question_bank.readers.strict_json import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.readers.anki_reading import Reading

_CARD = (
    *("id", "nid", "did", "ord", "type", "queue", "due", "ivl", "factor", "reps", "lapses"),
    *("odue", "odid", "flags", "data", "left"),
)
_REVIEW = ("id", "cid", "ease", "ivl", "lastIvl", "factor", "time", "type")
_DEFAULT_DECK = 1
_MOST_CARDS = 1_000
_SECONDS = 1_000_000_000
_TODAY = 1_000
_LAST_MS = 253_402_300_799_999
_NOTHING = (UNKNOWN, UNKNOWN, UNKNOWN)
_HARDEST = 10.0
_LONGEST_DATA = 10_000
_EMPTY = len("{}")


def card_parts(reading: Reading) -> Iterator[Part]:
    """Yield the cards in batches, each in its home deck.

    Raises:
        RefusedFileError: there are more cards than may be.
    """
    limits, losses = reading.limits, reading.losses
    packed: list[bytes] = []
    for number, row in reading.database.rows("cards", _CARD):
        if number > limits.cards:
            raise RefusedFileError(f"it has more than {limits.cards:,} cards: export fewer decks")
        if row and row[1] in reading.lost:
            losses.add_card(row[1])
            if type(row[0]) is int:
                reading.lost_cards[row[0]] = row[1]
            continue
        try:
            packed.append(_card(row, reading))
        except BadRowError as error:
            losses.add(number, str(error))
            continue
        if len(packed) >= BATCH:
            yield Part("cards", b"".join(packed))
            packed.clear()
    yield Part("cards", b"".join(packed))


def _card(row: tuple[Any, ...], reading: Reading) -> bytes:
    if not row:
        raise BadRowError("card: it is too large")
    id_, note, deck, n, kind, queue, due, interval, ease, reps, lapses = row[:11]
    old, home, flags, data, left = row[11:]
    if type(due) is float or type(interval) is float:
        # old versions of Anki wrote some days as fractions
        due, interval = _whole(due), _whole(interval)
    try:
        if home:
            deck, queue, due = home, _queue(kind, queue, old or due), old or due
        if deck not in reading.frame.decks:
            deck = _DEFAULT_DECK
        memory = _memory(data) if type(data) is bytes and len(data) > _EMPTY else _NOTHING
        packed = CARD.pack(
            id_, note, n, deck, kind, queue, due,
            interval, ease, reps, lapses, flags & 7, *memory, _steps(left),
        )  # fmt: skip
    except (struct.error, TypeError):
        raise BadRowError("card: a number in it is none, or out of all bounds") from None
    if not (0 <= kind <= 3 and -3 <= queue <= 4):  # noqa: PLR2004 - Anki's own numbers
        raise BadRowError("card: its state is none that Anki knows")
    _check(id_, note, n, reading)
    reading.cards.add(id_)
    reading.used.add(deck)
    return packed


def _check(id_: int, note: int, n: int, reading: Reading) -> None:
    note_type = reading.types.get(note)
    if note_type is None:
        raise BadRowError("card: its note isn’t in the file")
    if id_ in reading.cards:
        raise BadRowError("card: there is another of this id")
    if not 0 <= n < (_MOST_CARDS if note_type.is_cloze else len(note_type.templates)):
        raise BadRowError("card: its note type has no such card")
    seen = reading.seen.get(note, 0)
    if seen >> n & 1:
        raise BadRowError("card: its note has this card already")
    reading.seen[note] = seen | 1 << n


def _queue(kind: int, queue: int, due: int) -> int:
    """Return the queue of a card that goes home out of a filtered deck."""
    if queue < 0:
        return queue
    if kind in (1, 3):
        return 1 if due > _SECONDS else 3
    return 2 if kind else 0


def _steps(left: object) -> int:
    """Return how many steps are left; the thousands are those that today still holds."""
    return left % _TODAY if type(left) is int and left > 0 else 0


def _whole(value: Any) -> Any:
    return int(value) if type(value) is float and abs(value) < 2**63 else value


def _memory(data: bytes) -> tuple[float, float, float]:
    """Return stability, difficulty and retention; what isn't there, or makes no sense, is NaN."""
    if not data.startswith(b"{") or len(data) > _LONGEST_DATA:
        return _NOTHING
    try:
        found = read_json(data)
    except ValueError:
        return _NOTHING
    stability = _number(found.get("s"), 36_500 * 10)
    difficulty = _number(found.get("d"), _HARDEST)
    if stability != stability or difficulty != difficulty:  # noqa: PLR0124 - NaN
        stability = difficulty = UNKNOWN
    return stability, difficulty, _number(found.get("dr"), 1)


def _number(value: object, most: float) -> float:
    if type(value) not in (int, float) or not 0 < value <= most:  # type: ignore[operator]
        return UNKNOWN
    return float(value)  # type: ignore[arg-type]


def review_parts(reading: Reading) -> Iterator[Part]:
    """Yield the log in batches.

    Raises:
        RefusedFileError: there are more reviews than may be.
    """
    limits, losses = reading.limits, reading.losses
    packed: list[bytes] = []
    seen: set[int] | None = None if reading.database.is_keyed("revlog") else set()
    for number, row in reading.database.rows("revlog", _REVIEW):
        if number > limits.reviews:
            raise RefusedFileError(
                f"it has more than {limits.reviews:,} reviews: export fewer decks"
            )
        try:
            raw = REVIEW.pack(*row)
        except struct.error:
            losses.add(number, "review: a number in it is none, or out of all bounds")
            continue
        id_, card, rating, kind = row[0], row[1], row[2], row[7]
        if card not in reading.cards:
            if card in reading.lost_cards:
                losses.add_review(reading.lost_cards[card])
            else:
                losses.add(number, "review: its card isn’t in the file")
        elif not (0 < id_ <= _LAST_MS and 0 <= rating <= 4 and 0 <= kind <= 5):  # noqa: PLR2004
            losses.add(number, "review: its time, rating or kind is none that Anki knows")
        elif seen is not None and id_ in seen:
            losses.add(number, "review: there is another of this time")
        else:
            packed.append(raw)
            if seen is not None:
                seen.add(id_)
        if len(packed) >= BATCH:
            yield Part("reviews", b"".join(packed))
            packed.clear()
    yield Part("reviews", b"".join(packed))


def default_deck(reading: Reading) -> None:
    """See to the deck of cards whose own isn't in the file."""
    decks = reading.frame.decks
    if _DEFAULT_DECK in reading.used and _DEFAULT_DECK not in decks:
        decks[_DEFAULT_DECK] = Deck(_DEFAULT_DECK, "Default")
