"""A bank: immutable, in memory, and pure."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Annotated

from pydantic import Field

from question_bank.answers import Model
from question_bank.answers import Slug
from question_bank.answers import Text
from question_bank.source import SourceInfo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from question_bank.errors import Problem
    from question_bank.items import Item
    from question_bank.locate import Passage
    from question_bank.readers.contents import NoteType
    from question_bank.reviewed import SecondReading
    from question_bank.source import Source

FORMAT = 1


class Objective(Model):
    """What a learner can do after the topic."""

    id: Slug
    text: Text


class Topic(Model):
    """A part of the bank; a subdeck in study and in Anki."""

    id: Slug
    title: Text
    objectives: tuple[Objective, ...] = ()


class BankInfo(Model):
    """``bank.yaml``: what the bank is, its sources and its topics in order."""

    format: Annotated[int, Field(ge=FORMAT, le=FORMAT)]
    id: Slug
    title: Text
    language: Text = "en"
    author: Text | None = None
    license: Text | None = None
    sources: tuple[SourceInfo, ...] = ()
    topics: Annotated[tuple[Topic, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item is written: file as shown to people, line and column from 1."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Bank:
    """A bank that was read whole.

    ``passages`` holds, for each item id, where each of its citations stands in its source,
    in the order of ``item.cite`` followed by those of its rubric. ``changed`` says when each
    item last changed, in seconds since 1970: by the lock file for the ``confirmed`` ones, by
    its file's time for the others. ``readings`` are its second readings by item, None if it
    keeps none. An import's bank has ``note_types`` by slug and ``media``, a file's name in
    ``folder``/media by its name in Anki; ``warnings`` are of these.
    """

    info: BankInfo
    items: tuple[Item, ...]
    sources: Mapping[str, Source]
    passages: Mapping[str, tuple[Passage, ...]]
    places: Mapping[str, Place]
    changed: Mapping[str, int]
    confirmed: frozenset[str] = frozenset()
    readings: Mapping[str, SecondReading] | None = None
    note_types: Mapping[str, NoteType] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    warnings: tuple[Problem, ...] = ()

    @property
    def id(self) -> str:
        """The bank's slug."""
        return self.info.id

    @cached_property
    def topic_titles(self) -> Mapping[str, str]:
        """Topic titles by id, in order."""
        return {topic.id: topic.title for topic in self.info.topics}

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Items by id, in order."""
        return {item.id: item for item in self.items}
