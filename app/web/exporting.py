"""Export: a form of what to take out of a bank, and the file in a format."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING
from typing import Any

from flask import Blueprint
from flask import Response
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for

from app.services import exporting
from app.services.selecting import Wanted
from app.web.formats import GROUPS
from app.web.forms import runtime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response as AnyResponse

room = Blueprint("exporting", __name__, url_prefix="/export")
_BLOCK = 1 << 20


@room.get("/<bank>")
def show(bank: str) -> str | AnyResponse:
    """Show what can be chosen; ``?format=`` makes the file, or with ``look`` tells what is in it.

    Without JavaScript a form has one address: the one of the file is found here.
    """
    name = request.args.get("format", "")
    if name and "look" not in request.args:
        chosen: dict[str, Any] = {k: v for k, v in request.args.lists() if k != "format"}
        return redirect(url_for(".download", bank=bank, format_name=name, **chosen), 303)
    wanted = _wanted(request.args)
    report = None
    if name:
        with exporting.download(runtime(), bank, name, wanted) as made:
            report = made.report
    return render_template(
        "exporting/show.html",
        choices=exporting.choices(runtime(), bank),
        wanted=wanted,
        groups=GROUPS,
        chosen=name or "anki",
        histories=exporting.HISTORIES,
        report=report,
    )


@room.get("/<bank>/<format_name>")
def download(bank: str, format_name: str) -> Response:
    """Send the file; ``?topic=``, ``?kind=`` and ``?tag=`` (repeatable) narrow it."""
    with ExitStack() as stack:
        made = stack.enter_context(
            exporting.download(runtime(), bank, format_name, _wanted(request.args))
        )
        reply = Response(_pieces(made.path), mimetype=made.media_type)
        reply.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
        reply.headers["Content-Length"] = str(made.path.stat().st_size)
        reply.call_on_close(stack.pop_all().close)
    return reply


def _pieces(path: Path) -> Iterator[bytes]:
    """Yield a file in pieces: memory doesn't grow with it."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _wanted(values: MultiDict[str, str]) -> Wanted:
    return Wanted(
        topics=tuple(values.getlist("topic")),
        kinds=tuple(values.getlist("kind")),
        tags=tuple(filter(None, values.getlist("tag"))),
        studied=bool(values.get("studied")),
        leeches=bool(values.get("leeches")),
        quiz=values.get("quiz", ""),
        history=bool(values.get("history")),
    )
