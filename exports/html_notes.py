"""Imported notes on paper: their words and pictures, without their looks."""

from __future__ import annotations

import base64
import html
import re
from typing import TYPE_CHECKING

from exports.html_parts import element
from question_bank import foreign_page
from question_bank.items import stem_of
from question_bank.markup import block
from question_bank.media import FOLDER
from question_bank.media import type_of

if TYPE_CHECKING:
    from exports.base import Selection
    from question_bank.bank import Bank
    from question_bank.items import Note

_BIGGEST = 5_000_000  # bytes of a picture that goes into the page
_PICTURE = re.compile(r'<img src="/media/([^"]+)"([^<>]*)>')
_ALT = re.compile(r'alt="([^"]*)"')
_PLAYER = re.compile(r"<(audio|video)\b[^<>]*></\1>")
_LABEL = re.compile(r'aria-label="([^"]*)"')


def side_html(selection: Selection, item: Note, *, back: bool) -> str:
    """Return a side of a note's first card."""
    kind = selection.bank.note_types.get(item.note_type)
    if kind is None:
        return element("div", block(stem_of(item)), css="stem")
    names = selection.bank.media
    side = foreign_page.words(
        kind, item.fields, item.cards[0],
        lambda name: f"/media/{names[name]}" if name in names else None, back=back,
    )  # fmt: skip
    return element("div", side, css="stem")


def with_media(page: str, bank: Bank) -> str:
    """Return a page that needs no other file: its pictures in it, its sounds named."""

    def picture(found: re.Match[str]) -> str:
        alt = _ALT.search(found[2])
        words = alt[1] if alt else ""
        data = _data(bank, html.unescape(found[1]))
        return f'<img src="{data}" alt="{words}">' if data else f"[{words or 'picture'}]"

    def player(found: re.Match[str]) -> str:
        label = _LABEL.search(found[0])
        return f"[{label[1] if label and label[1] else found[1]}]"

    return _PLAYER.sub(player, _PICTURE.sub(picture, page))


def _data(bank: Bank, name: str) -> str:
    """Return a picture as an address that holds it; empty if it isn't there or is too big."""
    kind = type_of(name)
    if kind is None or bank.folder is None:
        return ""
    try:
        raw = (bank.folder / FOLDER / name).read_bytes()
    except OSError:
        return ""
    return f"data:{kind};base64,{base64.b64encode(raw).decode()}" if len(raw) < _BIGGEST else ""
