"""Draw the sides of a card, or that there's none: a whole page, or for our script its part."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING
from typing import Any

from flask import current_app
from flask import make_response
from flask import render_template

from app.quiz.form import arrange
from app.quiz.marking import mark
from app.quiz.proposal import proposal
from app.scheduling.types import Rating
from app.scheduling.types import Stage
from app.services.accepting import accepted_of
from app.services.ending import ending
from app.services.study import CardView
from app.web.filters import plural
from app.web.forms import runtime
from app.web.forms import wants_fragment
from app.web.sessions import address
from app.web.sessions import ways

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.quiz.responses import Response as Given
    from app.services.runtime import Runtime
    from app.services.study import Back
    from app.services.study import Turn
    from app.services.today import Done
    from app.web.sessions import Session


def draw_turn(
    turn: Turn, of: Session, *, read: bool = False, ended: bool = False, **more: Any
) -> Response:
    """Draw what a learner meets next: a passage to read first, a front, or the end.

    Args:
        turn: where the learner stands.
        of: the session.
        read: the passage of a card that lapsed has been read.
        ended: the session's time is up.
        more: values for the templates.
    """
    app, card = runtime(), turn.card
    if ended or not isinstance(card, CardView):
        return _draw_end(app, turn, of, **more)
    first = turn.lapsed and not read
    return draw(
        "study/passage.html" if first else "study/front.html",
        "Read this first" if first else "Study",
        turn,
        of,
        card=card,
        stage=stage(card),
        order=order(card),
        fresh_id=app.new_id(),
        **more,
    )


def draw_back(
    side: Back, of: Session, given: Given, shown_at: int | None = None, **more: Any
) -> Response:
    """Draw the answer side of a card with what was given, marked."""
    card = side.card
    verdict = None if given.blank else mark(card.item, given, card.n)
    proposed = proposal(verdict, card.item) if verdict else Rating.GOOD.value
    two = side.turn.options.two_buttons or of.room == "cram"
    if two and proposed != Rating.AGAIN:
        proposed = Rating.GOOD.value  # what was recalled is one of two things
    return draw(
        "study/back.html",
        "Answer",
        side.turn,
        of,
        side=side,
        card=card,
        stage=stage(card),
        order=order(card),
        given=given,
        verdict=verdict,
        accepted=accepted_of(card.data, card.n) if given.blank else "",
        proposed=proposed,
        two=two,
        fresh_id=runtime().new_id(),
        shown_at=card.shown_at if shown_at is None else shown_at,
        **more,
    )


def _draw_end(app: Runtime, turn: Turn, of: Session, **more: Any) -> Response:
    done = None if isinstance(turn.card, CardView) else turn.card
    again = of.begun(app.clock()).to() if done is None else ""
    going_on = {"again": again, "again_words": f"Go on for {plural(of.minutes, 'minute')}"}
    return draw(
        "study/done.html",
        "Done for now",
        turn,
        of,
        stage="",
        fresh_id=app.new_id(),
        done=done,
        minutes=_minutes(app, done),
        rollover=app.settings.rollover,
        limits=(turn.options.new_per_day, turn.options.reviews_per_day),
        ending=ending(app, turn.deck.bank, of.since),
        to_options=address("/options/<bank>", bank=turn.deck.bank),
        **{**going_on, **more},
    )


def _minutes(app: Runtime, done: Done | None) -> int | None:
    """Return in how many minutes a step ends, if one is waiting."""
    if done is None or done.step_at is None:
        return None
    return max(1, -((app.clock() - done.step_at) // 60_000))


def draw(template: str, what: str, turn: Turn, of: Session, **values: Any) -> Response:
    """Draw a view: all of the page, or for our script what changes from card to card."""
    view = SimpleNamespace(template=template, what=what, turn=turn, of=of, ways=ways(of), **values)
    if wants_fragment():
        # a macro needs none of the context that Flask and Jinja make for a page: half the time
        macros: Any = current_app.jinja_env.globals["macros"]
        return make_response(str(macros("study/part.html").part(view)))
    return make_response(render_template("study/page.html", view=view))


def stage(card: CardView) -> str:
    """Return which of the three counts a card is in."""
    at = card.state.stage
    return (Stage.LEARNING if at is Stage.RELEARNING else at).value


def order(card: CardView) -> tuple[int, ...]:
    """Return the order of a card's options: the same on both sides, another the next time."""
    chance = Random(f"{card.id}:{card.seen}")  # noqa: S311 - chance for a layout, not a secret
    return arrange(card.item, chance, 1)[0]
