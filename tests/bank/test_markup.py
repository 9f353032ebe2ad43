"""Text of a bank becomes safe HTML, and only that; TeX becomes MathML."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import markup
from tests import strategies

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\s-]*")  # of a URL, as browsers read it
TAGS = markup._TEXT_TAGS | markup._MATH_TAGS


class _Survey(HTMLParser):
    """Notes every tag and attribute of a page as a browser would see them."""

    def __init__(self):
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def unsafe(html):
    """Return what a page must not hold."""
    survey = _Survey()
    survey.feed(html)
    survey.close()
    found = sorted(survey.tags - TAGS)
    for name, value in survey.attributes:
        scheme, colon, _ = value.partition(":")
        if name.startswith("on") or name in ("style", "class", "id", "src", "srcdoc", "action"):
            found.append(name)
        if colon and _SCHEME.fullmatch(scheme.strip()):
            found += [scheme] if scheme.lower() not in ("http", "https", "mailto") else []
    return found


def every(text):
    return [markup.block(text), markup.inline(text)]


# ------------------------------------------------------------------ attacks
RAW = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>*{background:url(//evil.example)}</style>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=a'>",
    "<form action=//evil.example><input name=x></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<p style='position:fixed' onclick=a()>x</p>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<details open ontoggle=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "\x00<scr\x00ipt>alert(1)</script>",
]
LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "&#106;avascript:alert(1)",
    "&Tab;javascript:alert(1)",
    "vbscript:x",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "data:image/png;base64,AAAA",
    "file:///etc/passwd",
    "blob:https://x.example/1",
    "x' onclick='alert(1)",
    'x" onclick="alert(1)',
]
TEX = [
    r"\href{javascript:alert(1)}{x}",
    r"\url{javascript:alert(1)}",
    r"\text{<script>alert(1)</script>}",
    r"\text{<img src=x onerror=alert(1)>}",
    r"\mathrm{</math><script>alert(1)</script>}",
    r"</math><img src=x onerror=alert(1)>",
    r"x<script>alert(1)</script>",
    r"\style{background:url(//evil.example)}{x}",
    r"\class{x\" onmouseover=\"alert(1)}{x}",
    r"\color{red;background:url(//evil.example)}{x}",
    r'\color{red" onclick="alert(1)}{x}',
    r"\textcolor{expression(alert(1))}{x}",
    r"\includegraphics{//evil.example/x.png}",
    r'\begin{array}{c" onclick="alert(1)}x\end{array}',
    r"\rule{1em\" style=\"x}{1em}",
    r"\input{/etc/passwd}",
    r"\unicode{<script>}",
    r"&lt;script&gt;alert(1)",
    r"\mspace{1em\" onclick=\"x}",
    r"\hspace{1em" + '" onclick="x' + "}",
]


@pytest.mark.parametrize(
    "text",
    RAW
    + [f"[x](<{link}>)" for link in LINKS]
    + [f"[x]({link})" for link in LINKS]
    + [f"[x][1]\n\n[1]: {link}" for link in LINKS]
    + [f"<{link}>" for link in LINKS]
    + [f"![x]({link})" for link in LINKS]
    + [f"${tex}$" for tex in TEX]
    + [f"$${tex}$$" for tex in TEX]
    + [f"a `{tag}` b\n\n    {tag}\n\n> {tag}\n\n- {tag}\n\n|{tag}|\n|-|\n" for tag in RAW],
)
def test_no_attack_survives(text):
    assert [unsafe(html) for html in every(text)] == [[], []]


def test_the_survey_sees_what_it_looks_for():
    page = "<script></script><p onclick=a style=b><a href='JavaScript:x'><img src=x></p>"
    assert unsafe(page) == ["img", "script", "onclick", "style", "JavaScript", "src"]


_scraps = st.sampled_from(
    [
        *RAW,
        *LINKS,
        *TEX,
        "$",
        "$$",
        "[x](",
        ")",
        "`",
        "```\n",
        "\n\n",
        "<",
        ">",
        "**",
        "|",
        "\\",
        "<math>",
        "</math>",
        "\\text{",
        "}",
        "{",
        "\\frac",
        "^",
        "_",
        "&",
        "&lt;",
        '"',
        "<!--",
    ]
)
_attacks = st.lists(st.one_of(_scraps, st.text(max_size=4)), max_size=10).map("".join)


@strategies.patient
@given(_attacks)
def test_no_mixture_of_attacks_survives(text):
    assert [unsafe(html) for html in every(text)] == [[], []]
    markup.plain(text)


@strategies.patient
@given(_attacks)
def test_cleaning_twice_is_cleaning_once(text):
    html = markup.block(text)
    assert markup._clean(html).strip() == html


_tex = st.lists(
    st.one_of(
        st.sampled_from(
            [
                r"\frac",
                r"\sqrt",
                r"\text",
                r"\left(",
                r"\right)",
                r"\sum",
                r"\begin{matrix}",
                r"\end{matrix}",
                "&",
                r"\\",
                "^",
                "_",
                "{",
                "}",
                "x",
                "1",
                "<",
                "'",
                r"\over",
                "[",
            ]
        ),
        st.text(st.characters(exclude_characters="$", exclude_categories=["Cs"]), max_size=3),
    ),
    max_size=12,
).map(" ".join)


@strategies.patient
@given(_tex)
def test_any_tex_is_shown_and_safe(tex):
    assert [unsafe(html) for html in every(f"a ${tex}$ b")] == [[], []]


# ------------------------------------------------------------------ what is kept
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a *b* **c** ~~d~~ `e`", "a <em>b</em> <strong>c</strong> <s>d</s> <code>e</code>"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<b>a</b>", "&lt;b&gt;a&lt;/b&gt;"),
        ("“a” – b’s …", "“a” – b’s …"),
        (
            '[a](https://b.example/?c=d&e "f")',
            '<a href="https://b.example/?c=d&amp;e" title="f" rel="noopener noreferrer">a</a>',
        ),
        ("<a@b.example>", '<a href="mailto:a@b.example" rel="noopener noreferrer">a@b.example</a>'),
        ("{{c1::a}} [sound:x.mp3]", "{{c1::a}} [sound:x.mp3]"),
        ("", ""),
    ],
)
def test_markdown_becomes_html(text, html):
    assert markup.inline(text) == html
    assert markup.block(text) == (f"<p>{html}</p>" if html else "")


def test_blocks_of_markdown_become_html():
    html = markup.block("# a\n\n1. b\n2. c\n\n- d\n\n> e\n\n| f | g |\n|---|---|\n| h | i |\n")
    for tag in ("h1", "ol", "ul", "li", "blockquote", "table", "th", "td"):
        assert f"<{tag}>" in html
    assert '<ol start="3">' in markup.block("3. c\n")


def test_an_image_is_not_asked_for():
    link = '<a href="https://b.example/c.png" rel="noopener noreferrer">a</a>'
    assert markup.block("![a](https://b.example/c.png)") == f"<p>!{link}</p>"


def test_what_no_markdown_could_make_is_cleaned_all_the_same():
    page = '<a style="a" onclick="b" class="c" href="https://d.example">e</a><img src="f">'
    link = '<a href="https://d.example" rel="noopener noreferrer">e</a>'
    assert markup._clean(page) == link


# ------------------------------------------------------------------ mathematics
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="{}"><mrow>{}</mrow></math>'


@pytest.mark.parametrize(
    ("tex", "mathml"),
    [
        ("x^2", "<msup><mi>x</mi><mn>2</mn></msup>"),
        (r"\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"),
        ("x < y", "<mi>x</mi><mo>&lt;</mo><mi>y</mi>"),
        (r"\sqrt{x}", "<msqrt><mrow><mi>x</mi></mrow></msqrt>"),
        (r"\mathbb{R}", "<mi>ℝ</mi>"),
    ],
)
def test_tex_becomes_mathml(tex, mathml):
    assert MATH.format("inline", mathml) in markup.inline(f"a ${tex}$ b")
    assert markup.block(f"$${tex}$$") == MATH.format("block", mathml)


@pytest.mark.parametrize("tex", [r"\frac", r"\begin{matrix}", "{", "{" * 3000, r"\left("])
def test_tex_that_cannot_be_read_is_shown_as_typed(tex):
    html = markup.inline(f"${tex}$")
    assert "<math" not in html
    assert tex in html


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $6",
        "It costs $5.",
        "from $5 to $6 a year",
        "US$ 4 and US$ 5",
        r"\$x\$",
        "`$x$`",
        "a $ b $ c",
        "$",
        "$$",
        "5$ or 6$",
        "from 5$–6$ each",
    ],
)
def test_dollars_are_no_mathematics(text):
    assert "<math" not in markup.block(text)
    assert "<math" not in markup.inline(text)


def test_a_dollar_with_a_backslash_is_a_dollar():
    assert markup.inline(r"\$5 and \$6") == "$5 and $6"


# ------------------------------------------------------------------ words alone
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a **b** *c* `d` e", "a b c d e"),
        ("a\nb  c\\\nd", "a b c d"),
        ("[a](https://b.example)", "a"),
        ("a < b & c", "a < b & c"),
        ("<b>a</b>", "<b>a</b>"),
        ("$x^2$ and $5", "$x^2$ and $5"),
        (r"*a* $2*3*4$ and $m\,s_1 < s_2$", r"a $2*3*4$ and $m\,s_1 < s_2$"),
        (r"$$\\{a}$$ &amp; b", r"$$\\{a}$$ & b"),
        ("&amp; &eacute;", "& é"),
        ("“a” – b", "“a” – b"),
        ("", ""),
    ],
)
def test_plain_is_the_words_without_their_markdown(text, words):
    assert markup.plain(text) == words


@strategies.patient
@given(st.text())
def test_plain_is_one_line_without_space_around_it(text):
    words = markup.plain(text)
    assert words == " ".join(words.split())


# ------------------------------------------------------------------ media of the bank
HASHED = "0123456789abcdef0123456789abcdef"


def test_a_picture_of_the_bank_is_shown():
    assert markup.block(f'![a "b" \\] c](media/{HASHED}.png)') == (
        f'<p><img src="/media/{HASHED}.png" alt="a &quot;b&quot; ] c" loading="lazy"></p>'
    )


def test_a_sound_of_the_bank_is_played():
    assert markup.inline("[river](media/river.mp3)") == (
        '<audio controls="" preload="none" src="/media/river.mp3" aria-label="river"></audio>'
    )
    assert markup.inline("[film](media/film.webm)").startswith("<video controls")


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://e.example/x.png)",
        "![x](media/../x.png)",
        "![x](/media/x.png)",
        "![x](media/x.html)",
        "![x](media/X.png)",
        '<img src="/media/x.png">',
        "`![x](media/x.png)`",
        "![x](media/x.png",
    ],
)
def test_nothing_else_becomes_a_picture(text):
    assert "<img" not in markup.block(text)


def test_no_picture_of_another_place_passes_the_cleaning():
    page = '<img src="/media/x.png"><img src="http://e.example/x.png"><img src="data:x">'

    assert markup._clean(page) == '<img src="/media/x.png"><img><img>'


def test_the_words_of_a_picture_are_its_alt_text():
    assert markup.plain("a ![map of *it*](media/x.png) b [say](media/y.mp3)") == "a map of it b say"
