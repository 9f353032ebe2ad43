"""Note types for rows of a table: Anki's stock ones by their names, others made of the columns."""

from __future__ import annotations

import hashlib
import html
import re
from functools import lru_cache

from question_bank.readers.contents import NoteType
from question_bank.readers.contents import Template

BASIC = "Basic"
CLOZE = "Cloze"
_TURN = "{{FrontSide}}\n\n<hr id=answer>\n\n"
_SHOWN = Template("Card 1", "{{Front}}", _TURN + "{{Back}}")
_TURNED = Template("Card 2", "{{Back}}", _TURN + "{{Front}}")
_OPTIONAL = Template("Card 2", "{{#Add Reverse}}{{Back}}{{/Add Reverse}}", _TURN + "{{Front}}")
_TYPED = Template(
    "Card 1", "{{Front}}\n\n{{type:Back}}", "{{Front}}\n\n<hr id=answer>\n\n{{type:Back}}"
)
_CLOZE = Template("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}")
_MASKS = Template("Image Occlusion", "{{Header}}{{cloze:Occlusion}}{{Image}}",
                  "{{Header}}{{cloze:Occlusion}}{{Image}}{{Back Extra}}")  # fmt: skip
_TWO = ("Front", "Back")
# The names and fields that an English Anki gives its own note types.
_STOCK: dict[str, tuple[tuple[str, ...], tuple[Template, ...]]] = {
    BASIC: (_TWO, (_SHOWN,)),
    "Basic (and reversed card)": (_TWO, (_SHOWN, _TURNED)),
    "Basic (optional reversed card)": ((*_TWO, "Add Reverse"), (_SHOWN, _OPTIONAL)),
    "Basic (type in the answer)": (_TWO, (_TYPED,)),
    CLOZE: (("Text", "Back Extra"), (_CLOZE,)),
    "Image Occlusion": (
        ("Occlusion", "Image", "Header", "Back Extra", "Comments"), (_MASKS,)
    ),
}  # fmt: skip
_HIDDEN = re.compile(r"\{\{c([1-9][0-9]{0,2})::")
_MARKED = re.compile("[&<>\"'\n]")
_UNFIT = re.compile(r'[:"{}#^/]')  # what a field's name in Anki can't hold


@lru_cache(maxsize=64)
def stock(name: str) -> NoteType | None:
    """Return the note type of Anki's own that has this name."""
    if name not in _STOCK:
        return None
    fields, templates = _STOCK[name]
    masks = name == "Image Occlusion"
    return NoteType(
        _id(name, fields), name, fields, templates, is_cloze=masks or name == CLOZE, occlusion=masks
    )


def made(name: str, labels: tuple[str, ...], width: int) -> NoteType:
    """Make a note type of a table's columns: the first is asked, the others answer."""
    fields = _names(labels, width)
    rest = "".join(
        f"{{{{#{field}}}}}<div>{{{{{field}}}}}</div>{{{{/{field}}}}}" for field in fields[1:]
    )
    template = Template("Card 1", f"{{{{{fields[0]}}}}}", _TURN + rest)
    return NoteType(_id(name, fields), name, fields, (template,))


def _names(labels: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Return as many field names as there are columns, each once."""
    taken: dict[str, None] = {}
    for index in range(width):
        label = labels[index] if index < len(labels) else ""
        label = _UNFIT.sub(" ", label).strip()[:60]
        default = _TWO[index] if index < len(_TWO) else f"Column {index + 1}"
        name = label or default
        while name.lower() in {one.lower() for one in taken}:
            name = (
                f"{label or 'Column'} {index + 1}" if name != f"{label} {index + 1}" else f"{name}b"
            )
        taken[name] = None
    return tuple(taken)


def _id(name: str, fields: tuple[str, ...]) -> int:
    digest = hashlib.sha256("\x1f".join(("citecards table", name, *fields)).encode()).digest()
    return 1_600_000_000_000 + int.from_bytes(digest[:5], "big") % 10**11


def numbers(kind: NoteType, fields: tuple[str, ...]) -> tuple[int, ...]:
    """Return the numbers of a note's cards, from 0, as Anki makes them."""
    if kind.is_cloze:
        found = {int(number) - 1 for field in fields for number in _HIDDEN.findall(field)}
        return tuple(sorted(found)) or (0,)
    if len(kind.templates) == 1:
        return (0,)
    return tuple(
        n for n in range(len(kind.templates)) if n == 0 or all(fields[1 : 2 + _asks(kind)])
    )


def _asks(kind: NoteType) -> int:
    """Return 1 if the second card wants its third field."""
    return int(len(kind.fields) > len(_TWO))


def escaped(text: str) -> str:
    """Return plain text as a field's HTML, as Anki writes it."""
    return html.escape(text).replace("\n", "<br>") if _MARKED.search(text) else text
