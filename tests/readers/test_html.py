"""HTML of a field as Markdown: what comes out says the same, or nothing comes out."""

from __future__ import annotations

import html as stdlib
import re
import time

import pytest
from hypothesis import assume
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from question_bank.items import CLOZE
from question_bank.markup import block
from question_bank.markup import plain
from question_bank.readers import html_lines
from question_bank.readers.html import meaning
from question_bank.readers.html import plain_text
from question_bank.readers.html import to_markdown
from question_bank.readers.html_clozes import cloze_to_markdown
from question_bank.readers.html_runs import canonical

SPECIALS = "\\`*_{}[]()<>#+-.!|~$&:;=\"'/@^%1234567890 \u00a0\u3000éß中\U0001f600abcXYZ"
# what Anki takes for a formula, LaTeX or a hidden part: no plain words
COMMANDS = re.compile(r"\\[()\[\]]|\[/?\$|\{\{|\}\}")
WORDS = st.text(st.sampled_from(SPECIALS), max_size=12)


@st.composite
def fields(draw, depth=2):
    """HTML as Anki's editor, and people, write it."""
    if depth == 0:
        return stdlib.escape(draw(WORDS), quote=False)
    inner = fields(depth=depth - 1)
    tag = draw(st.sampled_from("b i em strong code s div p span sub sup".split()))
    parts = st.one_of(
        WORDS.map(lambda text: stdlib.escape(text, quote=False)),
        st.just("<br>"),
        inner.map(lambda text: f"<{tag}>{text}</{tag}>"),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda rows: "<ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>"
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda rows: "<ol>" + "".join(f"<li>{row}</li>" for row in rows) + "</ol>"
        ),
        st.sampled_from(["<hr>", "&nbsp;", " ", "\n", '<a href="https://a.org/b">there</a>']),
    )
    return "".join(draw(st.lists(parts, max_size=4)))


@settings(max_examples=400, deadline=None)
@given(fields())
@example('a<b>"b"</b>c')
@example("<b>a</b><i>b</i>")
@example("1. one<br>2. two")
@example("a|b<br>-|-")
@example("head<br>---<br>- list")
@example("head<br>===")
@example("[x]: https://a.org<br>[x]")
@example("    code")
@example("~~a~~ ~b~ ~~~")
@example("a<br><br><br>b")
@example("<div>a</div><div><br></div><div>b</div>")
def test_what_comes_out_says_the_same_when_it_is_rendered(field):
    text = to_markdown(field, {})
    if text is not None:
        wanted = canonical(html_lines.read(field, {}))
        assert meaning(block(text)) == wanted


@settings(max_examples=400, deadline=None)
@given(WORDS)
def test_plain_words_always_come_out_and_as_they_were_typed(words):
    assume(not COMMANDS.search(words))
    text = to_markdown(stdlib.escape(words, quote=False), {})
    assert text is not None
    shown = stdlib.unescape(block(text).replace("<p>", "").replace("</p>", ""))
    assert shown.split() == words.split()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("Hello", "Hello"),
        ("3.5 km", "3.5 km"),
        ("2 * 3 * 4", r"2 \* 3 \* 4"),
        ("snake_case _and_", r"snake_case \_and\_"),
        ("1. first", r"1\. first"),
        ("- 5 °C", r"\- 5 °C"),
        ("costs $5 or $6", r"costs \$5 or \$6"),
        ("a &lt;b&gt; &amp;amp;", r"a \<b> \&amp;"),
        ("one<br>two", "one\\\ntwo"),
        ("<div>one</div><div>two</div>", "one\\\ntwo"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("a <b>bold </b>word", "a **bold** word"),
        ("<i>x</i><sup>2</sup>", "*x*²"),
        ("H<sub>2</sub>O", "H₂O"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("first<ol><li>a</li><li>b</li></ol>", "first\n\n1. a\n2. b"),
        ("<code>a*b</code>", "`a*b`"),
        (r"so \(x^2\) is", "so $x^2$ is"),
        (r"so \[ x^2 \]", "so\n\n$$x^2$$"),
        ('<a href="https://a.org/b?c=d">there</a>', "[there](https://a.org/b?c=d)"),
        ("", ""),
        ("<br>", ""),
    ],
)
def test_a_field_reads_as_an_author_would_write_it(field, text):
    assert to_markdown(field, {}) == text


