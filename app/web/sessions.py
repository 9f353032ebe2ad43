"""A session of cards is its address: which cards, for how long, since when. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING
from typing import Any

from flask import current_app
from flask import request
from flask import url_for

from app.services.errors import RefusedError
from app.web.forms import whole

if TYPE_CHECKING:
    from collections.abc import Iterable

_MINUTE = 60_000
_LONGEST = 600  # minutes
_A_WHILE = 10
_VIEWS = ("reveal", "answer", "undo", "act", "retry", "relearn")


@dataclass(frozen=True, slots=True)
class Session:
    """What an address says of a session.

    ``room`` is the blueprint, ``query`` what of the address says which cards; ``minutes`` is how
    long it lasts (0: till the end), ``since`` when it began, ms UTC (0: not said).
    """

    room: str
    bank: str
    query: tuple[tuple[str, str], ...] = ()
    minutes: int = 0
    since: int = 0

    def over(self, now: int) -> bool:
        """Whether its time is up."""
        return bool(self.minutes and self.since) and now - self.since >= self.minutes * _MINUTE

    def begun(self, now: int) -> Session:
        """Return the session as it begins now."""
        return replace(self, since=now)

    def to(self, view: str = "front", **more: Any) -> str:
        """Return the address of one of its views."""
        return url_for(f"{self.room}.{view}", bank=self.bank, **self.parameters, **more)

    @property
    def parameters(self) -> dict[str, Any]:
        """What its address has after the question mark."""
        timed = {"minutes": self.minutes or None, "since": self.since or None}
        return {**dict(self.query), **timed}


def session(room: str, bank: str, names: Iterable[str]) -> Session:
    """Read a session from the address of a request; ``names`` say which cards.

    Raises:
        RefusedError: a number is none.
    """
    asked = request.args
    query = tuple((name, asked[name]) for name in names if asked.get(name))
    minutes = whole(asked, "minutes", 0)
    if minutes > _LONGEST:
        raise RefusedError(f"a session lasts 1 to {_LONGEST} minutes, not {minutes}")
    return Session(room, bank, query, minutes, whole(asked, "since", 0))


def ways(of: Session) -> SimpleNamespace:
    """Return where the forms and links of a session's cards go."""
    return _ways(request.script_root, of)


@lru_cache(maxsize=256)
def _ways(_root: str, of: Session) -> SimpleNamespace:
    """Return the addresses below the root of the site; a card's or item's id follows the last."""
    return SimpleNamespace(
        **{
            view: of.to(view)
            for view in _VIEWS
            if f"{of.room}.{view}" in current_app.view_functions
        },
        info=url_for("cards.show", bank=of.bank, card=0)[:-1],
        options=address("/options/<bank>", bank=of.bank),
        edit=beginning("/edit/<bank>/<item>", bank=of.bank, item="-"),
        timed=replace(of, minutes=_A_WHILE, since=0).to(),
    )


def beginning(rule: str, **values: Any) -> str:
    """Return the address of a page up to its last value, or nothing if there's no such page."""
    found = address(rule, **values)
    return found[:-1] if found else ""


def address(rule: str, **values: Any) -> str:
    """Return the address of a page by its rule, or nothing if no room has one."""
    for known in current_app.url_map.iter_rules():
        if known.rule == rule and "GET" in (known.methods or ()):
            return url_for(known.endpoint, **values)
    return ""
