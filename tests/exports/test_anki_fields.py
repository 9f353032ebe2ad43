"""Fields: any text of a bank is words in Anki; media have Anki's names; imports go back."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from exports.anki_edited import edited_fields
from exports.anki_html import Unwritable
from exports.anki_html import line
from exports.anki_html import paragraphs
from exports.anki_html import words
from exports.anki_look import note_type
from exports.anki_notes import fields
from exports.anki_notes import media_of
from exports.anki_notes import origin_fields
from exports.base import Selection
from question_bank.bank import Bank
from question_bank.bank import BankInfo
from question_bank.fingerprints import text_fingerprint
from question_bank.items import CLASSES
from question_bank.markup import block
from question_bank.markup import inline
from question_bank.markup import plain
from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Template
from tests.exports.cards import filled
from tests.exports.cards import open_page
from tests.exports.cards import show

HOSTILE = (
    "</script><script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"
    "{{Answer}} }} {{c1::x}} a::b [sound:x.mp3] \\(z\\) [$]x[/$] </details></ol> &amp; <b>"
)
CHUNKS = st.sampled_from(
    ["</script>", "<script>", "{{", "}}", "::", "{{c2::", "[sound:", "\\(", "<!--", "-->", "]]>",
     "{", "}", ":", "<", ">", "&", '"', "'", "*", "_", "$", "`", "|", "\\", "&#123;", "&lt;", "w",
     " ", "\n", "\n\n", "1. ", "- ", "# ", "[a](javascript:x)", "[a](media/b.mp3)", "\u200f", "ק"]
)  # fmt: skip
TEXTS = st.lists(CHUNKS | st.text(max_size=5), min_size=1, max_size=12).map("".join)
SOUND = TEXTS.filter(lambda text: text.strip())
SAFE = set(
    "p br hr em strong s code pre blockquote ul ol li table thead tbody tr th td h1 h2 h3 h4 h5 h6 "
    "a sub sup span details summary div figure figcaption cite mark img audio video math".split()
)


def make(kind, text, /, **more):
    """Return an item of a kind that says ``text`` wherever it says anything."""
    own = {
        "flashcard": {"stem": text, "answer": text, "reversed": True},
        "cloze": {"text": f"{text} {{{{c1::{text}::{text}}}}} {text}"},
        "multiple_choice": {"stem": text, "options": options(text, 1)},
        "multiple_response": {"stem": text, "options": options(text, 2)},
        "true_false": {"stem": text, "key": False, "correction": text},
        "short_answer": {"stem": text, "answer": {"value": text, "aliases": [text]}},
        "numeric": {"stem": text, "answer": {"value": "4", "unit": text, "tolerance": "1"}},
        "ordering": {"stem": text, "sequence": [text, f"{text} b", f"{text} c"]},
        "matching": {
            "stem": text,
            "pairs": [{"left": text, "right": text, "why": text}, {"left": "b", "right": "c"}],
            "extra": [f"{text} d"],
        },
        "open": {"stem": text, "model_answer": text, "rubric": [{"text": text, "points": "1"}]},
    }
    said = dict.fromkeys(("explanation", "caution", "as_of"), text)
    values = {"id": "x", "topic": "t", "kind": kind, **said, **own[kind], **more}
    return CLASSES[kind].model_validate(values)


def options(text, keys):
    return [{"text": f"{text} {n}", "key": n < keys, "why": text} for n in range(3)]


def select(item, title="T", **more):
    """Return a selection of one item in a bank of its own."""
    topics = [{"id": "t", "title": title}]
    info = BankInfo.model_validate({"format": "1", "id": "b", "title": title, "topics": topics})
    bank = Bank(info, (item,), {}, {}, {}, {}, **more)
    return Selection(bank, (item,), "T")


class Tags(HTMLParser):
    """The elements of HTML and their attributes' names."""

    def __init__(self, markup):
        super().__init__()
        self.names = set()
        self.attributes = set()
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}


