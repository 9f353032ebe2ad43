"""A card's own page: how it stands, its log, and its forgetting curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint
from flask import render_template

from app.scheduling.days import date_of
from app.services import cards
from app.services.holding import FLAGS
from app.web.forms import runtime
from app.web.sessions import address

if TYPE_CHECKING:
    from datetime import date

    from app.services.cards import CardInfo
    from app.services.cards import Stretch

room = Blueprint("cards", __name__)
WIDTH, HEIGHT = 640, 220  # of the plot, in the units of the picture
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """A forgetting curve drawn: paths of what was and what is to come, and where dates stand."""

    past: str
    coming: str
    today: float
    ticks: tuple[tuple[float, date], ...]
    figures: tuple[tuple[date, str, float], ...]


@room.get("/card/<bank>/<int:card>")
def show(bank: str, card: int) -> str:
    """Show all there is to know of a card."""
    view = cards.info(runtime(), bank, card)
    return render_template(
        "cards/show.html",
        view=view,
        picture=_picture(view),
        size=(WIDTH, HEIGHT),
        flags=FLAGS,
        edit=address("/edit/<bank>/<item>", bank=bank, item=view.card.item.id),
    )


def _picture(view: CardInfo) -> Picture | None:
    if not view.curve:
        return None
    first, last = view.curve[0].points[0][0], view.curve[-1].points[-1][0]
    span = max(last - first, 1)

    def across(day: int) -> float:
        return round((day - first) / span * WIDTH, 1)

    def path(stretches: list[Stretch]) -> str:
        points = [point for one in stretches for point in one.points]
        return "M" + " L".join(
            f"{across(day):g} {(1 - recall) * HEIGHT:.1f}" for day, recall in points
        )

    days = sorted({first + span * step // _TICKS for step in range(_TICKS + 1)})
    return Picture(
        past=path([one for one in view.curve if one.past]),
        coming=path([one for one in view.curve if not one.past]),
        today=across(view.today),
        ticks=tuple((across(day), date_of(day)) for day in days),
        figures=_figures(view),
    )


def _figures(view: CardInfo) -> tuple[tuple[date, str, float], ...]:
    """Return the curve in figures: recall just before each later answer, now, and to come."""
    past = [one.points[-1] for one in view.curve if one.past]
    rows = [(date_of(day), "before an answer", recall) for day, recall in past[:-1]]
    rows.append((date_of(past[-1][0]), "today", past[-1][1]))
    coming = view.curve[-1].points
    picked = [point for point in coming if view.due and date_of(point[0]) == view.due]
    rows += [(date_of(day), "when due", recall) for day, recall in picked[:1]]
    rows.append((date_of(coming[-1][0]), "if not asked till then", coming[-1][1]))
    return tuple(rows)
