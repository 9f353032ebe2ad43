"""Whether the compiled banks are what their YAML and their own rows say, and how they are again."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from pydantic import ValidationError

from app.services import sync
from app.services.ailments import Ailment
from app.services.ailments import listed
from app.store import content
from app.store import item_rows
from app.store import losses
from question_bank.bank import BankInfo
from question_bank.fingerprints import fingerprint
from question_bank.fingerprints import key_fingerprint
from question_bank.items import faces

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from app.services.ailments import Cure
    from app.services.ailments import Desk
    from question_bank.bank import Bank
    from question_bank.items import Item


class _Face(NamedTuple):
    """A card as its bank has it: the number of the face, and its place among all."""

    item: str
    n: int
    topic: str
    place: int


_GIVE = "not mended: its bank is needed for that: citecards doctor --repair FOLDER"
_AGAIN = "compiled again from its YAML"


def items_gone(desk: Desk) -> Iterator[Ailment]:
    """Look for cards whose item isn't there."""
    brought: dict[int, Item] = {}  # by the number that the item had
    for row in losses.cards_of_nothing(desk.connection):
        bank = _bank(desk, row.bank_id)
        where = f"card {row.id} of {row.bank_id}"
        if bank is None:
            yield Ailment("its item is gone", where, _GIVE)
            continue
        item = brought.get(row.item_pk) or _item_of(desk, bank, row, brought.values())
        if item is not None:
            brought[row.item_pk] = item
            cure = _bring_item(desk, bank, row.item_pk, item)
            yield Ailment("its item is gone", where, _AGAIN, cure)
        else:

            def retire(card: int = row.id) -> None:
                losses.retire(desk.connection, [card])

            yield Ailment("its item is gone, and in no bank", where, "put aside", retire)


def _bring_item(desk: Desk, bank: Bank, pk: int, item: Item) -> Cure:
    """Give an item its number again; ``differing`` then finds its row empty and compiles it."""

    def cure() -> None:
        if item.id not in losses.faces_there(desk.connection, bank.id):
            losses.add_item(
                desk.connection, pk=pk, bank_id=bank.id, item_id=item.id, topic=item.topic,
                kind=item.kind, position=0, fingerprint=fingerprint(item),
                key_fingerprint=key_fingerprint(item),
            )  # fmt: skip

    return cure


def _item_of(desk: Desk, bank: Bank, card: Any, brought: Iterable[Item]) -> Item | None:
    """Return the item that a card was of: that which was answered, or else that in its place."""
    there = losses.faces_there(desk.connection, bank.id).keys() | {item.id for item in brought}
    answered = losses.fingerprints_of(desk.connection, card.id)
    free = {item.id for item in bank.items if item.id not in there and card.n in faces(item)}
    for item in free:
        if fingerprint(bank.by_id[item]) in answered:
            return bank.by_id[item]
    placed = [face.item for face in _faces(bank) if (face.place, face.n) == (card.position, card.n)]
    return bank.by_id[placed[0]] if placed and placed[0] in free else None


def cards_gone(desk: Desk) -> Iterator[Ailment]:
    """Look for cards that are spoken of and aren't there; who they were may still be known."""
    by_bank = groupby(losses.lost_cards(desk.connection), key=lambda row: str(row.bank_id))
    for name, rows in by_bank:
        bank, lost = _bank(desk, name), list(rows)
        found = {} if bank is None else _faces_of(desk, bank, lost)
        for row in lost:
            where = f"card {row.card_id} of {name}"
            if bank is None:
                yield Ailment("is gone", where, _GIVE)
            elif row.card_id in found:
                cure = _bring_card(desk, bank, row.card_id, found[row.card_id])
                yield Ailment("is gone", where, _AGAIN, cure)


def _bring_card(desk: Desk, bank: Bank, card: int, face: _Face) -> Cure:
    def cure() -> None:
        if face.n not in losses.faces_there(desk.connection, bank.id).get(face.item, {face.n}):
            losses.add_card(
                desk.connection, bank.id, face.item, id=card, n=face.n, topic=face.topic,
                position=face.place,
            )  # fmt: skip

    return cure


def _faces_of(desk: Desk, bank: Bank, lost: list[Any]) -> dict[int, _Face]:
    """Return which faces lost cards can only have been; each that is known leaves fewer."""
    there = losses.faces_there(desk.connection, bank.id)
    free = [face for face in _faces(bank) if face.n not in there.get(face.item, {face.n})]
    prints = {face.item: fingerprint(bank.by_id[face.item]) for face in free}
    found: dict[int, _Face] = {}
    before = -1
    while len(found) > before:
        before = len(found)
        for row in lost:
            left = [face for face in free if face not in found.values()]
            answered = [face for face in left if prints[face.item] == row.fingerprint]
            placed = [face for face in left if (face.topic, face.place) == (row.topic, row.place)]
            if row.card_id not in found and 1 in (len(answered), len(placed)):
                found[row.card_id] = (answered if len(answered) == 1 else placed)[0]
    return found


