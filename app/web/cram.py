"""Cram: choose what, go through it, and the schedule stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from flask import Blueprint
from flask import redirect
from flask import render_template
from flask import request

from app.quiz.responses import parse
from app.services import answering
from app.services import cramming
from app.services import holding
from app.services import study
from app.services.cramming import Selection
from app.services.errors import RefusedError
from app.web.forms import runtime
from app.web.forms import wants_fragment
from app.web.forms import whole
from app.web.given import given_in
from app.web.sessions import session
from app.web.sides import draw_back
from app.web.sides import draw_turn
from app.web.study import submission

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.web.sessions import Session

room = Blueprint("cram", __name__, url_prefix="/cram/<bank>")
_LABELS = {"Again": "at the end", "Good": "done"}
_FLAGS = 7


@room.get("")
def front(bank: str) -> Response | str:
    """Show the next card of a session; without a selection, what there is to choose."""
    of = _session(bank)
    chosen = _selection(of)
    if not chosen:
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
    of = _session(bank)
    side = study.back(runtime(), study.deck(runtime(), bank), whole(request.form, "card"))
    given = parse(side.card.item, request.form.to_dict(flat=False))
    shown_at = whole(request.form, "shown_at", side.card.shown_at)
    return draw_back(side, of, given, shown_at, labels=_LABELS, left=_left(of))


@room.post("/answer")
def answer(bank: str) -> Response:
    """Store an answer in the log alone; then the next card."""
    of = _session(bank)
    cramming.answer(runtime(), submission(bank))
    return _on(of)


@room.post("/undo")
def undo(bank: str) -> Response:
    """Take the last thing that was done back and show its card."""
    card = answering.undo(runtime(), bank, request.form.get("undo", ""))
    return _on(_session(bank), card)


@room.post("/act")
def act(bank: str) -> Response:
    """Bury, suspend, flag or mark a card: then the next one, or the same as it is now."""
    of, form = _session(bank), request.form
    card, what = whole(form, "card"), form.get("what", "")
    holding.act(runtime(), bank=bank, cards=(card,), what=what, action_id=form.get("id", ""))
    if what in holding.LEAVES:
        return _on(of)
    if form.get("side") != "back":
        return _on(of, card)
    side = study.back(runtime(), study.deck(runtime(), bank), card)
    given, shown_at = given_in(form.get("given", "")), whole(form, "shown_at", 0)
    return draw_back(side, of, given, shown_at, labels=_LABELS, left=_left(of))


def _session(bank: str) -> Session:
    return session("cram", bank, ("passage", "topic", "leeches", "flag", "weak"))


def _selection(of: Session) -> Selection:
    query = dict(of.query)
    flag = whole(request.args, "flag", 0)
    if flag > _FLAGS:
        raise RefusedError(f"a flag is 1 to {_FLAGS}, not {flag}")
    return Selection(
        query.get("passage", ""), query.get("topic", ""), "leeches" in query, flag, "weak" in query
    )


def _left(of: Session) -> int:
    return cramming.cram(runtime(), of.bank, _selection(of), of.since).left


def _on(of: Session, card: int | None = None) -> Response:
    return _next(of, card) if wants_fragment() else redirect(of.to(card=card), 303)


def _next(of: Session, wanted: int | None = None) -> Response:
    app = runtime()
    found = cramming.cram(app, of.bank, _selection(of), of.since, wanted)
    ended = wanted is None and of.over(app.clock())
    more: dict[str, Any] = {"left": found.left, "cram": found.title}
    if not found.left:
        more |= {"heading": "Through with it", "again_words": "Once more"}
        more["again"] = of.begun(app.clock()).to()
    return draw_turn(found.turn, of, ended=ended and bool(found.left), **more)
