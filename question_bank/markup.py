"""Markdown with TeX to safe HTML: the only way text of a bank reaches a page or a deck.

CommonMark with tables; ``$…$`` and ``$$…$$`` become MathML; raw HTML stays text. The result
is sanitised all the same (nh3), with a short list of tags and no style, script or handler.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import latex2mathml.converter
import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXT_TAGS = set(
    "p br hr em strong s code pre blockquote ul ol li table thead tbody tr th td "
    "h1 h2 h3 h4 h5 h6 a sub sup span".split()
)
_MATH_TAGS = set(
    "math mrow mi mo mn ms mtext mspace msup msub msubsup mfrac msqrt mroot mover munder "
    "munderover mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts mprescripts".split()
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "ol": {"start"},
    "math": {"display", "xmlns"},
    "mo": {"stretchy", "fence", "separator", "accent", "form", "minsize", "maxsize"},
    "mi": {"mathvariant"},
    "mfrac": {"linethickness"},
    "mspace": {"width"},
    "mtd": {"columnalign"},
    "mtable": {"columnalign", "rowspacing", "columnspacing", "displaystyle"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mover": {"accent"},
    "munder": {"accentunder"},
}
_TAG = re.compile(r"<[^>]+>")


def _mathml(tex: str, options: Mapping[str, bool]) -> str:
    try:
        return latex2mathml.converter.convert(
            tex, display="block" if options["display_mode"] else "inline"
        )
    except Exception:  # noqa: BLE001 - the converter raises many kinds; the TeX is shown instead
        return f"<code>{html.escape(tex)}</code>"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable("image")  # a bank makes no request; media come with the importer
    parser.use(
        dollarmath_plugin,
        renderer=_mathml,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
    )
    return parser


_MARKDOWN = _parser()
_WORDS = MarkdownIt("commonmark", {"html": False})  # TeX stays as it was typed


def _clean(rendered: str) -> str:
    return nh3.clean(
        rendered,
        tags=_TEXT_TAGS | _MATH_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


@lru_cache(maxsize=4096)
def block(text: str) -> str:
    """Render Markdown to HTML paragraphs."""
    return _clean(_MARKDOWN.render(text)).strip()


@lru_cache(maxsize=4096)
def inline(text: str) -> str:
    """Render one line of Markdown to HTML without a paragraph around it."""
    return _clean(_MARKDOWN.renderInline(text)).strip()


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the words alone, for a title, a terminal or a comparison."""
    words = _TAG.sub("", _WORDS.renderInline(text))
    return " ".join(html.unescape(words).split())
