"""Study: a card, its answer, a rating, the next card. One form each; script only makes it quick."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING
from typing import Any

from flask import Blueprint
from flask import current_app
from flask import make_response
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for

from app.quiz.form import arrange
from app.quiz.marking import mark
from app.quiz.proposal import proposal
from app.quiz.responses import Response as Given
from app.quiz.responses import parse
from app.scheduling.types import Stage
from app.services import answering
from app.services import study
from app.services.answering import Submission
from app.services.errors import RefusedError
from app.services.study import CardView
from app.web.forms import runtime
from app.web.forms import wants_fragment
from app.web.forms import whole

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.quiz.marking import Mark
    from app.services.runtime import Runtime
    from app.services.study import Turn
    from app.services.today import Done
    from app.store.study import Deck

room = Blueprint("study", __name__, url_prefix="/study/<bank>")
_GOOD = 3
_CLAIM = "right"  # the button "I was right": rated Good, and told to the author
_UNREADABLE = "the response that came with the rating can't be read"
_RULE = re.compile(r"[ -~]{1,40}")


@room.get("")
def front(bank: str) -> Response:
    """Show the front of the next card of a deck, or of the card that is asked for."""
    wanted = whole(request.args, "card") if "card" in request.args else None
    return _front(_deck(bank), wanted)


@room.post("/reveal")
def reveal(bank: str) -> Response:
    """Show the answer, the passage and the four buttons; nothing is stored."""
    app = runtime()
    side = study.back(app, _deck(bank), whole(request.form, "card"))
    card = side.card
    given = parse(card.item, request.form.to_dict(flat=False))
    verdict = None if given.blank else mark(card.item, given, card.n)
    return _draw(
        "study/back.html",
        "Answer",
        side.turn,
        side=side,
        card=card,
        stage=_stage(card),
        order=_order(card),
        given=given,
        verdict=verdict,
        proposed=proposal(verdict, card.item) if verdict else _GOOD,
        fresh_id=app.new_id(),
        shown_at=whole(request.form, "shown_at", card.shown_at),
    )


@room.post("/answer")
def answer(bank: str) -> Response:
    """Store an answer; then the next card (to our script) or the way to it."""
    form, app, deck = request.form, runtime(), _deck(bank)
    claimed = form.get("rating") == _CLAIM
    sent = Submission(
        review_id=form.get("review", ""),
        card_id=whole(form, "card"),
        seen=whole(form, "seen"),
        rating=_GOOD if claimed else whole(form, "rating"),
        shown_at=whole(form, "shown_at"),
        bank=bank,
        claimed=claimed,
        **_marked(form.get("given", "")),
    )
    if wants_fragment():
        return _draw_turn(app, answering.answer_and_turn(app, sent, deck))
    answering.answer(app, sent)
    return _to_front(deck)


@room.post("/undo")
def undo(bank: str) -> Response:
    """Take the last answer back and show its card."""
    card = answering.undo(runtime(), bank, request.form.get("undo", ""))
    deck = _deck(bank)
    return _front(deck, card) if wants_fragment() else _to_front(deck, card)


def _deck(bank: str) -> Deck:
    return study.deck(runtime(), bank, request.args.get("topic") or None)


def _to_front(deck: Deck, card: int | None = None) -> Response:
    return redirect(url_for("study.front", bank=deck.bank, topic=deck.topic, card=card), 303)


def _front(deck: Deck, wanted: int | None = None) -> Response:
    app = runtime()
    return _draw_turn(app, study.turn(app, deck, wanted))


def _draw_turn(app: Runtime, turn: Turn) -> Response:
    card, fresh_id = turn.card, app.new_id()
    if isinstance(card, CardView):
        return _draw(
            "study/front.html", "Study", turn, card=card, stage=_stage(card), order=_order(card),
            fresh_id=fresh_id,
        )  # fmt: skip
    return _draw(
        "study/done.html",
        "Done for now",
        turn,
        stage="",
        fresh_id=fresh_id,
        minutes=_minutes(app, card),
        rollover=app.settings.rollover,
        limits=(turn.options.new_per_day, turn.options.reviews_per_day),
    )


def _minutes(app: Runtime, done: Done) -> int | None:
    """Return in how many minutes a step ends, if one is waiting."""
    return None if done.step_at is None else max(1, -((app.clock() - done.step_at) // 60_000))


def _draw(template: str, what: str, turn: Turn, **values: Any) -> Response:
    """Draw a view: all of the page, or for our script what changes from card to card."""
    ways = _ways(request.script_root, turn.deck.bank, turn.deck.topic)
    view = SimpleNamespace(template=template, what=what, turn=turn, ways=ways, **values)
    if wants_fragment():
        # a macro needs none of the context that Flask and Jinja make for a page: half the time
        macros: Any = current_app.jinja_env.globals["macros"]
        return make_response(str(macros("study/part.html").part(view)))
    return make_response(render_template("study/page.html", view=view))


@lru_cache(maxsize=256)
def _ways(_root: str, bank: str, topic: str | None) -> SimpleNamespace:
    """Return where the forms of a deck go, below the root of the site."""
    views = ("reveal", "answer", "undo")
    return SimpleNamespace(
        **{view: url_for(f"study.{view}", bank=bank, topic=topic) for view in views}
    )


def _stage(card: CardView) -> str:
    """Return which of the three counts the card is in."""
    stage = card.state.stage
    return (Stage.LEARNING if stage is Stage.RELEARNING else stage).value


def _order(card: CardView) -> tuple[int, ...]:
    """Return the order of a card's options: the same on both sides, another the next time."""
    chance = Random(f"{card.id}:{card.seen}")  # noqa: S311 - chance for a layout, not a secret
    return arrange(card.item, chance, 1)[0]


def _marked(text: str) -> dict[str, Any]:
    """Read back what the answer side kept of the response and its mark."""
    if not text:
        return {}
    try:
        data = json.loads(text)
        response = Given.from_json(data["response"]).to_json()
        json.dumps(response, ensure_ascii=False).encode()  # no half of a surrogate pair
        rule, points = str(data["rule"]), float(data["points"])
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise RefusedError(_UNREADABLE) from None
    if not (_RULE.fullmatch(rule) and 0 <= points <= 1):
        raise RefusedError(_UNREADABLE)
    return {"response": response, "rule": rule, "points": points}


@room.app_template_global()
def kept(given: Given, verdict: Mark | None) -> str:
    """Write down a response and its mark for the rating that follows."""
    if verdict is None:
        return ""
    return json.dumps(
        {"response": given.to_json(), "rule": verdict.rule, "points": float(verdict.points)}
    )