def differing(desk: Desk) -> Iterator[Ailment]:
    """Look for banks that aren't stored as they were compiled, and for those that can't be read."""
    connection = desk.connection
    for bank_id, info in losses.banks(connection).items():
        bank = _bank(desk, bank_id)
        stored, _ = losses.stored_as(connection, bank_id)
        # an edited bank differs from what is stored, and is compiled at the next start anyway
        if bank is None or stored not in (None, sync.digest_of(bank, desk.banks[bank_id][1])):
            yield from _unreadable(desk, bank_id, info)
            continue

        def cure(bank: Bank = bank) -> None:
            _compile(desk, bank)

        if info != bank.info.model_dump_json(by_alias=True):
            yield Ailment("its description isn't as compiled", f"bank {bank_id}", _AGAIN, cure)
        elif content.sources_of(connection, bank.info) != bank.sources:
            yield Ailment("its paper isn't as compiled", f"bank {bank_id}", _AGAIN, cure)
        yield from listed(
            Ailment("isn't as compiled", f"item {item} of {bank_id}", _AGAIN, cure)
            for item in _changed(desk, bank)
        )


def _changed(desk: Desk, bank: Bank) -> list[str]:
    """Return the items of a bank whose rows, or whose cards, aren't as compiled."""
    found = {row.item_id: row for row in losses.items(desk.connection, bank.id)}
    cards = losses.cards(desk.connection, bank.id)
    wanted = {(face.item, face.n): (face.topic, face.place) for face in _faces(bank)}
    wrong = {key[0] for key in cards.keys() | wanted.keys() if cards.get(key) != wanted.get(key)}
    for position, item in enumerate(bank.items):
        row = found.pop(item.id, None)
        if row is None or losses.differs(row, _row(bank, item, position)):
            wrong.add(item.id)
    return sorted(wrong | {row.item_id for row in found.values() if not row.retired})


def _row(bank: Bank, item: Item, position: int) -> dict[str, Any]:
    row = item_rows.row_of(bank, item, position)
    del row["changed"]  # by the file's time: no part of the item
    return row


def _unreadable(desk: Desk, bank: str, info: str) -> Iterator[Ailment]:
    """Look for rows of a bank that no page can show; without its YAML nothing else is known."""
    known = _bank(desk, bank)

    def compile_it() -> None:
        if known is not None:
            _compile(desk, known)

    done, cure = (_GIVE, None) if known is None else (_AGAIN, compile_it)
    try:
        BankInfo.model_validate_json(info)
    except ValidationError:
        yield Ailment("its description can't be read", f"bank {bank}", done, cure)
    for row in losses.items(desk.connection, bank):
        try:
            if not row.retired:
                content.item_from(row.data)
                content.passages_from(row.passages)
        except (ValueError, TypeError):
            yield Ailment("can't be read", f"item {row.item_id} of {bank}", done, cure)


def citations(desk: Desk) -> Iterator[Ailment]:
    """Look for citations that are missing, or of items that are gone or cite something else."""
    connection = desk.connection
    stored = losses.citations(connection)
    wrong: dict[int, list[tuple[Any, ...]]] = {}
    names: dict[int, str] = {}
    for bank in losses.banks(connection):
        for row in losses.items(connection, bank):
            found = stored.pop(row.pk, [])
            try:
                wanted = [] if row.retired else losses.cited_by(bank, row.passages)
            except (ValueError, TypeError, KeyError):
                continue  # told by ``differing``
            if found != wanted:
                wrong[row.pk], names[row.pk] = wanted, f"item {row.item_id} of {bank}"
    wrong |= {pk: [] for pk in stored}

    def cure() -> None:
        for pk, places in wrong.items():
            losses.put_citations(connection, pk, places)

    yield from listed(
        Ailment(
            "its citations aren't those of its passages", names.get(pk, f"item number {pk}"),
            "put right", cure,
        )
        for pk in wrong
    )  # fmt: skip


def words(desk: Desk) -> Iterator[Ailment]:
    """Look for items that search doesn't find, or finds though they are gone."""
    connection = desk.connection
    for bank, count in losses.unsearchable(connection).items():

        def cure(bank: str = bank) -> None:
            if bank:
                losses.index_again(connection, bank)
            else:
                losses.forget_words(connection)

        where = f"{count} items of {bank}" if bank else f"{count} items that are gone"
        yield Ailment("search has other words than they have", where, "indexed again", cure)


def _bank(desk: Desk, bank: str) -> Bank | None:
    return desk.banks[bank][0] if bank in desk.banks else None


def _faces(bank: Bank) -> list[_Face]:
    """Return every card of a bank, in order."""
    asked = [(item, n) for item in bank.items for n in faces(item)]
    return [_Face(item.id, n, item.topic, place) for place, (item, n) in enumerate(asked)]


def _compile(desk: Desk, bank: Bank) -> None:
    sync.write(desk.connection, desk.runtime, bank, desk.banks[bank.id][1], whole=True)
