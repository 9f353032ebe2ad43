"""Anki's filters: what ``{{text:Front}}`` and the like make of a field's HTML."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from question_bank import template_cloze
from question_bank.template_text import Ahead

_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_QUIET = re.compile(r"<!--|<(style|script)\b[^<>]*>", re.IGNORECASE)
_CLOSES = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("style", "script")
}  # what is never closed hides all that follows
_RUN_ENDS = (" ", ">")
_SPEECH = re.compile(r"\[anki:tts lang=([^\s\[\]]*)[^\[\]]*\]([^\[]*)\[/anki:tts\]")
_TYPED = re.compile(r"\[\[type:((?:cloze:|nc:)*)([^\[\]]*)\]\]")


@dataclass(frozen=True, slots=True)
class Shown:
    """Which side of which card is shown."""

    card: int
    back: bool
    is_cloze: bool


def apply(name: str, text: str, field: str, shown: Shown) -> str:
    """Return what a filter makes of a field; one that isn't known leaves it as it is."""
    match name:
        case "text":
            return without_tags(text)
        case "hint":
            return _hint(text, field)
        case "furigana" | "kana" | "kanji":
            return readings(text, name)
        case "cloze":
            return template_cloze.show(text, shown.card, reveal=shown.back)
        case "cloze-only":
            return ", ".join(template_cloze.hidden(text, shown.card))
        case _ if name.startswith("tts "):
            return _spoken(name, text)
        case _:
            return text


def all_of(filters: tuple[str, ...], text: str, field: str, shown: Shown) -> str:
    """Return what filters, in their order, make of a field."""
    if "type" in filters:
        at = filters.index("type")
        kind = filters[at - 1] if at else ""
        text = f"[[type:{kind}:{field}]]" if kind in ("cloze", "nc") else f"[[type:{field}]]"
        filters = filters[at + 1 :]
    for name in filters:
        text = apply(name, text, field, shown)
    return text


def without_tags(text: str) -> str:
    """Return the text of HTML, its characters as they are: Anki shows that as HTML again."""
    return html.unescape(_TAG.sub("", _without_quiet(text))).replace("\xa0", " ")


def _without_quiet(text: str) -> str:
    """Take out what is never read: comments, styles and scripts."""
    ahead, at, out = Ahead(text), 0, []
    for found in _QUIET.finditer(text):
        if found.start() < at:
            continue
        if found[1]:
            close = _CLOSES[found[1].lower()].search(text, found.end())
            end = close.end() if close else len(text)
        else:
            end = ahead.find("-->", found.end()) + len("-->")
        out.append(text[at : found.start()])
        at = end
    out.append(text[at:])
    return "".join(out)


def _hint(text: str, field: str) -> str:
    if not text.strip():
        return text
    return (
        f'<details class="hint"><summary>{html.escape(field)}</summary><div>{text}</div></details>'
    )


def _spoken(name: str, text: str) -> str:
    words = without_tags(text).replace("[", "(").replace("]", ")")
    return f"[anki:tts lang={name.split()[1]}]{html.escape(words)}[/anki:tts]"


def readings(text: str, kind: str) -> str:
    """Return a text with readings, ``漢字[かんじ]``: as ruby, or one of the two alone."""
    text = text.replace("&nbsp;", " ")
    ahead, size, at = Ahead(text), len(text), 0
    out: list[str] = []
    scan = 0
    while (bracket := ahead.find("[", scan)) < size:
        start = max([at, *(text.rfind(end, at, bracket) + 1 for end in _RUN_ENDS)])
        close = ahead.find("]", bracket + 2)
        if start == bracket or ahead.find("\n", bracket + 1) < close:
            scan = bracket + 1
            continue
        if close >= size:
            break
        base, reading = text[start:bracket], text[bracket + 1 : close]
        if reading.startswith("sound:"):
            scan = close + 1
            continue
        spaced = start - 1 if start > at and text[start - 1] == " " else start
        out.append(text[at:spaced])
        out.append(_read(base, reading, kind))
        at = scan = close + 1
    out.append(text[at:])
    return "".join(out)


def _read(base: str, reading: str, kind: str) -> str:
    match kind:
        case "kana":
            return reading
        case "kanji":
            return base
        case _:
            return f"<ruby><rb>{base}</rb><rt>{reading}</rt></ruby>"


def put_speech(text: str) -> str:
    """Return a side with what Anki would read aloud as words."""
    return _SPEECH.sub(
        lambda found: (
            f'<span class="tts" lang="{html.escape(found[1].replace("_", "-"))}" '
            f'title="Anki reads this aloud">{found[2]}</span>'
        ),
        text,
    )


def typed_fields(text: str) -> tuple[tuple[str, str], ...]:
    """Return the fields that a side asks to be typed, each with ``cloze``, ``nc`` or nothing."""
    found = (match for match in _TYPED.finditer(text))
    return tuple((match[2], match[1].split(":")[0]) for match in found)


def put_typed(text: str, values: dict[str, str]) -> str:
    """Return a side with the answer where a box to type it in would be; nothing on the front."""
    return _TYPED.sub(lambda found: values.get(found[2], ""), text)
