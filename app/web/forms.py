"""Read what a browser sends: whole numbers, ids, decks; garbage is refused in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import cast

from flask import current_app
from flask import request

from app.services.errors import RefusedError

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from app.services.runtime import Runtime

_MAX_WHOLE = 2**53
_BATCHES = ("offline.batch", "offline.cram_batch")


def runtime() -> Runtime:
    """Return the runtime of the site that answers."""
    return cast("Runtime", current_app.extensions["citecards"])


def wants_fragment() -> bool:
    """Whether our own script asks for the changed part of the page only: for a batch, always."""
    return request.headers.get("X-Fragment") == "card" or request.endpoint in _BATCHES


def whole(values: MultiDict[str, str], name: str, default: int | None = None) -> int:
    """Return a field as a whole number of 0 or more.

    Raises:
        RefusedError: it's missing without a default, or isn't one.
    """
    text = values.get(name, "").strip()
    if not text and default is not None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and int(text) < _MAX_WHOLE):  # noqa: PLR2004
        raise RefusedError(f"`{name}` must be a whole number, not “{text[:40]}”")
    return int(text)
