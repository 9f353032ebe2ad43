"""Markdown for pages with MathJax: TeX stays TeX, and no other text becomes a formula."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank import markup
from tests.strategies import texts

WORDY = st.one_of(
    texts,
    st.text(st.sampled_from("ab1. )#+=-*_`$\\<>&[]()|~\"'\u00a0é日"), min_size=1).map(str.strip),
)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a $x<y$ b", r"<p>a <span>\(x&lt;y\)</span> b</p>"),
        (r"$\frac{1}{2}\\[2pt]$", r"<p><span>\(\frac{1}{2}\\[2pt]\)</span></p>"),
        ("$5 and $6", "<p>$5 and $6</p>"),
        (r"\\(x\\) and \\[y\\]", r"<p>\<span></span>(x\) and \<span></span>[y\]</p>"),
        (r"\$\$x\$\$", "<p>$<span></span>$x$<span></span>$</p>"),
        ("**b** <script>", "<p><strong>b</strong> &lt;script&gt;</p>"),
        ("4.4 trillion", "<p>4.4 trillion</p>"),
        ("4. a", '<ol start="4">\n<li>a</li>\n</ol>'),
    ],
)
def test_formulas_and_words_are_told_apart(text, html):
    assert markup.block_tex(text) == html


@given(WORDY)
def test_without_formulas_it_is_the_html_of_every_page(text):
    text = text.replace("$", "").replace("\\", "")
    if text.strip():
        assert markup.block_tex(text) == markup.block(text)
        assert markup.inline_tex(text) == markup.inline(text)


@given(WORDY)
def test_words_alone_need_no_parser_and_are_what_it_makes_of_them(text):
    parser, tex = markup._MARKDOWN, markup._MATHJAX

    assert markup.block(text) == markup._clean(parser.render(text)).strip()
    assert markup.inline(text) == markup._clean(parser.renderInline(text)).strip()
    assert markup.block_tex(text) == markup._for_mathjax(tex.render(text))
    assert markup.inline_tex(text) == markup._for_mathjax(tex.renderInline(text))


@given(WORDY)
def test_words_without_a_dollar_sign_are_never_a_formula(text):
    rendered = markup.inline_tex(text.replace("$", ""))

    assert re.findall(r"\\[(\[]", rendered) == []
