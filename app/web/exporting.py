"""Downloads: a bank or some of its topics in a format."""

from __future__ import annotations

from flask import Blueprint
from flask import Response
from flask import request

from app.services import exporting
from app.web.forms import runtime

room = Blueprint("exporting", __name__, url_prefix="/export")


@room.get("/<bank>/<format_name>")
def download(bank: str, format_name: str) -> Response:
    """Send the file; ``?topic=`` (repeatable) narrows it."""
    name, data, media_type, _ = exporting.download(
        runtime(), bank, format_name, tuple(request.args.getlist("topic"))
    )
    reply = Response(data, mimetype=media_type)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply
