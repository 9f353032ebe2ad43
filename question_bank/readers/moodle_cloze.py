"""Gaps in a text: Moodle's embedded answers, and words to drag or to select, as a cloze."""

from __future__ import annotations

import hashlib
import html
import re
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from question_bank.readers import questions
from question_bank.readers.questions_words import UnfitError
from question_bank.readers.questions_words import html_markdown
from question_bank.readers.questions_words import one_line
from question_bank.readers.questions_words import plain_markdown

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

    from question_bank.readers.moodle_texts import Texts
    from question_bank.readers.moodle_xml import Element

MAX_GAPS = 99
_START = re.compile(r"\{([0-9]{0,5}+):([A-Z_]{2,20}+):")
_SIGN = re.compile(r"\\.|[}~#]", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_WORTH = re.compile(r"%(-?+[0-9]{1,3}+(?:\.[0-9]{1,9}+)?+)%")
_NUMBERED = re.compile(r"\[\[([1-9][0-9]?+)(?:[^\[\]]{0,3})\]\]")
_TYPED = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
_NUMBER = {"NUMERICAL", "NM"}
_CHOICE = {"MULTICHOICE", "MC"}


class Gap(NamedTuple):
    """A gap: what it hides, what may be chosen, what else is right, what is said to answers."""

    hidden: str
    hint: str = ""
    aliases: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


class _Part(NamedTuple):
    text: str
    worth: Decimal
    why: str


def read_cloze(question: Element, texts: Texts) -> dict[str, Any]:
    """Make a cloze of a text with embedded answers.

    Raises:
        UnfitError: a gap of it can't be held.
    """
    text = texts.html(question.first("questiontext"))
    gaps: list[Gap] = []
    out: list[str] = []
    mark = _mark(text)
    at = 0
    while found := _START.search(text, at):
        parts, end = _parts(text, found.end())
        out += [text[at : found.start()], f"{mark}{len(gaps) + 1}z"]
        gaps.append(_gap(found[2], parts))
        at = end
        if len(gaps) > MAX_GAPS:
            raise UnfitError(f"over {MAX_GAPS} gaps")
    if not gaps:
        raise UnfitError("there is no gap in it")
    out.append(text[at:])
    return _cloze(
        html_markdown("".join(out), texts.files.stored), mark, gaps.__getitem__, len(gaps)
    )


def _mark(text: str) -> str:
    """Return a word that stands for gaps while the text around them is read."""
    return f"gap{hashlib.sha256(text.encode()).hexdigest()[:12]}n"


def _parts(text: str, at: int) -> tuple[list[_Part], int]:
    """Read a gap's answers; return them and where the gap ends."""
    parts: list[_Part] = []
    begin, why = at, -1
    for found in _SIGN.finditer(text, at):
        sign = found[0]
        if sign == "#" and why < 0:
            why = found.start()
        elif sign in {"~", "}"}:
            end = found.start()
            answer = text[begin : why if why >= 0 else end]
            parts.append(_part(answer, text[why + 1 : end] if why >= 0 else ""))
            begin, why = found.end(), -1
            if sign == "}":
                return parts, found.end()
    raise UnfitError("a gap's } is missing")


def _part(answer: str, why: str) -> _Part:
    answer = re.sub(r"<br\s*+/?>\s*+$|^\s*+<br\s*+/?>", "", answer.strip())
    share = Decimal()
    if answer.startswith("="):
        answer, share = answer[1:], questions.WHOLE
    elif found := _WORTH.match(answer):
        answer, share = answer[found.end() :], questions.worth(found[1])
    return _Part(_unescape(answer), share, html_markdown(_unescape(why), {}))


def _unescape(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()


def _gap(kind: str, parts: list[_Part]) -> Gap:
    for part in parts:
        if 0 < part.worth < questions.WHOLE:
            raise UnfitError(
                f"a gap's `{part.text[:40]}` is worth {part.worth} %: right or wrong only"
            )
    right = [part for part in parts if part.worth > 0]
    if not right:
        raise UnfitError("a gap has no right answer")
    base = kind.partition("_")[0]
    if kind in _TYPED:
        words = [_word(part.text) for part in right]
        said = [_saying(_word(part.text), part.why) for part in parts]
        hidden, *aliases = dict.fromkeys(words)
        return Gap(plain_markdown(hidden), "", tuple(aliases), tuple(filter(None, said)))
    if kind in _NUMBER:
        return _number(parts, right)
    if base in _CHOICE or kind.startswith("MC"):
        return _select(parts, right)
    raise UnfitError(f"a gap of the kind {kind} can't be held")


def _word(text: str) -> str:
    said = one_line(html.unescape(text))
    if "*" in said and said != "*":
        raise UnfitError(f"`{said[:40]}` has a wildcard `*`: write the answers out")
    return said


def _saying(text: str, why: str) -> str:
    return why if not why or text in {"", "*"} else f"{plain_markdown(text)}: {why}"


def _number(parts: list[_Part], right: list[_Part]) -> Gap:
    values = []
    for part in right:
        value, _, tolerance = html.unescape(part.text).partition(":")
        span = questions.around(value, tolerance)
        if span.tolerance:
            raise UnfitError("a gap's number has a tolerance, which a cloze can't hold")
        values.append(value.strip())
    hidden, *aliases = dict.fromkeys(values)
    said = [_saying(part.text, part.why) for part in parts]
    return Gap(plain_markdown(hidden), "", tuple(aliases), tuple(filter(None, said)))


def _select(parts: list[_Part], right: list[_Part]) -> Gap:
    if len(right) > 1:
        raise UnfitError("a gap to choose in has several right answers")
    shown = [html_markdown(part.text, {}) for part in parts]
    said = [f"{text}: {part.why}" for text, part in zip(shown, parts, strict=True) if part.why]
    return Gap(html_markdown(right[0].text, {}), _hint(shown), (), tuple(said))


def _hint(words: Iterable[str]) -> str:
    """Return what may be chosen; one word alone would be the answer."""
    each = sorted(set(words))
    return " / ".join(each) if len(each) > 1 else ""


def read_gaps(question: Element, texts: Texts) -> dict[str, Any]:
    """Make a cloze of a text whose gaps ``[[1]]`` take the words of a list; they are its hints.

    Raises:
        UnfitError: a gap of it can't be held.
    """
    words = [
        (texts.markdown(box), box.words("group") or "1")
        for box in question.children
        if box.tag in {"dragbox", "selectoption"}
    ]
    text = texts.html(question.first("questiontext"))
    mark = _mark(text)
    chosen: list[int] = []

    def place(found: re.Match[str]) -> str:
        chosen.append(int(found[1]))
        return f"{mark}{len(chosen)}z"

    marked = _NUMBERED.sub(place, text)
    if not chosen:
        raise UnfitError("there is no gap in it")
    if max(chosen) > len(words):
        raise UnfitError(f"the gap [[{max(chosen)}]] has no word")

    def gap(index: int) -> Gap:
        word, group = words[chosen[index] - 1]
        return Gap(word, _hint(text for text, other in words if other == group))

    return _cloze(html_markdown(marked, texts.files.stored), mark, gap, len(chosen))


def _cloze(text: str, mark: str, gap: Callable[[int], Gap], count: int) -> dict[str, Any]:
    aliases: dict[str, list[str]] = {}
    said: list[str] = []
    if count > MAX_GAPS:
        raise UnfitError(f"over {MAX_GAPS} gaps")
    for index in range(count):
        hole = gap(index)
        if any(sign in hole.hidden for sign in ("::", "{{", "}}", "\n")) or not hole.hidden:
            raise UnfitError(f"a gap's `{hole.hidden[:40]}` can't be hidden in a cloze")
        hint = "" if set("{}\n") & set(hole.hint) or "::" in hole.hint else hole.hint
        shown = f"{{{{c{index + 1}::{hole.hidden}{f'::{hint}' if hint else ''}}}}}"
        before, found, after = text.partition(f"{mark}{index + 1}z")
        if not found:
            raise UnfitError("a gap stands where Markdown can't have one")
        text = before + shown + after
        if hole.aliases:
            aliases[f"c{index + 1}"] = list(hole.aliases)
        said += hole.said
    made: dict[str, Any] = {"kind": "cloze", "text": text}
    made |= {"aliases": aliases} if aliases else {}
    return made | ({"explanation": "\n\n".join(dict.fromkeys(said))} if said else {})