def safe(value):
    """Whether HTML has but harmless elements and attributes."""
    found = Tags(value)
    math = {name for name in found.names if name.startswith("m")}
    return found.names - math <= SAFE and not any(
        name.startswith("on") or name in ("style", "id", "srcdoc") for name in found.attributes
    )


KINDS = [kind for kind in CLASSES if kind != "note"]


@pytest.mark.parametrize("kind", KINDS)
@given(text=SOUND, title=SOUND)
@settings(max_examples=25)
def test_any_text_is_words_in_any_field(kind, text, title):
    item = make(kind, text)
    try:
        made = fields(select(item, title), item)
    except Unwritable:
        assert kind == "cloze"
        return

    assert set(made) == set(note_type(kind).fields)
    for name, value in made.items():
        assert safe(value), (name, value)
        opened = re.findall(r"\{\{", value)
        clozes = re.findall(r"\{\{c[1-9]\d?::", value)
        assert len(opened) == (len(clozes) if name == "Text" else 0), (name, value)
        if "b.mp3" not in text + title:
            assert "[sound:" not in value
        assert not re.search(r"\\[(\[]|\[/?latex\]|\[\$", value)


@given(TEXTS)
@settings(max_examples=400)
def test_plain_words_need_no_parser_and_are_shown_the_same(text):
    assert paragraphs(text) == block(text)
    assert line(text) == inline(text)
    assert words(text) == plain(text)


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_no_text_of_a_bank_runs_in_a_card(browser, kind):
    item = make(kind, HOSTILE)
    values = fields(select(item, HOSTILE), item)
    template = note_type(kind).templates[0]
    page = open_page(browser)
    for side in (template.front, template.back):
        show(page, filled(side, values, back=side is template.back))
        assert page.evaluate("window.ran") is None
        assert "</script><script>window.ran = 1</script>" in page.locator("#qa").inner_text()
        assert page.locator("article").count() == 1


# Media


PICTURE = 'See ![a \\> b "c"](media/map-1.png) and [the talk](media/talk.mp3).'
MEDIA = {"Große Karte & 100%.png": "map-1.png", "talk & 1.mp3": "talk.mp3"}


def test_pictures_and_sounds_have_anki_s_names():
    item = make("flashcard", PICTURE)
    stem = fields(select(item, media=MEDIA), item)["Stem"]

    assert 'src="Große Karte &amp; 100%25.png"' in stem
    assert "[sound:talk &amp; 1.mp3]" in stem
    assert "/media/" not in stem


def test_media_without_a_name_keep_that_of_their_file():
    item = make("multiple_choice", PICTURE)
    made = fields(select(item), item)

    assert 'src="map-1.png"' in made["Options"]
    assert "[sound:talk.mp3]" in made["Explanation"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[a](media/film.mp4)", "[sound:film.mp4]"),
        ("[a](/media/talk.mp3)", "[sound:talk.mp3]"),
        ("[a *b*](/media/map-1.png)", "a <em>b</em>"),  # a link into the site leads nowhere there
        ("/media/map-1.png", "/media/map-1.png"),
    ],
)
def test_a_link_to_a_file_is_played_or_but_words(text, shown):
    item = make("flashcard", text)

    assert fields(select(item), item)["Stem"] == f"<p>{shown}</p>"


def test_a_cloze_can_hide_a_picture():
    item = make("cloze", "x", text="{{c1::![map](media/map-1.png)}} is it")

    assert re.search(r'\{\{c1::<img[^>]* src="map-1.png"', fields(select(item), item)["Text"])


def test_the_files_an_item_names_are_found_once_each():
    item = make("flashcard", PICTURE)

    for named in (MEDIA, {}):
        assert sorted(media_of(select(item, media=named), item)) == ["map-1.png", "talk.mp3"]
    assert media_of(select(make("flashcard", "x")), make("flashcard", "x")) == ()


