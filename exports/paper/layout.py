"""A form's layout as JSON: where every bubble is, and what each version's numbers mean.

The key isn't in it. Places are of the middle of a mark, in mm from the paper's upper left corner.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from typing import Any

from exports.html_parts import shown_order
from exports.paper.answer_sheet import BUBBLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from exports.base import Selection
    from exports.paper.look import Look

FORMAT = 1


def layout(
    code: str,
    versions: Sequence[tuple[str, Selection]],
    look: Look,
    places: Mapping[str, Sequence[Mapping[str, Any]]],
) -> bytes:
    """Return the layout of a form; ``places`` is what the engine said of each version's sheet."""
    width, height = look.page
    told = {
        "format": FORMAT,
        "code": code,
        "unit": "mm",
        "page": {"paper": look.paper, "width": width, "height": height},
        "diameter": BUBBLE,
        "versions": {
            letter: {
                "code": selection.code,
                "questions": _questions(selection),
                "corners": _kind(places[letter], "corner"),
                "digits": _kind(places[letter], "digit"),
                "bubbles": _kind(places[letter], "answer"),
            }
            for letter, selection in versions
        },
    }
    return (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _questions(selection: Selection) -> list[dict[str, Any]]:
    return [
        {"number": n, "item": item.id, "kind": item.kind, "order": shown_order(selection, item)}
        for n, item in enumerate(selection.items, 1)
    ]


def _kind(places: Sequence[Mapping[str, Any]], kind: str) -> list[dict[str, Any]]:
    left_out = {"kind", "version"}
    return [
        {key: value for key, value in place.items() if key not in left_out}
        for place in places
        if place["kind"] == kind
    ]
