"""What is done to the card on the page besides answering: the same in study and in cram."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Protocol

from flask import request

from app.services import answering
from app.services import holding
from app.services.errors import NothingToUndoError
from app.web.forms import runtime
from app.web.forms import whole
from app.web.given import given_in

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.quiz.responses import Response as Given


class Room(Protocol):
    """How a room goes on: with a card or the next one, or with the back of a card."""

    def on(self, card: int | None = None, *, read: bool = False) -> Response:
        """Show a card, by default the next; ``read``: its passage has been read."""

    def back(self, card: int, given: Given, shown_at: int) -> Response:
        """Show the answer side of a card with what was given."""


def undo(bank: str, room: Room) -> Response:
    """Take the last thing that was done back and show its card; the next one if all is."""
    try:
        card = answering.undo(runtime(), bank, request.form.get("undo", ""))
    except NothingToUndoError:  # another tab was quicker: the next page offers no undo any more
        return room.on()
    return room.on(card)


def act(bank: str, room: Room) -> Response:
    """Bury, suspend, flag or mark a card: then the next one, or the same as it is now."""
    form = request.form
    card, what = whole(form, "card"), form.get("what", "")
    holding.act(runtime(), bank=bank, cards=(card,), what=what, action_id=form.get("id", ""))
    if what in holding.LEAVES:
        return room.on()
    if form.get("side") != "back":
        return room.on(card, read=form.get("side") == "read")
    return room.back(card, given_in(form.get("given", "")), whole(form, "shown_at", 0))
