"""A response whose rating came before its mark: given without a connection, or in a hurry."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from flask import request

from app.quiz.marking import mark
from app.quiz.responses import parse
from app.services import study
from app.web.forms import runtime
from app.web.forms import whole

if TYPE_CHECKING:
    from collections.abc import Mapping


def unmarked(bank: str) -> Mapping[str, Any]:
    """Read the response to a card from the form that rates it, and mark it now.

    Raises:
        RefusedError: the card isn't a number.
        NotFoundError: there's no such card.
    """
    app, form = runtime(), request.form
    card = study.back(app, study.deck(app, bank), whole(form, "card")).card
    given = parse(card.item, form.to_dict(flat=False))
    if given.blank:
        return {}
    found = mark(card.item, given, card.n)
    return {"response": given.to_json(), "rule": found.rule, "points": float(found.points)}
