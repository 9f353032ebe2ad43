"""Lint: what a sound bank may still have wrong with it. A rule is one small function.

The schema's faults come from the loader; these rules read the items (ITEMS.md). Each yields
findings; ``lint_ignore: {rule: reason}`` on the item silences one. Errors make
``citecards check`` exit 1, warnings don't.
"""

from __future__ import annotations

from question_bank.checks.base import BankRule
from question_bank.checks.base import Data
from question_bank.checks.base import Finding
from question_bank.checks.base import ItemRule
from question_bank.checks.base import Rule
from question_bank.checks.base import Seen
from question_bank.checks.rules import BANK_RULES
from question_bank.checks.rules import ITEM_RULES
from question_bank.checks.rules import RULES
from question_bank.checks.run import check
from question_bank.checks.run import groups_of
from question_bank.checks.run import judge_group
from question_bank.checks.run import judge_item

__all__ = [
    "BANK_RULES",
    "ITEM_RULES",
    "RULES",
    "BankRule",
    "Data",
    "Finding",
    "ItemRule",
    "Rule",
    "Seen",
    "check",
    "groups_of",
    "judge_group",
    "judge_item",
]
