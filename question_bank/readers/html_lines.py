"""HTML of a field as lines of runs: what stands in them, and how it is set."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from question_bank.readers.html_runs import GAP
from question_bank.readers.html_runs import MATH
from question_bank.readers.html_runs import PLAIN
from question_bank.readers.html_runs import SOUND
from question_bank.readers.html_runs import Line
from question_bank.readers.html_runs import NotPlainError
from question_bank.readers.html_runs import Run
from question_bank.readers.html_runs import apart
from question_bank.readers.html_runs import attributes
from question_bank.readers.html_runs import trimmed

if TYPE_CHECKING:
    from collections.abc import Mapping

# neither YAML nor Markdown hold these as they are; the last are our own signs
UNHELD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ue0f8-\ue0ff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_TOKEN = re.compile(r"<(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?P<rest>[^<>]*)>|(?P<text>[^<]+)")
_SPACES = re.compile(r"[ \t\n\r]+")
_PARTS = re.compile(
    r"(?P<sound>\[sound:[^\[\]]*\])|\\\((?P<math>.+?)\\\)|\\\[(?P<display>.+?)\\\]", re.DOTALL
)
_COMMAND = re.compile(
    r"\\[()\[\]]|\[/?(?:latex|\$\$?)\]|\[(?:sound|anki):|\{\{|\}\}", re.IGNORECASE
)
_TEX = re.compile(r"(?:[^$\\]|\\[^\n])+")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[A-Za-z0-9._~:/?#@!&*+,;=%-]+")
_STYLES = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "s", "del": "s", "strike": "s",
}  # fmt: skip
_SMALL = {
    "sub": str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
    "sup": str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾"),
}
_SMALL_SIGNS = frozenset("0123456789+-=()")
_TRANSPARENT = ("span", "font", "tbody")


def read(html: str, media: Mapping[str, str] | None) -> list[Line]:
    """Return the lines of HTML, without gaps at its ends; a gap parts paragraphs.

    Args:
        html: a field's, or what our Markdown was rendered to.
        media: files by name; None for what we rendered, where a picture is one sign.

    Raises:
        NotPlainError: it holds more than lines can say.
    """
    return _Reader(media).read(html)


class _Reader:
    """Reads tag by tag; lines end where a browser would break them."""

    def __init__(self, media: Mapping[str, str] | None) -> None:
        self.media = media
        self.lines: list[Line] = []
        self.runs: list[Run] = []
        self.stack: list[str] = []
        self.kind = ""  # of the line that is being read
        self.address = ""

    def read(self, html: str) -> list[Line]:
        at = 0
        for found in _TOKEN.finditer(html):
            if found.start() != at:
                raise NotPlainError
            at = found.end()
            if found["text"] is not None:
                self.text(found["text"])
            elif found["end"]:
                self.close(found["tag"].lower())
            else:
                self.open(found["tag"].lower(), found["rest"])
        if at != len(html) or self.stack:
            raise NotPlainError
        self.end()
        return self.whole()

    def whole(self) -> list[Line]:
        """Return the lines: one gap where there were several, none at the ends or beside a rule."""
        out: list[Line] = []
        for line in self.lines:
            parted = line is GAP and (not out or out[-1] is GAP or out[-1].kind == "hr")
            if not parted:
                if line.kind == "hr" and out and out[-1] is GAP:
                    out.pop()
                if out and line is not GAP and apart(out[-1], line):
                    out.append(GAP)
                out.append(line)
        while out and out[-1] is GAP:
            out.pop()
        return out

    # ---------------------------------------------------------------- tags
    def open(self, tag: str, rest: str) -> None:
        given = attributes(rest)
        if tag in _STYLES or tag in _SMALL or tag == "code" or tag in _TRANSPARENT:
            if given or (self.stack and self.stack[-1] in ("code", "sub", "sup")):
                raise NotPlainError
            self.stack.append(tag)
        elif tag == "a":
            self.link(given)
        elif tag == "img":
            self.picture(given)
        elif tag == "br" and not given:
            self.line_end(forced=True)
        elif tag == "hr" and not given and not self.stack:
            self.end()
            self.lines.append(Line("hr"))
        elif tag in ("div", "p", "ul", "ol", "li") and not given:
            self.open_block(tag)
        else:
            raise NotPlainError

    def open_block(self, tag: str) -> None:
        if tag == "li":
            if not self.stack or self.stack[-1] not in ("ul", "ol"):
                raise NotPlainError
            self.kind = self.stack[-1]
        elif any(one in ("ul", "ol", "a", "code") for one in self.stack):
            if tag != "p" or self.stack[-1] != "li" or self.runs:
                raise NotPlainError
        else:
            self.line_end()
            if tag != "div":
                self.lines.append(GAP)
        self.stack.append(tag)

    def close(self, tag: str) -> None:
        if tag in ("br", "p") and tag not in self.stack:
            raise NotPlainError
        if not self.stack or self.stack.pop() != tag:
            raise NotPlainError
        if tag == "li":
            if not any(run.text.strip() or run.kind != "text" for run in self.runs):
                raise NotPlainError
            self.end()
            self.kind = ""
        elif tag in ("div", "p", "ul", "ol") and "li" not in self.stack:
            self.line_end()
            if tag != "div":
                self.lines.append(GAP)
        elif tag == "a":
            self.address = ""

    def link(self, given: Mapping[str, str]) -> None:
        href = given.get("href", "")
        extra = given.keys() - ({"href"} if self.media is not None else {"href", "rel"})
        if extra or self.address or not _ADDRESS.fullmatch(href) or "code" in self.stack:
            raise NotPlainError
        self.stack.append("a")
        self.address = href

    def picture(self, given: Mapping[str, str]) -> None:
        if self.media is None:
            self.add(Run("", self.styles(), "image"))
            return
        file = self.media.get(given.get("src", ""))
        if given.keys() - {"src", "alt"} or file is None or self.address or "code" in self.stack:
            raise NotPlainError
        self.add(Run(" ".join(given.get("alt", "").split()), self.styles(), "image", file))

    # ---------------------------------------------------------------- text
    def text(self, raw: str) -> None:
        text = _SPACES.sub(" ", unescape(raw) if "&" in raw else raw)
        if UNHELD.search(text.translate({ord(MATH): None, ord(SOUND): None})):
            raise NotPlainError
        if self.stack and self.stack[-1] in ("ul", "ol"):
            if text.strip():
                raise NotPlainError
        elif self.stack and self.stack[-1] in _SMALL:
            if not _SMALL_SIGNS.issuperset(text):
                raise NotPlainError
            self.add(Run(text.translate(_SMALL[self.stack[-1]]), self.styles()))
        elif self.media is None or "code" in self.stack or not _COMMAND.search(text):
            self.words(text)
        else:
            self.parts(text)

    def words(self, text: str) -> None:
        kind = "code" if "code" in self.stack else "link" if self.address else "text"
        if kind == "link" and self.styles():
            raise NotPlainError
        self.add(Run(text, self.styles(), kind, self.address))

    def parts(self, text: str) -> None:
        """Take text in which Anki finds sounds and formulas."""
        at = 0
        for found in _PARTS.finditer(text):
            self.held(text[at : found.start()])
            at = found.end()
            if self.address:
                raise NotPlainError
            if found["sound"]:
                name = found["sound"][len("[sound:") : -1]
                file = (self.media or {}).get(name)
                if file is None:
                    raise NotPlainError
                self.add(Run(name, self.styles(), "sound", file))
                continue
            tex = (found["math"] or found["display"]).strip()
            beside = text[found.start() - 1 : found.start()] + text[at : at + 1]
            if not _TEX.fullmatch(tex) or re.search(r"[\d$\\]", beside):
                raise NotPlainError
            self.formula(Run(tex, self.styles(), "math", "block" if found["display"] else ""))
        self.held(text[at:])

    def formula(self, run: Run) -> None:
        """Take a formula; one that is displayed stands apart."""
        if run.extra and ("li" in self.stack or run.styles):
            raise NotPlainError
        gaps = [GAP] if run.extra else []
        if gaps:
            self.line_end()
        self.lines += gaps
        self.add(run)
        if gaps:
            self.line_end()
        self.lines += gaps

    def held(self, text: str) -> None:
        if _COMMAND.search(text):
            raise NotPlainError
        if text:
            self.words(text)

    def styles(self) -> frozenset[str]:
        if not self.stack:
            return PLAIN
        return frozenset(_STYLES[tag] for tag in self.stack if tag in _STYLES)

    # ---------------------------------------------------------------- lines
    def add(self, run: Run) -> None:
        if run.kind == "text" and run.text.startswith(" ") and self.after_space():
            run = run._replace(text=run.text[1:])
        if run.text or run.kind == "image":
            self.runs.append(run)

    def after_space(self) -> bool:
        return not self.runs or (self.runs[-1].kind == "text" and self.runs[-1].text[-1:] == " ")

    def line_end(self, *, forced: bool = False) -> None:
        """End a line that has something in it; a forced end makes one in any case."""
        if self.kind and forced:
            raise NotPlainError
        empty = not any(run.text.strip() or run.kind != "text" for run in self.runs)
        if empty:
            self.runs.clear()
            if forced:
                self.lines.append(GAP)
            return
        self.lines.append(Line(self.kind, trimmed(self.runs)))
        self.runs = []

    def end(self) -> None:
        """End what is being read."""
        self.line_end()
