"""The whole paper, with the passages of one item marked and every paragraph an address."""

from __future__ import annotations

from flask import Blueprint
from flask import render_template
from flask import request

from app.services import reading
from app.web.forms import runtime

room = Blueprint("paper", __name__, url_prefix="/paper")


@room.get("/<bank>", defaults={"source": None})
@room.get("/<bank>/<source>")
def show(bank: str, source: str | None) -> str:
    """Show a source; ``?item=`` marks what an item cites."""
    view = reading.paper(runtime(), bank, source, request.args.get("item") or None)
    return render_template("paper/show.html", view=view)
