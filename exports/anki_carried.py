"""What a note carries of its item, so that a deck that comes back is the same items.

It stands hidden behind the passage: to add a field would make another note type of ours, and Anki
then leaves the notes of earlier decks as they are. A file beside the notes, the frame, carries
what is the bank's: its description and its papers. Each note names it, so that Anki sends it along
with any part of the deck. What comes back is a stranger's until ``read`` and a schema have seen it.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from typing import TYPE_CHECKING
from typing import NamedTuple

from exports.anki_html import COMMAND

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from question_bank.bank import Bank
    from question_bank.items import Item

FIELD = "Passage"
FORMAT = 1
MOST_OF_ITEM = 2_000_000  # characters that an item is written in
MOST_OF_FRAME = 4_000_000  # bytes, some thirty papers: with more, they stay at home
_NAME = r"citecards-[a-z0-9-]{1,80}-[0-9a-f]{12}\.json"
_FRAME = re.compile(_NAME)
_REFERENCE = re.compile(rf"""<source src=["']?({_NAME})["']?\s*/?>""")
_CARRIED = re.compile(r'<i class="citecards-item"([^<>]*)></i>')
_VALUE = re.compile(r"""\bdata-(bank|seen|item)=(?:"([^"]*)"|'([^']*)')""")
_SEPARATOR = "\x1f"


class Carried(NamedTuple):
    """What a note carries: its bank, its item as JSON, its frame, and what its fields were.

    ``seen`` is the ``digest`` of its fields when they were written.
    """

    bank: str
    item: str
    frame: str
    seen: str


# ------------------------------------------------------------------ out
def carried(bank: str, item: Item, frame: str, fields: Iterable[str]) -> str:
    """Return the hidden end of an item's passage: it shows nothing, and Anki finds nothing in it.

    Args:
        bank: its id.
        item: what is carried.
        frame: the name of the bank's frame.
        fields: those of the note, as they are without it.
    """
    text = item.model_dump_json(by_alias=True, exclude_defaults=True, exclude={"origin"})
    written = _within(text)
    if not unicodedata.is_normalized("NFC", written):  # Anki brings all text into this form
        written = _within(json.dumps(json.loads(text), separators=(",", ":")))
    return (
        f'<source src="{frame}"><i class="citecards-item" hidden data-bank="{bank}" '
        f"data-seen=\"{digest(fields)}\" data-item='{written}'></i>"
    )


def _within(text: str) -> str:
    """Return JSON as an attribute's value in which Anki finds nothing to replace or run."""
    if "\\\\" in text:
        text = text.replace("\\\\", "\\u005c")
    if "{{" in text:
        text = text.replace("{{", "{\\u007b")
    if "[" in text:
        text = COMMAND.sub(r"\\u005b", text)
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
    )


def frame_of(bank: Bank) -> tuple[str, bytes]:
    """Return the frame of a bank: its file's name, which is another if it says other things."""
    info = bank.info.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    said = {
        "citecards": FORMAT,
        "bank": info | {"format": bank.info.format},
        "media": dict(sorted(bank.media.items())),
        "papers": {source.id: source.text for source in bank.sources.values()},
    }
    data = _json(said)
    if len(data) > MOST_OF_FRAME:
        data = _json(said | {"papers": {}})
    return f"citecards-{bank.id}-{hashlib.sha256(data).hexdigest()[:12]}.json", data


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


# ------------------------------------------------------------------ in
def is_frame(name: str) -> bool:
    """Whether a media file is a frame, by its name."""
    return _FRAME.fullmatch(name) is not None


def read(field: str) -> Carried | None:
    """Return what a passage carries; None if it carries nothing that could be an item."""
    found = _CARRIED.search(field)
    if found is None:
        return None
    values = {row[1]: html.unescape(row[2] or row[3] or "") for row in _VALUE.finditer(found[1])}
    item, frame = values.get("item", ""), _REFERENCE.search(field)
    if not item or len(item) > MOST_OF_ITEM or not values.get("bank"):
        return None
    return Carried(values["bank"], item, frame[1] if frame else "", values.get("seen", ""))


def without(field: str) -> str:
    """Return a field without what it carries."""
    return _CARRIED.sub("", _REFERENCE.sub("", field)) if "citecards-" in field else field


def unreferenced(text: str) -> str:
    """Return fields without the name of the frame: a bank's new title changes no note."""
    return _REFERENCE.sub("", text) if "<source src=" in text else text


def digest(fields: Iterable[str]) -> str:
    """Return 16 hex digits by which fields are known to be those that were written."""
    text = _SEPARATOR.join(fields)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def digest_of(fields: Mapping[str, str]) -> str:
    """Return the digest of a note's fields by name, what they carry aside."""
    return digest(without(text) if name == FIELD else text for name, text in fields.items())
