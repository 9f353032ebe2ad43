"""One item of a package: ``assessmentItem``, whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.qti import declaring
from exports.qti import processing
from exports.qti.escaping import label
from exports.qti.escaping import quoted
from exports.qti.flow import block
from exports.qti.flow import right_to_left
from exports.qti.questions import question
from exports.qti.telling import points_of
from exports.qti.telling import told
from exports.teaching import stem_words

if TYPE_CHECKING:
    from exports.base import Selection
    from exports.qti.carrying import Carried
    from exports.qti.dialects import Dialect
    from exports.qti.pieces import Question
    from exports.qti.telling import Told
    from question_bank.items import Item

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Written:
    """An item's XML, what its test and manifest say of it, and the media files it names."""

    item: Item
    xml: str
    points: str
    interaction: str
    files: tuple[str, ...]


def item_xml(q: Dialect, selection: Selection, item: Item, carried: Carried) -> Written:
    """Return an item of the package.

    Raises:
        exports.qti.leaving.LeftOut: QTI can't hold it.
    """
    asked = question(q, selection, item)
    hears = told(selection, item)
    body = asked.body
    if q.dashed and right_to_left(body):
        body = f'<div dir="auto">{body}</div>'
    content = (
        asked.declared
        + declaring.score(q, by_hand=asked.by_hand)
        + q.element("itemBody", body)
        + _marking(q, asked, hears)
        + _feedback(q, asked, hears)
    )
    content, files = carried.settle(item.id, content)
    name = q.name("assessmentItem")
    timed = q.attribute("timeDependent")
    xml = (
        f'{HEAD}<{name} xmlns="{q.space}" identifier="{ident(selection, item)}" '
        f'title="{quoted(label(stem_words(item))) or item.id}" adaptive="false" {timed}="false" '
        f'xml:lang="{quoted(selection.bank.info.language)}">{content}</{name}>\n'
    )
    return Written(item, xml, points_of(selection, item), asked.interaction, files)


def ident(selection: Selection, item: Item) -> str:
    """Return an item's lasting name: an identifier starts with a letter, an id may with a digit."""
    return f"i-{selection.bank.info.id}.{item.id}"


def _marking(q: Dialect, asked: Question, hears: Told) -> str:
    """Return the response processing: the standard's template where there is no feedback."""
    chosen = asked.chosen and bool(hears.parts)
    shown = processing.feedback(
        q,
        chosen=chosen,
        general=bool(hears.general),
        correct=bool(hears.correct),
        incorrect=bool(hears.incorrect),
    )
    if asked.template and not shown:
        return q.element("responseProcessing", template=q.template(asked.template))
    rules = asked.rules + shown
    return q.element("responseProcessing", rules) if rules else ""


def _feedback(q: Dialect, asked: Question, hears: Told) -> str:
    parts = hears.parts.items() if asked.chosen else ()
    named = (
        ("general", hears.general),
        ("correct", hears.correct),
        ("incorrect", hears.incorrect),
        *((f"C{at + 1}", text) for at, text in parts),
    )
    return "".join(
        q.element(
            "modalFeedback",
            q.body(f"<div>{block(q.tongue, text)}</div>"),
            outcomeIdentifier="FEEDBACK",
            identifier=name,
            showHide="show",
        )
        for name, text in named
        if text
    )
