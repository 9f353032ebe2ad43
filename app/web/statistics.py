"""The statistics of a deck for a period."""

from __future__ import annotations

from flask import Blueprint
from flask import render_template
from flask import request

from app.services.statistics import page
from app.web.forms import runtime

room = Blueprint("statistics", __name__)


@room.get("/statistics/<bank>")
def show(bank: str) -> str:
    """Show a bank's statistics; ``?topic=`` those of a topic, ``?days=`` of 30, 90, 365 or all."""
    asked = request.args
    view = page.statistics(
        runtime(), bank, asked.get("topic") or None, asked.get("days") or page.CHOICES[0]
    )
    return render_template("statistics/page.html", view=view, choices=page.CHOICES)
