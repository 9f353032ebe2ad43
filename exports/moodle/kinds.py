"""Items as Moodle's kinds of question: what stands in ``<question>`` after what all have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import NamedTuple
from typing import assert_never

from exports.html_parts import number
from exports.moodle import gaps
from exports.moodle.texts import line
from exports.moodle.texts import paragraphs
from exports.moodle.texts import plain
from exports.moodle.typed import decimal
from exports.moodle.typed import literal
from exports.moodle.typed import right_answers
from exports.moodle.typed import wrong_answers
from exports.moodle.words import part
from exports.moodle.words import weight
from exports.teaching import ordered_options
from exports.teaching import words
from question_bank.answers import NumberAnswer
from question_bank.answers import OrderAnswer
from question_bank.answers import SetAnswer
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
    from collections.abc import Sequence

    from exports.base import Selection
    from exports.moodle.texts import Texts
    from question_bank.items import Criterion
    from question_bank.items import Item

IN_ANY_ORDER = "<p>Write all of them, parted by commas.</p>"
_TAG_LIKE = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?[A-Za-z0-9]{1,8};)")
_FEEDBACK = (
    '<correctfeedback format="html"><text></text></correctfeedback>'
    '<partiallycorrectfeedback format="html"><text></text></partiallycorrectfeedback>'
    '<incorrectfeedback format="html"><text></text></incorrectfeedback>'
)
_ROOM = (
    "<responseformat>editor</responseformat><responserequired>1</responserequired>"
    "<responsefieldlines>{lines}</responsefieldlines><minwordlimit></minwordlimit>"
    "<maxwordlimit></maxwordlimit><attachments>0</attachments>"
    "<attachmentsrequired>0</attachmentsrequired><maxbytes>0</maxbytes>"
    '<filetypeslist></filetypeslist>{info}<responsetemplate format="html"><text></text>'
    "</responsetemplate>"
)


class Made(NamedTuple):
    """A question: Moodle's type, what is asked as HTML, what follows as XML, and its penalty."""

    type: str
    asked: str
    rest: str
    penalty: str = "0.3333333"


def made_of(texts: Texts, selection: Selection, item: Item) -> Made:
    """Return an item as a question; ``limits.reason`` says beforehand whether it can be one."""
    match item:
        case MultipleChoice() | MultipleResponse():
            return _choice(texts, selection, item)
        case TrueFalseItem():
            return _true_false(item)
        case ShortAnswer() | Numeric():
            return _typed(selection, item)
        case Cloze():
            each = weight(selection, item, gaps.count(item))
            return Made("cloze", gaps.cloze_html(item, each), "")
        case Matching():
            return _matching(texts, item)
        case Ordering():
            return _ordering(texts, item)
        case Open():
            return Made(
                "essay",
                paragraphs(item.stem),
                _room(texts, model_html(item.model_answer, item.rubric), 10),
                "0",
            )
        case Flashcard():
            room = _room(texts, paragraphs(item.answer), 3)
            return Made("essay", paragraphs(item.stem), room, "0")
        case Note():
            raise ValueError(item.id)  # left out before
        case _:
            assert_never(item)


def _choice(texts: Texts, selection: Selection, item: MultipleChoice | MultipleResponse) -> Made:
    options = ordered_options(selection, item)
    right = sum(option.key for option in options)
    single = isinstance(item, MultipleChoice)
    wrong = "0" if single else f"-{part(len(options) - right)}"
    moves = item.shuffle and item.id not in selection.orders  # a form's order stays
    answers = [
        _answer(
            part(right) if option.key else wrong,
            texts.html("answer", line(option.text)),
            texts.html("feedback", paragraphs(option.why) if option.why else ""),
        )
        for option in options
    ]
    return Made(
        "multichoice",
        paragraphs(item.stem),
        f"<single>{_word(single)}</single><shuffleanswers>{_word(moves)}</shuffleanswers>"
        "<answernumbering>ABCD</answernumbering>"
        f"<showstandardinstruction>{int(not single)}</showstandardinstruction>"
        f"{_FEEDBACK}{'' if single else '<shownumcorrect></shownumcorrect>'}{''.join(answers)}",
    )


def _answer(fraction: str, element: str, more: str) -> str:
    """Return an ``<answer>`` with its fraction, and more in it."""
    opened = element.replace("<answer", f'<answer fraction="{fraction}"', 1)
    return f"{opened.removesuffix('</answer>')}{more}</answer>"


