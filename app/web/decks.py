"""The first page: banks, their decks and what is to do today; and the page of keys."""

from __future__ import annotations

from flask import Blueprint
from flask import Response
from flask import render_template

from app.services import decks
from app.web.forms import runtime

room = Blueprint("decks", __name__)


@room.get("/")
def home() -> str:
    """Show every bank with its decks, or how to make one, or what is wrong with one."""
    app = runtime()
    problems = [problem for rows in app.problems.values() for problem in rows]
    return render_template("decks/home.html", banks=decks.banks(app), problems=problems)


@room.get("/keys")
def keys() -> str:
    """List the keys."""
    return render_template("decks/keys.html")


@room.get("/ping")
def ping() -> Response:
    """Answer with nothing: is the site up, and the yardstick of ``make bench``."""
    return Response("ok\n", mimetype="text/plain")
