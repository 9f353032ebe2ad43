"""A side of an imported note as a document of its own, for its sandboxed frame."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from question_bank import foreign
from question_bank.occlusion import NAME
from question_bank.occlusion import has_masks
from question_bank.occlusion import masked
from question_bank.template_math import with_mathml
from question_bank.templates import sides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from question_bank.foreign import Address
    from question_bank.readers.contents import NoteType
    from question_bank.templates import About
    from question_bank.templates import Sides

_NIGHT = re.compile(r"night_?-?mode", re.IGNORECASE)
_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
# What Anki's own page says of a card, in our words; a note type's style comes after it. The
# colours of the dark are Anki's too: a style that says black on white is turned round.
_BASE = """
:root { color-scheme: light dark; }
html { background: #faf8f3; }
body { margin: 0; padding: 1rem; box-sizing: border-box; min-height: 100vh;
  overflow-wrap: break-word; font: 1.125rem/1.5 sans-serif; }
img, video { max-width: 100%; height: auto; }
audio { max-width: 100%; vertical-align: middle; }
table { max-width: 100%; }
ruby rt { font-size: .55em; }
summary { cursor: pointer; }
.hint > summary { color: #2b5d8a; text-decoration: underline; list-style: none; }
.typed { font-family: monospace; background: #d8ead6; color: #17331a; padding: 0 .25em; }
.card:has(#image-occlusion-container) { text-align: center; }
#image-occlusion-container { position: relative; display: inline-block; }
#image-occlusion-container img { display: block; max-width: 100%; }
#image-occlusion-canvas { position: absolute; inset: 0; }
#image-occlusion-canvas svg { position: absolute; inset: 0; width: 100%; height: 100%; }
#image-occlusion-canvas .words { position: absolute; background: #fff; color: #000;
  padding: 0 .2em; font-size: .9em; }
svg .active { fill: var(--active-shape-color, #ff8e8e); stroke: #212121; }
svg .inactive { fill: var(--inactive-shape-color, #ffeba2); stroke: #212121; }
svg .highlight { fill: var(--highlight-shape-color, #ff8e8e00); stroke: #d23f3f;
  stroke-width: 3px; }
.masks { display: inline-block; padding: .5em; font-size: .9rem; }
body:has(#unmask:checked) svg .inactive { visibility: hidden; }
"""
_DARK = """
html { background: #1d1c1a; }
html body.card { background: #1d1c1a; color: #e9e4d8; }
.hint > summary { color: #9cc4e8; }
.typed { background: #24402a; color: #d9f0d9; }
"""


def has_night(kind: NoteType) -> bool:
    """Whether a note type's style says how its cards look in the dark."""
    return _NIGHT.search(kind.css) is not None


def document(  # noqa: PLR0913 - a side, how it looks, and where its files are
    kind: NoteType,
    fields: Mapping[str, str],
    card: int,
    address: Address,
    about: About | None = None,
    *,
    back: bool,
    night: bool = False,
    language: str = "",
) -> str:
    """Return a side as a document.

    Args:
        kind: the note's type.
        fields: its HTML by field.
        card: the card's number, from 1.
        address: says where a media file is found, by its name in Anki; None: nowhere.
        about: what is known of the card.
        back: the answer side, else the front.
        night: as in the dark, for a style that has a look of its own for it.
        language: of the bank; empty if it isn't known.
    """
    made = sides(kind, fields, card, about)
    body = _problem(made) or masked(
        foreign.dressed(with_mathml(made.back if back else made.front), address),
        fields, card, back=back,
    )  # fmt: skip
    dark = _DARK if night else f"@media (prefers-color-scheme: dark) {{{_DARK}}}"
    scheme = ":root { color-scheme: dark; }" if night else ""
    css = f"card card{card}{' nightMode night_mode' if night else ''}"
    said = f' lang="{html.escape(language)}"' if language else ""
    way = "rtl" if kind.right_to_left else "auto"
    root = ' class="nightMode night-mode"' if night else ""
    return (
        f'<!doctype html><html{root}{said}><head><meta charset="utf-8">'
        f"<title>{'Answer' if back else 'Question'}</title>"
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_BASE}</style><style>{foreign.style(kind.css, address)}</style>"
        f"<style>{dark}{scheme}</style></head>"
        f'<body class="{css}" dir="{way}">{body}</body></html>'
    )


def words(
    kind: NoteType,
    fields: Mapping[str, str],
    card: int,
    address: Address,
    *,
    back: bool,
) -> str:
    """Return a side without its look, as HTML that may stand on our own page or on paper."""
    made = sides(kind, fields, card)
    text = with_mathml(made.back if back else made.front)
    if has_masks(fields):
        text = _IMAGE.sub(f"<p>[{NAME[back]}]</p>", text)  # without its masks it tells all
    return _problem(made) or foreign.undressed(text, address)


def _problem(made: Sides) -> str:
    return f"<p>This card can’t be shown: {html.escape(made.problem)}.</p>" if made.problem else ""
