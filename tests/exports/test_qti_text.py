"""QTI of any kind: whatever text, mathematics and pictures a bank holds."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html

from exports import exporter
from exports.base import Selection
from exports.qti.escaping import clean
from exports.qti.flow import CANVAS
from exports.qti.flow import QTI_3
from exports.qti.flow import QTI_21
from exports.qti.flow import _paragraphs
from exports.qti.flow import block
from exports.qti.flow import inline
from question_bank import markup
from question_bank.items import MultipleChoice
from question_bank.items import Note
from question_bank.items import Option
from tests.exports import canvas_reader
from tests.exports import qti_reader

FORMATS = ("canvas", "qti21", "qti3")
NASTY = (
    "a ]]> b <![CDATA[ c",
    "nul \x00 bell \x07 escape \x1b vertical \x0b form \x0c",
    "half \ud83d of a pair, and the other \udc00",
    "no characters \ufffe \uffff",
    "next line \x85 and separators \u2028 \u2029",
    "&amp; &#65; &nbsp; &bogus; < > \" '",
    "שלום עולם العربية",
    "日本語と한국어 𠮷野家 👩‍👩‍👧",
    "$\\frac{a}{b} < c$ and $$\\sqrt[3]{x}$$",
    "$\\unknown{x$ and $5 for $6",
    '**bold** ~~gone~~ `x < y` [a](http://x.org/?a=1&b=2 "t") <script>alert(1)</script>',
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n3. three\n4. four\n\n> quoted\n\n---\n\n```\npre <b>\n```",
    '{http://not.a/name}space xml:lang="x" {{c1::not a cloze}} [blank1]',
    "private \ue000 \ue0f2 0 \ue0f3 marks",
)


def choice(text, name="odd"):
    """Return a question that says a text wherever one can stand."""
    return MultipleChoice.model_construct(
        **{
            **dict.fromkeys(("objective", "caution", "as_of", "origin")),
            "tags": (),
            "cite": (),
            "lint_ignore": {},
            "topic": "trade",
            "id": name,
            "kind": "multiple_choice",
            "stem": text,
            "explanation": text,
            "shuffle": True,
            "options": (
                Option.model_construct(text=text, key=True, why=None, misconception=None),
                Option.model_construct(text="other", key=False, why=text, misconception=None),
            ),
        }
    )


def write(form, selection, folder):
    out = folder / f"{form}.zip"
    return exporter(form).write(selection, out), out


def parsed(out):
    """Return every XML file of a package, read."""
    with zipfile.ZipFile(out) as archive:
        return {
            name: etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".xml")
        }


@pytest.mark.parametrize("form", FORMATS)
def test_whatever_is_written_can_be_read(form, selection, tmp_path):
    items = tuple(choice(text, f"odd-{at}") for at, text in enumerate(NASTY))
    odd = replace(selection, items=items, title=" ".join(NASTY), code="Ä <&> 1")
    report, out = write(form, odd, tmp_path)

    assert len(report.written) == len(NASTY)
    assert parsed(out)
    read = qti_reader.read(out) if form != "canvas" else canvas_reader.read(out)[0]
    assert list(read) == [item.id for item in items]


@given(st.text())
def test_cleaned_text_is_xml_and_keeps_all_else(text):
    kept = clean(text)
    node = etree.fromstring(f"<a>{kept.replace('&', '&amp;').replace('<', '&lt;')}</a>".encode())

    assert (node.text or "").replace("\r", "") == kept
    assert set(text) - set(kept) <= {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0))} | set(
        re.findall("[\ud800-\udfff\ufffe\uffff]", text)
    )


MARKDOWN = st.text(st.sampled_from("ab \n*_`~$\\[](){}<>&\"'|#-+1.:!\xa0\u2028שé"), max_size=60)
LINES = st.sampled_from(
    [
        "a b",
        "- e",
        "- e\n- 2: f",
        "2. f",
        "   g",
        "h\ni",
        "$x$",
        "> j",
        "**Caution:** c & d",
        "x \\[…\\] \\$ 5",
    ]
)


@given(st.one_of(MARKDOWN, st.lists(LINES).map("\n\n".join)))
def test_the_short_way_says_what_the_parser_says(text):
    text = clean(text).strip()
    short, long = _paragraphs(text), markup.block(text)

    assert "".join(short.split()) == "".join(long.split())


@given(MARKDOWN)
def test_any_markdown_is_well_formed_markup(text):
    for tongue in (QTI_21, QTI_3, CANVAS):
        for shown in (block(tongue, text), inline(tongue, text)):
            etree.fromstring(f"<div>{shown}</div>")


@pytest.mark.parametrize("form", ["qti21", "qti3"])
def test_mathematics_is_mathml_among_the_words(form, one_more, tmp_path):
    selection = one_more("{id: m, kind: short_answer, stem: 'What is $x^2$?', answer: four}")
    _, out = write(form, selection, tmp_path)
    item = qti_reader.read(out)["m"]
    (math,) = item.root.iter("{http://www.w3.org/1998/Math/MathML}math")

    assert "".join(math.itertext()) == "x2"
    assert item.root.xpath("string(//*[contains(local-name(), 'ody')])").startswith("What is x2?")


def test_canvas_gets_mathematics_as_mathml_too(one_more, tmp_path):
    selection = one_more("{id: m, kind: short_answer, stem: 'What is $x^2$?', answer: four}")
    _, out = write("canvas", selection, tmp_path)
    stem = html.fromstring(canvas_reader.read(out)[0]["m"].html)

    assert stem.xpath("count(//math//msup)") == 1


def test_text_that_runs_to_the_left_says_so(selection, tmp_path):
    odd = replace(selection, items=(choice("שלום עולם"),))
    _, canvas = write("canvas", odd, tmp_path)
    _, third = write("qti3", odd, tmp_path)

    assert canvas_reader.read(canvas)[0]["odd"].html.startswith('<div dir="auto">')
    assert qti_reader.read(third)["odd"].root.xpath("//*[@dir='auto']")


PICTURE = b"\x89PNG\r\n\x1a\n"
SHOWN = (
    "{id: m, kind: short_answer, answer: four, stem: "
    "'See ![a \"map\" > 1](media/map.png) and ![gone](media/gone.png), hear [song](media/s.mp3)'}"
)


@pytest.fixture
def pictured(one_more):
    selection = one_more(SHOWN)
    folder = selection.bank.folder / "media"
    folder.mkdir()
    (folder / "map.png").write_bytes(PICTURE)
    (folder / "s.mp3").write_bytes(b"ID3")
    return selection


@pytest.mark.parametrize("form", FORMATS)
def test_pictures_and_sounds_go_along_and_a_missing_one_is_reported(form, pictured, tmp_path):
    report, out = write(form, pictured, tmp_path)
    with zipfile.ZipFile(out) as archive:
        media = {n: archive.read(n) for n in archive.namelist() if n.startswith("media/")}
        whole = "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml"))

    assert media == {"media/map.png": PICTURE, "media/s.mp3": b"ID3"}
    assert "gone.png" not in whole
    assert "[gone]" in whole
    (remark,) = report.remarks
    assert "gone.png (in m)" in remark


@pytest.mark.parametrize("form", ["qti21", "qti3"])
def test_an_item_names_its_media_by_their_place(form, pictured, tmp_path):
    _, out = write(form, pictured, tmp_path)
    root = qti_reader.read(out)["m"].root
    places = set(root.xpath("//@src | //@data"))

    assert places == {"../media/map.png", "../media/s.mp3"}
    assert root.xpath("//*[local-name()='img']/@alt") == ['a "map" > 1']


def test_canvas_finds_media_by_its_own_word(pictured, tmp_path):
    _, out = write("canvas", pictured, tmp_path)
    stem = html.fromstring(canvas_reader.read(out)[0]["m"].html)

    assert stem.xpath("//@src") == [
        "%24IMS-CC-FILEBASE%24/media/map.png",
        "%24IMS-CC-FILEBASE%24/media/s.mp3",
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_an_imported_note_is_left_out_with_its_reason(form, selection, tmp_path):
    note = Note(id="n", kind="note", topic="trade", note_type="basic", fields={"Front": "x"})
    report, _ = write(form, replace(selection, items=(note,)), tmp_path)

    (skipped,) = report.skipped
    assert skipped.reason == "an imported note that only its own templates can show"
    assert exporter(form).losses(note) == (skipped.reason,)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("$a^{{c1::2}}$ is it", "a hidden part stands inside a formula"),
        ("see [it](http://x.org/{{c1::a}})", "a hidden part stands inside a formula or an address"),
        ("it is {{c1::$a^2$}}", "a hidden part is a formula, which nobody can type"),
    ],
)
def test_a_gap_that_nobody_can_type_is_left_out_and_foretold(
    form, text, reason, one_more, tmp_path
):
    selection = one_more(f"{{id: m, kind: cloze, text: '{text}'}}")
    report, _ = write(form, selection, tmp_path)
    told = next(s.reason for s in report.skipped if s.item == "m")

    assert told.startswith(reason)
    assert exporter(form).losses(selection.bank.by_id["m"]) == (told,)


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_foretold_as_left_out_is_what_is_left_out(form, selection, tmp_path):
    report, _ = write(form, selection, tmp_path)

    for skipped in report.skipped:
        assert exporter(form).losses(selection.bank.by_id[skipped.item]) == (skipped.reason,)


def test_equal_input_gives_equal_bytes_with_media(pictured):
    one, two = io.BytesIO(), io.BytesIO()
    for form in FORMATS:
        folder = pictured.bank.folder
        one.write(write(form, pictured, folder)[1].read_bytes())
        two.write(
            write(form, Selection(pictured.bank, pictured.items, pictured.title), folder)[
                1
            ].read_bytes()
        )

    assert one.getvalue() == two.getvalue()
