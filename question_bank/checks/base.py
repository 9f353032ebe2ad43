"""What a rule is, what it may look at, and what it finds."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any
from typing import Protocol

from question_bank.items import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from question_bank.bank import BankInfo
    from question_bank.errors import Severity
    from question_bank.items import Item
    from question_bank.locate import Passage
    from question_bank.reviewed import SecondReading
    from question_bank.source import Source

Data = Any  # plain JSON, and little of it: str, int, bool, or a list of these
EVERY_KIND = frozenset(KINDS)
CHOICES = frozenset({"multiple_choice", "multiple_response"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong and what to do, in one line; ``at`` is the place within the item."""

    message: str
    at: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """All that an item's rules may look at besides the item.

    ``passages`` are in the order of ``citations_of(item)``; ``readings`` are the bank's second
    readings by item, None if it keeps none; ``memo`` is for ``view.view_of``.
    """

    info: BankInfo
    sources: Mapping[str, Source]
    passages: tuple[Passage, ...]
    readings: Mapping[str, SecondReading] | None = None
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def english(self) -> bool:
        """Whether the rules of English wording apply."""
        return self.info.language[:2].lower() == "en"


ItemRule = Callable[["Item", Seen], Iterator[Finding]]


class BankRule(Protocol):
    """A rule over many items, in parts that can be kept: its groups."""

    def groups(self, item: Item, seen: Seen) -> Iterator[tuple[str, Data]]:
        """Say to which groups an item belongs, and what of it matters there."""
        ...

    def judge(
        self, group: str, members: Sequence[tuple[str, Data]]
    ) -> Iterator[tuple[str, Finding]]:
        """Judge a group, its members in the order of the bank; ``-`` is the bank as a whole.

        A pure function of its arguments: the result is kept until a member changes.
        """
        ...


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's stable id, its weight, and where it applies; ``says`` is its docstring."""

    id: str
    severity: Severity
    says: str
    kinds: frozenset[str]
    english: bool


@dataclass(frozen=True, slots=True)
class RuleOfItem(Rule):
    """A rule that looks at one item."""

    run: ItemRule


@dataclass(frozen=True, slots=True)
class RuleOfBank(Rule):
    """A rule that looks at many."""

    run: BankRule
