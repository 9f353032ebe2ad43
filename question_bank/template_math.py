r"""TeX in a card's HTML as MathML: ``\(…\)``, ``\[…\]``, and the older ``[latex]`` and ``[$]``.

TeX itself never runs. What the converter can't read stands as code.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import latex2mathml.converter

from question_bank.template_text import Ahead

if TYPE_CHECKING:
    from collections.abc import Callable

_TAGS = re.compile(r"<[^<>]*>")
_BREAKS = re.compile(r"<br\s*/?>|</?div[^<>]*>", re.IGNORECASE)
_DOCUMENT = re.compile(r"\\(?:begin|end)\{(?:document|displaymath|math)\}|^\$\$?|\$\$?$")
_PAIRS = (("\\(", "\\)", False), ("\\[", "\\]", True))
_OLD = (("[latex]", "[/latex]", False), ("[$]", "[/$]", False), ("[$$]", "[/$$]", True))
_LONGEST = 2_000  # characters that are converted
_MOST = 300  # formulas of a side


def each_tex(text: str, change: Callable[[str, str, bool], str]) -> str:
    r"""Return HTML with each ``\(…\)`` and ``\[…\]`` changed.

    Args:
        text: the HTML.
        change: is given the formula with its marks, what is between them, and whether it stands
            alone on its line; returns what takes its place.
    """
    return _each(text, _PAIRS, change)


def _each(
    text: str,
    pairs: tuple[tuple[str, str, bool], ...],
    change: Callable[[str, str, bool], str],
) -> str:
    ahead, end, at = Ahead(text), len(text), 0
    out: list[str] = []
    while True:
        start, (opening, closing, block) = min(
            ((ahead.find(pair[0], at), pair) for pair in pairs), key=lambda found: found[0]
        )
        if start >= end:
            break
        inner = start + len(opening)
        stop = ahead.find(closing, inner)
        out.append(text[at:start])
        if stop >= end:
            out.append(opening)
            at = inner
            continue
        at = stop + len(closing)
        out.append(change(text[start:at], text[inner:stop], block))
    out.append(text[at:])
    return "".join(out)


def with_mathml(text: str) -> str:
    """Return a side's HTML with its formulas as MathML."""
    left = _MOST

    def change(whole: str, tex: str, block: bool) -> str:  # noqa: FBT001 - as ``each_tex`` gives it
        nonlocal left
        left -= 1
        return mathml(tex, block=block) if left >= 0 else whole

    if "[" in text:
        text = _each(text, _OLD, change)
    return each_tex(text, change) if "\\" in text else text


@lru_cache(maxsize=1024)
def mathml(tex: str, *, block: bool) -> str:
    """Return a formula, written in HTML, as MathML; as code if that can't be made of it."""
    plain = html.unescape(_TAGS.sub("", _BREAKS.sub("\n", tex)))
    plain = _DOCUMENT.sub("", plain.strip()).strip()
    if len(plain) <= _LONGEST:
        try:
            return latex2mathml.converter.convert(plain, display="block" if block else "inline")
        except Exception:  # noqa: BLE001, S110 - the converter raises many kinds
            pass
    return f"<code>{html.escape(plain)}</code>"
