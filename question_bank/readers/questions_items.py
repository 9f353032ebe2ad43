"""A question's mapping made whole: its topic, tags and lasting name, valid as an item of a bank."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from typing import TYPE_CHECKING
from typing import Any

from pydantic import TypeAdapter
from pydantic import ValidationError

from question_bank.faults import explain
from question_bank.items import Item
from question_bank.nodes import CONTROL
from question_bank.nodes import Tree
from question_bank.readers.contents import Contents
from question_bank.readers.contents import LeftOut
from question_bank.readers.questions_words import UnfitError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from question_bank.readers.contents import MediaFile

_LONGEST_SLUG = 80
_OTHER = re.compile(r"[^a-z0-9]++")


def tag_slug(tag: str) -> str:
    """Return a tag as banks write them; one without Latin letters gets a name of its own."""
    plain = unicodedata.normalize("NFKD", tag.casefold()).encode("ascii", "ignore").decode()
    slug = _OTHER.sub("-", plain).strip("-")[:_LONGEST_SLUG].strip("-")
    digest = hashlib.sha256(tag.encode()).hexdigest()[:8]
    return slug or f"tag-{digest}"


def category(path: str, title: str) -> str:
    """Return a category's levels parted by ``::``; ``/`` parts them there, ``//`` is a slash."""
    levels = [" ".join(level.replace("\x00", "/").split()) for level in
              path.replace("//", "\x00").split("/")]  # fmt: skip
    if levels and levels[0].startswith("$") and levels[0].endswith("$"):
        levels.pop(0)
    if levels and levels[0].lower() == "top":
        levels.pop(0)
    return "::".join(level.replace("::", ":") for level in levels if level)[:200] or title


@cache
def _any_item() -> TypeAdapter[Any]:
    return TypeAdapter(Item)


@dataclass(slots=True)
class Quiz:
    """Collects questions, each numbered as people count them."""

    title: str
    rows: int = 0
    items: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)

    def leave_out(self, where: str, reason: str) -> None:
        """List the question that is being read as not taken."""
        self.left_out.append(LeftOut(self.rows, f"{where}: {reason}" if where else reason))

    def add(
        self,
        made: Mapping[str, Any],
        *,
        name: str,
        topic: str,
        tags: Iterable[str] = (),
        explanation: Iterable[str] = (),
    ) -> None:
        """Keep a question.

        Args:
            made: its mapping, with what is said to single answers as ``explanation``.
            name: its lasting name in the file, if it has one.
            topic: levels parted by ``::``.
            tags: as its author wrote them.
            explanation: paragraphs that are said whatever was answered; they come first.

        Raises:
            UnfitError: an item can't hold it.
        """
        item = {key: value for key, value in made.items() if key != "explanation"}
        words = dict.fromkeys(part for part in (*explanation, made.get("explanation", "")) if part)
        if words:
            item["explanation"] = "\n\n".join(words)
        slugs = list(dict.fromkeys(tag_slug(tag) for tag in tags if tag.strip()))
        if slugs:
            item["tags"] = slugs
        check(item)
        key = name or _digest(item)
        self.names[key] += 1
        if self.names[key] > 1:
            key = f"{key} #{self.names[key]}"
        self.items.append({**item, "topic": topic, "name": key})

    def contents(self, form: str, media: Mapping[str, MediaFile] | None = None) -> Contents:
        """Return what was found."""
        return Contents(
            form, self.title, items=self.items, media=media or {},
            left_out=tuple(self.left_out), rows=self.rows,
        )  # fmt: skip


def check(item: dict[str, Any]) -> None:
    """Check that an item of a bank can have these values.

    Raises:
        UnfitError: it can't; the message says why.
    """
    bad = next((found for text in _texts(item) if (found := CONTROL.search(text))), None)
    if bad:
        raise UnfitError(f"a control character (U+{ord(bad[0]):04X})")
    row = {**item, "id": "x", "topic": "x"}
    try:
        _any_item().validate_python(row)
    except ValidationError as error:
        problem = next(iter(explain(error, Tree(value=row), (), "")), None)
        raise UnfitError(problem.message if problem else "an item can't hold it") from None


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _digest(item: dict[str, Any]) -> str:
    words = "\x1f".join(str(item.get(key, "")) for key in ("kind", "stem", "text"))
    return hashlib.sha256(words.encode()).hexdigest()[:16]
