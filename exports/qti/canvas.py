"""Canvas: a zip of QTI 1.2 as its own importer wants it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from typing import TYPE_CHECKING

from exports.archive import write_zip
from exports.base import Report
from exports.base import Skipped
from exports.base import whole
from exports.losses import IMPORTED
from exports.losses import plain_losses
from exports.qti.blanks import unfit
from exports.qti.canvas_parts import equal
from exports.qti.canvas_parts import feedback
from exports.qti.canvas_parts import html_material
from exports.qti.canvas_parts import refer
from exports.qti.canvas_parts import shown
from exports.qti.canvas_questions import question
from exports.qti.carrying import Carried
from exports.qti.escaping import label
from exports.qti.escaping import quoted
from exports.qti.escaping import said
from exports.qti.leaving import LeftOut
from exports.qti.telling import points_of
from exports.qti.telling import told
from exports.teaching import stem_words
from question_bank.answers import PhraseAnswer
from question_bank.answers import SetAnswer
from question_bank.items import Cloze
from question_bank.items import Flashcard
from question_bank.items import Matching
from question_bank.items import MultipleChoice
from question_bank.items import MultipleResponse
from question_bank.items import Note
from question_bank.items import Ordering
from question_bank.items import ShortAnswer

if TYPE_CHECKING:
    from pathlib import Path

    from exports.base import Selection
    from exports.qti.canvas_questions import Question
    from exports.qti.telling import Told
    from question_bank.items import Item

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_EXTRA = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
_HTML = re.compile(r'(<mattext texttype="text/html">)([^<]*)')
_BY_HAND = "marking by the machine"
_STEPWISE = ("fill_in_multiple_blanks_question", "matching_question")  # no rule ends the marking


@dataclass(frozen=True)
class Canvas:
    """A quiz for Canvas (classic quizzes; new ones take it over), with its pictures and sounds."""

    name: str = "canvas"
    suffix: str = ".zip"
    media_type: str = "application/zip"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the selection as one unpublished quiz; equal input, equal bytes. Raises OSError."""
        carried = Carried(selection.bank)
        done: list[str] = []
        skipped: list[Skipped] = []
        written: list[str] = []
        for item in selection.items:
            try:
                markup = _settled(carried, item, _item(selection, item))
            except LeftOut as reason:
                skipped.append(Skipped(item.id, str(reason)))
                continue
            done.append(markup)
            written.append(item.id)
        name = _ident("quiz", selection)
        kept = set(written)
        total = sum(float(points_of(selection, i)) for i in selection.items if i.id in kept)
        members: list[tuple[str, bytes | Path]] = [
            ("imsmanifest.xml", _manifest(selection, name, carried.names).encode()),
            (f"{name}/{name}.xml", _assessment(selection, name, done).encode()),
            (f"{name}/assessment_meta.xml", _meta(selection, name, total).encode()),
            *carried.members(),
        ]
        with whole(out) as path:
            write_zip(path, members, level=3)
        return Report(tuple(written), tuple(skipped), (out,), carried.remarks)

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose in Canvas, or why it is left out."""
        match item:
            case Note():
                return (IMPORTED,)
            case Cloze():
                reason = unfit(item)
                return (reason,) if reason else ()
            case Flashcard():
                return (_BY_HAND,)
            case ShortAnswer() if isinstance(item.answer, PhraseAnswer | SetAnswer):
                return (_BY_HAND,)
            case Ordering():
                return ("putting into order by dragging: each step gets its place from a list",)
            case Matching():
                rights = (*(pair.right for pair in item.pairs), *item.extra)
                return tuple(f"{what} on the right side" for what in plain_losses(*rights))
            case _:
                return ()


def _settled(carried: Carried, item: Item, markup: str) -> str:
    """Take along what the HTML in an item's materials names."""
    if "media/" not in markup:
        return markup
    return _HTML.sub(
        lambda found: f"{found[1]}{said(carried.settle(item.id, unescape(found[2]))[0])}", markup
    )


def _ident(what: str, selection: Selection) -> str:
    """Return a name for a part of the package: the same for the same bank, title and form."""
    key = f"{what}\0{selection.bank.info.id}\0{selection.title}\0{selection.code}"
    return f"g{sha256(key.encode(errors='replace')).hexdigest()[:32]}"


