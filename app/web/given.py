"""The response that an answer side keeps for the rating: written into its form, read back."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from typing import Any

from app.quiz.responses import Response as Given
from app.services.errors import RefusedError

if TYPE_CHECKING:
    from app.quiz.marking import Mark

_UNREADABLE = "the response that came with the rating can't be read"
_RULE = re.compile(r"[ -~]{1,40}")


def kept(given: Given, verdict: Mark | None) -> str:
    """Write down a response and its mark for the rating that follows."""
    if verdict is None:
        return ""
    return json.dumps(
        {"response": given.to_json(), "rule": verdict.rule, "points": float(verdict.points)}
    )


def marked(text: str) -> dict[str, Any]:
    """Read back what the answer side kept of the response and its mark.

    Raises:
        RefusedError: it isn't what we wrote.
    """
    if not text:
        return {}
    try:
        data = json.loads(text)
        response = Given.from_json(data["response"]).to_json()
        json.dumps(response, ensure_ascii=False).encode()  # no half of a surrogate pair
        rule, points = str(data["rule"]), float(data["points"])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise RefusedError(_UNREADABLE) from None
    if not (_RULE.fullmatch(rule) and 0 <= points <= 1):
        raise RefusedError(_UNREADABLE)
    return {"response": response, "rule": rule, "points": points}


def given_in(text: str) -> Given:
    """Read back the response alone; nothing given when there was none.

    Raises:
        RefusedError: it isn't what we wrote.
    """
    data = marked(text)
    return Given.from_json(data["response"]) if data else Given()
