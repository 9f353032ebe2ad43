"""Anki's template language: what the oracle's table (test_template_oracle.py) doesn't say."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import template_cloze
from question_bank import template_filters
from question_bank import template_math
from question_bank import template_text
from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Template
from question_bank.template_filters import Shown
from question_bank.template_math import mathml
from question_bank.template_math import with_mathml
from question_bank.template_text import TemplateError
from question_bank.templates import About
from question_bank.templates import Typed
from question_bank.templates import is_empty
from question_bank.templates import sides

FIELDS = {"Front": "<b>x</b>", "Back": "y &amp; z", "Empty": ""}


def kind(front, back="{{FrontSide}}|{{Back}}", *, fields=FIELDS, is_cloze=False):
    return NoteType(1, "K", tuple(fields), (Template("Card 1", front, back),), is_cloze=is_cloze)


def shown(front, back="", *, fields=FIELDS, card=1, about=None):
    is_cloze = "cloze:" in front
    return sides(kind(front, back, fields=fields, is_cloze=is_cloze), fields, card, about)


def test_a_back_holds_its_front():
    made = shown("{{Front}}", "{{FrontSide}}<hr>{{Back}}")

    assert (made.front, made.back) == ("<b>x</b>", "<b>x</b><hr>y &amp; z")


def test_a_template_says_what_is_known_of_the_card():
    about = About("a b::c", "Geo & more::Rivers", 3)

    made = shown("{{Tags}}|{{Deck}}|{{Subdeck}}|{{Type}}|{{Card}}|{{CardFlag}}", about=about)
    assert made.front == "a b::c|Geo &amp; more::Rivers|Rivers|K|Card 1|flag3"


@pytest.mark.parametrize(
    ("front", "problem"),
    [
        ("{{Nope}}", "{{Nope}}: there is no field “Nope”"),
        ("{{text:Nope}}", "{{text:Nope}}: there is no field “Nope”"),
        ("{{#Nope}}{{/Nope}}", "{{#Nope}}: there is no field “Nope”"),
        ("{{^Nope}}{{/Nope}}", "{{^Nope}}: there is no field “Nope”"),
        ("{{#Front}}a", "{{#Front}} is never closed"),
        ("{{/Front}}", "{{/Front}} closes what was never opened"),
        ("{{#Front}}{{/Back}}", "{{/Back}} stands where {{/Front}} should"),
        ("{{Empty}}", "its front is empty"),
    ],
)
def test_what_is_wrong_with_a_card_is_said_in_a_line(front, problem):
    made = shown(front)

    assert made.problem.endswith(problem)
    assert (made.front, made.back) == ("", "")


def test_a_fault_of_the_back_is_one_of_the_card():
    assert "no field “Nope”" in shown("{{Front}}", "{{Nope}}").problem


def test_a_card_of_no_template_is_said_to_have_none():
    assert shown("{{Front}}", card=2).problem == "its note type has no template for card 2"
    assert shown("{{cloze:Front}}", card=2).problem == "its note has no cloze 2"


def test_a_hint_unfolds_without_script():
    made = shown("{{hint:Back}}")

    assert made.front == (
        '<details class="hint"><summary>Back</summary><div>y &amp; z</div></details>'
    )


def test_what_is_to_be_typed_is_told_and_answered_on_the_back():
    made = shown("{{Front}}{{type:Back}}", "{{Front}}<hr>{{type:Back}}")

    assert made.typed == (Typed("Back", "y & z"),)
    assert made.front == "<b>x</b>"
    assert made.back == '<b>x</b><hr><span class="typed">y &amp; z</span>'


def test_accents_may_be_left_out_if_the_template_says_so():
    assert shown("{{Front}}{{type:nc:Back}}").typed == (Typed("Back", "y & z", accents=False),)


def test_the_words_of_a_cloze_may_be_typed():
    fields = {"Text": "{{c1::a <b>b</b>}} {{c2::c}} {{c1::d::h}}"}
    made = shown("{{cloze:Text}}{{type:cloze:Text}}", "{{type:cloze:Text}}", fields=fields)

    assert made.typed == (Typed("Text", "a b, d"),)
    assert made.back == '<span class="typed">a b, d</span>'


def test_speech_is_left_as_words():
    made = shown("{{tts en_US voices=A:Front}} [anki:tts lang=ja]はい[/anki:tts]")

    assert '<span class="tts" lang="en-US" title="Anki reads this aloud">x</span>' in made.front
    assert 'lang="ja"' in made.front


def test_control_characters_that_a_bank_keeps_are_not_shown():
    assert shown("{{Front}}", fields={"Front": "a␛0000;b␛0007;c␛241b;"}).front == "abc␛"


@pytest.mark.parametrize(
    ("text", "empty"),
    [("", True), (" \n<br><BR /></div><div>", True), ("<p></p>", False), ("&nbsp;", False)],
)
def test_a_field_of_breaks_is_empty(text, empty):
    assert is_empty(text) is empty


# ------------------------------------------------------------------ formulas
def test_tex_becomes_mathml():
    out = with_mathml(r"a \(x^2\) b \[y\] [latex]$z$[/latex] [$]u[/$] [$$]v[/$$]")

    assert out.count("<math") == 5
    assert out.count('display="block"') == 2
    assert "\\(" not in out


def test_tex_in_html_is_read_as_its_text():
    assert with_mathml(r"\(a &lt; <b>b</b>\)") == with_mathml(r"\(a &lt; b\)")


def test_what_is_no_tex_stands_as_code():
    assert mathml(r"\frac{", block=False).startswith("<code>")
    assert mathml("x" * 3000, block=False).startswith("<code>")


def test_tex_that_is_never_closed_is_text():
    assert with_mathml(r"a \( b [latex] c") == r"a \( b [latex] c"


def test_only_so_many_formulas_are_made():
    assert with_mathml(r"\(x\)" * 1000).count("<math") == 300


# ------------------------------------------------------------------ laws
scraps = st.lists(
    st.sampled_from(
        ["{{", "}}", "{{#", "{{^", "{{/", "Front", "Back", "Empty", "<!--", "-->", "cloze:",
         "hint:", "text:", "type:", "furigana:", "tts en:", "{{c1::", "::", "[", "]",
         "[sound:x.mp3]",
         "\\(", "\\)", "<b>", "<style>", "</style>", "<%", "%>", "{{=<% %>=}}", " ", "\n", "漢[か]",
         "image-occlusion:rect:", "c1", "c2", "FrontSide", "Tags", ":", "&lt;", "x"]
    ),
    max_size=30,
).map("".join)  # fmt: skip


@given(scraps, scraps, scraps, scraps, st.booleans(), st.integers(1, 3))
def test_no_template_and_no_field_makes_rendering_fail(  # noqa: PLR0913, PLR0917 - all at chance
    front, back, one, two, is_cloze, card
):
    fields = {"Front": one, "Back": two, "Empty": ""}
    of = kind(front, back, fields=fields, is_cloze=is_cloze)

    made = sides(of, fields, card)
    assert made.problem == "" or (made.front, made.back) == ("", "")
    assert isinstance(with_mathml(made.back), str)


class Steps(template_text.Ahead):
    """A search that counts how far it looks."""

    taken = 0

    def find(self, what, at):
        known = self._found.get(what, -1)
        found = super().find(what, at)
        if known < at:
            Steps.taken += found - at + 1
        return found


LONG = 20_000


@pytest.mark.parametrize(
    "text",
    ["{{" * LONG, "<!--" * LONG, "{{#Front}}" * LONG, "{{c1::" * LONG, "{{c1::a}}" * LONG,
     "[" * LONG, "a" * LONG, "a[" * LONG, "\\(" * LONG, "[[type:" * LONG, "<style>" * LONG,
     "<" * LONG, "[anki:tts lang=" * LONG, "[latex]" * LONG, "]" * LONG, "-->" * LONG],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_each_search_goes_through_a_text_a_few_times_at_most(monkeypatch, text):
    for module in (template_text, template_filters, template_math):
        monkeypatch.setattr(module, "Ahead", Steps)
    monkeypatch.setattr(Steps, "taken", 0)
    for name in ("text", "furigana", "cloze", "hint", "kana"):
        template_filters.apply(name, text, "Front", Shown(1, back=False, is_cloze=True))
    with_mathml(text)
    template_filters.put_speech(template_filters.put_typed(text, {}))
    with suppress(TemplateError):
        template_text.parse.__wrapped__(text)
    template_cloze.hidden(text, 1)

    assert Steps.taken <= 40 * len(text)


def test_a_side_is_bounded():
    fields = {"Front": "x" * 1_000_000}

    assert "16 MB" in shown("{{Front}}" * 20, fields=fields).problem


def test_what_is_hidden_is_bounded():
    deep = "{{c1::a" * 5000 + "}}" * 5000

    assert sum(map(len, template_cloze.hidden(deep, 1))) < 200_000
