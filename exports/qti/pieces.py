"""A question of QTI 2.1 or 3, in pieces of XML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.qti.flow import block

if TYPE_CHECKING:
    from exports.qti.dialects import Dialect

MATCH, MAP = "match_correct", "map_response"  # the templates of the standard


@dataclass(frozen=True, slots=True)
class Question:
    """A question in pieces of XML: responses declared, body, rules; ``template`` if they are one.

    ``chosen``: feedback by option is named as the option is (C1, C2, as written).
    """

    interaction: str
    declared: str
    body: str
    rules: str = ""
    template: str = ""
    chosen: bool = False
    by_hand: bool = False


def stem_xml(q: Dialect, stem: str) -> str:
    """Return what is asked, as it stands in the body."""
    return f"<div>{block(q.tongue, stem)}</div>"
