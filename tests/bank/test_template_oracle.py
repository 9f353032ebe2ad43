"""Templates are rendered as the real Anki renders them (its own environment: ``tests/oracle``)."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Template
from question_bank.templates import About
from question_bank.templates import sides

pytestmark = pytest.mark.anki
SCRIPT = Path(__file__).parents[1] / "oracle" / "anki_render.py"
FIELDS = {
    "Front": "<b>x</b> y",
    "Back": "zz",
    "Empty": "",
    "Space": " ",
    "Break": "<br>",
    "Divs": "<DIV></div> <BR/>",
    "Blank paragraph": "<p></p>",
    "Hard space": "&nbsp;",
    "Picture": '<img src="a.png">',
    "Marked": "a<br>b<div>c</div><img src=q.png><script>s()</script><style>p{}</style><!-- c -->"
    "&lt;i&gt;&nbsp;&amp;d",
    "Kanji": "日本語[にほんご] 字[じ]x 音[sound:a.mp3] k[l m] [n] <b>f[g]</b>h&nbsp;i[j]",
    "Sound": "[sound:a.mp3] and [sound:b c.ogg]",
    "TeX": r"\(a^2\) \[b\]",
    "<odd>": "odd",
}
SLOTS = """
{{Front}}
{{Front}}{{Empty}}{{Back}}
{{ Front }}
{{Front
}}
{{{Front}}}
{{{{Front}}}}
{{Front}}}}
}}{{Front}}{{
{{Front
static
{{Empty}}
{{Space}}
{{Break}}
{{Divs}}
{{Blank paragraph}}
{{Hard space}}
{{Picture}}
{{Nope}}
{{front}}
{{}}
{{:}}x{{Front}}
{{Front:}}
{{:Front}}
{{text:}}
{{text:Nope}}
{{nope:Front}}
{{text: Front}}
{{Fr{{Front}}}}
{{! a comment }}{{Front}}
{{&Front}}
{{<odd>}}
<!-- {{Front}} --> {{Front}}
<!-- {{Front}}
{{Front}}<!-- {{#Nope}} -->
{{Fro<!-- -->nt}}
{{Tags}}
{{Card}}
{{Type}}|{{CardFlag}}|{{Tags}}
{{#Tags}}t{{Front}}{{/Tags}}
{{#Deck}}d{{Front}}{{/Deck}}{{#Card}}c{{/Card}}{{#CardFlag}}f{{/CardFlag}}
{{#Front}}a{{/Front}}{{^Front}}b{{/Front}}{{Back}}
{{#Empty}}a{{/Empty}}{{^Empty}}b{{/Empty}}{{Back}}
{{#Space}}s{{/Space}}{{#Break}}b{{/Break}}{{#Divs}}d{{/Divs}}{{Front}}
{{#Blank paragraph}}p{{/Blank paragraph}}{{#Picture}}i{{/Picture}}{{Front}}
{{#Hard space}}h{{/Hard space}}{{Front}}
{{^Empty}}no field{{/Empty}}
{{^Front}}a{{/Front}}
{{#Front}}{{#Empty}}a{{/Empty}}b{{^Empty}}c{{/Empty}}{{/Front}}{{Back}}
{{#Empty}}{{#Front}}a{{/Front}}b{{/Empty}}c{{Front}}
{{# Front }}a{{/ Front }}{{Back}}
{{{#Front}}}y{{/Front}}{{Front}}
{{#Front}}x
{{/Front}}x
{{#Front}}{{#Back}}x{{/Front}}{{/Back}}
{{#Nope}}x{{/Nope}}
{{^Front}}{{Nope}}{{/Front}}
{{#FrontSide}}x{{/FrontSide}}{{Front}}
{{#text:Front}}y{{/text:Front}}
{{#}}a{{/}}
{{#c1}}y{{/c1}}{{^c1}}n{{/c1}}{{Front}}
{{#c2}}y{{/c2}}{{^c2}}n{{/c2}}{{Front}}
{{#c01}}y{{/c01}}{{Front}}
{{#cx}}y{{/cx}}{{Front}}
{{text:Front}}|{{text:Marked}}
{{text:Picture}}
{{hint:Front}}
{{hint:Empty}}{{Front}}
{{hint:Space}}{{Front}}
{{hint:text:Marked}}
{{text:FrontSide}}
{{Front}}{{FrontSide}}
{{furigana:Kanji}}
{{kana:Kanji}}
{{kanji:Kanji}}
{{furigana:Front}}{{kana:Back}}{{kanji:Back}}
{{furigana:text:Kanji}}
{{kana:hint:Kanji}}
{{type:Back}}{{Front}}
{{type:nc:Back}}{{Front}}
{{text:type:Back}}{{Front}}
{{type:text:Back}}{{Front}}
{{type:Nope}}
{{type:Back}}
{{ type : Back }}
{{cloze:Front}}
{{cloze-only:Front}}{{Back}}
{{c1:Front}}
{{tts en_US:Front}}
{{tts en_US voices=Apple speed=1.2:Front}}
{{text:tts en_US:Front}}
{{tts:Front}}
{{TEXT:Front}}{{Hint:Back}}
{{Sound}}
{{text:Sound}}
{{hint:Sound}}{{Front}}
[sound:x.mp3]{{Front}}
{{TeX}}
{{Front}}\\(a{{Back}}\\)
{{=<% %>=}}<%Front%>{{Front}}
  {{=<% %>=}}<%#Front%>a<%/Front%><%^Front%>b<%/Front%>{{#Front}}<%{Front%>
{{=<% %>=}}<%Front%><!-- <%Back%> -->
{{=<% %>=}}{{=<% %>=}}<%Front%>
{{=<< >>=}}<<Front>>
x {{=<% %>=}}<%Front%>
"""
CLOZES = [
    "a {{c1::b}} {{c2::d::hint}} {{c1::e {{c3::f}} g::h}}",
    "{{c1::a::b::c}}",
    "{{c1::a}}{{c1::b::h}}",
    "{{c1,2::x}} {{c2::y}}",
    "{{c1::a {{c2::b}} c}}",
    "{{c2::a {{c1::b}} c}}",
    "{{c1::open",
    "{{c1::a}}{{c2::b}",
    "{{c1::a}} }}",
    "a}}b{{c1::c}}",
    "{{c0::z}}{{c1::b}}",
    "{{c01::b}}",
    "{{C1::b}}",
    "{{c1:b}}",
    "{{c1 ::a}}",
    "{{c1::}}",
    "{{c1::::h}}",
    "{{c1::a::}}",
    "{{c1::a:b}}",
    "{{c1::a{{b}}}}",
    r"\(x={{c1::y}}\) \[{{c1::z::h}}\]",
    r"{{c1::\(a\)}} \(b {{c2::c}}\)",
    "{{c1::a<br>b::<b>h</b>}}",
    "{{c1::{{c1::n}}}}",
    "{{c2::{{c1::n}} m}}",
    "{{c1::x::hint {{c2::in}} z}}",
    "{{c1::a {{c1::b}} c::h}}",
    "{{c3::a {{c1::b {{c2::c}} d}} e}}",
    "no cloze",
    "{{c501::x}}{{c1::y}}",
    "{{c500::x}}{{c1::y}}",
    "{{c1::[sound:a.mp3]}}",
    "{{c1::a}}{{c1::\n b \n}}",
    '{{c1::<img src="x.png">}}',
    "{{c1, 2::x}}{{c1,::y}}",
    "{{c1::x}} {{Field}} {{c2::&lt;}}",
    "{{c1::a::b{{c2::c}}d::e}}",
]
CLOZE_TEMPLATES = [
    ("{{cloze:Text}}", "{{cloze:Text}}|{{cloze-only:Text}}|{{Extra}}"),
    ("{{#c1}}one{{/c1}}{{^c1}}not{{/c1}}{{cloze:Text}}", "{{FrontSide}}<hr>{{text:cloze:Text}}"),
    ("{{cloze:Text}}{{type:cloze:Text}}", "{{cloze:Text}}{{type:cloze:Text}}"),
    ("{{cloze:Text}}{{cloze:Extra}}", "{{hint:cloze:Text}}"),
]


def cases():
    slots = SLOTS.strip("\n").replace("\n}}", "\x00").split("\n")
    for line in slots:
        front = line.replace("\x00", "\n}}")
        whole = front.lstrip().startswith("{{=")
        yield front, front if whole else f"A{{{{FrontSide}}}}|{front}", FIELDS, False, 1
    for text in CLOZES:
        for n in (1, 2):
            front, back = CLOZE_TEMPLATES[0]
            yield front, back, {"Text": text, "Extra": "{{c2::more}}"}, True, n
    for front, back in CLOZE_TEMPLATES[1:]:
        for n in (1, 2, 3):
            yield front, back, {"Text": CLOZES[0], "Extra": "{{c2::more}} {{c4::x}}"}, True, n


CASES = list(cases())


@pytest.fixture(scope="module")
def theirs():
    python = os.environ.get("CITECARDS_ANKI_PYTHON")
    if not python:
        reason = "CITECARDS_ANKI_PYTHON names no python with the anki wheel"
        if "anki" in os.environ.get("CITECARDS_REQUIRE", ""):
            pytest.fail(reason)
        pytest.skip(reason)
    done = subprocess.run(
        [python, SCRIPT], input=json.dumps(CASES), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


THEIR_HINT = re.compile(
    r'\n<a class=hint href="#"\s+onclick=.*?draggable=false>\s*(.*?)</a>\s*'
    r'<div id="hint\w*" class=hint style="display: none">(.*?)</div>\n',
    re.DOTALL,
)
OUR_HINT = re.compile(
    r'<details class="hint"><summary>(.*?)</summary><div>(.*?)</div></details>', re.DOTALL
)
OUR_SPEECH = re.compile(r'<span class="tts" lang="(.*?)" title=".*?">(.*?)</span>')


def neutral_theirs(text):
    """What both do in their own way, in one way."""
    if "More information" in text:
        return "(a problem)"
    text = re.sub(r' data-cloze=".*?"(?= data-ordinal)', "", text)
    return THEIR_HINT.sub(r"(hint \1: \2)", text)


def neutral_ours(made, side):
    if made.problem:
        return "(a problem)"
    text = OUR_HINT.sub(
        lambda found: f"(hint {html.unescape(found[1])}: {found[2]})", getattr(made, side)
    )
    return OUR_SPEECH.sub(
        lambda found: f"{{tts {found[1].replace('-', '_')}|{html.unescape(found[2])}}}", text
    )


def ours(case, number=0):
    front, back, fields, is_cloze, n = case
    kind = NoteType(
        1, f"Kind {2 * number}", tuple(fields), (Template("Card 1", front, back),),
        is_cloze=is_cloze,
    )  # fmt: skip
    about = About(tags="one two::three", deck="(Deck)")
    return sides(kind, fields, n, about)


def answered(text, made):
    """Put what is to be typed where Anki's page puts it: on the back only."""
    words = {one.field: html.escape(one.words) for one in made.typed}
    return re.sub(
        r"\[\[type:(?:cloze:|nc:)*(.*?)\]\]",
        lambda found: f'<span class="typed">{words[found[1]]}</span>',
        text,
    )


@pytest.mark.parametrize("number", range(len(CASES)), ids=[repr(case[0])[:60] for case in CASES])
def test_a_card_is_rendered_as_anki_renders_it(theirs, number):
    made = ours(CASES[number], number)

    front = re.sub(r"\[\[type:.*?\]\]", "", neutral_theirs(theirs[number]["front"]))
    assert neutral_ours(made, "front") == front
    assert neutral_ours(made, "back") == answered(neutral_theirs(theirs[number]["back"]), made)
