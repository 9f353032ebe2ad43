"""Names of what is imported: slugs that last, and that no two things share."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

from question_bank import field_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

LONGEST = 80  # characters of a slug
_WORDS = 48  # of them, what an item's id has of its words
_OTHER = re.compile(r"[^a-z0-9]+")
_CLOZE = re.compile(r"\{\{c\d+::((?:(?!\{\{|\}\}|::).)*)(?:::(?:(?!\{\{|\}\}).)*)?\}\}", re.DOTALL)
_START = 400  # characters of a field in which an id's words are looked for


def digest(text: str, length: int = 10) -> str:
    """Return hex digits that are the same for the same text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def slug(text: str, longest: int = LONGEST) -> str:
    """Return a text as a slug: Latin letters and digits; empty if it has none."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return _OTHER.sub("-", text.lower()).strip("-")[:longest].rstrip("-")


def named(text: str, kind: str) -> str:
    """Return a text as a slug, or of one without Latin letters a name of its own."""
    return slug(text) or f"{kind}-{digest(text, 8)}"


def item_id(guid: str, first_field: str) -> str:
    """Return an item's id: its first words for people, and of its note's guid what lasts."""
    text = _CLOZE.sub(r"\1", first_field[:_START])
    words = slug(field_text.words(text) if "<" in text or "&" in text else text, _WORDS)
    return f"{words or 'note'}-{digest(guid)}"


def distinct(names: Iterable[str], kind: str, taken: Mapping[str, str]) -> dict[str, str]:
    """Return a slug for each name, with those known already kept.

    Args:
        names: in order.
        kind: what names without Latin letters are called.
        taken: slugs by the names that have them.
    """
    found = dict(taken)
    used = set(found.values())
    for name in names:
        if name in found:
            continue
        wanted = named(name, kind)
        given, number = wanted, 2
        while given in used:
            given = f"{wanted[: LONGEST - 6].rstrip('-')}-{number}"
            number += 1
        found[name] = given
        used.add(given)
    return found
