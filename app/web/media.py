"""Pictures and sounds of the banks: fixed types, nothing that acts, ranges, kept for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from flask import send_file

from app.services import notes
from app.web.forms import runtime
from question_bank.media import is_hashed

if TYPE_CHECKING:
    from flask import Response

room = Blueprint("media", __name__)
POLICY = "sandbox; default-src 'none'"  # an SVG that is opened by itself neither acts nor asks
_YEAR = 31_536_000  # seconds


@room.get("/media/<name>")
def show(name: str) -> Response:
    """Send a file to a page of ours."""
    return send(name)


def send(name: str) -> Response:
    """Send a media file.

    Raises:
        NotFoundError: there's none of that name.
    """
    path, kind = notes.media_file(runtime(), name)
    reply = send_file(path, kind, conditional=True, max_age=_YEAR if is_hashed(name) else 0)
    if is_hashed(name):
        reply.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    reply.headers["Content-Security-Policy"] = POLICY
    return reply