@pytest.mark.parametrize(
    "field",
    [
        '<span style="color: red">red</span>',
        "<font color=red>red</font>",
        "<u>under</u>",
        "<table><tr><td>1</td></tr></table>",
        "x<sub>max</sub>",
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        '<img src="http://a.org/x.png">',
        '<img src="nowhere.png">',
        "[sound:nowhere.mp3]",
        "[latex]x[/latex]",
        "a < b",
        "<b>open",
        "open</b>",
        "<!-- comment -->",
        'a<b>"b"</b>c',
        "bell\x07",
        r"5\(x\)",
        "{{c1::hidden}}",
        "long " * 5000,
    ],
)
def test_what_markdown_cannot_say_stays_html(field):
    assert to_markdown(field, {}) is None


PICTURE = "0" * 32 + ".png"
SOUND = "1" * 32 + ".mp3"


def test_media_are_named_by_their_files():
    media = {"a b.png": PICTURE, "a.mp3": SOUND}
    assert (
        to_markdown('see <img src="a b.png" alt="a cat">', media)
        == f"see ![a cat](media/{PICTURE})"
    )
    assert to_markdown("hear [sound:a.mp3]", media) == f"hear [a.mp3](media/{SOUND})"
    assert to_markdown('<img src="a b.png" width="100">', media) is None


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("The {{c1::cat}} sat", "The {{c1::cat}} sat"),
        ("{{c1::<b>x</b>}} {{c2::y::hint}}", "{{c1::**x**}} {{c2::y::hint}}"),
        (r"{{c1::\(a\)}}", "{{c1::$a$}}"),
        ("{{c1::2*3}}<br>{{c1::4}}", "{{c1::2\\*3}}\\\n{{c1::4}}"),
        ("{{c1::a {{c2::b}}}}", None),
        ("nothing hidden", None),
        ("{{c1::a<br>b}}", None),
        ("<b>{{c1::a</b>}}", None),
        ("{{c0::a}}", None),
        ("{{c1::}}", None),
    ],
)
def test_a_cloze_keeps_its_hidden_parts_or_stays_html(field, text):
    assert cloze_to_markdown(field, {}) == text


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(WORDS, st.integers(1, 3), WORDS), min_size=1, max_size=4))
def test_a_cloze_hides_what_it_hid(parts):
    clean = [[stdlib.escape(w, quote=False).replace("{", "").replace("}", "") for w in (a, b)] + [n]
             for a, n, b in parts]  # fmt: skip
    field = "".join(f"{a} {{{{c{n}::{b}}}}}" for a, b, n in clean)
    text = cloze_to_markdown(field, {})
    if text is not None:
        hidden = [(int(one["n"]), plain(one["hidden"])) for one in CLOZE.finditer(text)]
        assert hidden == [(n, " ".join(stdlib.unescape(b).split())) for _, b, n in clean]


@pytest.mark.parametrize(
    ("field", "words"),
    [("Seoul", "Seoul"), ("a &amp; b", "a & b"), ("<b>Seoul</b>", None), ("a<br>b", None),
     ("x*y", None), ("", "")],
)  # fmt: skip
def test_a_typed_answer_is_words_alone(field, words):
    assert plain_text(field) == words


@pytest.mark.parametrize(
    "field",
    ["<" * 19_999, "<b>" * 6_000, "<!" * 9_999, "[sound:" * 2_800, r"\(" * 9_999, "&" * 19_999,
     "{{c1::" * 3_300, "{{c1::a}}" * 2_200, "*" * 19_999, "<a href=" * 2_400, "`" * 19_999,
     "<ul>" * 5_000, "_ " * 9_999],
)  # fmt: skip
def test_hostile_text_takes_a_time_that_grows_with_its_length(field):
    began = time.process_time()
    to_markdown(field, {})
    cloze_to_markdown(field, {})
    assert time.process_time() - began < 5
