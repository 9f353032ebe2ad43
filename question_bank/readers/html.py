"""HTML of a field as our Markdown, where that says the same when it is rendered again; else None.

What is understood: text, bold, italics, code, struck out, lines and paragraphs, lists of one
level, links, pictures, sounds, MathJax. Whatever else a field holds (a colour, a table, a style)
is lost on Markdown: the note then keeps its HTML and its templates. Tags are read by a grammar of
their own, stricter than ``html.parser``, whose time for hostile text isn't linear.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from question_bank.markup import block
from question_bank.readers import html_lines
from question_bank.readers.html_runs import MATH
from question_bank.readers.html_runs import SOUND
from question_bank.readers.html_runs import NotPlainError
from question_bank.readers.html_runs import canonical

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping

    from question_bank.readers.html_runs import Line
    from question_bank.readers.html_runs import Run

LONGEST = 20_000  # characters that a text of an item may have
# letters and signs that neither HTML nor Markdown, at any place, reads as anything but themselves
_BARE = re.compile(
    r"[^\W_](?:[^\W_]|[ ,;:?()\"'/%°€£–—“”‘’…·](?=[^ ])|[.!](?=[^ ]|\Z| [^ ])|[?)\"'”’…%](?=\Z))*"
)
_ORDINAL = re.compile(r"\d+[.)]")
_SPECIAL = re.compile(r"[\\`*\[\]<|$]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|&(?=[#A-Za-z])")
_AT_START = re.compile(
    r"(?P<sign>>|#{1,6}(?= |\Z)|[+-](?= |\Z)|-+ *\Z|=+ *\Z|~~)|"
    r"(?P<number>\d{1,9})(?P<mark>[.)])(?= |\Z)"
)
_MARKS = {"strong": "**", "em": "*", "s": "~~"}
_ORDER = tuple(_MARKS)
_MATH = re.compile(r"<math\b.*?</math>", re.DOTALL)
_AUDIO = re.compile(r"<audio\b[^>]*>.*?</audio>", re.DOTALL)


def to_markdown(html: str, media: Mapping[str, str]) -> str | None:
    """Return a field's HTML as Markdown that says the same, or None if Markdown can't.

    Args:
        html: as Anki keeps it.
        media: by the name that fields use, the file in the bank's ``media/``.
    """
    if len(html) > LONGEST:
        return None
    if _BARE.fullmatch(html) and not _ORDINAL.match(html):
        return html
    if html_lines.UNHELD.search(html):
        return None
    try:
        lines = html_lines.read(html, media)
        text, marked = _written(lines)
    except NotPlainError:
        return None
    if len(text) > LONGEST or (marked and not _says(text, lines)):
        return None
    return text


def plain_text(html: str) -> str | None:
    """Return a field's words if it holds nothing but words in one line, else None."""
    text = to_markdown(html, {})
    if text is None or "\n" in text:
        return None
    words = html_lines.read(html, {})
    said = "".join(run.text for run in words[0].runs) if words else ""
    return said if said == text else None


def _written(lines: Iterable[Line]) -> tuple[str, bool]:
    """Write lines as Markdown; tell whether there is more in it than words and lines.

    Raises:
        NotPlainError: Markdown can't say it.
    """
    out: list[str] = []
    marked, before = False, ""
    number = 0
    for line in lines:
        text, styled = _line(line.runs)
        marked |= styled or line.kind not in ("", "gap")
        number = number + 1 if line.kind == "ol" and before == "ol" else 1
        lead = {"ul": "- ", "ol": f"{number}. "}.get(line.kind, "")
        if line.kind == "gap":
            out.append("")
        elif line.kind == "hr":
            out += ["", "---", ""]
        elif line.kind != before or not out or not out[-1]:
            out += [*([""] if out and out[-1] else []), lead + text]
        elif line.kind:
            out.append(lead + text)
        else:
            out[-1] += "\\"
            out.append(text)
        before = "" if line.kind in ("gap", "hr") else line.kind
    return "\n".join(out).strip("\n"), marked


def _line(runs: Iterable[Run]) -> tuple[str, bool]:
    """Write what stands in a line."""
    out: list[str] = []
    opened: list[str] = []
    styled = False
    for run in runs:
        while any(style not in run.styles for style in opened):
            out.append(_MARKS[opened.pop()])
        for style in _ORDER:
            if style in run.styles and style not in opened:
                opened.append(style)
                out.append(_MARKS[style])
        styled |= bool(run.styles) or run.kind != "text"
        out.append(_SPELLERS[run.kind](run))
    out += [_MARKS[style] for style in reversed(opened)]
    text = "".join(out)
    return (_guarded(text) if not styled or not text.startswith("*") else text), styled


def _guarded(text: str) -> str:
    """Write the beginning of a line so that it begins no heading, list or quotation."""
    found = _AT_START.match(text)
    if found is None:
        return text
    at = found.start() if found["sign"] else found.start("mark")
    return f"{text[:at]}\\{text[at:]}"


def _text(run: Run) -> str:
    return _SPECIAL.sub(lambda found: f"\\{found.group()}", run.text)


def _code(run: Run) -> str:
    if "`" in run.text or run.text != run.text.strip() or not run.text:
        raise NotPlainError
    return f"`{run.text}`"


def _math(run: Run) -> str:
    sign = "$$" if run.extra == "block" else "$"
    return f"{sign}{run.text}{sign}"


def _picture(run: Run) -> str:
    return f"![{_text(run)}](media/{run.extra})"


def _named(run: Run) -> str:
    """Write a sound, or a link: its words lead to an address."""
    return f"[{_text(run)}]({'media/' if run.kind == 'sound' else ''}{run.extra})"


_SPELLERS: Mapping[str, Callable[[Run], str]] = {
    "text": _text, "code": _code, "math": _math, "image": _picture, "sound": _named,
    "link": _named,
}  # fmt: skip


def _says(text: str, lines: list[Line]) -> bool:
    """Whether Markdown, rendered, says what the lines do."""
    return meaning(block(text)) == canonical(lines)


def meaning(rendered: str) -> object:
    """Return what HTML of ours, or a field's, says, for a comparison; None: more than is known."""
    shown = _AUDIO.sub(SOUND, _MATH.sub(MATH, rendered))
    try:
        return canonical(html_lines.read(shown, None))
    except NotPlainError:
        return None
