"""A quiz to print: one HTML file with the questions and, on a new page, the key."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from exports.base import Report
from exports.base import write_whole
from exports.html_key import answer_row
from exports.html_key import brief
from exports.html_key import source_row
from exports.html_notes import with_media
from exports.html_parts import element
from exports.html_parts import number
from exports.html_parts import text
from exports.html_parts import worth
from exports.html_questions import question_html
from exports.losses import SOUND
from exports.losses import media_losses
from exports.losses import shown_texts

if TYPE_CHECKING:
    from pathlib import Path

    from exports.base import Selection
    from question_bank.items import Item

_LINES = ("Name", "Class", "Date")


@dataclass(frozen=True, slots=True)
class Html:
    """One self-contained HTML file for one version of a quiz; no script, no request.

    ``questions`` and ``key``: which of the two it holds, each on pages of its own.
    ``passages``: the key quotes what it cites.
    """

    questions: bool = True
    key: bool = True
    passages: bool = True
    name: str = "html"
    suffix: str = ".html"
    media_type: str = "text/html"

    def write(self, selection: Selection, out: Path) -> Report:
        """Write the file; every kind of item can be printed. Raises OSError."""
        page = document(selection, questions=self.questions, key=self.key, passages=self.passages)
        write_whole(out, page.encode())
        return Report(tuple(item.id for item in selection.items), files=(out,))

    def losses(self, item: Item) -> tuple[str, ...]:
        """Return what an item would lose on paper: its sounds, which are only named."""
        return tuple(loss for loss in media_losses(*shown_texts(item)) if loss == SOUND)


def print_css() -> str:
    """Return the style sheet of the print view: all its rules are under ``.sheet``."""
    return resources.files(__package__).joinpath("print.css").read_text(encoding="utf-8")


def document(
    selection: Selection, *, questions: bool = True, key: bool = True, passages: bool = True
) -> str:
    """Return the whole HTML file as text."""
    title = text(selection.title)
    style = print_css() + _margin_css(selection)
    body = with_media(
        sheet_html(selection, questions=questions, key=key, passages=passages), selection.bank
    )
    return (
        f'<!doctype html>\n<html lang="{_attribute(selection.bank.info.language)}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}{_dashed(selection.code)}</title>\n<style>\n{style}</style>\n</head>\n"
        f'<body class="sheet-page">\n<main>\n{body}\n</main>\n</body>\n</html>\n'
    )


def sheet_html(selection: Selection, *, questions: bool = True, key: bool, passages: bool) -> str:
    """Return the questions and the key as a fragment for a page: no style, script or id.

    It starts with an ``h1``; several may follow one another, each on its own pages.
    """
    parts = [_questions(selection)] if questions else []
    if key:
        parts.append(_key(selection, passages=passages))
    return "\n".join(parts)


def _questions(selection: Selection) -> str:
    items = selection.items
    rows = "\n".join(question_html(selection, item) for item in items)
    total = sum(worth(selection, item) for item in items)
    count = f"{len(items)} question{'' if len(items) == 1 else 's'}"
    told = f"{number(total)} point{'' if total == 1 else 's'}"
    lines = [element("li", f"{word} ", _rule()) for word in _LINES]
    lines.append(element("li", "Points ", _rule(), f" of {number(total)}"))
    head = element(
        "header",
        element("h1", text(selection.title)),
        element("p", f"{_code(selection)}{count}, {told}", css="about"),
        element("ul", *lines, css="lines"),
    )
    return (
        f'<article class="sheet questions-sheet">\n{head}\n{_list("questions", rows)}\n</article>'
    )


def _key(selection: Selection, *, passages: bool) -> str:
    glance = "\n".join(element("li", brief(selection, item)) for item in selection.items)
    rows = "\n".join(answer_row(selection, item, passages=passages) for item in selection.items)
    found = selection.bank.passages
    cited = {one.source for item in selection.items for one in found.get(item.id, ())}
    sources = [row for row in selection.bank.info.sources if row.id in cited]
    parts = [
        element(
            "header",
            element("h2", f"Key: {text(selection.title)}"),
            element("p", f"{_code(selection)}for the teacher", css="about"),
        ),
        element("section", element("h3", "At a glance"), _list("glance", glance), css="first"),
        element("section", element("h3", "Why"), _list("answers", rows)),
    ]
    if sources:
        listed = "".join(map(source_row, sources))
        parts.append(element("section", element("h3", "Cited"), element("ul", listed, css="cites")))
    return '<article class="sheet key-sheet">\n' + "\n".join(parts) + "\n</article>"


def _list(css: str, rows: str) -> str:
    return f'<ol class="{css}">\n{rows}\n</ol>'


def _rule() -> str:
    return '<span class="rule"></span>'


def _code(selection: Selection) -> str:
    return f"Form {element('b', text(selection.code))}, " if selection.code else ""


def _dashed(code: str) -> str:
    return f" – {text(code)}" if code else ""


def _attribute(value: str) -> str:
    return text(value).replace('"', "&quot;")


def _margin_css(selection: Selection) -> str:
    """Return the running foot: it names the form, so that a loose leaf finds its way back."""
    words = f"{selection.title}{_dashed_plain(selection.code)}"
    return f"@page {{ @bottom-left {{ content: {_css_string(words)} }} }}\n"


def _dashed_plain(code: str) -> str:
    return f" – {code}" if code else ""


def _css_string(words: str) -> str:
    """Quote text for CSS inside HTML; a space ends each escape and is no part of the text."""
    safe = (char if char.isalnum() or char in " -–.,:" else f"\\{ord(char):06x} " for char in words)
    return f'"{"".join(safe)}"'
