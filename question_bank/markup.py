"""Markdown with TeX to safe HTML: the only way text of a bank reaches a page or a deck.

CommonMark with tables; ``$…$`` and ``$$…$$`` become MathML; raw HTML stays text. Of pictures and
sounds there are only a bank's own: ``![alt](media/x.png)``, ``[name](media/x.mp3)``. The result
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

from question_bank.media import type_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it.rules_inline import StateInline

_TEXT_TAGS = set(
    "p br hr em strong s code pre blockquote ul ol li table thead tbody tr th td "
    "h1 h2 h3 h4 h5 h6 a sub sup span".split()
)
_MATH_TAGS = set(
    "math mrow mi mo mn ms mtext mspace msup msub msubsup mfrac msqrt mroot mover munder "
    "munderover mtable mtr mtd mstyle mpadded mphantom menclose mmultiscripts mprescripts".split()
)
TAGS = _TEXT_TAGS | _MATH_TAGS
_MEDIA = re.compile(r"(?P<image>!?)\[(?P<name>(?:[^\[\]\\]|\\.)*)\]\(media/(?P<file>[^()\s]+)\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
ATTRIBUTES: dict[str, set[str]] = {
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
_OF_MEDIA: dict[str, set[str]] = {
    "img": {"src", "alt", "loading"},
    "audio": {"src", "controls", "preload", "aria-label"},
    "video": {"src", "controls", "preload", "aria-label"},
}
_TAG = re.compile(r"<[^>]+>")


def _mathml(tex: str, options: Mapping[str, bool]) -> str:
    try:
        return latex2mathml.converter.convert(
            tex, display="block" if options["display_mode"] else "inline"
        )
    except Exception:  # noqa: BLE001 - the converter raises many kinds; the TeX is shown instead
        return f"<code>{html.escape(tex)}</code>"


def _media(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it so
    """Read a picture or a sound of the bank."""
    found = _MEDIA.match(state.src, state.pos) if state.src[state.pos] in "![" else None
    kind = type_of(found["file"]) if found else None
    if found is None or kind is None:
        return False
    tag = "img" if found["image"] else kind.partition("/")[0]
    if (tag == "img") != kind.startswith("image/") or tag not in ("img", "audio", "video"):
        return False
    if not silent:
        name = html.escape(_ESCAPED.sub(r"\1", found["name"]))
        source = f'src="/media/{found["file"]}"'
        token = state.push("html_inline", "", 0)
        token.content = (
            f'<img {source} alt="{name}" loading="lazy">'
            if tag == "img"
            else f'<{tag} controls preload="none" {source} aria-label="{name}"></{tag}>'
        )
    state.pos = found.end()
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable("image")  # a bank makes no request: its own media alone are shown
    parser.inline.ruler.before("link", "media", _media)
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
    ours = 'src="/media/' in rendered
    return nh3.clean(
        rendered,
        tags=TAGS | _OF_MEDIA.keys() if ours else TAGS,
        attributes=ATTRIBUTES | _OF_MEDIA if ours else ATTRIBUTES,
        attribute_filter=_of_bank if ours else None,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def _of_bank(_tag: str, name: str, value: str) -> str | None:
    return value if name != "src" or value.startswith("/media/") else None


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
    words = _TAG.sub("", _WORDS.renderInline(_MEDIA.sub(r"\g<name>", text)))
    return " ".join(html.unescape(words).split())
