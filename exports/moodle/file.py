"""Moodle XML: every kind of item as a question, in a category a topic, with its files in it.

Checked against what Moodle's own importer takes (FORMATS.md) by ``tests/exports/test_moodle.py``,
and read back by ``question_bank.readers``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.base import Report
from exports.base import Skipped
from exports.base import whole
from exports.html_parts import number
from exports.html_parts import worth
from exports.moodle import limits
from exports.moodle.gaps import boxes
from exports.moodle.kinds import made_of
from exports.moodle.texts import Texts
from exports.moodle.texts import explanation_html
from exports.moodle.texts import plain
from exports.moodle.words import category
from exports.moodle.words import name_of
from exports.moodle.words import tags_of
from exports.moodle.words import weight

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exports.base import Selection
    from question_bank.items import Item


@dataclass(frozen=True, slots=True)
class MoodleXml:
    """One XML file for Moodle's question bank (4.0 and later)."""

    name: str = "moodle-xml"
    suffix: str = ".xml"
    media_type: str = "application/xml"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection. Raises OSError."""
        texts = Texts(selection.bank)
        written: list[str] = []
        skipped: list[Skipped] = []
        with whole(out) as path, path.open("w", encoding="utf-8", newline="\n") as file:
            file.write('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
            file.writelines(_questions(selection, texts, written, skipped))
            file.write("</quiz>\n")
        remarks = (*texts.remarks, *_other_points(selection, frozenset(written)))
        return Report(tuple(written), tuple(skipped), (out,), remarks)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose in Moodle, or why it is left out."""
        reason = limits.reason(item)
        return (reason,) if reason else limits.losses(item)


def _questions(
    selection: Selection, texts: Texts, written: list[str], skipped: list[Skipped]
) -> Iterator[str]:
    topic = None
    for item in selection.items:
        reason = limits.reason(item)
        if reason:
            skipped.append(Skipped(item.id, reason))
            continue
        if item.topic != topic:
            topic = item.topic
            path = plain(category(selection, topic))
            yield (
                f'<question type="category"><category><text>{path}</text></category>'
                '<info format="html"><text></text></info></question>\n'
            )
        yield _question(selection, texts, item)
        written.append(item.id)


def _other_points(selection: Selection, written: frozenset[str]) -> Iterator[str]:
    """Say which questions Moodle gives other points: it adds up those of the gaps."""
    told = []
    for item in selection.items:
        if item.id in written and (gaps := boxes(item)):
            points, there = worth(selection, item), gaps * weight(selection, item, gaps)
            if points != there:
                told.append(f"{item.id} {there} instead of {number(points)}")
    if told:
        yield (
            "In Moodle a gap counts whole points, so a question with gaps is worth what they "
            f"add up to: {', '.join(told)}."
        )


def _question(selection: Selection, texts: Texts, item: Item) -> str:
    made = made_of(texts, selection, item)
    tags = "".join(f"<tag><text>{plain(tag)}</text></tag>" for tag in tags_of(item))
    return (
        f'<question type="{made.type}"><name><text>{plain(name_of(item))}</text></name>'
        f"{texts.html('questiontext', made.asked)}"
        f"{texts.html('generalfeedback', explanation_html(selection, item))}"
        f"<defaultgrade>{number(worth(selection, item))}</defaultgrade>"
        f"<penalty>{made.penalty}</penalty><hidden>0</hidden><idnumber>{item.id}</idnumber>"
        f"{made.rest}<tags>{tags}</tags></question>\n"
    )
