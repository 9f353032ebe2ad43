"""Which kind of item the notes of a note type become: a stock type of Anki's is one of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Literal

if TYPE_CHECKING:
    from question_bank.readers.contents import NoteType
    from question_bank.readers.contents import Template

Shape = Literal["flashcard", "reversed", "typed", "cloze", "note"]

_RULE = r"<hr\s+id\s*=\s*[\"']?answer[\"']?\s*/?>"
_SPACE = re.compile(r"\s+")
_TYPED = re.compile(r"\{\{\s*type:\s*([^{}:]+?)\s*\}\}")
_FIELD = re.compile(r"\{\{\s*([^{}:#^/]+?)\s*\}\}")
_CLOZE = re.compile(r"\{\{\s*cloze:\s*([^{}:]+?)\s*\}\}")
# rules that only set in which letters, where and in which colour all of a card is
_CSS_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SELECTORS = re.compile(
    r"(?:\.card|\.cloze|\.night_?mode|html|body|hr|#answer|\.mobile|\.win|\.mac|\.linux|\s|,|>)+",
    re.IGNORECASE,
)
_LOOKS = {
    "font-family", "font-size", "font-weight", "text-align", "color", "background-color",
    "background", "line-height", "margin", "padding", "max-width",
}  # fmt: skip
_TWO = 2


@dataclass(frozen=True, slots=True)
class Fields:
    """What notes of a type become, and which fields (by index) are asked, answered, said after."""

    shape: Shape
    ask: int = 0
    answer: int = 1
    more: int | None = None


NOTE = Fields("note")


def fields_of(kind: NoteType) -> Fields:
    """Return what the notes of a type become."""
    if kind.occlusion or kind.right_to_left or not _plain(kind.css):
        return NOTE
    if kind.is_cloze:
        return _cloze(kind)
    if len(kind.fields) != _TWO:
        return NOTE
    if len(kind.templates) == 1:
        return _one(kind, kind.templates[0])
    if len(kind.templates) == _TWO:
        first, second = (_one(kind, template) for template in kind.templates)
        turned = (first.ask, first.answer) == (second.answer, second.ask)
        if turned and first.shape == second.shape == "flashcard":
            return Fields("reversed", first.ask, first.answer)
    return NOTE


def _one(kind: NoteType, template: Template) -> Fields:
    """Tell a template that asks one field and answers another, read or typed."""
    front, back = _tight(template.front), _tight(template.back)
    typed = _TYPED.search(front)
    asked = _TYPED.sub("", front) if typed else front
    found = _FIELD.fullmatch(asked)
    if found is None or found[1] not in kind.fields:
        return NOTE
    ask = kind.fields.index(found[1])
    other = kind.fields[1 - ask]
    wanted = rf"(?:\{{\{{FrontSide\}}\}}|\{{\{{{re.escape(found[1])}\}}\}}){_RULE}"
    if typed:
        ends = rf"\{{\{{(?:type:)?{re.escape(other)}\}}\}}"
        same = typed[1] == other and re.fullmatch(wanted + ends, back)
        return Fields("typed", ask, 1 - ask) if same else NOTE
    same = re.fullmatch(wanted + rf"\{{\{{{re.escape(other)}\}}\}}", back)
    return Fields("flashcard", ask, 1 - ask) if same else NOTE


def _cloze(kind: NoteType) -> Fields:
    """Tell a cloze whose back says at most one more field."""
    if len(kind.templates) != 1 or len(kind.fields) > _TWO:
        return NOTE
    front, back = _tight(kind.templates[0].front), _tight(kind.templates[0].back)
    found = _CLOZE.fullmatch(front)
    if found is None or found[1] not in kind.fields:
        return NOTE
    text = kind.fields.index(found[1])
    rest = back.removeprefix(front)
    if rest == back:
        return NOTE
    rest = re.sub(rf"^(?:<br\s*/?>|{_RULE})+", "", rest)
    if not rest:
        return Fields("cloze", text, text) if len(kind.fields) == 1 else NOTE
    more = _FIELD.fullmatch(rest)
    if more is None or more[1] not in kind.fields or len(kind.fields) != _TWO:
        return NOTE
    other = kind.fields.index(more[1])
    return Fields("cloze", text, text, other) if other != text else NOTE


def _tight(template: str) -> str:
    """Return a template without the white space and the spaces in its marks that show nothing."""
    text = _SPACE.sub(" ", template).strip()
    text = re.sub(r"\{\{\s*(.*?)\s*\}\}", r"{{\1}}", text)
    return re.sub(r"\s*(<hr[^<>]*>|<br\s*/?>|\{\{[^{}]*\}\})\s*", r"\1", text)


def _plain(css: str) -> bool:
    """Whether a style is one that every card of ours may do without."""
    if "@" in css or len(css) > 4000:  # noqa: PLR2004 - nobody's stock style is so long
        return False
    rest = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    for selector, body in _CSS_RULE.findall(rest):
        if not _SELECTORS.fullmatch(selector):
            return False
        for line in body.split(";"):
            name, _, value = line.partition(":")
            if name.strip() and (name.strip().lower() not in _LOOKS or "url" in value.lower()):
                return False
    return not _CSS_RULE.sub("", rest).strip()
