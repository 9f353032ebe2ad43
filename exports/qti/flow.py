"""Markdown of a bank as the HTML that a platform keeps: XHTML of QTI, or what Canvas stores."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from exports.anki_html import line
from exports.anki_html import paragraphs
from exports.qti.escaping import clean
from question_bank.media import type_of

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = re.compile(r'="(?:[^"]*/)?media/(?P<file>[^"/]+)"')
_TAG = re.compile(r'<(?P<close>/?)(?P<name>[a-z0-9]+)(?P<attributes>(?:[^>"]|"[^"]*")*)>')
_PLAYER = re.compile(
    r'<(?P<tag>audio|video)\b[^>]*? src="/media/(?P<file>[^"]+)" aria-label="(?P<label>[^"]*)">'
    r"</(?P=tag)>"
)
_ATTRIBUTE = re.compile(r' ([a-z:-]+)="([^"]*)"')
# A line of words and escaped signs, after words in bold perhaps: ``**Caution:** …``.
_WORDS = re.compile(
    r"(?:\*\*(?P<bold>[A-Za-z][A-Za-z ]*:)\*\*(?=\s|$)|(?!\s|[#+=-]|\d+[.)]))"
    r"(?P<rest>(?:[^\\`*_\[\]<>&$~|\x00-\x1f\x7f-\xa0\u2028\u2029]++|&(?![#A-Za-z])|\\[!-/:-@\[-`{-~])*+)(?<!\s)"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_UNALTERED = re.compile(r"(?:[^<&]++|&(?!nbsp)|</?(?:p|strong|em)>)*+")
_VOID = frozenset({"br", "hr", "img"})
_MATHS = re.compile(r"(<math\b.*?</math>)", re.DOTALL)
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")


@dataclass(frozen=True, eq=False)  # one object a format: told apart without a look inside
class Tongue:
    """What a format's HTML is: where media lie, how a player is written, what struck words are.

    ``attributes`` are those kept of HTML, by ``element.attribute``; mathematics keeps its own.
    """

    media: str  # put before a file's name
    player: Callable[[str, str, str], str]  # tag, address, name
    struck: str  # the element for struck words
    attributes: frozenset[str]


def _object(_tag: str, address: str, name: str) -> str:
    return f'<object data="{address}" type="{_type(address)}">{name}</object>'


def _source(tag: str, address: str, _name: str) -> str:
    source = f'<source src="{address}" type="{_type(address)}"/>'
    return f'<{tag} controls="controls">{source}</{tag}>'


def _plain(tag: str, address: str, name: str) -> str:
    return f'<{tag} controls="controls" src="{address}" aria-label="{name}"></{tag}>'


def _type(address: str) -> str:
    return type_of(address.rpartition("/")[2]) or "application/octet-stream"


QTI_21 = Tongue("../media/", _object, "span", frozenset({"a.href", "img.src", "img.alt"}))
QTI_3 = Tongue("../media/", _source, "span", QTI_21.attributes)
CANVAS = Tongue(
    "%24IMS-CC-FILEBASE%24/media/",
    _plain,
    "del",
    QTI_21.attributes | {"ol.start", "a.title", "a.rel"},
)


@lru_cache(maxsize=8192)
def block(tongue: Tongue, text: str) -> str:
    """Return Markdown as paragraphs."""
    return _spoken(tongue, _paragraphs(clean(text).strip()))


@lru_cache(maxsize=8192)
def inline(tongue: Tongue, text: str) -> str:
    """Return a line of Markdown without a paragraph around it."""
    text = clean(text).strip()
    return _spoken(tongue, _simple(text) or line(text))


def _paragraphs(text: str) -> str:
    """Return Markdown as paragraphs: those that are words alone need no parser, nor do lists."""
    if "\n" not in text or "```" in text or "~~~" in text:
        return _simple_paragraph(text) or paragraphs(text)
    parts = text.split("\n\n")
    words = [_simple_paragraph(part) for part in parts]
    done: list[str] = []
    held: list[str] = []  # what only a parser can tell, together: a list may go on after a line
    for at, part in enumerate(parts):
        among = all(words[max(at - 1, 0) : at]) and all(words[at + 1 : at + 2])
        simple = words[at] or (_simple_list(part) if among else "")
        if not simple:
            held.append(part)
            continue
        if held:
            done.append(paragraphs("\n\n".join(held)))
            held = []
        done.append(simple)
    if held:
        done.append(paragraphs("\n\n".join(held)))
    return "\n".join(done)


def _simple_paragraph(text: str) -> str:
    simple = _simple(text)
    return f"<p>{simple}</p>" if simple else ""


def _simple_list(text: str) -> str:
    """Return a list of lines of words as HTML; empty if it is more."""
    rows = [_simple(row[2:]) if row.startswith("- ") else "" for row in text.split("\n")]
    return "<ul>\n{}\n</ul>".format("\n".join(f"<li>{row}</li>" for row in rows)) * all(rows)


def _simple(text: str) -> str:
    """Return a line of words as HTML, the first of them bold perhaps; empty if it is more."""
    found = _WORDS.fullmatch(text)
    if found is None:
        return ""
    words = found["rest"]
    if "\\" in words:
        words = _ESCAPED.sub(r"\1", words)
    bold = f"<strong>{found['bold']}</strong>" if found["bold"] else ""
    return bold + escape(words, quote=False)


def right_to_left(text: str) -> bool:
    """Whether a text has a letter of a script that runs to the left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def _spoken(tongue: Tongue, html: str) -> str:
    """Return HTML as the format has it, each element closed and no name of HTML's own."""
    if _UNALTERED.fullmatch(html):
        return html
    html = html.replace("&nbsp;", "\xa0").replace("<p></p>", "")
    parts = _MATHS.split(html) if "<math" in html else [html]
    return "".join(p if p.startswith("<math") else _prose(tongue, p) for p in parts)


def _prose(tongue: Tongue, html: str) -> str:
    def element(found: re.Match[str]) -> str:
        name = found["name"]
        if name in ("object", "source", "audio", "video"):
            return found[0]
        said = _attributes(tongue, name, found["attributes"]) if found["attributes"] else ""
        if name == "s":
            said = ' class="struck"' if tongue.struck == "span" and not found["close"] else ""
            name = tongue.struck
        return f"<{found['close']}{name}{said}{'/' if name in _VOID else ''}>"

    if "</audio>" in html or "</video>" in html:
        html = _PLAYER.sub(
            lambda found: tongue.player(found["tag"], tongue.media + found["file"], found["label"]),
            html,
        )
    return _TAG.sub(element, html)


def _attributes(tongue: Tongue, name: str, text: str) -> str:
    kept = []
    for key, value in _ATTRIBUTE.findall(text):
        if f"{name}.{key}" in tongue.attributes:
            at = tongue.media + value.removeprefix("/media/") if name == "img" else value
            kept.append(f' {key}="{at if key == "src" else value}"')
    return "".join(kept)
