"""Masks over an image, as Anki's own image occlusion notes have them, drawn as SVG.

A field holds ``{{c1::image-occlusion:rect:left=.1:top=.2:width=.3:height=.4:oi=1}}`` and the like;
places and sizes are parts of the image's. ``oi`` hides a part also while another is asked.
"""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from question_bank import template_cloze

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

_SIZE = 1000  # units of the drawing, across and down
_MOST = 1000  # shapes
_CANVAS = re.compile(r'<canvas\b[^<>]*id="image-occlusion-canvas"[^<>]*>\s*(?:</canvas>)?')
_TOGGLE = re.compile(r'<button\b[^<>]*id="toggle"[^<>]*>[^<>]*</button>')
NAME = {False: "Image with the part hidden", True: "Image with the part shown"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A mask: its kind, the cards it hides for, and what its kind needs, as written."""

    kind: str
    numbers: tuple[int, ...]
    values: Mapping[str, str]

    def number(self, name: str) -> float:
        """Return a value as a number; 0 if it's none."""
        try:
            value = float(self.values.get(name, "0"))
        except ValueError:
            return 0.0
        return value if math.isfinite(value) and abs(value) < _SIZE else 0.0


def shapes(text: str) -> Iterator[Shape]:
    """Yield the masks that a field holds."""
    made = template_cloze.parse(text)
    for number, cloze in enumerate(made.clozes):
        inner = made.parts[cloze.start + 1]
        if number < _MOST and isinstance(inner, str):
            inner = html.unescape(inner)
            if inner.startswith(template_cloze.OCCLUSION):
                _, kind, *pairs = inner.split(":")
                values = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
                yield Shape(kind, cloze.numbers, values)


def has_masks(fields: Mapping[str, str]) -> bool:
    """Whether a note's image has masks."""
    return any(template_cloze.OCCLUSION in text for text in fields.values())


def masked(side: str, fields: Mapping[str, str], card: int, *, back: bool) -> str:
    """Return a cleaned side with its masks where Anki's script would draw them."""
    found = [shape for text in fields.values() if template_cloze.OCCLUSION in text
             for shape in shapes(text)]  # fmt: skip
    if not found or not _CANVAS.search(side):
        return side
    side = _CANVAS.sub(lambda _: drawing(found, card, back=back), side, count=1)
    box = '<label class="masks"><input type="checkbox" id="unmask"> Show what is hidden</label>'
    return _TOGGLE.sub(lambda _: box, side)


def drawing(found: list[Shape], card: int, *, back: bool) -> str:
    """Return the masks of a card over its image."""
    drawn, words = [], []
    for shape in found:
        css = _look(shape, card, back=back)
        if css and shape.kind == "text":
            words.append(_words(shape))
        elif css:
            drawn.append(_drawn(shape, css))
    svg = (
        f'<svg viewBox="0 0 {_SIZE} {_SIZE}" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(drawn)}</svg>"
    )
    said = NAME[back]
    return (
        f'<div id="image-occlusion-canvas" role="img" aria-label="{said}">{svg}{"".join(words)}'
        "</div>"
    )


def _look(shape: Shape, card: int, *, back: bool) -> str:
    """Say how a mask looks: empty if it isn't there."""
    if shape.numbers == (0,):
        return "active"  # of no card: always there
    if card in shape.numbers:
        return "highlight" if back else "active"
    return "inactive" if shape.values.get("oi") == "1" else ""


def _drawn(shape: Shape, css: str) -> str:
    left, top = shape.number("left"), shape.number("top")
    match shape.kind:
        case "rect":
            width, height = shape.number("width"), shape.number("height")
            middle = (left + width / 2, top + height / 2)
            body = f"<rect {_at(x=left, y=top, width=width, height=height)}"
        case "ellipse":
            rx, ry = shape.number("rx"), shape.number("ry")
            middle = (left + rx, top + ry)
            body = f"<ellipse {_at(cx=middle[0], cy=middle[1], rx=rx, ry=ry)}"
        case "polygon":
            corners = list(_corners(shape.values.get("points", "")))
            middle = (left, top)
            body = f'<polygon points="{" ".join(corners)}"'
        case _:
            return ""
    angle = shape.number("angle") % 360
    about = f"{_unit(middle[0])} {_unit(middle[1])}"
    turn = f' transform="rotate({angle:g} {about})"' if angle else ""
    return f'{body} class="{css}"{turn} vector-effect="non-scaling-stroke"/>'


def _at(**values: float) -> str:
    return " ".join(f'{name}="{_unit(value)}"' for name, value in values.items())


def _unit(part: float) -> str:
    return f"{round(part * _SIZE, 2):g}"


def _corners(points: str) -> Iterator[str]:
    for corner in points.split()[:_MOST]:
        x, _, y = corner.partition(",")
        place = Shape("", (), {"x": x, "y": y})
        yield f"{_unit(place.number('x'))},{_unit(place.number('y'))}"


def _words(shape: Shape) -> str:
    left, top = (f"{round(100 * shape.number(name), 2):g}%" for name in ("left", "top"))
    text = html.escape(shape.values.get("text", ""))
    return f'<span class="words" style="left:{left};top:{top}">{text}</span>'
