"""An item of each kind with which no rule of lint finds fault, for tests to bend."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from question_bank.checks import Seen
from question_bank.checks import check
from question_bank.checks import judge_item
from tests.bank import small

if TYPE_CHECKING:
    from collections.abc import Mapping

MET = "P1: The ministers met … three things."
FELL = "P1: Trade fell by … rose again."
EASED = "P2: Japan eased its … March 2023."
WITHDREW = "P2: Korea withdrew its … soon after"
_SOUND: Mapping[str, dict[str, Any]] = {
    "flashcard": {"stem": "Where did the ministers meet?", "answer": "Seoul"},
    "cloze": {"text": "The ministers met in {{c1::Seoul}}."},
    "true_false": {"stem": "The ministers met in Seoul.", "key": "true"},
    "short_answer": {"stem": "Where did the ministers meet?", "answer": "Seoul"},
    "numeric": {
        "stem": "By how much did trade fall?",
        "answer": {"value": "4.5", "unit": "percent"},
        "cite": [FELL],
    },
    "ordering": {
        "stem": "Put these events in order, the earliest first.",
        "sequence": ["Trade fell", "Japan eased its controls", "Korea withdrew a complaint"],
        "cite": [FELL, EASED, WITHDREW],
    },
    "matching": {
        "stem": "Match each country with its step.",
        "pairs": [
            {"left": "Japan", "right": "Controls were eased"},
            {"left": "Korea", "right": "A complaint was withdrawn"},
        ],
        "cite": [EASED, WITHDREW],
    },
    "open": {
        "bloom": "understand",
        "stem": "Explain how trade fell and rose again.",
        "model_answer": "It fell by 4.5 percent. Then Japan relaxed controls and it rose again.",
        "rubric": [
            {"text": "Says by how much trade fell", "points": "1", "cite": [FELL]},
            {"text": "Names the easing of controls", "points": "1", "cite": [EASED]},
        ],
    },
}


def options(*texts: str, kind: str = "multiple_choice", keys: tuple[int, ...] = (0,)) -> dict:
    """Return a choice of these texts; the key is the first."""
    return {
        "kind": kind,
        "options": [
            {"text": text, "key": "true"}
            if at in keys
            else {"text": text, "why": "No.", "misconception": "It is so."}
            for at, text in enumerate(texts)
        ],
    }


def row(kind: str = "flashcard", **edit: Any) -> dict[str, Any]:
    """Return a sound item of a kind, with changes."""
    sound = _SOUND.get(kind, {})
    if kind == "multiple_choice":
        sound = {"stem": "In which city did the ministers meet?"}
        sound |= options("Seoul", "Tokyo", "Beijing")
    if kind == "multiple_response":
        sound = {
            "stem": "Which steps were taken? Choose all that apply.",
            "cite": [EASED, WITHDREW],
        }
        texts = ("Easing of controls", "Signing of a treaty", "Withdrawal of a complaint")
        sound |= options(*texts, kind=kind, keys=(0, 2))
    return small.row(kind) | {"cite": [MET]} | sound | edit


def findings(kind: str, **edit: Any) -> list[tuple[str, Any]]:
    """Return rule and finding for each fault of one item."""
    info = {"language": edit.pop("language")} if "language" in edit else {}
    bank = small.bank(row(kind, **edit), **info)
    (item,) = bank.items
    return list(judge_item(item, Seen(bank.info, bank.sources, bank.passages[item.id])))


def told(rule: str, *rows: dict[str, Any], text: str = small.PAPER) -> list[tuple[str, str]]:
    """Return item and message for each fault that a rule finds in a bank."""
    numbered = [{**row, "id": f"item-{at}"} for at, row in enumerate(rows)]
    bank = small.bank(*numbered, text=text)
    return [(problem.item, problem.message) for problem in check(bank) if problem.rule == rule]
