"""Cram: choose what, go through it, and the schedule stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from flask import Blueprint
from flask import redirect
from flask import render_template
from flask import request

from app.quiz.responses import parse
from app.services import chosen
from app.services import cramming
from app.services import study
from app.services.cramming import Selection
from app.services.errors import RefusedError
from app.web import acts
from app.web.forms import runtime
from app.web.forms import wants_fragment
from app.web.forms import whole
from app.web.sessions import session
from app.web.sides import draw_back
from app.web.sides import draw_turn
from app.web.study import submission

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.quiz.responses import Response as Given
    from app.web.sessions import Session

room = Blueprint("cram", __name__, url_prefix="/cram/<bank>")
LABELS = {"Again": "at the end", "Good": "done"}
_FLAGS = 7


@room.get("")
def front(bank: str) -> Response | str:
    """Show the next card of a session; without a selection, what there is to choose."""
    of = session_of(bank)
    if not selection_of(of):
        return _start(bank)
    if not of.since:
        return redirect(of.begun(runtime().clock()).to())
    wanted = whole(request.args, "card") if "card" in request.args else None
    return _next(of, wanted)


def _start(bank: str) -> str:
    info, choices = cramming.choices(runtime(), bank)
    return render_template("study/cram.html", info=info, choices=choices)


@room.post("/reveal")
def reveal(bank: str) -> Response:
    """Show the answer and the two buttons; nothing is stored."""
    of = session_of(bank)
    side = study.back(runtime(), study.deck(runtime(), bank), whole(request.form, "card"))
    given = parse(side.card.item, request.form.to_dict(flat=False))
    shown_at = whole(request.form, "shown_at", side.card.shown_at)
    return draw_back(side, of, given, shown_at, labels=LABELS, **_standing(of))


@room.post("/answer")
def answer(bank: str) -> Response:
    """Store an answer in the log alone; then the next card."""
    of = session_of(bank)
    cramming.answer(runtime(), submission(bank))
    return _on(of)


@room.post("/undo")
def undo(bank: str) -> Response:
    """Take the last thing that was done back and show its card."""
    return acts.undo(bank, _Cram(bank))


@room.post("/act")
def act(bank: str) -> Response:
    """Bury, suspend, flag or mark a card: then the next one, or the same as it is now."""
    return acts.act(bank, _Cram(bank))


class _Cram:
    """How a session goes on."""

    def __init__(self, bank: str) -> None:
        self.of = session_of(bank)

    def on(self, card: int | None = None, *, read: bool = False) -> Response:  # noqa: ARG002
        return _on(self.of, card)

    def back(self, card: int, given: Given, shown_at: int) -> Response:
        side = study.back(runtime(), study.deck(runtime(), self.of.bank), card)
        return draw_back(side, self.of, given, shown_at, labels=LABELS, **_standing(self.of))


def session_of(bank: str) -> Session:
    """Read which session a request is of."""
    return session("cram", bank, ("passage", "topic", "leeches", "flag", "weak", "cards"))


def selection_of(of: Session) -> Selection:
    """Return what a session goes through.

    Raises:
        RefusedError: it can't be read.
    """
    query = dict(of.query)
    flag = whole(request.args, "flag", 0)
    if flag > _FLAGS:
        raise RefusedError(f"a flag is 1 to {_FLAGS}, not {flag}")
    return Selection(
        query.get("passage", ""), query.get("topic", ""), "leeches" in query, flag, "weak" in query,
        chosen.read(query.get("cards", "")),
    )  # fmt: skip


def _standing(of: Session) -> dict[str, Any]:
    """Return what is told of a session: how many cards are left, and what it is of."""
    found = cramming.cram(runtime(), of.bank, selection_of(of), of.since)
    return {"left": found.left, "cram": found.title}


def _on(of: Session, card: int | None = None) -> Response:
    return _next(of, card) if wants_fragment() else redirect(of.to(card=card), 303)


def _next(of: Session, wanted: int | None = None) -> Response:
    app = runtime()
    found = cramming.cram(app, of.bank, selection_of(of), of.since, wanted)
    ended = wanted is None and of.over(app.clock())
    more: dict[str, Any] = {"left": found.left, "cram": found.title}
    if not found.left:
        more |= {"heading": "Through with it", "again_words": "Once more"}
        more["again"] = of.begun(app.clock()).to()
    return draw_turn(found.turn, of, ended=ended and bool(found.left), **more)
