"""The HTML of others: what is left of it in its frame, on our pages, and over its images."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import foreign
from question_bank import foreign_page
from question_bank import occlusion
from question_bank.media import is_hashed
from question_bank.media import type_of
from question_bank.note_types import read_note_type
from tests import notes
from tests import strategies

FILES = {"a.png": "/m/1.png", "b c.mp3": "/m/2.mp3", "d.mp4": "/m/3.mp4", "f.ttf": "/m/4.ttf"}
ACTS = re.compile(
    r"<(?:script|iframe|object|embed|form|input|meta|link|base)\b|\son\w+\s*=|javascript:"
    r"|evil\.example",
    re.IGNORECASE,
)


def dressed(text):
    return foreign.dressed(text, FILES.get)


def undressed(text):
    return foreign.undressed(text, FILES.get)


def kind(slug):
    raw = strategies.to_yaml(notes.NOTE_TYPES[slug]).encode()
    return read_note_type(raw, "k.yaml")


@pytest.mark.parametrize("clean", [dressed, undressed])
def test_nothing_that_acts_or_leads_away_is_left(clean):
    assert ACTS.search(notes.NASTY)
    assert not ACTS.search(clean(notes.NASTY))
    assert "the end of the nasty note" in clean(notes.NASTY)


def test_a_frame_keeps_the_looks():
    looks = (
        '<div style="color: red" class="a b" id="c" dir="rtl" data-x="1">'
        '<font color="blue" face="serif" size="2">f</font><u>u</u>'
        "<ruby><rb>漢</rb><rt>か</rt></ruby>"
        '<svg viewBox="0 0 1 1"><rect x="0" fill="red"></rect></svg></div>'
    )

    assert dressed(looks) == looks


def test_our_pages_keep_no_looks():
    assert undressed('<p style="x" class="y" id="z">a <b>b</b></p>') == "<p>a <b>b</b></p>"
    assert undressed("<style>p{}</style><a href=x>b</a>") == "<a>b</a>"


def test_a_picture_and_a_sound_are_found_by_their_names():
    assert dressed('<img src="a.png">') == '<img src="/m/1.png">'
    assert dressed('<img src="gone.png">') == "<img>"
    assert 'src="/m/2.mp3"' in dressed("[sound:b c.mp3]")
    assert 'src="/m/2.mp3"' in dressed('<audio src="b%20c.mp3"></audio>')
    assert dressed("[sound:b c.mp3]").startswith("<audio controls")
    assert dressed("[sound:d.mp4]").startswith("<video controls")
    assert dressed("[anki:play:q:0]") == ""


def test_a_picture_in_the_text_itself_is_shown():
    data = "data:image/png;base64,iVBORw0KGgo="

    assert dressed(f'<img src="{data}">') == f'<img src="{data}">'
    assert dressed('<img src="data:text/html;base64,PHA+">') == "<img>"


def test_a_style_finds_its_files_and_no_others():
    css = "@import 'x'; a { background: url( 'f.ttf' ) } b { background: url(http://e/x) }</style>"

    out = foreign.style(css, FILES.get)
    assert out == ' a { background: url("/m/4.ttf") } b { background: none }<\\/style>'


def test_a_style_within_a_note_is_treated_as_one():
    assert dressed("<style>@import url(x); b { color: red }</style>") == (
        "<style> b { color: red }</style>"
    )


@given(st.text("<>\"'=/ abcsriptyleonx:{}()&;-!#\n", max_size=120))
def test_cleaning_never_fails_and_is_done_at_once(text):
    once = dressed(text)

    assert not ACTS.search(re.sub(r'"[^"]*"|>[^<]*', ">", once))


# ------------------------------------------------------------------ documents
def test_a_document_has_the_notes_style_its_number_and_its_language():
    page = foreign_page.document(
        kind("words"), notes.NOTES[0]["fields"], 2, FILES.get, back=False, language="ja"
    )

    assert '<html lang="ja">' in page
    assert '<body class="card card2" dir="auto">' in page
    assert "darkblue" in page
    assert "prefers-color-scheme: dark" in page


def test_a_style_with_a_night_of_its_own_is_drawn_in_the_dark_as_it_says():
    words = kind("words")
    page = foreign_page.document(
        words, notes.NOTES[0]["fields"], 1, FILES.get, back=False, night=True
    )

    assert foreign_page.has_night(words)
    assert not foreign_page.has_night(kind("nasty"))
    assert 'class="card card1 nightMode night_mode"' in page


def test_a_note_type_cannot_end_its_style():
    page = foreign_page.document(
        kind("nasty"), {"Front": "x"}, 1, FILES.get, back=True
    )  # fmt: skip

    assert page.count("</style>") == 3
    assert "evil.example" not in page
    assert not ACTS.search(page.partition("<body")[2])


def test_what_is_wrong_with_a_card_stands_on_it():
    page = foreign_page.document(kind("words"), {"Word": "", "Meaning": "", "Sound": ""}, 1,
                                 FILES.get, back=False)  # fmt: skip

    assert "This card can’t be shown: its front is empty." in page


# ------------------------------------------------------------------ masks
def masks(text, card=1, *, back=False):
    return occlusion.drawing(list(occlusion.shapes(text)), card, back=back)


RECT = "{{c1::image-occlusion:rect:left=.1:top=.2:width=.3:height=.4:oi=1}}"
OTHER = "{{c2::image-occlusion:ellipse:left=.5:top=.5:rx=.1:ry=.05}}"


def test_the_asked_part_is_hidden_and_told_apart():
    out = masks(RECT)

    assert '<rect x="100" y="200" width="300" height="400" class="active"' in out
    assert 'role="img" aria-label="Image with the part hidden"' in out


def test_on_the_back_the_asked_part_is_shown_and_outlined():
    out = masks(RECT, back=True)

    assert 'class="highlight"' in out
    assert "Image with the part shown" in out


def test_other_parts_are_hidden_only_where_all_are():
    assert 'class="inactive"' in masks(RECT, 2)
    assert "ellipse" not in masks(RECT + OTHER, 1)
    assert '<ellipse cx="600" cy="550" rx="100" ry="50" class="active"' in masks(RECT + OTHER, 2)


def test_a_polygon_and_a_turn():
    text = "{{c1::image-occlusion:polygon:points=.1,.1 .2,.1 .2,.3:angle=30}}"

    assert 'points="100,100 200,100 200,300"' in masks(text)
    assert "rotate(30" in masks(text)


def test_a_label_is_always_there_and_is_text():
    text = "{{c0::image-occlusion:text:left=.4:top=.5:text=<b>x</b>&amp;}}"

    assert '<span class="words" style="left:40%;top:50%">&lt;b&gt;x&lt;/b&gt;&amp;</span>' in masks(
        text
    )


@pytest.mark.parametrize(
    "text",
    ["{{c1::image-occlusion:star:left=1}}", "{{c1::image-occlusion:rect}}", "{{c1::}}",
     "{{c1::image-occlusion:rect:left=nan:top=inf:width=1e999:height=x}}",
     "{{c1::image-occlusion:}}",
     '{{c1::image-occlusion:rect:left="><script>:top=1}}', "{{c1::{{c2::image-occlusion:rect}}}}"],
)  # fmt: skip
def test_a_mask_that_makes_no_sense_harms_nothing(text):
    out = masks(text)

    assert "<script" not in out
    assert "nan" not in out
    assert "inf" not in out


def test_masks_stand_where_ankis_script_would_draw_them():
    fields = {**notes.NOTES[2]["fields"]}
    front, back = (
        foreign_page.document(kind("image-occlusion"), fields, 1, FILES.get, back=side)
        for side in (False, True)
    )

    assert front.count('class="active"') == 1
    assert front.count('class="inactive"') == 2
    assert "<canvas" not in front
    assert "unmask" not in front.partition("<body")[2]
    assert 'id="unmask"' in back
    assert back.count('class="highlight"') == 1


def test_the_words_of_a_masked_image_give_nothing_away():
    fields = {**notes.NOTES[2]["fields"]}

    out = foreign_page.words(kind("image-occlusion"), fields, 1, FILES.get, back=False)
    assert "img" not in out
    assert "[Image with the part hidden]" in out
    assert "image-occlusion" not in out


# ------------------------------------------------------------------ names of media
@pytest.mark.parametrize(
    ("name", "kind_of"),
    [
        ("0123456789abcdef0123456789abcdef.png", "image/png"),
        ("a-b_1.mp3", "audio/mpeg"),
        ("x.svg", "image/svg+xml"),
        ("x.html", None),
        ("x.js", None),
        ("..png", None),
        ("../x.png", None),
        ("X.png", None),
        ("x.png\n", None),
        ("x", None),
        ("", None),
        ("a" * 100 + ".png", None),
    ],
)
def test_the_type_of_a_media_file_is_that_of_its_ending(name, kind_of):
    assert type_of(name) == kind_of


def test_an_imported_file_has_32_hex_digits_for_a_name():
    assert is_hashed("0123456789abcdef0123456789abcdef.png")
    assert not is_hashed("x.png")
