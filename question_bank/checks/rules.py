"""The table of all rules, in the order in which they are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from question_bank.checks import choices
from question_bank.checks import citations
from question_bank.checks import cues
from question_bank.checks import feedback
from question_bank.checks import readings
from question_bank.checks import stems
from question_bank.checks import tagging
from question_bank.checks import typed
from question_bank.checks.balance import KeyPosition
from question_bank.checks.balance import LongestKey
from question_bank.checks.balance import RememberShare
from question_bank.checks.balance import TrueFalseBalance
from question_bank.checks.balance import TrueLonger
from question_bank.checks.base import CHOICES
from question_bank.checks.base import EVERY_KIND
from question_bank.checks.base import Finding
from question_bank.checks.base import Rule
from question_bank.checks.base import RuleOfBank
from question_bank.checks.base import RuleOfItem
from question_bank.checks.pairs import LeakedAnswer
from question_bank.checks.pairs import RepeatedQuestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from question_bank.checks.base import BankRule
    from question_bank.checks.base import ItemRule
    from question_bank.checks.base import Seen
    from question_bank.errors import Severity
    from question_bank.items import Item

_OPEN = frozenset({"open"})
_CLOZE = frozenset({"cloze"})
_NUMBERS = frozenset({"numeric", "short_answer"})
_TYPED = _NUMBERS | _CLOZE
_TRUE_FALSE = frozenset({"true_false"})
_LISTS = CHOICES | {"ordering", "matching"}


def unknown_ignore(item: Item, _seen: Seen) -> Iterator[Finding]:
    """Every rule that lint_ignore names exists."""
    for name in item.lint_ignore:
        if name not in RULES:
            yield Finding(f"`lint_ignore` names no rule `{name}`", ("lint_ignore", name))


def _says(run: ItemRule | BankRule) -> str:
    return (run.__doc__ or "").partition("\n")[0]


def _item(
    name: str,
    severity: Severity,
    run: ItemRule,
    kinds: frozenset[str] = EVERY_KIND,
    *,
    english: bool = False,
) -> RuleOfItem:
    return RuleOfItem(name, severity, _says(run), kinds, english, run)


def _bank(name: str, severity: Severity, run: BankRule) -> RuleOfBank:
    return RuleOfBank(name, severity, _says(run), EVERY_KIND, english=False, run=run)


_TABLE: tuple[RuleOfItem | RuleOfBank, ...] = (
    _item("one-key", "error", choices.one_key, CHOICES),
    _item("repeated-option", "error", choices.repeated_option, _LISTS),
    _item("all-of-the-above", "error", choices.above, CHOICES, english=True),
    _item("combined-options", "error", choices.combined_options, CHOICES, english=True),
    _item("plain-negative", "error", stems.plain_negative, CHOICES, english=True),
    _item("double-negative", "error", stems.double_negative, CHOICES | _TRUE_FALSE, english=True),
    _item("no-citation", "error", citations.no_citation),
    _item("lost-citation", "error", citations.lost_citation),
    _item("ambiguous-citation", "error", citations.ambiguous_citation),
    _item("moved-citation", "warning", citations.moved_citation),
    _item("drifted-citation", "warning", citations.drifted_citation),
    _item("unsupported-key", "warning", citations.unsupported_key, english=True),
    _item("copied-words", "warning", citations.copied_words),
    _item("unknown-objective", "error", tagging.unknown_objective),
    _item("volatile-claim", "warning", tagging.volatile_claim, english=True),
    _item("bloom-verb", "warning", tagging.bloom_verb, english=True),
    _item("wide-cloze", "error", stems.wide_cloze, _CLOZE),
    _item("given-blank", "warning", stems.given_blank, _CLOZE),
    _item("no-unit", "error", typed.no_unit, _NUMBERS),
    _item("no-tolerance", "error", typed.no_tolerance, _NUMBERS, english=True),
    _item("year-tolerance", "error", typed.year_tolerance, _NUMBERS, english=True),
    _item("no-aliases", "warning", typed.no_aliases, _TYPED),
    _item("alias-collision", "warning", typed.alias_collision, _TYPED),
    _item("no-rubric", "error", feedback.no_rubric, _OPEN),
    _item("uncited-criterion", "error", feedback.uncited_criterion, _OPEN),
    _item("failing-model", "error", feedback.failing_model, _OPEN, english=True),
    _item("no-explanation", "warning", feedback.no_explanation),
    _item("no-misconception", "warning", feedback.no_misconception, CHOICES),
    _item("vague-stem", "warning", stems.vague_stem, EVERY_KIND - _TRUE_FALSE),
    _item("no-question", "warning", stems.no_question, english=True),
    _item("anaphora", "warning", stems.anaphora, english=True),
    _item("option-count", "warning", choices.option_count, CHOICES),
    _item("nested-options", "warning", choices.nested_options, CHOICES, english=True),
    _item("odd-option", "warning", choices.odd_option, CHOICES, english=True),
    _item("unsorted-options", "warning", choices.unsorted_options, CHOICES),
    _item("absolute-distractors", "warning", cues.absolute_distractors, CHOICES, english=True),
    _item("hedged-key", "warning", cues.hedged_key, CHOICES, english=True),
    _item("long-key", "warning", cues.long_key, CHOICES),
    _item("clang", "warning", cues.clang, CHOICES, english=True),
    _item("grammar-cue", "warning", cues.grammar_cue, CHOICES, english=True),
    _item("unreviewed", "warning", readings.unreviewed),
    _item("refused", "warning", readings.refused),
    _item("unknown-ignore", "warning", unknown_ignore),
    _bank("repeated-question", "error", RepeatedQuestion()),
    _bank("leaked-answer", "warning", LeakedAnswer()),
    _bank("longest-key", "error", LongestKey()),
    _bank("key-position", "warning", KeyPosition()),
    _bank("true-false-balance", "warning", TrueFalseBalance()),
    _bank("true-longer", "warning", TrueLonger()),
    _bank("remember-share", "warning", RememberShare()),
)
# told by app.services.proposing, from learners' data
_PROPOSED = Rule(
    "alias-proposal",
    "warning",
    "No learner holds right what the item marks otherwise.",
    _TYPED,
    english=False,
)
RULES: dict[str, Rule] = {rule.id: rule for rule in (*_TABLE, _PROPOSED)}
ITEM_RULES = {rule.id: rule for rule in _TABLE if isinstance(rule, RuleOfItem)}
BANK_RULES = {rule.id: rule for rule in _TABLE if isinstance(rule, RuleOfBank)}
