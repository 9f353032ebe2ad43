"""What an item would lose in a format: the words for it, and the looks that tell.

A format names what it can't hold in a few words each (``losses``), or, alone, the reason why it
leaves the item out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import assert_never

from question_bank.answers import DateAnswer
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
from question_bank.answers import TextAnswer
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
from question_bank.media import type_of

if TYPE_CHECKING:
    from question_bank.items import Item

IMPORTED = "an imported note that only its own templates can show"  # why a note is left out
FEEDBACK = "feedback per option"
PARTIAL = "partial credit"
MATHS = "mathematics"
PICTURE = "the picture"
SOUND = "the sound"
RUBRIC = "the rubric"
EXPLANATION = "the explanation"
SOURCE = "the source"
EMPHASIS = "bold, links, lists and tables"
TOLERANCE = "the tolerance"
REJECTED = "answers that must not pass as slips"

_MATH = re.compile(r"(?<![\\$])\$(?=[^\s$])[^$\n]*(?<![\\\s])\$|\$\$[^$]+\$\$")
_MEDIA = re.compile(r"\]\(media/([^()\s]+)\)")
_MARK = re.compile(
    r"(?<!\\)(?:\*\S|\b_\S|`|~~|\]\()|^\s*(?:[-+*]|\d{1,9}[.)]|#{1,6}|>)\s|^\s*\|", re.MULTILINE
)


def shown_texts(item: Item) -> tuple[str, ...]:
    """Return the Markdown that an item shows: what is asked, the parts, and what is said after."""
    said = (item.explanation or "", item.caution or "")
    return tuple(filter(None, (*asked_texts(item), *_told(item), *said)))


def asked_texts(item: Item) -> tuple[str, ...]:
    """Return the Markdown a learner sees before the answer; a note's is HTML and not looked at."""
    match item:
        case MultipleChoice() | MultipleResponse():
            return (item.stem, *(option.text for option in item.options))
        case Ordering():
            return (item.stem, *item.sequence)
        case Matching():
            lefts = (pair.left for pair in item.pairs)
            return (item.stem, *lefts, *(pair.right for pair in item.pairs), *item.extra)
        case Cloze():
            return (item.text,)
        case Flashcard() | TrueFalseItem() | ShortAnswer() | Numeric() | Open():
            return (item.stem,)
        case Note():
            return ()
        case _:
            assert_never(item)


def _told(item: Item) -> tuple[str, ...]:
    match item:
        case MultipleChoice() | MultipleResponse():
            return tuple(option.why or "" for option in item.options)
        case Matching():
            return tuple(pair.why or "" for pair in item.pairs)
        case Flashcard():
            return (item.answer,)
        case TrueFalseItem():
            return (item.correction or "",)
        case Open():
            return (item.model_answer, *(criterion.text for criterion in item.rubric))
        case _:
            return ()


def has_feedback(item: Item) -> bool:
    """Whether a part says of itself why it is right or wrong."""
    match item:
        case MultipleChoice() | MultipleResponse():
            return any(option.why for option in item.options)
        case Matching():
            return any(pair.why for pair in item.pairs)
        case _:
            return False


def has_mathematics(*texts: str) -> bool:
    """Whether a text of Markdown holds TeX."""
    return any("$" in text and _MATH.search(text) is not None for text in texts)


def has_marks(*texts: str) -> bool:
    """Whether plain words would lose something of a text of Markdown: bold, a list, a link."""
    return any(_MARK.search(text) is not None for text in texts)


def media_in(*texts: str) -> tuple[str, ...]:
    """Return the files of a bank's ``media/`` that texts of Markdown name, each once."""
    found = (name for text in texts if "media/" in text for name in _MEDIA.findall(text))
    return tuple(dict.fromkeys(name for name in found if type_of(name)))


def media_losses(*texts: str) -> tuple[str, ...]:
    """Return what texts would lose where no file can be."""
    types = [type_of(name) or "" for name in media_in(*texts)]
    picture = any(kind.startswith("image/") for kind in types)
    sound = any(not kind.startswith("image/") for kind in types)
    return ((PICTURE,) if picture else ()) + ((SOUND,) if sound else ())


def plain_losses(*texts: str) -> tuple[str, ...]:
    """Return what texts of Markdown would lose as plain words."""
    maths = (MATHS,) if has_mathematics(*texts) else ()
    marks = (EMPHASIS,) if has_marks(*texts) else ()
    return (*maths, *media_losses(*texts), *marks)


def typed_losses(item: ShortAnswer | Numeric, *, tolerance: bool = False) -> tuple[str, ...]:
    """Return what an answer would lose where only whole answers, written out, are compared.

    ``tolerance``: the format holds one.
    """
    match item.answer:
        case TextAnswer(reject=reject):
            return (REJECTED,) if reject else ()
        case PhraseAnswer():
            return ("answers in other words",)
        case NumberAnswer(tolerance=off):
            return (TOLERANCE,) if off and not tolerance else ()
        case DateAnswer():
            return ("a date written in another way",)
        case SetAnswer():
            return ("answers in another order", PARTIAL)
        case OrderAnswer():
            return (PARTIAL,)
        case _:
            assert_never(item.answer)
