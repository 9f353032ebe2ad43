"""From a search as it is typed to the condition that finds its cards."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any
from typing import assert_never

from app.scheduling import fsrs
from app.scheduling.types import MemoryState
from app.services import query
from app.services import terms
from app.services.terms import QueryError
from app.store import conditions
from app.store import content
from app.store import words
from app.store.conditions import Desk
from app.store.finding import Wanted
from app.store.search import Group
from app.store.search import Phrase
from question_bank.items import ALL_KINDS
from question_bank.items import Bloom
from question_bank.items import Difficulty
from question_bank.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.scheduling.types import Options
    from app.services.runtime import Moment
    from app.services.runtime import Runtime
    from app.store.conditions import Condition
    from app.store.search import Match
    from question_bank.bank import BankInfo
    from question_bank.source import Source

_PLACE = re.compile(
    r"(?:(?P<source>[a-z0-9-]+):)?P?(?P<p>[0-9]{1,6})(?:\.(?P<n>[0-9]{1,6}))?", re.IGNORECASE
)
_GAPS = re.compile(r"[^\w*]+")
_LETTERS = re.compile(r"([*_])")
_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, "!=": operator.ne,
    ">=": operator.ge, ">": operator.gt,
}  # fmt: skip
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_VALUES = {
    "kind": ALL_KINDS,
    "bloom": tuple(Bloom),
    "difficulty": tuple(Difficulty),
}
_DEFAULTS = {"bloom": Bloom.REMEMBER.value, "difficulty": Difficulty.MEDIUM.value}


def desk_of(
    connection: Connection, runtime: Runtime, bank: str, options: Options, now: Moment
) -> Desk:
    """Return whose cards are searched, and when."""
    return Desk(
        dialect=connection.dialect.name,
        learner=runtime.learner,
        bank=bank,
        day=now.day,
        until=now.at + options.learn_ahead * 1000,
        begins=lambda day: runtime.day_ends(day - 1),
        leech=options.leech_threshold,
    )


def wanted(
    connection: Connection, desk: Desk, info: BankInfo, options: Options, text: str
) -> Wanted:
    """Make a search ready to be run.

    Raises:
        QueryError: it can't be read, or names what the bank doesn't have.
    """
    tree = query.parse(text)
    parts = tree.terms if isinstance(tree, terms.All) else (tree,)
    spoken = [(term, _match(term)) for term in parts]
    matches = tuple(match for _, match in spoken if match is not None)
    reader = _Reader(connection, replace(desk, led=bool(matches)), info, options)
    rest = conditions.all_of(reader.read(term) for term, match in spoken if match is None)
    if not matches:
        return Wanted(None, rest)
    return Wanted(matches[0] if len(matches) == 1 else Group("and", matches), rest)


def _match(term: terms.Node) -> Match | None:
    """Return what an index of words alone can answer, None for the rest."""
    match term:
        case terms.Words():
            return _phrase(term)
        case terms.All(found) | terms.Either(found) if found:
            parts = [_match(part) for part in found]
            known = tuple(part for part in parts if part is not None)
            how = Group("and" if isinstance(term, terms.All) else "or", known)
            return how if len(known) == len(parts) else None
        case _:
            return None


def _phrase(term: terms.Words) -> Phrase:
    found = words.words(term.text)
    if not found:
        raise _nothing(term)
    return Phrase(tuple(found), prefix=not term.exact and len(found[-1]) > 1)


def _nothing(term: terms.Words | terms.Wild) -> QueryError:
    return QueryError(f"`{term.text}` has no letter and no digit to look for", term.column)


def wild(text: str) -> list[str]:
    """Return words with ``*`` and ``_`` in them as search knows words; none without a letter."""
    found = ["".join(_folded(part)) for part in _GAPS.split(text)]
    return [word for word in found if word.strip("*_")]


def _folded(text: str) -> Iterator[str]:
    for part in _LETTERS.split(text):
        yield part if part in ("*", "_") else "".join(words.words(part))


@dataclass(frozen=True, slots=True)
class _Reader:
    """One search of one bank."""

    connection: Connection
    desk: Desk
    info: BankInfo
    options: Options

    def read(self, term: terms.Node) -> Condition:  # noqa: C901 - one case a kind of term
        match term:
            case terms.All(parts):
                return conditions.all_of(self.read(part) for part in parts)
            case terms.Either(parts):
                return conditions.any_of(self.read(part) for part in parts)
            case terms.Not(part):
                return conditions.none_of(self.read(part))
            case terms.Words():
                return conditions.words(self.desk, _phrase(term))
            case terms.Wild():
                found = wild(term.text)
                if not found:
                    raise _nothing(term)
                return conditions.alike_words(self.desk, found, whole=term.whole)
            case terms.Property():
                return self.property(term)
            case terms.Within(what, days):
                return conditions.within(self.desk, what, days)
            case terms.Rated(days, rating):
                return conditions.answered(self.desk, days, rating)
            case terms.Field():
                return self.field(term)
            case _:
                assert_never(term)

    def property(self, term: terms.Property) -> Condition:
        holds, sign = _SIGNS[term.sign], _SIGNS[_TURNED[term.sign]]
        if term.name != "r":
            column = conditions.number(self.desk, term.name)
            return conditions.compare(column, holds, term.number, term.half)
        # recall falls with the days in units of stability: so compare those
        if term.sign in ("=", "!="):
            near = (self.faded_at(term.number + term.half), self.faded_at(term.number - term.half))
            faded = conditions.faded(self.desk)
            within = conditions.all_of(
                (conditions.compare(faded, operator.ge, near[0]),
                 conditions.compare(faded, operator.lt, near[1]))
            )  # fmt: skip
            return within if term.sign == "=" else conditions.none_of(within)
        return conditions.compare(conditions.faded(self.desk), sign, self.faded_at(term.number))

    def faded_at(self, recall: float) -> float:
        """Return the days, in units of stability, after which recall has fallen so far."""
        if recall >= 1:
            return 0.0 if recall == 1 else -1.0
        if recall <= 0:
            return 1e18
        unit = (MemoryState(1.0, 5.0),)
        return min(fsrs.ideal_intervals(self.options.parameters, unit, recall)[0], 1e18)

    def field(self, term: terms.Field) -> Condition:  # noqa: C901, PLR0912 - one case a name
        name, value = term.name, term.value
        match name:
            case "is":
                return conditions.is_(self.desk, value)
            case "flag":
                return conditions.flagged(int(value))
            case "deck":
                return conditions.any_of(
                    conditions.like("topic", topic) for topic in self.topics(term)
                )
            case "tag":
                return conditions.tagged(self.desk, value.lower())
            case "id":
                return conditions.like("id", value.lower())
            case "card":
                return conditions.numbered(int(value))
            case "cid":
                return conditions.any_card(int(card) for card in value.split(","))
            case "note":
                return self.note(value.lower())
            case "objective":
                return conditions.said(self.desk, name, value.lower())
            case "kind" | "bloom" | "difficulty":
                value = value.lower().replace("-", "_").replace(" ", "_")
                if value not in _VALUES[name]:
                    known = ", ".join(_VALUES[name])
                    raise QueryError(f"`{name}:{term.value}`: known are {known}", term.column)
                if name == "kind":
                    return conditions.like("kind", value)
                return conditions.said(self.desk, name, value, _DEFAULTS[name])
            case _:
                return self.cites(term)

    def note(self, value: str) -> Condition:
        """Hold where an item is of a kind, or of an imported note type, by its name."""
        return conditions.any_of(
            (
                conditions.like("kind", value.replace("-", "_").replace(" ", "_")),
                conditions.all_of(
                    (
                        conditions.like("kind", "note"),
                        conditions.said(self.desk, "note_type", value.replace(" ", "-")),
                    )
                ),
            )
        )

    def topics(self, term: terms.Field) -> list[str]:
        """Return the topics a deck is named by: its id or its title, or the whole bank."""
        asked = term.value.casefold()
        start = asked.removesuffix("*")
        if asked in (self.info.id, self.info.title.casefold()):
            return ["*"]
        found = [
            topic.id
            for topic in self.info.topics
            for name in (topic.id, topic.title.casefold())
            if name == asked or (asked != start and name.startswith(start))
        ]
        if not found:
            known = ", ".join(topic.id for topic in self.info.topics)
            raise QueryError(
                f"there is no deck `{term.value}` here: decks are {known}", term.column
            )
        return found

    def cites(self, term: terms.Field) -> Condition:
        place = _PLACE.fullmatch(term.value)
        if place is None:
            raise QueryError(
                f"`cites:{term.value}`: write a paragraph or a sentence of it, as cites:P7 or "
                "cites:P7.2",
                term.column,
            )
        source, paragraph = place["source"], int(place["p"])
        if source is not None and source not in [row.id for row in self.info.sources]:
            known = ", ".join(row.id for row in self.info.sources)
            raise QueryError(f"there is no source `{source}`: sources are {known}", term.column)
        if place["n"] is None:
            return conditions.cites(self.desk, paragraph, source)
        spans = [
            (row.info.id, *span)
            for row in content.sources_of(self.connection, self.info).values()
            if source in (None, row.info.id)
            for span in _sentence(row, paragraph, int(place["n"]))
        ]
        if not spans:
            raise QueryError(f"there is no sentence {term.value} in the paper", term.column)
        return conditions.any_of(conditions.cites_within(self.desk, *span) for span in spans)


def _sentence(source: Source, paragraph: int, number: int) -> list[tuple[int, int]]:
    """Return the sentence of that number in a paragraph, if there is one."""
    if not 1 <= paragraph <= len(source.paragraphs):
        return []
    block = source.paragraphs[paragraph - 1]
    found = sentences(source.text[block.start : block.end])
    return [
        (block.start + start, block.start + end)
        for start, end in found[max(number, 1) - 1 : number]
    ]
