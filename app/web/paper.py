"""The whole paper, every paragraph an address; its sentences with their items; an item alone."""

from __future__ import annotations

from random import Random

from flask import Blueprint
from flask import render_template
from flask import request

from app.quiz.form import arrange
from app.quiz.responses import Response as Given
from app.services import citing
from app.services import reading
from app.services.recalling import STEPS
from app.web.forms import runtime
from app.web.forms import whole

room = Blueprint("paper", __name__)


@room.get("/paper/<bank>", defaults={"source": None})
@room.get("/paper/<bank>/<source>")
def show(bank: str, source: str | None) -> str:
    """Show a source; ``?item=`` marks what an item cites, ``?show=`` says what else is seen."""
    asked = request.args
    view = reading.paper(
        runtime(), bank, source, asked.get("item") or None, asked.get("show") or None
    )
    return render_template("paper/show.html", view=view, steps=STEPS)


@room.get("/paper/<bank>/<source>/P<int:paragraph>.<int:number>")
def sentence(bank: str, source: str, paragraph: int, number: int) -> str:
    """Show a sentence with the items that cite it, some on each ``?page=``."""
    page = whole(request.args, "page", 1)
    view = citing.sentence(runtime(), bank, source, paragraph, number, max(page, 1))
    return render_template("paper/sentence.html", view=view)


@room.get("/item/<bank>/<item>")
def item(bank: str, item: str) -> str:
    """Show an item, its answer folded, with its passages."""
    view = citing.item(runtime(), bank, item)
    chance = Random(item)  # noqa: S311 - chance for a layout, not a secret
    order = arrange(view.row.item, chance, 1)[0]
    return render_template("paper/item.html", view=view, order=order, given=Given())
