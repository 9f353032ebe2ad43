"""The HTML of others, cleaned: for their own frame with all their looks, for our pages with few.

Neither keeps script, a handler, a form, a link, or an address outside the bank's own media; the
frame forbids all of these besides.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import nh3

from question_bank.markup import ATTRIBUTES
from question_bank.markup import TAGS
from question_bank.media import FILMS

if TYPE_CHECKING:
    from collections.abc import Callable

    Address = Callable[[str], str | None]  # from a file's name in Anki to where a page finds it

_SHAPES = set(
    "svg g path rect circle ellipse line polyline polygon text tspan defs clippath mask pattern "
    "lineargradient radialgradient stop title desc marker".split()
)
_LOOKS = TAGS | _SHAPES | set(
    "div section article aside header footer nav main figure figcaption address center font u s "
    "strike del ins small big tt kbd samp var mark q cite abbr dfn time b i ruby rb rt rp rtc wbr "
    "bdi bdo dl dt dd caption colgroup col tfoot details summary img picture audio video source "
    "track canvas button style".split()
)  # fmt: skip
_FREE = set("class id style title lang dir align valign width height hidden role color".split())
_OF_SHAPES = set(
    "viewbox viewBox preserveaspectratio preserveAspectRatio x y x1 y1 x2 y2 cx cy r rx ry d "
    "points fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-dasharray "
    "stroke-linecap stroke-linejoin opacity transform font-size font-family font-weight "
    "text-anchor dominant-baseline offset stop-color stop-opacity xmlns version clip-path".split()
)
_OF_TABLES = set("border cellpadding cellspacing bgcolor colspan rowspan span headers".split())
_PLAYED = {"src", "controls", "preload", "loop", "muted", "poster", "type"}
_RICH: dict[str, set[str]] = {
    **{tag: set(names) for tag, names in ATTRIBUTES.items() if tag != "a"},
    "*": _FREE,
    **dict.fromkeys(_SHAPES, _FREE | _OF_SHAPES),
    **dict.fromkeys(("table", "tr", "td", "th", "col", "colgroup"), _FREE | _OF_TABLES),
    "img": _FREE | {"src", "alt", "border"},
    "audio": _FREE | _PLAYED,
    "video": _FREE | _PLAYED,
    "source": {"src", "type"},
    "font": _FREE | {"face", "size"},
    "details": _FREE | {"open"},
    "ol": _FREE | {"start", "type", "reversed"},
    "li": _FREE | {"value"},
}
_PLAIN_TAGS = TAGS | set("b i u s img audio video ruby rb rt rp details summary".split()) - {"a"}
_PLAIN: dict[str, set[str]] = {
    **{tag: set(names) for tag, names in ATTRIBUTES.items() if tag != "a"},
    "img": {"src", "alt"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload"},
    "span": {"lang"},
}
_NEVER = {"script", "iframe", "object", "embed", "template", "noscript", "title", "textarea"}
_SOUND = re.compile(r"\[sound:([^\[\]<>]*)\]")
_PLAY = re.compile(r"\[anki:play:[qa]:[0-9]{1,6}\]")
_URL = re.compile(r"""url\(\s*(["']?)([^"'()\\]*)\1\s*\)""", re.IGNORECASE)
_IMPORT = re.compile(r"@import[^;{}]*;?", re.IGNORECASE)
_STYLE = re.compile(r"(<style[^<>]*>)(.*?)</style>", re.DOTALL)  # of cleaned HTML: it is closed
_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif|svg\+xml);base64,[A-Za-z0-9+/=\s]*")


def dressed(text: str, address: Address) -> str:
    """Return a side for its frame: nothing that acts, all that looks.

    Args:
        text: the side's HTML.
        address: says where a media file is found; None: nowhere.
    """
    clean = nh3.clean(
        _with_players(text),
        tags=_LOOKS,
        clean_content_tags=_NEVER - {"title"},
        attributes=_RICH,
        attribute_filter=lambda tag, name, value: _attribute(tag, name, value, address),
        generic_attribute_prefixes={"data-", "aria-"},
        url_schemes={"data"},
        link_rel=None,
    )
    if "<style" not in clean:
        return clean
    return _STYLE.sub(lambda found: f"{found[1]}{style(found[2], address)}</style>", clean)


def undressed(text: str, address: Address) -> str:
    """Return a side for one of our own pages, or for print: words, pictures and sounds, no look."""
    return nh3.clean(
        _with_players(text),
        tags=_PLAIN_TAGS,
        clean_content_tags=_NEVER | {"style", "canvas", "button"},
        attributes=_PLAIN,
        attribute_filter=lambda tag, name, value: _attribute(tag, name, value, address),
        url_schemes={"data"},
        link_rel=None,
    ).strip()


def style(css: str, address: Address) -> str:
    """Return a note type's style for a style element, its files where they are found."""

    def located(found: re.Match[str]) -> str:
        place = address(_name(found[2].strip()))
        return f'url("{place}")' if place else "none"

    local = _URL.sub(located, _IMPORT.sub("", css))  # the frame's policy bars what escapes this
    return local.replace("</", "<\\/").replace("<!--", "")


def _attribute(tag: str, name: str, value: str, address: Address) -> str | None:
    """Return an attribute's value; None to leave it out."""
    if name not in ("src", "poster"):
        return _URL.sub("none", value) if name in ("style", "fill", "stroke") else value
    if tag == "img" and _PICTURE.fullmatch(value):
        return value
    return address(_name(value))


def _name(value: str) -> str:
    """Return the file that an address in a note means: Anki writes some characters as %20."""
    return unquote(html.unescape(value)) if "%" in value or "&" in value else value


def _with_players(text: str) -> str:
    """Put a player where a sound or a film is named."""
    return _PLAY.sub("", _SOUND.sub(_player, text))


def _player(found: re.Match[str]) -> str:
    name = html.escape(html.unescape(found[1]))
    tag = "video" if found[1].rpartition(".")[2].lower() in FILMS else "audio"
    return f'<{tag} controls preload="none" src="{name}"></{tag}>'
