"""What templates can do to text, and the numbers of a page in words."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from string import ascii_uppercase
from typing import TYPE_CHECKING

from markupsafe import Markup
from markupsafe import escape

from question_bank import markup
from question_bank.items import CLOZE
from question_bank.items import hidden_in
from question_bank.items import is_imported
from question_bank.items import stem_of
from question_bank.words import answer_words
from question_bank.words import kind_words

if TYPE_CHECKING:
    import re

    from flask import Flask

    from question_bank.items import Cloze
    from question_bank.templates import Typed

_HIDDEN = "\ue000{}\ue001"  # private use: passes through Markdown and the sanitiser untouched


def install(site: Flask) -> None:
    """Give the templates their filters."""
    site.jinja_env.filters.update(
        md=block, mdi=inline, words=words, kind=kind_words, letter=letter, plural=plural,
        stem=stem_of, imported=is_imported,
    )  # fmt: skip
    # Jinja's own `import` makes a module anew at each render, 0.05 ms; ours is made once
    macros = lru_cache(maxsize=None)(lambda name: site.jinja_env.get_template(name).module)
    site.jinja_env.globals.update(
        macros=macros,
        cloze_parts=cloze_parts,
        blanks=hidden_in,
        answer_words=answer_words,
        typed_same=typed_same,
    )


def block(text: str) -> Markup:
    """Render Markdown as paragraphs."""
    return Markup(markup.block(text))  # noqa: S704 - sanitised there


def inline(text: str) -> Markup:
    """Render Markdown within a line."""
    return Markup(markup.inline(text))  # noqa: S704 - sanitised there


def words(text: str) -> str:
    """Return the plain words of Markdown."""
    return markup.plain(text)


def letter(index: int) -> str:
    """Return the letter of an option: 0 is A."""
    return ascii_uppercase[index]


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return ``1 card`` or ``2 cards``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def typed_same(wrote: str, wanted: Typed) -> bool:
    """Whether what was typed is what an imported card asks for, spaces and letters' forms aside."""
    texts = [" ".join(unicodedata.normalize("NFC", text).split()) for text in (wrote, wanted.words)]
    if not wanted.accents:
        open_forms = (unicodedata.normalize("NFD", text) for text in texts)
        texts = ["".join(c for c in text if not unicodedata.combining(c)) for text in open_forms]
    return texts[0] == texts[1]


def cloze_parts(item: Cloze, n: int, *, reveal: bool) -> Markup:
    """Render a cloze for card ``n``: its hidden parts as blanks, or revealed."""
    hidden: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if int(found["n"]) != n:
            return found["hidden"]
        if reveal:
            hidden.append(f'<b class="filled">{markup.inline(found["hidden"])}</b>')
        else:
            hint = escape(found["hint"] or "…")
            hidden.append(f'<span class="blank"><span class="vh">blank </span>[{hint}]</span>')
        return _HIDDEN.format(len(hidden) - 1)

    html = markup.block(CLOZE.sub(keep, item.text))
    for index, shown in enumerate(hidden):
        html = html.replace(_HIDDEN.format(index), shown)
    return Markup(html)  # noqa: S704 - sanitised by markup, hints escaped
