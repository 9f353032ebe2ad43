"""What Moodle can't hold: why an item is left out of its formats, and what others lose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.losses import EMPHASIS
from exports.losses import FEEDBACK
from exports.losses import IMPORTED
from exports.losses import PARTIAL
from exports.losses import SOUND
from exports.losses import has_mathematics
from exports.losses import plain_losses
from exports.losses import shown_texts
from exports.losses import typed_losses
from exports.moodle import gaps
from exports.moodle.texts import unheld
from exports.moodle.typed import MOST_IN_A_SET
from exports.moodle.typed import is_too_many
from exports.moodle.typed import right_answers
from exports.moodle.words import LONGEST_TAG
from exports.teaching import words
from question_bank.answers import OrderAnswer
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Note
from question_bank.items import Numeric
from question_bank.items import ShortAnswer
from question_bank.items import faces
from question_bank.items import hidden_in

if TYPE_CHECKING:
    from question_bank.answers import Answer
    from question_bank.items import Item

TYPED_MATHS = "mathematics in the answer, which is typed as TeX"
LONGEST_RIGHT = 255  # characters of a right side, or of an answer that is typed, in its database


def reason(item: Item) -> str:
    """Return why Moodle can't hold an item, as a sentence for a teacher; empty if it can."""
    sign = unheld("\n".join(shown_texts(item)))
    if sign:
        return f"a control character ({sign}) stands in it: take it out"
    match item:
        case Note():
            return IMPORTED
        case MultipleChoice() | MultipleResponse():
            return keys_reason(item)
        case Cloze():
            return gaps.fault(item)
        case Matching():
            return _sides_reason(item)
        case ShortAnswer() | Numeric():
            return _typed_reason(item.answer)
        case _:
            return ""


def keys_reason(item: MultipleChoice | MultipleResponse) -> str:
    """Return why a choice can't be marked; empty if it can."""
    right = sum(option.key for option in item.options)
    if not right:
        return "no option is marked as right"
    if isinstance(item, MultipleChoice) and right > 1:
        return f"{right} options are marked as right, and only one can be chosen"
    if right == len(item.options):
        return "every option is marked as right: there is nothing to choose"
    return ""


def _sides_reason(item: Matching) -> str:
    rights = [words(text) for text in (*(pair.right for pair in item.pairs), *item.extra)]
    longest = max(map(len, rights))
    if longest > LONGEST_RIGHT:
        return f"a right side of {longest} characters: Moodle takes {LONGEST_RIGHT}"
    return "" if all(rights) else "a right side has no words, and Moodle lists words only"


def _typed_reason(answer: Answer) -> str:
    if is_too_many(answer):
        return f"over {MOST_IN_A_SET} things in any order: Moodle compares an answer as a whole"
    right = right_answers(answer)
    if not right:
        return "the answer has no words that can be typed"
    longest = max(map(len, right))
    if longest > LONGEST_RIGHT:
        return f"an answer of {longest} characters: Moodle takes {LONGEST_RIGHT}"
    return ""


def _typed_texts(item: Item) -> tuple[str, ...]:
    match item:
        case Cloze():
            return tuple(text for n in faces(item) for text in hidden_in(item, n))
        case ShortAnswer():
            return right_answers(item.answer)
        case _:
            return ()


def losses(item: Item) -> tuple[str, ...]:
    """Return what an item that is written loses in any of Moodle's formats."""
    found: list[str] = []
    match item:
        case ShortAnswer() | Numeric():
            kept = (PARTIAL,) if isinstance(item.answer, OrderAnswer) else ()
            typed = typed_losses(item, tolerance=True)
            found += [loss for loss in typed if loss not in kept and "slips" not in loss]
        case Matching():
            found += [FEEDBACK] if any(pair.why for pair in item.pairs) else []
            found += plain_losses(*(pair.right for pair in item.pairs), *item.extra)
        case Flashcard():
            found += ["the card that asks the other way round"] if item.reversed else []
        case _:
            pass
    if has_mathematics(*_typed_texts(item)):
        found.append(TYPED_MATHS)
    if any(len(tag) > LONGEST_TAG for tag in item.tags):
        found.append(f"a tag of over {LONGEST_TAG} characters")
    return tuple(dict.fromkeys(loss for loss in found if loss not in {EMPHASIS, SOUND}))
