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
from app.services.query import QueryError
from app.store import conditions
from app.store import content
from app.store import words
from app.store.conditions import Desk
from app.store.finding import Wanted
from app.store.search import Group
from app.store.search import Phrase
from question_bank.items import KINDS
from question_bank.items import Bloom
from question_bank.items import Difficulty
from question_bank.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.scheduling.types import Options
    from app.services.runtime import Moment
    from app.store.conditions import Condition
    from app.store.search import Match
    from question_bank.bank import BankInfo
    from question_bank.source import Source

_PLACE = re.compile(
    r"(?:(?P<source>[a-z0-9-]+):)?P?(?P<p>[0-9]{1,6})(?:\.(?P<n>[0-9]{1,6}))?", re.IGNORECASE
)
_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, "=": operator.eq, "!=": operator.ne,
    ">=": operator.ge, ">": operator.gt,
}  # fmt: skip
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_VALUES = {
    "kind": KINDS,
    "bloom": tuple(Bloom),
    "difficulty": tuple(Difficulty),
}
_DEFAULTS = {"bloom": Bloom.REMEMBER.value, "difficulty": Difficulty.MEDIUM.value}


def desk_of(connection: Connection, learner: str, bank: str, options: Options, now: Moment) -> Desk:
    """Return whose cards are searched, and when."""
    return Desk(
        dialect=connection.dialect.name,
        learner=learner,
        bank=bank,
        day=now.day,
        until=now.at + options.learn_ahead * 1000,
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
    terms = tree.terms if isinstance(tree, query.All) else (tree,)
    spoken = [(term, _match(term)) for term in terms]
    matches = tuple(match for _, match in spoken if match is not None)
    reader = _Reader(connection, replace(desk, led=bool(matches)), info, options)
    rest = conditions.all_of(reader.read(term) for term, match in spoken if match is None)
    if not matches:
        return Wanted(None, rest)
    return Wanted(matches[0] if len(matches) == 1 else Group("and", matches), rest)


def _match(term: query.Node) -> Match | None:
    """Return what an index of words alone can answer, None for the rest."""
    match term:
        case query.Words():
            return _phrase(term)
        case query.All(terms) | query.Either(terms) if terms:
            parts = [_match(part) for part in terms]
            known = tuple(part for part in parts if part is not None)
            how = Group("and" if isinstance(term, query.All) else "or", known)
            return how if len(known) == len(parts) else None
        case _:
            return None


def _phrase(term: query.Words) -> Phrase:
    found = words.words(term.text)
    if not found:
        raise QueryError(f"`{term.text}` has no letter and no digit to look for", term.column)
    return Phrase(tuple(found), prefix=not term.exact and len(found[-1]) > 1)


@dataclass(frozen=True, slots=True)
class _Reader:
    """One search of one bank."""

    connection: Connection
    desk: Desk
    info: BankInfo
    options: Options

    def read(self, term: query.Node) -> Condition:
        match term:
            case query.All(terms):
                return conditions.all_of(self.read(part) for part in terms)
            case query.Either(terms):
                return conditions.any_of(self.read(part) for part in terms)
            case query.Not(part):
                return conditions.none_of(self.read(part))
            case query.Words():
                return conditions.words(self.desk, _phrase(term))
            case query.Property():
                return self.property(term)
            case query.Rated(days, rating):
                return conditions.answered(self.desk, days, rating)
            case query.Field():
                return self.field(term)
            case _:
                assert_never(term)

    def property(self, term: query.Property) -> Condition:
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

    def field(self, term: query.Field) -> Condition:
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

    def topics(self, term: query.Field) -> list[str]:
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

    def cites(self, term: query.Field) -> Condition:
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
