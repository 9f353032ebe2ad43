"""Texts of a learning platform's questions as our Markdown: plain, HTML, or Markdown already."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import nh3

from question_bank.readers.html import to_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 200_000  # characters of HTML; a text of an item has 20,000 at most
_KEPT = set("a b strong i em s del strike sub sup code br hr p div ul ol li img".split())
_HELD = set(  # what shows something that words alone don't
    "audio video iframe object embed svg math table canvas picture input select textarea".split()
)
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
_TAGGED = re.compile(r"</?[A-Za-z!]|&(?:#[0-9]|#x|[A-Za-z]{2,8};)")
_TEX = re.compile(r"\$\$([^$<>]{1,2000}+)\$\$")
_HEADING = re.compile(r"<(/?)h[1-6]>")
_SIGNS = re.compile(r"[\\`*_{}\[\]<>$~|]|&(?=[#A-Za-z])")
_AT_START = re.compile(r"(?m)^([ \t]*+)(?:([#+=-])|([0-9]{1,9})([.)]))")


class UnfitError(ValueError):
    """A question can't be held; the message is the reason, for a person."""


def html_markdown(text: str, media: Mapping[str, str]) -> str:
    """Return Markdown that says what HTML does; colours, fonts and classes are dropped.

    Args:
        text: HTML, as a platform's editor makes it.
        media: by the name that it uses, the file in a bank's ``media/``.

    Raises:
        UnfitError: there is more in it than Markdown can say.
    """
    if len(text) > LONGEST:
        raise UnfitError(f"a text of over {LONGEST:,} characters")
    clean = _clean(text)
    found = to_markdown(clean, media)
    if found is None:
        raise UnfitError(_why(clean, media))
    return found.strip()


def _clean(text: str) -> str:
    heads = _KEPT | _HELD | {f"h{n}" for n in range(1, 7)} | {"u", "pre"}
    clean = nh3.clean(
        _TEX.sub(r"\\(\1\\)", text),
        tags=heads,
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )
    found = next((tag for tag in sorted(_HELD) if f"<{tag}" in clean), None)
    if found:
        raise UnfitError(f"a text holds <{found}>, which Markdown can't say")
    clean = _HEADING.sub(lambda part: "</b></p>" if part[1] else "<p><b>", clean)
    return (
        clean.replace("<u>", "<i>")
        .replace("</u>", "</i>")
        .replace("\xa0", " ")
        .replace("&nbsp;", " ")
    )


def _why(clean: str, media: Mapping[str, str]) -> str:
    for source in re.findall(r'<img[^>]*? src="([^"]{0,200})', clean):
        if html.unescape(source) not in media:
            return f"a picture that isn't in the file: {source[:80]}"
    return "a text's HTML can't be said in Markdown (nested lists, letters set high or low …)"


def looks_like_html(text: str) -> bool:
    """Whether a text has a tag or an entity in it."""
    return bool(_TAGGED.search(text))


def plain_markdown(text: str) -> str:
    """Return Markdown that says a plain text as it stands; MathJax becomes TeX of ours."""
    if "\\(" in text or "\\[" in text:
        found = to_markdown(html.escape(text, quote=False).replace("\n", "<br>"), {})
        if found is not None:
            return found
    escaped = _AT_START.sub(_started, _SIGNS.sub(r"\\\g<0>", text.strip()))
    paragraphs = re.split(r"\n[ \t]*+\n\s*+", escaped)
    return "\n\n".join("\\\n".join(map(str.strip, part.split("\n"))) for part in paragraphs)


def _started(found: re.Match[str]) -> str:
    space, sign, digits, point = found.groups()
    return f"{space}\\{sign}" if sign else f"{space}{digits}\\{point}"


def one_line(text: str) -> str:
    """Return a plain text's words in one line."""
    return " ".join(text.split())