def test_names_follow_the_bank_that_is_exported():
    item = make("flashcard", "![m](media/map-1.png)")
    for name in ("a.png", "b.png"):
        made = fields(select(item, media={name: "map-1.png"}), item)
        assert f'src="{name}"' in made["Stem"]


# Imported items


BASIC = NoteType(
    1,
    "Basic",
    ("Front", "Back", "More"),
    (Template("Card 1", "{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}"),),
)
CLOZE = NoteType(
    2,
    "Cloze",
    ("Text", "Back Extra"),
    (Template("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>{{Back Extra}}"),),
    is_cloze=True,
)


def imported(kind, were, **values):
    """Return an item as an import makes it."""
    item = make(kind, "x", explanation=None, caution=None, as_of=None, **values)
    origin = {"guid": "g", "note_type": "basic", "fields": were, "made": text_fingerprint(item)}
    return CLASSES[kind].model_validate({**item.model_dump(exclude_unset=True), "origin": origin})


def test_an_unedited_item_goes_back_with_its_very_fields():
    were = {"Front": "<div>Q&nbsp;?</div>", "Back": "<b>A</b>", "More": "␛0007;"}
    item = imported("flashcard", were, stem="Q ?", answer="**A**")

    assert origin_fields(item, BASIC) == ("<div>Q&nbsp;?</div>", "<b>A</b>", "\x07")


def test_tags_and_topic_are_no_edit_of_its_text():
    item = imported("flashcard", {"Front": "Q", "Back": "A"}, stem="Q", answer="A")
    moved = item.model_copy(update={"tags": ("new",), "topic": "other"})

    assert origin_fields(moved, BASIC) == ("Q", "A", "")


def test_an_edited_item_goes_back_with_its_new_words_and_what_it_wasn_t_made_of():
    item = imported("flashcard", {"Front": "Q", "Back": "A", "More": "m"}, stem="Q", answer="A")
    edited = item.model_copy(update={"answer": "*B*"})

    assert origin_fields(edited, BASIC) is None
    assert edited_fields(select(edited), edited, BASIC) == ("<p>Q</p>", "<p><em>B</em></p>", "m")


def test_an_edited_item_whose_card_asks_its_second_field_goes_back_so():
    turned = replace(BASIC, templates=(Template("Card", "{{Back}}", "{{FrontSide}}{{Front}}"),))
    item = make("flashcard", "x", stem="Q", answer="A")

    assert edited_fields(select(item), item, turned) == ("<p>A</p>", "<p>Q</p>", "")


def test_an_edited_cloze_keeps_what_it_says_after():
    item = imported("cloze", {"Text": "{{c1::a}}", "Back Extra": "e"}, text="{{c1::a}}")
    edited = item.model_copy(update={"text": "{{c1::b}}", "explanation": "f"})

    made = edited_fields(select(edited), edited, CLOZE)
    assert made == ("<p>{{c1::b}}</p>", "<p>f</p>")


def test_a_template_that_names_no_field_asks_the_first():
    bare = replace(BASIC, templates=(Template("Card", "?", "!"),))
    item = make("flashcard", "x", stem="Q", answer="A")

    assert edited_fields(select(item), item, bare) == ("<p>Q</p>", "", "")


def test_an_item_of_ours_has_no_fields_from_anki():
    assert origin_fields(make("flashcard", "x"), BASIC) is None


def test_an_imported_note_s_fields_are_its_own():
    note = CLASSES["note"].model_validate(
        {
            "id": "n",
            "topic": "t",
            "kind": "note",
            "note_type": "basic",
            "fields": {"Front": "<i>{{x}}</i><img src='a.png'>", "Back": "␛0007;[sound:b.mp3]"},
        }
    )
    selection = select(note, media={"a.png": "1.png", "b.mp3": "2.mp3"})

    assert origin_fields(note, BASIC) == ("<i>{{x}}</i><img src='a.png'>", "\x07[sound:b.mp3]", "")
    assert fields(selection, note)["Back"] == "\x07[sound:b.mp3]"
    assert media_of(selection, note) == ("1.png", "2.mp3")
