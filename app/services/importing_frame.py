"""Items that notes carry, and the frame of their bank: a bank of ours made again of its deck.

Nothing of it is trusted. An item is what the schema of the YAML files takes, or its note stays a
note; a citation is located in the paper anew; a paper's file has a plain name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from pydantic import ValidationError

from app.services.importing_part import part_of
from exports.anki_carried import MOST_OF_FRAME
from question_bank import field_text
from question_bank.answers import SLUG
from question_bank.bank import FORMAT
from question_bank.bank import BankInfo
from question_bank.bank import Topic
from question_bank.items import IMPORTED
from question_bank.items import citations_of
from question_bank.media import is_hashed
from question_bank.media import type_of
from question_bank.nodes import CONTROL
from question_bank.readers.contents import LeftOut
from question_bank.readers.strict_json import read_json
from question_bank.topics import any_item

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Mapping

    from app.services.importing_ours import Ours
    from question_bank.bank import Bank
    from question_bank.items import Item
    from question_bank.readers.contents import Contents
    from question_bank.source import SourceInfo

NO_PAPER = (
    "the paper that they cite isn’t in the file: the words they quote stay, without their place "
    "in it"
)
_SLUG = re.compile(SLUG)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}\.(?:txt|md)")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Frame:
    """What a file says of a bank: its description, its papers by id, its media by name."""

    info: BankInfo
    papers: Mapping[str, str]
    media: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Back:
    """A bank that comes back: its items by their note, and what stands around them.

    ``papers`` are the texts of its papers by file name; ``others`` are notes whose item can't be
    had; ``old`` is the bank that an earlier deck made already.
    """

    info: BankInfo
    contents: Contents
    items: Mapping[int, Item]
    papers: Mapping[str, str]
    media: Mapping[str, str]
    others: frozenset[int]
    told: tuple[LeftOut, ...]
    old: Bank | None


def back_of(bank: str, notes: Iterable[Ours], contents: Contents, old: Bank | None) -> Back | None:
    """Return what comes back of a bank; None if no note carries an item."""
    mine = list(notes)
    items: dict[int, Item] = {}
    told: list[LeftOut] = []
    for one in sorted(mine, key=lambda one: one.note.id):
        item = _item(one)
        if item is not None:
            items[one.note.id] = item
        else:
            told.append(LeftOut(one.row, f"{one.item}: its item can’t be had: it stays a note"))
    if not items or not _SLUG.fullmatch(bank) or len(bank) > _LONGEST:
        return None
    frame = _newest(bank, mine, contents)
    info = _info(bank, frame, mine, items, contents.title)
    info, papers = _papers(info, frame)
    cited = sum(bool(citations_of(item)) for item in items.values())
    if cited and not papers and not (old and old.sources):
        told.append(
            LeftOut(0, f"{cited} items: {NO_PAPER}" if cited > 1 else f"1 item: {NO_PAPER}")
        )
    part = part_of(contents, (one.note for one in mine))
    others = frozenset(one.note.id for one in mine if one.note.id not in items)
    media = frame.media if frame else {}
    return Back(info, part, items, papers, media, others, tuple(told), old)


# ------------------------------------------------------------------ items
def _item(one: Ours) -> Item | None:
    """Return the item that a note carries; None if it carries none that is sound."""
    if one.carried is None:
        return None
    try:
        item = any_item().validate_json(one.carried.item)
    except ValidationError:
        return None
    if item.id != one.item or item.kind == IMPORTED or item.origin is not None:
        return None
    return None if _unheld(item.model_dump(mode="python")) else item


def _unheld(value: Any) -> bool:
    """Whether there is a character that no YAML file may hold."""
    if isinstance(value, str):
        return CONTROL.search(value) is not None
    if isinstance(value, dict):
        return any(map(_unheld, value)) or any(map(_unheld, value.values()))
    return isinstance(value, list | tuple) and any(map(_unheld, value))


# ------------------------------------------------------------------ the frame
def _newest(bank: str, notes: Iterable[Ours], contents: Contents) -> Frame | None:
    """Return the frame that the newest of the notes name, of those that are in the file."""
    named: dict[str, tuple[int, int]] = {}
    for one in notes:
        if one.carried and one.carried.frame in contents.media:
            at, count = named.get(one.carried.frame, (0, 0))
            named[one.carried.frame] = (max(at, one.note.changed), count + 1)
    for name in sorted(named, key=lambda name: (*named[name], name), reverse=True):
        file = contents.media[name]
        frame = _frame(file.path.read_bytes()) if file.size <= MOST_OF_FRAME else None
        if frame is not None and frame.info.id == bank:
            return frame
    return None


def _frame(raw: bytes) -> Frame | None:
    try:
        said = read_json(raw)
        info = BankInfo.model_validate(said["bank"])
    except (ValueError, KeyError, TypeError):
        return None
    if _unheld(info.model_dump(mode="python")) or not (_once(info.topics) and _once(info.sources)):
        return None
    return Frame(info, _texts(said.get("papers")), _texts(said.get("media")))


def _once(rows: Collection[Topic] | Collection[SourceInfo]) -> bool:
    return len({row.id for row in rows}) == len(rows)


def _texts(value: object) -> dict[str, str]:
    """Return a mapping of texts; whatever else it holds is passed over."""
    if not isinstance(value, dict):
        return {}
    return {key: text for key, text in value.items() if isinstance(text, str)}


def _info(
    bank: str, frame: Frame | None, notes: Iterable[Ours], items: Mapping[int, Item], title: str
) -> BankInfo:
    """Return the bank's description, with each topic that an item has."""
    known = {topic.id for topic in frame.info.topics} if frame else set()
    more: dict[str, Topic] = {}
    for one in notes:
        item = items.get(one.note.id)
        if item is not None and item.topic not in known and item.topic not in more:
            more[item.topic] = Topic(id=item.topic, title=_title(one.fields["Topic"], item.topic))
    if frame is not None:
        return frame.info.model_copy(update={"topics": (*frame.info.topics, *more.values())})
    return BankInfo(format=FORMAT, id=bank, title=_title(title, bank), topics=tuple(more.values()))


def _title(markup: str, otherwise: str) -> str:
    words = "".join(sign for sign in field_text.words(markup) if not CONTROL.match(sign))
    return words[:400].strip() or otherwise


def _papers(info: BankInfo, frame: Frame | None) -> tuple[BankInfo, dict[str, str]]:
    """Return the description with the papers whose text is there, and these texts by file name."""
    texts = frame.papers if frame else {}
    found: dict[str, str] = {}
    rows = []
    for row in info.sources:
        text = texts.get(row.id)
        if text is None or not _is_written(text):
            continue
        name = row.file if _PLAIN.fullmatch(row.file) else f"{row.id}.txt"
        if found.get(name, text) != text:
            name = f"{row.id}-paper.txt"
        found[name] = text
        rows.append(row.model_copy(update={"file": name}))
    return info.model_copy(update={"sources": tuple(rows)}), found


def _is_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def media_names(back: Back) -> dict[str, str]:
    """Return the files in the bank's ``media/`` by name in the deck, as its items name them."""
    found: dict[str, str] = {}
    for name, file in back.contents.media.items():
        wanted = back.media.get(name, name)
        if type_of(wanted) and (not is_hashed(wanted) or wanted[:32] == file.digest[:32]):
            found[name] = wanted
    return found
