"""The test that holds a package's items, and the package's list of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.qti.escaping import quoted
from exports.qti.item import HEAD
from exports.qti.item import ident

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exports.base import Selection
    from exports.qti.dialects import Dialect
    from exports.qti.item import Written


def test_xml(q: Dialect, selection: Selection, done: Sequence[Written]) -> str:
    """Return the test: all items in order, each with its points as its weight."""
    refs = "\n".join(
        q.element(
            "assessmentItemRef",
            q.element("weight", identifier="POINTS", value=each.points),
            identifier=f"r-{each.item.id}",
            href=f"items/{each.item.id}.xml",
        )
        for each in done
    )
    title = quoted(selection.title) or selection.bank.info.id
    section = q.element(
        "assessmentSection", refs, identifier="questions", title=title, visible="true"
    )
    zero = q.element("defaultValue", q.element("value", "0"))
    score = q.element(
        "outcomeDeclaration", zero, identifier="SCORE", cardinality="single", baseType="float"
    )
    part = q.element(
        "testPart",
        q.element("itemSessionControl", maxAttempts="1", showFeedback="true") + section,
        identifier="part",
        navigationMode="nonlinear",
        submissionMode="simultaneous",
    )
    total = q.element(
        "sum", q.element("testVariables", variableIdentifier="SCORE", weightIdentifier="POINTS")
    )
    marking = q.element(
        "outcomeProcessing", q.element("setOutcomeValue", total, identifier="SCORE")
    )
    name = q.name("assessmentTest")
    return (
        f'{HEAD}<{name} xmlns="{q.space}" identifier="{_test(selection)}" title="{title}">'
        f"{score}{part}{marking}</{name}>\n"
    )


def manifest_xml(q: Dialect, selection: Selection, done: Sequence[Written]) -> str:
    """Return the list of the package's files, each item with the media it shows."""
    needs = "".join(f'<dependency identifierref="{ident(selection, each.item)}"/>' for each in done)
    items = "\n".join(
        f'<resource identifier="{ident(selection, each.item)}" type="{q.item_type}" '
        f'href="items/{each.item.id}.xml"><metadata><qti:qtiMetadata><qti:interactionType>'
        f"{each.interaction}</qti:interactionType></qti:qtiMetadata></metadata>"
        f'<file href="items/{each.item.id}.xml"/>'
        f"{_files(each)}</resource>"
        for each in done
    )
    return (
        f'{HEAD}<manifest xmlns="{q.package}" xmlns:qti="{q.metadata}" '
        f'identifier="m-{_test(selection)}"><metadata><schema>{q.schema}</schema>'
        f"<schemaversion>{q.version}</schemaversion></metadata><organizations/><resources>"
        f'<resource identifier="{_test(selection)}" type="{q.test_type}" href="assessment.xml">'
        f'<file href="assessment.xml"/>{needs}</resource>\n{items}</resources></manifest>\n'
    )


def _files(each: Written) -> str:
    return "".join(f'<file href="media/{name}"/>' for name in each.files)


def _test(selection: Selection) -> str:
    code = "".join(c if c.isascii() and c.isalnum() else "-" for c in selection.code)
    return f"t-{selection.bank.info.id}{f'.{code}' if code else ''}"
