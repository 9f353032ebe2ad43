"""Study: a card, its answer, a rating, the next card. One form each; script only makes it quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from flask import redirect
from flask import request

from app.quiz.responses import parse
from app.services import answering
from app.services import relearning
from app.services import study
from app.services.answering import Submission
from app.web import acts
from app.web.forms import runtime
from app.web.forms import wants_fragment
from app.web.forms import whole
from app.web.given import kept
from app.web.given import marked
from app.web.sessions import session
from app.web.sides import draw_back
from app.web.sides import draw_turn
from app.web.unmarked import unmarked

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.quiz.responses import Response as Given
    from app.services.study import Turn
    from app.store.study import Deck
    from app.web.sessions import Session

room = Blueprint("study", __name__, url_prefix="/study/<bank>")
room.add_app_template_global(kept)
_GOOD = 3
_CLAIM = "right"  # the button "I was right": rated Good, and told to the author


@room.get("")
def front(bank: str) -> Response:
    """Show the front of the next card of a deck, or of the card that is asked for.

    With ``minutes``, till they are over.
    """
    of = _session(bank)
    if of.minutes and not of.since:
        return redirect(of.begun(runtime().clock()).to())
    asked = request.args
    wanted = whole(asked, "card") if "card" in asked else None
    leech = whole(asked, "leech") if "leech" in asked else None
    turn = study.turn(runtime(), _deck(of), wanted, leech)
    return _next(turn, of, wanted, read="read" in asked)


@room.post("/reveal")
def reveal(bank: str) -> Response:
    """Show the answer, the passage and the buttons; nothing is stored."""
    of = _session(bank)
    shown_at = whole(request.form, "shown_at", 0) or None
    side = study.back(runtime(), _deck(of), whole(request.form, "card"), shown_at)
    given = parse(side.card.item, request.form.to_dict(flat=False))
    return draw_back(side, of, given, whole(request.form, "shown_at", side.card.shown_at))


@room.post("/retry")
def retry(bank: str) -> Response:
    """Ask a card that lapsed, now that its passage has been read; nothing is stored."""
    of, card = _session(bank), whole(request.form, "card")
    return _on(of, card, read=True)


@room.post("/answer")
def answer(bank: str) -> Response:
    """Store an answer; then the next card (to our script) or the way to it."""
    of = _session(bank)
    sent = submission(bank)
    if wants_fragment():
        return _next(answering.answer_and_turn(runtime(), sent, _deck(of)), of)
    leech = answering.answer(runtime(), sent)
    return redirect(of.to(leech=sent.card_id if leech else None), 303)


@room.post("/undo")
def undo(bank: str) -> Response:
    """Take the last thing that was done back and show its card."""
    return acts.undo(bank, _Study(bank))


@room.post("/act")
def act(bank: str) -> Response:
    """Bury, suspend, flag or mark a card: then the next one, or the same as it is now."""
    return acts.act(bank, _Study(bank))


class _Study:
    """How the study of a deck goes on."""

    def __init__(self, bank: str) -> None:
        self.of = _session(bank)

    def on(self, card: int | None = None, *, read: bool = False) -> Response:
        return _on(self.of, card, read=read)

    def back(self, card: int, given: Given, shown_at: int) -> Response:
        return draw_back(study.back(runtime(), _deck(self.of), card), self.of, given, shown_at)


@room.post("/relearn")
def relearn(bank: str) -> Response:
    """Begin anew with a card of which the answer has changed, and ask it."""
    card = whole(request.form, "card")
    relearning.relearn(runtime(), bank, card, request.form.get("id", ""))
    return _on(_session(bank), card)


def submission(bank: str) -> Submission:
    """Read an answer from a form."""
    form = request.form
    claimed = form.get("rating") == _CLAIM
    return Submission(
        review_id=form.get("review", ""),
        card_id=whole(form, "card"),
        seen=whole(form, "seen"),
        rating=_GOOD if claimed else whole(form, "rating"),
        shown_at=whole(form, "shown_at"),
        bank=bank,
        claimed=claimed,
        answered_at=whole(form, "answered_at", 0) or None,
        **(unmarked(bank) if "unmarked" in form else marked(form.get("given", ""))),
    )


def _session(bank: str) -> Session:
    return session("study", bank, ("topic",))


def _deck(of: Session) -> Deck:
    return study.deck(runtime(), of.bank, dict(of.query).get("topic"))


def _on(of: Session, card: int | None = None, *, read: bool = False) -> Response:
    """Go on with a card, or the next: to our script at once, else by its address."""
    if wants_fragment():
        return _next(study.turn(runtime(), _deck(of), card), of, card, read=read)
    return redirect(of.to(card=card, read=1 if read else None), 303)


def _next(turn: Turn, of: Session, wanted: int | None = None, *, read: bool = False) -> Response:
    ended = wanted is None and of.over(runtime().clock())
    return draw_turn(turn, of, read=read, ended=ended)
