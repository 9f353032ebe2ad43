"""What a learner gave: HTML form fields read into a plain value that can be kept.

Nothing raises here. What can't be read (a word for an index, a number out of range) counts as
not given; text is cut, typed answers at 200 characters and essays at 2,000.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import assert_never

from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Note
from question_bank.items import Numeric
from question_bank.items import Open
from question_bank.items import Ordering
from question_bank.items import ShortAnswer
from question_bank.items import TrueFalseItem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from question_bank.items import Item

TYPED_LIMIT = 200
OPEN_LIMIT = 2_000
MAX_BOXES = 20  # more text boxes than any item has
_INDEX = re.compile(r"[0-9]{1,3}")
_POSITION = re.compile(r"([0-9]{1,3})[.)]?")


@dataclass(frozen=True, slots=True)
class Response:
    """A learner's answer to one item; each kind uses one or two of the fields.

    ``chosen``: indexes of options or of ticked criteria, as written in the bank, ascending.
    ``truth``: the answer to a true/false statement. ``texts``: what was typed, box by box.
    ``places``: ordering, the position from 1 given to each part of the sequence; matching,
    the index of the right side chosen for each left side; None where nothing was given.
    """

    chosen: tuple[int, ...] = ()
    truth: bool | None = None
    texts: tuple[str, ...] = ()
    places: tuple[int | None, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was given at all."""
        return (
            not self.chosen
            and self.truth is None
            and not any(text.strip() for text in self.texts)
            and all(place is None for place in self.places)
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain data; what wasn't given is left out."""
        data: dict[str, Any] = {}
        if self.chosen:
            data["chosen"] = list(self.chosen)
        if self.truth is not None:
            data["truth"] = self.truth
        if self.texts:
            data["texts"] = list(self.texts)
        if self.places:
            data["places"] = list(self.places)
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Response:
        """Read what ``to_json`` wrote; anything else counts as not given."""
        truth = data.get("truth")
        return cls(
            tuple(index for index in _listed(data, "chosen") if _whole(index)),
            truth if isinstance(truth, bool) else None,
            tuple(text for text in _listed(data, "texts") if isinstance(text, str)),
            tuple(place if _whole(place) else None for place in _listed(data, "places")),
        )


def _listed(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def parse(item: Item, fields: Mapping[str, Sequence[str]]) -> Response:
    """Read the form fields of one item, their names without a prefix.

    ``choice`` (an index as written, or ``true``/``false``) · ``text``, once for each box ·
    ``position-<i>`` (ordering) · ``match-<i>`` (matching) · ``criterion`` (open; a flashcard, a
    note: known).
    """
    match item:
        case MultipleChoice():
            return Response(chosen=_indexes(fields.get("choice", ()), len(item.options))[:1])
        case MultipleResponse():
            return Response(chosen=_indexes(fields.get("choice", ()), len(item.options)))
        case TrueFalseItem():
            return Response(truth=_truth(fields.get("choice", ())))
        case ShortAnswer() | Numeric() | Cloze():
            return Response(texts=_texts(fields, TYPED_LIMIT))
        case Ordering():
            return Response(places=_positions(fields, len(item.sequence)))
        case Matching():
            rights = len(item.pairs) + len(item.extra)
            given = [fields.get(f"match-{left}", ()) for left in range(len(item.pairs))]
            return Response(places=_given([next(iter(_indexes(v, rights)), None) for v in given]))
        case Open():
            ticked = _indexes(fields.get("criterion", ()), len(item.rubric))
            return Response(chosen=ticked, texts=_texts(fields, OPEN_LIMIT))
        case Flashcard() | Note():
            knew = _indexes(fields.get("criterion", ()), 1)
            return Response(chosen=knew, texts=_texts(fields, OPEN_LIMIT))
        case _:
            assert_never(item)


def _indexes(values: Iterable[str], size: int) -> tuple[int, ...]:
    found = {int(value) for value in values if _INDEX.fullmatch(value.strip())}
    return tuple(sorted(index for index in found if index < size))


def _truth(values: Sequence[str]) -> bool | None:
    return {"true": True, "false": False}.get(next(iter(values), ""))


def _positions(fields: Mapping[str, Sequence[str]], size: int) -> tuple[int | None, ...]:
    places: list[int | None] = []
    for index in range(size):
        typed = next(iter(fields.get(f"position-{index}", ())), "")
        found = _POSITION.fullmatch(unicodedata.normalize("NFKC", typed[:TYPED_LIMIT]).strip())
        place = int(found[1]) if found else 0
        places.append(place if 1 <= place <= size else None)
    return _given(places)


def _given(places: list[int | None]) -> tuple[int | None, ...]:
    return () if all(place is None for place in places) else tuple(places)


def _texts(fields: Mapping[str, Sequence[str]], limit: int) -> tuple[str, ...]:
    texts = tuple(_clean(text[:limit]) for text in fields.get("text", ())[:MAX_BOXES])
    return texts if any(texts) else ()


def _clean(text: str) -> str:
    """Drop what no keyboard types and a database may refuse: controls and lone surrogates."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip()
