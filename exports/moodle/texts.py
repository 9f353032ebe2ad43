"""Texts of Moodle's XML: HTML with its files beside it, plain text, and what XML can't hold."""

from __future__ import annotations

import base64
import html
import re
from typing import TYPE_CHECKING

from exports.teaching import CAUTION
from exports.teaching import explanation_parts
from exports.teaching import source_line
from question_bank.markup import block_tex
from question_bank.markup import for_mathjax
from question_bank.markup import inline_tex
from question_bank.media import FOLDER

if TYPE_CHECKING:
    from exports.base import Selection
    from question_bank.bank import Bank
    from question_bank.items import Item

MOST_OF_FILE = 10_000_000  # bytes: more than most sites let a course's file have
_UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PLACE = re.compile(
    r'<(?P<tag>img|audio|video)(?P<before>[^<>]*?) src="/media/(?P<file>[^"]+)"'
    r"(?P<after>[^<>]*)>(?:</(?:audio|video)>)?"
)
_ALONE = re.compile(r"<p>(.*)</p>", re.DOTALL)
_NAME = re.compile(r'(?:alt|aria-label)="([^"]*)"')


def unheld(text: str) -> str:
    """Return the first character of a text that no XML can hold, as ``U+0007``; or nothing."""
    found = _UNHELD.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def paragraphs(text: str) -> str:
    """Return Markdown as HTML paragraphs for Moodle: TeX stays TeX."""
    return _directed(block_tex(text), "div")


def unwrapped(rendered: str) -> str:
    """Return HTML without the paragraph around it, if it is one alone."""
    found = _ALONE.fullmatch(rendered)
    return found[1] if found and "<p>" not in found[1] else rendered


def line(text: str) -> str:
    """Return a line of Markdown as HTML for Moodle."""
    return _directed(inline_tex(text), "span")


def explanation_html(selection: Selection, item: Item) -> str:
    """Return all that is said after the answer, its source last: ``explanation_of`` as HTML."""
    said = [_said(part) for part in explanation_parts(item)]
    source = source_line(selection, item)
    if source:  # plain words: they need no Markdown
        shown = for_mathjax(html.escape(source, quote=False))
        said.append(_directed(f"<p>{shown}</p>", "div"))
    return "\n".join(said)


def _said(part: str) -> str:
    """Return a part as ``paragraphs`` does, sooner where a caution is followed by words alone."""
    words = part.removeprefix(f"{CAUTION} ")
    if words != part and (shown := block_tex(words)) == f"<p>{words}</p>":
        return _directed(f"<p><strong>Caution:</strong> {shown[3:]}", "div")
    return paragraphs(part)


def _directed(rendered: str, tag: str) -> str:
    """Let a text with letters from right to left run its own way, in a course of any language."""
    if rendered.isascii() or not _RIGHT_TO_LEFT.search(rendered):
        return rendered
    return f'<{tag} dir="auto">{rendered}</{tag}>'


def cdata(text: str) -> str:
    """Return text as XML reads it back; what XML can't hold becomes U+FFFD."""
    text = _UNHELD.sub("\ufffd", text)
    if "<" not in text and "&" not in text:
        return text.replace("]]>", "]]&gt;")
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def plain(text: str) -> str:
    """Return plain text for an XML element."""
    return html.escape(_UNHELD.sub("\ufffd", text), quote=False)


class Texts:
    """Writes texts and embeds the files they show; what can't be embedded is remarked on."""

    def __init__(self, bank: Bank) -> None:
        self.folder = bank.folder
        self.remarks: dict[str, None] = {}
        self._told: dict[str, str] = {}  # why a file can't be embedded, by its name
        self._last: tuple[str, str] = ("", "")  # a file's name and its base64

    def html(self, tag: str, rendered: str, attributes: str = "") -> str:
        """Return an element whose text is HTML, with its files."""
        if 'src="/media/' not in rendered:
            return f'<{tag}{attributes} format="html"><text>{cdata(rendered)}</text></{tag}>'
        files: dict[str, str] = {}
        shown = _PLACE.sub(lambda found: self._placed(found, files), rendered)
        return (
            f'<{tag}{attributes} format="html"><text>{cdata(shown)}</text>'
            f"{''.join(files.values())}</{tag}>"
        )

    def _placed(self, found: re.Match[str], files: dict[str, str]) -> str:
        name = found["file"]
        data = self._data(name)
        if data is None:
            said = _NAME.search(found[0])
            self.remarks[f"{FOLDER}/{name} {self._told[name]}: its description stands for it"] = (
                None
            )
            return f"[{said[1] if said and said[1] else 'picture'}]"
        files[name] = f'<file name="{name}" path="/" encoding="base64">{data}</file>'
        return found[0].replace('src="/media/', 'src="@@PLUGINFILE@@/')

    def _data(self, name: str) -> str | None:
        """Return a file in base64; None if it isn't there or is too big."""
        if name in self._told:
            return None
        if self._last[0] != name:
            try:
                if self.folder is None:
                    raise FileNotFoundError
                path = self.folder / FOLDER / name
                size = path.stat().st_size
                if size > MOST_OF_FILE:
                    self._told[name] = f"has {size // 1_000_000} MB, and 10 MB is the most"
                    return None
                self._last = name, base64.b64encode(path.read_bytes()).decode()
            except OSError:
                self._told[name] = "isn't in the bank's folder"
                return None
        return self._last[1]
