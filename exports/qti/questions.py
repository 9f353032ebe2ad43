"""Each kind of item as QTI 2.1 or 3: declarations, what is asked, how it is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import assert_never

from exports.html_parts import shown_order
from exports.losses import IMPORTED
from exports.qti import declaring
from exports.qti import processing
from exports.qti.entries import cloze
from exports.qti.entries import typed
from exports.qti.flow import block
from exports.qti.flow import inline
from exports.qti.leaving import LeftOut
from exports.qti.pieces import MAP
from exports.qti.pieces import MATCH
from exports.qti.pieces import Question
from exports.qti.pieces import stem_xml
from exports.qti.processing import ONE
from exports.qti.telling import criteria
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

if TYPE_CHECKING:
    from exports.base import Selection
    from exports.qti.dialects import Dialect
    from question_bank.items import Item


def question(q: Dialect, selection: Selection, item: Item) -> Question:
    """Return an item as a question of QTI.

    Raises:
        LeftOut: QTI can't hold it.
    """
    shuffle = "false" if item.id in selection.orders else "true"
    match item:
        case MultipleChoice() | MultipleResponse():
            return _chosen(q, selection, item, shuffle if item.shuffle else "false")
        case TrueFalseItem():
            return _true_false(q, item)
        case ShortAnswer() | Numeric():
            return typed(q, item)
        case Cloze():
            return cloze(q, item)
        case Ordering():
            return _ordering(q, selection, item, shuffle)
        case Matching():
            return _matching(q, selection, item, shuffle)
        case Open() | Flashcard():
            return _open(q, item)
        case Note():
            raise LeftOut(IMPORTED)
        case _:
            assert_never(item)


def _chosen(
    q: Dialect, selection: Selection, item: MultipleChoice | MultipleResponse, shuffle: str
) -> Question:
    several = isinstance(item, MultipleResponse)
    rows = "".join(
        q.element("simpleChoice", inline(q.tongue, item.options[at].text), identifier=f"C{at + 1}")
        for at in shown_order(selection, item)
    )
    keys = [f"C{at}" for at, option in enumerate(item.options, 1) if option.key]
    worth = declaring.part(len(keys))
    points = {
        f"C{at}": worth if option.key else f"-{worth}" for at, option in enumerate(item.options, 1)
    }
    mapping = declaring.mapping(q, points, bounded=True) if several else ""
    asked = q.element(
        "choiceInteraction",
        rows,
        responseIdentifier=ONE,
        shuffle=shuffle,
        maxChoices="0" if several else "1",
    )
    return Question(
        "choiceInteraction",
        declaring.response(
            q, ONE, f"{'multiple' if several else 'single'} identifier", keys, mapping
        ),
        stem_xml(q, item.stem) + asked,
        processing.mapped(q) if several else processing.matched(q),
        MAP if several else MATCH,
        chosen=any(option.why for option in item.options),
    )


def _true_false(q: Dialect, item: TrueFalseItem) -> Question:
    rows = "".join(
        q.element("simpleChoice", word, identifier=word.lower()) for word in ("True", "False")
    )
    asked = q.element(
        "choiceInteraction", rows, responseIdentifier=ONE, shuffle="false", maxChoices="1"
    )
    key = declaring.response(q, ONE, "single identifier", [str(item.key).lower()])
    return Question(
        "choiceInteraction", key, stem_xml(q, item.stem) + asked, processing.matched(q), MATCH
    )


def _ordering(q: Dialect, selection: Selection, item: Ordering, shuffle: str) -> Question:
    rows = "".join(
        q.element("simpleChoice", inline(q.tongue, item.sequence[at]), identifier=f"C{at + 1}")
        for at in shown_order(selection, item)
    )
    keys = [f"C{at}" for at in range(1, len(item.sequence) + 1)]
    asked = q.element("orderInteraction", rows, responseIdentifier=ONE, shuffle=shuffle)
    declared = declaring.response(q, ONE, "ordered identifier", keys)
    body = stem_xml(q, item.stem) + asked
    return Question("orderInteraction", declared, body, processing.matched(q), MATCH)


def _matching(q: Dialect, selection: Selection, item: Matching, shuffle: str) -> Question:
    """Return a matching: equal right sides are one, and the extra ones are there too."""
    rights = [*(pair.right for pair in item.pairs), *item.extra]
    named: dict[str, str] = {}
    for at in shown_order(selection, item):
        named.setdefault(rights[at], f"R{at + 1}")
    size = len(item.pairs)
    left = "".join(_associable(q, f"L{at}", pair.left, 1) for at, pair in enumerate(item.pairs, 1))
    right = "".join(_associable(q, ident, text, size) for text, ident in named.items())
    pairs = [f"L{at} {named[pair.right]}" for at, pair in enumerate(item.pairs, 1)]
    mapping = declaring.mapping(q, dict.fromkeys(pairs, declaring.part(size)), bounded=True)
    asked = q.element(
        "matchInteraction",
        q.element("simpleMatchSet", left) + q.element("simpleMatchSet", right),
        responseIdentifier=ONE,
        shuffle=shuffle,
        maxAssociations=str(size),
    )
    return Question(
        "matchInteraction",
        declaring.response(q, ONE, "multiple directedPair", pairs, mapping),
        stem_xml(q, item.stem) + asked,
        processing.mapped(q),
        MAP,
    )


def _associable(q: Dialect, ident: str, text: str, most: int) -> str:
    content = inline(q.tongue, text)
    return q.element("simpleAssociableChoice", content, identifier=ident, matchMax=str(most))


def _open(q: Dialect, item: Open | Flashcard) -> Question:
    """Return room to write, and for the one who marks it the answer and its criteria."""
    model = item.answer if isinstance(item, Flashcard) else item.model_answer
    points = criteria(item) if isinstance(item, Open) else ""
    rubric = block(q.tongue, model) + (block(q.tongue, points) if points else "")
    scorer = q.element("rubricBlock", q.body(f"<div>{rubric}</div>"), view="scorer", use="scoring")
    lines = "2" if isinstance(item, Flashcard) else "8"
    asked = q.element("extendedTextInteraction", responseIdentifier=ONE, expectedLines=lines)
    return Question(
        "extendedTextInteraction",
        declaring.response(q, ONE, "single string", []),
        scorer + stem_xml(q, item.stem) + asked,
        by_hand=True,
    )
