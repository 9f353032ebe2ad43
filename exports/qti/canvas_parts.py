"""Pieces of QTI 1.2 as Canvas writes and reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.qti.escaping import said
from exports.qti.flow import CANVAS
from exports.qti.flow import block
from exports.qti.flow import inline
from exports.qti.flow import right_to_left

if TYPE_CHECKING:
    from collections.abc import Iterable

ONE = "response1"  # what Canvas calls the only response of a question


def html_material(html: str) -> str:
    """Return HTML as a material: escaped, which Canvas sanitises and keeps."""
    direction = ' dir="auto"' if right_to_left(html) else ""
    return _material("text/html", f"<div{direction}>{html}</div>")


def line_material(markdown: str) -> str:
    """Return a line of Markdown as a material: plain where it holds nothing but words."""
    html = inline(CANVAS, markdown)
    if "<" in html or "&" in html or right_to_left(html):
        return html_material(html)
    return _material("text/plain", html)


def plain_material(words: str) -> str:
    """Return plain words as a material."""
    return _material("text/plain", words)


def _material(kind: str, content: str) -> str:
    return f'<material><mattext texttype="{kind}">{said(content)}</mattext></material>'


def label(ident: int, material: str) -> str:
    """Return one thing to choose, by its number."""
    return f'<response_label ident="{ident}">{material}</response_label>'


def choice(ident: str, labels: Iterable[str], *, several: bool = False, before: str = "") -> str:
    """Return a response that is chosen from labels."""
    cardinality = ' rcardinality="Multiple"' if several else ' rcardinality="Single"'
    return (
        f'<response_lid ident="{ident}"{"" if before else cardinality}>{before}'
        f"<render_choice>{''.join(labels)}</render_choice></response_lid>"
    )


def box(*, decimal: bool = False) -> str:
    """Return a response that is typed."""
    kind = ' fibtype="Decimal"' if decimal else ""
    shuffle = "" if decimal else ' rshuffle="No"'
    return (
        f'<response_str ident="{ONE}" rcardinality="Single"><render_fib{kind}>'
        f'<response_label ident="answer1"{shuffle}/></render_fib></response_str>'
    )


def equal(value: str | int, respondent: str = ONE) -> str:
    """Return the condition that a response is a number of a label, or a text."""
    return f'<varequal respident="{respondent}">{said(str(value))}</varequal>'


def right(condition: str, feedback: str) -> str:
    """Return the rule that makes a question fully right."""
    return (
        f'<respcondition continue="No"><conditionvar>{condition}</conditionvar>'
        f'<setvar action="Set" varname="SCORE">100</setvar>{feedback}</respcondition>'
    )


def share(condition: str, percent: str) -> str:
    """Return the rule that adds a part of a question's points."""
    return (
        f"<respcondition><conditionvar>{condition}</conditionvar>"
        f'<setvar varname="SCORE" action="Add">{percent}</setvar></respcondition>'
    )


def shown(condition: str, feedback: str, *, goes_on: bool = True) -> str:
    """Return the rule that shows a feedback."""
    more = "Yes" if goes_on else "No"
    return (
        f'<respcondition continue="{more}"><conditionvar>{condition}</conditionvar>'
        f"{feedback}</respcondition>"
    )


def refer(ident: str) -> str:
    """Return the words that show a feedback by its name."""
    return f'<displayfeedback feedbacktype="Response" linkrefid="{ident}"/>'


def feedback(ident: str, markdown: str) -> str:
    """Return a feedback; nothing if there is none."""
    if not markdown:
        return ""
    content = html_material(block(CANVAS, markdown))
    return f'<itemfeedback ident="{ident}"><flow_mat>{content}</flow_mat></itemfeedback>'


def shares(count: int) -> tuple[str, ...]:
    """Return percentages of equal parts that make exactly 100: ``33.33, 33.33, 33.34``."""
    each = 10_000 // count
    numbers = [each] * (count - 1) + [10_000 - each * (count - 1)]
    return tuple(f"{number // 100}.{number % 100:02}" for number in numbers)