def _plain_answer(fraction: str, text: str, more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="moodle_auto_format"><text>{plain(text)}</text>'
        f'<feedback format="html"><text></text></feedback>{more}</answer>'
    )


def _word(value: object) -> str:
    return "true" if value else "false"


def _true_false(item: TrueFalseItem) -> Made:
    answers = (
        _plain_answer("100" if verdict == item.key else "0", _word(verdict))
        for verdict in (True, False)
    )
    return Made("truefalse", paragraphs(item.stem), "".join(answers), "1")


def _typed(selection: Selection, item: ShortAnswer | Numeric) -> Made:
    asked = paragraphs(item.stem)
    match item.answer:
        case NumberAnswer():
            return Made("numerical", asked, _number(item.answer))
        case OrderAnswer():
            each = weight(selection, item, len(item.answer.value))
            return Made("cloze", gaps.in_order_html(item.stem, item.answer, each), "")
        case SetAnswer():
            asked += IN_ANY_ORDER
        case _:
            pass
    right = [_plain_answer("100", literal(text)) for text in right_answers(item.answer)]
    wrong = [_plain_answer("0", literal(text)) for text in wrong_answers(item.answer)]
    return Made("shortanswer", asked, f"<usecase>0</usecase>{''.join(right)}{''.join(wrong)}")


def _number(answer: NumberAnswer) -> str:
    tolerance = f"<tolerance>{decimal(answer.tolerance)}</tolerance>"
    value = _plain_answer("100", decimal(answer.value), tolerance)
    units = dict.fromkeys(
        filter(None, map(words, filter(None, (answer.unit, *answer.unit_aliases))))
    )
    rows = "".join(
        f"<unit><multiplier>1</multiplier><unit_name>{plain(unit)}</unit_name></unit>"
        for unit in units
    )
    return (
        f"{value}<unitgradingtype>0</unitgradingtype><unitpenalty>0.1000000</unitpenalty>"
        f"<showunits>{0 if units else 3}</showunits><unitsleft>0</unitsleft>"
        f"{f'<units>{rows}</units>' if units else ''}"
    )


def _matching(texts: Texts, item: Matching) -> Made:
    pairs = [(line(pair.left), pair.right) for pair in item.pairs]
    pairs += [("", text) for text in item.extra]
    rows = [
        texts.html("subquestion", left).removesuffix("</subquestion>")
        + f"<answer><text>{plain(listed(right))}</text></answer></subquestion>"
        for left, right in pairs
    ]
    return Made(  # always shuffled: as they stand, the right sides are the key
        "matching",
        paragraphs(item.stem),
        f"<shuffleanswers>true</shuffleanswers>{_FEEDBACK}<shownumcorrect></shownumcorrect>"
        f"{''.join(rows)}",
    )


def listed(right: str) -> str:
    """Return a right side as words; Moodle would strip what looks like a tag from its list."""
    return _TAG_LIKE.sub(lambda sign: "&lt;" if sign[0] == "<" else "&amp;", words(right))


def _ordering(texts: Texts, item: Ordering) -> Made:
    answers = [_answer("100", texts.html("answer", line(step)), "") for step in item.sequence]
    return Made(
        "ordering",
        paragraphs(item.stem),
        "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>"
        "<gradingtype>ABSOLUTE_POSITION</gradingtype><showgrading>SHOW</showgrading>"
        f"<numberingstyle>none</numberingstyle>{_FEEDBACK}<shownumcorrect>1</shownumcorrect>"
        f"{''.join(answers)}",
    )


def _room(texts: Texts, info: str, lines: int) -> str:
    return _ROOM.format(lines=lines, info=texts.html("graderinfo", info))


def model_html(answer: str, rubric: Sequence[Criterion]) -> str:
    """Return what a grader is told: the model answer, and what each criterion earns."""
    if not rubric:
        return paragraphs(answer)
    rows = [
        f"<li>{number(criterion.points)} {'point' if criterion.points == 1 else 'points'}: "
        f"{line(criterion.text)}</li>"
        for criterion in rubric
    ]
    return f"{paragraphs(answer)}<p><strong>Rubric</strong></p><ul>{''.join(rows)}</ul>"
