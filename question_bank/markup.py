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
    from collections.abc import Callable
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
_OPEN, _CLOSE = "\ue0f2", "\ue0f3"  # private use: around a formula while a text is rendered
_FORMULA = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
# words that neither Markdown nor HTML reads as more: most texts are such, and need no parser
_WORDS_ALONE = re.compile(
    r"(?!\s|[#+=-]|\d+[.)](?:\s|\Z))[^\\`*_\[\]<>&$~|\x00-\x1f\x7f-\xa0\u2028\u2029\ue0f2\ue0f3]+(?<!\s)"
)
_MATHJAX_SIGN = re.compile(r"\\(?=[(\[])|\$(?=\$)")


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


def _tex(tex: str, options: Mapping[str, bool]) -> str:
    sign = "[]" if options["display_mode"] else "()"
    return f"{_OPEN}\\{sign[0]}{html.escape(tex, quote=False)}\\{sign[1]}{_CLOSE}"


def _parser(formula: Callable[[str, Mapping[str, bool]], str]) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable("image")  # a bank makes no request: its own media alone are shown
    parser.inline.ruler.before("link", "media", _media)
    parser.use(
        dollarmath_plugin,
        renderer=formula,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
    )
    return parser


def _typed(tex: str, options: Mapping[str, bool]) -> str:
    sign = "$$" if options["display_mode"] else "$"
    return html.escape(f"{sign}{tex}{sign}", quote=False)


_MARKDOWN = _parser(_mathml)
_MATHJAX = _parser(_tex)
_WORDS = MarkdownIt("commonmark", {"html": False}).use(  # TeX stays as it was typed
    dollarmath_plugin,
    renderer=_typed,
    allow_space=False,
    allow_digits=False,
    double_inline=True,
)


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
    if _WORDS_ALONE.fullmatch(text):
        return f"<p>{text}</p>"
    return _clean(_MARKDOWN.render(text)).strip()


@lru_cache(maxsize=4096)
def inline(text: str) -> str:
    """Render one line of Markdown to HTML without a paragraph around it."""
    if _WORDS_ALONE.fullmatch(text):
        return text
    return _clean(_MARKDOWN.renderInline(text)).strip()


@lru_cache(maxsize=4096)
def block_tex(text: str) -> str:
    r"""Render Markdown to paragraphs in which TeX stays TeX, ``\(…\)``, for pages with MathJax."""
    if _WORDS_ALONE.fullmatch(text):
        return f"<p>{text}</p>"
    return _for_mathjax(_MATHJAX.render(_unmarked(text)))


@lru_cache(maxsize=4096)
def inline_tex(text: str) -> str:
    """Render one line of Markdown as ``block_tex`` does, without a paragraph around it."""
    if _WORDS_ALONE.fullmatch(text):
        return text
    return _for_mathjax(_MATHJAX.renderInline(_unmarked(text)))


def _unmarked(text: str) -> str:
    return text.replace(_OPEN, "").replace(_CLOSE, "")


def _for_mathjax(rendered: str) -> str:
    """Return HTML in which MathJax finds the formulas, and none that is only text."""
    pieces = _FORMULA.split(_clean(rendered).strip())
    pieces[::2] = map(for_mathjax, pieces[::2])
    return "".join(pieces)


def for_mathjax(rendered: str) -> str:
    """Return HTML of plain words, in which MathJax finds no formula."""
    if "\\" not in rendered and "$$" not in rendered:
        return rendered
    return _MATHJAX_SIGN.sub(r"\g<0><span></span>", rendered)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the words alone, for a title, a terminal or a comparison."""
    words = _TAG.sub("", _WORDS.renderInline(_MEDIA.sub(r"\g<name>", text)))
    return " ".join(html.unescape(words).split())
