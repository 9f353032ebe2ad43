"""The words of an item as search knows them: small letters, no accents, CJK sign by sign.

Chinese and Japanese put no space between words, and Korean endings cling to theirs; with each
sign a word of its own, what is searched for is found wherever it stands (as a phrase of signs),
on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from typing import Any

from question_bank import field_text
from question_bank.items import CLOZE
from question_bank.items import Cloze
from question_bank.items import Note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from question_bank.items import Item
    from question_bank.locate import Passage
    from question_bank.source import Source

LONGEST = 60  # characters of a word that count
_ACCENTS = re.compile("[\u0300-\u036f]")
# kana, ideographs and their compatibility forms, hangul syllables and jamo
_SIGNS = (
    "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
)
_WORD = re.compile(f"[{_SIGNS}]|[^\\W_{_SIGNS}]+")
# what says how an item is asked, not what it says
_SILENT = frozenset(
    "id kind topic tags objective bloom difficulty cite as_of lint_ignore shuffle reversed key "
    "points tolerance".split()
)


def words(text: str) -> list[str]:
    """Return the words of a text, in order."""
    plain = text
    if not text.isascii():
        open_form = _ACCENTS.sub("", unicodedata.normalize("NFD", text))
        plain = unicodedata.normalize("NFKC", open_form)
    return [word[:LONGEST] for word in _WORD.findall(plain.casefold())]


def words_of(item: Item, sources: Mapping[str, Source], passages: Iterable[Passage]) -> list[str]:
    """Return the words of an item: what it asks and answers, why, and the passages it cites."""
    found: list[str] = []
    if isinstance(item, Note):
        return [word for text in item.fields.values() for word in words(field_text.words(text))]
    plain = item.model_dump(mode="python", exclude_defaults=True, exclude={"origin"})
    for text in _texts(plain):
        shown = CLOZE.sub(_unhidden, text) if isinstance(item, Cloze) else text
        found += words(shown)
    for passage in passages:
        if passage.found and passage.source in sources:
            found += words(sources[passage.source].text[passage.start : passage.end])
    return found


def _unhidden(found: re.Match[str]) -> str:
    return f"{found['hidden']} {found['hint'] or ''}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _SILENT:
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