def _item(selection: Selection, item: Item) -> str:
    hears = told(selection, item)
    asked = question(selection, item, hears)
    fields = (
        ("question_type", asked.kind),
        ("points_possible", points_of(selection, item)),
        ("original_answer_ids", ",".join(map(str, asked.ids))),
        ("assessment_question_identifierref", f"question-{selection.bank.info.id}.{item.id}"),
    )
    meta = "".join(
        f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry>"
        "</qtimetadatafield>"
        for name, value in fields
    )
    return (
        f'<item ident="{selection.bank.info.id}.{item.id}" title="{_title(item)}">'
        f"<itemmetadata><qtimetadata>{meta}</qtimetadata></itemmetadata>"
        f"<presentation>{html_material(asked.stem)}{asked.response}</presentation>"
        f"{_marking(asked, hears)}</item>\n"
    )


def _title(item: Item) -> str:
    return quoted(label(stem_words(item)))


def _marking(asked: Question, hears: Told) -> str:
    """Return the rules, with those that show feedback before and after, and the feedback."""
    own = [(at, ident) for at, ident in asked.parts if at in hears.parts]
    ends = asked.kind not in _STEPWISE
    before = shown("<other/>", refer("general_fb")) if hears.general else ""
    if ends:
        before += "".join(shown(equal(ident), refer(f"{ident}_fb")) for _at, ident in own)
    after = shown("<other/>", refer("general_incorrect_fb")) if hears.incorrect and ends else ""
    return (
        '<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" '
        f'vartype="Decimal"/></outcomes>{before}{asked.rules}{after}</resprocessing>'
        + feedback("general_fb", hears.general)
        + feedback("correct_fb", hears.correct)
        + feedback("general_incorrect_fb", hears.incorrect)
        + "".join(feedback(f"{ident}_fb", hears.parts[at]) for at, ident in own)
    )


def _assessment(selection: Selection, name: str, items: list[str]) -> str:
    return (
        f'{_HEAD}<questestinterop xmlns="{_QTI}">'
        f'<assessment ident="{name}" title="{quoted(selection.title)}"><qtimetadata>'
        "<qtimetadatafield><fieldlabel>cc_maxattempts</fieldlabel><fieldentry>1</fieldentry>"
        f'</qtimetadatafield></qtimetadata>\n<section ident="root_section">\n{"".join(items)}'
        "</section></assessment></questestinterop>\n"
    )


def _meta(selection: Selection, name: str, total: float) -> str:
    """Return what Canvas keeps of a quiz besides its questions; it starts unpublished."""
    title = said(" ".join(selection.title.split()))
    choices = [i for i in selection.items if isinstance(i, MultipleChoice | MultipleResponse)]
    shuffled = not selection.orders and bool(choices) and all(item.shuffle for item in choices)
    code = f"<p>Form {said(selection.code)}</p>" if selection.code else ""
    points = f"<points_possible>{total:.15g}</points_possible>"
    return (
        f'{_HEAD}<quiz identifier="{name}" xmlns="{_CANVAS}"><title>{title}</title>'
        f"<description>{said(code)}</description>"
        f"<shuffle_answers>{str(shuffled).lower()}</shuffle_answers>"
        "<scoring_policy>keep_highest</scoring_policy><hide_results></hide_results>"
        f"<quiz_type>assignment</quiz_type>{points}"
        "<show_correct_answers>true</show_correct_answers><allowed_attempts>1</allowed_attempts>"
        "<one_question_at_a_time>false</one_question_at_a_time>"
        "<cant_go_back>false</cant_go_back><available>false</available>"
        f'<assignment identifier="{_ident("assignment", selection)}"><title>{title}</title>'
        f"<workflow_state>unpublished</workflow_state><quiz_identifierref>{name}"
        f"</quiz_identifierref>{points}<grading_type>points</grading_type>"
        "<submission_types>online_quiz</submission_types></assignment></quiz>\n"
    )


def _manifest(selection: Selection, name: str, media: tuple[str, ...]) -> str:
    extra = _ident("meta", selection)
    files = "".join(
        f'<resource identifier="media-{at}" type="webcontent" href="media/{file}">'
        f'<file href="media/{file}"/></resource>'
        for at, file in enumerate(media, 1)
    )
    return (
        f'{_HEAD}<manifest identifier="{_ident("manifest", selection)}" xmlns="{_PACKAGE}">'
        "<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata>"
        f'<organizations/><resources><resource identifier="{name}" type="imsqti_xmlv1p2">'
        f'<file href="{name}/{name}.xml"/><dependency identifierref="{extra}"/></resource>'
        f'<resource identifier="{extra}" type="{_EXTRA}" href="{name}/assessment_meta.xml">'
        f'<file href="{name}/assessment_meta.xml"/></resource>{files}</resources></manifest>\n'
    )
