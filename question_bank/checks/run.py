"""Run the rules: over an item, over a group, over a bank."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from question_bank.bank import Place
from question_bank.checks.base import EVERY_KIND
from question_bank.checks.base import Finding
from question_bank.checks.base import Seen
from question_bank.checks.rules import BANK_RULES
from question_bank.checks.rules import ITEM_RULES
from question_bank.checks.rules import RULES
from question_bank.errors import Problem
from question_bank.items import ALL_KINDS
from question_bank.items import IMPORTED
from question_bank.items import is_imported

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from question_bank.bank import Bank
    from question_bank.checks.base import Data
    from question_bank.items import Item

_INFO = "bank.yaml"
# An imported item cites nothing and explains nothing, and its author doesn't read this: it is
# judged only by what makes it unanswerable, or is wrong in what was added to it here.
_OF_IMPORTS = frozenset(
    "one-key repeated-option lost-citation ambiguous-citation moved-citation drifted-citation "
    "unknown-objective unknown-ignore".split()
)
# what applies to each kind, in English and in other languages, written or imported: chosen once,
# not item by item
_APPLY = {
    (kind, english, imported): tuple(
        (rule.id, rule.run)
        for rule in ITEM_RULES.values()
        if (kind in rule.kinds or (kind == IMPORTED and rule.kinds == EVERY_KIND))
        and (english or not rule.english)
        and (not imported or rule.id in _OF_IMPORTS)
    )
    for kind in ALL_KINDS
    for english in (True, False)
    for imported in (True, False)
}


def judge_item(item: Item, seen: Seen) -> Iterator[tuple[str, Finding]]:
    """Yield the rule's id and what it found, for every rule over one item that isn't ignored."""
    ignored = item.lint_ignore
    for name, run in _APPLY[item.kind, seen.english, is_imported(item)]:
        if name not in ignored:
            for finding in run(item, seen):
                yield name, _in_one_line(finding)


def groups_of(item: Item, seen: Seen) -> Iterator[tuple[str, str, Data]]:
    """Yield the rule's id, the group and the item's data, for every rule over many items."""
    if is_imported(item):
        return
    for name, rule in BANK_RULES.items():
        if name not in item.lint_ignore:
            for group, data in rule.run.groups(item, seen):
                yield name, group, data


def judge_group(
    rule: str, group: str, members: Sequence[tuple[str, Data]]
) -> Iterator[tuple[str, Finding]]:
    """Yield the item's id (or ``-``) and what a rule found in a group.

    Args:
        rule: its id.
        group: as ``groups_of`` named it.
        members: id and data of all items in the group, in the order of the bank.
    """
    for item, finding in BANK_RULES[rule].run.judge(group, members):
        yield item, _in_one_line(finding)


def check(bank: Bank) -> tuple[Problem, ...]:
    """Run every rule over every item; problems in the order of files and lines."""
    found = list(bank.warnings)
    groups: dict[tuple[str, str], list[tuple[str, Data]]] = {}
    for item in bank.items:
        seen = Seen(bank.info, bank.sources, bank.passages[item.id], bank.readings)
        for rule, finding in judge_item(item, seen):
            found.append(_problem(bank, item.id, rule, finding))
        for rule, group, data in groups_of(item, seen):
            groups.setdefault((rule, group), []).append((item.id, data))
    for (rule, group), members in groups.items():
        for name, finding in judge_group(rule, group, members):
            found.append(_problem(bank, name, rule, finding))
    return tuple(sorted(found))


def _problem(bank: Bank, item: str, rule: str, finding: Finding) -> Problem:
    place = bank.places[item] if item in bank.places else _place_of_bank(bank)
    return Problem(
        place.file, place.line, place.column, item, rule, finding.message, RULES[rule].severity
    )


def _place_of_bank(bank: Bank) -> Place:
    first = next(iter(bank.places.values()), None)
    return Place(str(PurePath(first.file).with_name(_INFO)) if first else _INFO, 1, 1)


def _in_one_line(finding: Finding) -> Finding:
    """Quote no line break: a problem is one line."""
    if len(finding.message.splitlines()) > 1:
        return Finding(" ".join(finding.message.split()), finding.at)
    return finding
