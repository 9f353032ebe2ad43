"""What study needs without a connection: cards ahead, our script, the manifest, the worker."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from flask import Blueprint
from flask import abort
from flask import current_app
from flask import make_response
from flask import render_template
from flask import request
from flask import send_from_directory
from flask import url_for

from app.quiz.responses import Response as Given
from app.services import cramming_ahead
from app.services import prefetching
from app.services import study
from app.services.errors import RefusedError
from app.web import cram
from app.web.forms import runtime
from app.web.forms import whole
from app.web.sessions import session
from app.web.sides import draw_back
from app.web.sides import draw_turn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Response

    from app.services.study import Back
    from app.web.sessions import Session


room = Blueprint("offline", __name__)
_ENTRY = "citecards.js"
_IMPORT = re.compile(r"^import .*from '\./([a-z]+\.js)';$", re.MULTILINE)
_WORKER = "worker.js"
_ENOUGH = 250_000  # characters of one batch
_FEW = 6  # cards, if a client doesn't say how many it wants
_YEAR = 31_536_000  # seconds


@room.get("/study/<bank>/batch")
def batch(bank: str) -> Response:
    """Give the cards that come after those a client ``have``s, ``n`` at most, as JSON.

    ``card`` comes first, whatever the queue says. Each has its front and its back, unmarked, as
    our script puts them into the page, its item, and ``seen``; ``at`` is the time, ``until`` when
    the cards are out of date, both ms UTC.
    """
    of, app = session("study", bank, ("topic",)), runtime()
    where = study.deck(app, bank, dict(of.query).get("topic"))
    found = prefetching.batch(app, where, _held(), whole(request.args, "n", _FEW), _first())
    return _reply(found, (_card(side, of) for side in found.cards))


@room.get("/cram/<bank>/batch")
def cram_batch(bank: str) -> Response:
    """Give the cards of a session to cram, as ``batch`` does."""
    of, app = cram.session_of(bank), runtime()
    found = cramming_ahead.batch(
        app, bank, cram.selection_of(of), of.since, have=_held(),
        count=whole(request.args, "n", _FEW), first=_first(),
    )  # fmt: skip
    drawn = (
        _card(one.side, of, labels=cram.LABELS, left=one.left, cram=one.title)
        for one in found.cards
    )
    return _reply(found, drawn)


def _first() -> int | None:
    return whole(request.args, "card") if "card" in request.args else None


def _card(side: Back, of: Session, **more: Any) -> dict[str, Any]:
    """Draw both sides of a card; ``more`` are values for the templates."""
    front = draw_turn(side.turn, of, **more).get_data(as_text=True)
    back = draw_back(side, of, Given(), **more).get_data(as_text=True)
    card = side.card
    return {
        "card": card.id, "item": card.item.id, "seen": card.seen, "front": front, "back": back,
    }  # fmt: skip


def _reply(found: prefetching.Batch | cramming_ahead.Batch, drawn: Iterable[Any]) -> Response:
    """Send as many cards as are enough; those behind them aren't drawn."""
    cards, size = [], 0
    for card in drawn:
        cards.append(card)
        size += len(card["front"]) + len(card["back"])
        if size > _ENOUGH:
            break
    reply = make_response({"at": found.at, "until": found.until, "cards": cards})
    reply.headers["Cache-Control"] = "no-store"
    return reply


def _held() -> list[int]:
    """Return the cards a client says it has.

    Raises:
        RefusedError: they aren't numbers.
    """
    words = [word for word in request.args.get("have", "").split(",") if word]
    if not all(word.isascii() and word.isdigit() and len(word) <= 15 for word in words):  # noqa: PLR2004
        raise RefusedError("`have` lists cards by their numbers: 1,2,3")
    return [int(word) for word in words]


@room.get("/code/<version>/<name>")
def code(version: str, name: str) -> Response:
    """Send a module of our script; its address has the digest of all, which imports inherit."""
    folder = _folder()
    if name not in _names(folder):
        abort(404)
    reply = send_from_directory(folder, name, etag=False)
    if version != _digest(folder):  # a page from before an upgrade
        reply.headers["Cache-Control"] = "no-store"
    return reply


@room.get("/manifest.webmanifest")
def manifest() -> Response:
    """Say how the site is installed as an app; the address that pages name has its digest."""
    reply = make_response(_manifest(request.script_root))
    reply.mimetype = "application/manifest+json"
    fresh = request.args.get("v") == _short(_manifest(request.script_root))
    reply.headers["Cache-Control"] = f"public, max-age={_YEAR}" if fresh else "no-store"
    return reply


@room.get("/sw.js")
def worker() -> Response:
    """Send the service worker, with what it keeps and the digest of that."""
    pages = [url_for("offline.page"), url_for("decks.keys")]
    shell = [*pages, _static("citecards.css"), _static("icon.svg"), *modules()]
    known = {"root": url_for("decks.home"), "shell": shell}
    text = Path(_folder(), _WORKER).read_text(encoding="utf-8")
    known["version"] = _short(json.dumps(known) + text)
    reply = make_response(f"const KNOWN = {json.dumps(known)};\n{text}")
    reply.mimetype = "text/javascript"
    reply.headers["Cache-Control"] = "no-cache"
    return reply


@room.get("/offline")
def page() -> str:
    """Say that a page isn't kept here; the service worker shows it without a connection."""
    return render_template("offline.html")


@room.app_template_global()
def modules() -> tuple[str, ...]:
    """Return the addresses of our script's modules, the one that starts it first."""
    return _modules(request.script_root)


@room.app_template_global()
def manifest_address() -> str:
    """Return the address of the manifest, with its digest."""
    return url_for("offline.manifest", v=_short(_manifest(request.script_root)))


def _folder() -> str:
    return current_app.static_folder or ""


def _static(name: str) -> str:
    static: Any = current_app.jinja_env.globals["static"]
    return str(static(name))


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


@lru_cache(maxsize=4)
def _names(folder: str) -> tuple[str, ...]:
    """Return the module that every page begins with, and those it imports."""
    found = [_ENTRY]
    for name in found:
        text = Path(folder, name).read_text(encoding="utf-8")
        found += [other for other in _IMPORT.findall(text) if other not in found]
    return tuple(found)


@lru_cache(maxsize=4)
def _digest(folder: str) -> str:
    return _short("\0".join(Path(folder, name).read_text("utf-8") for name in _names(folder)))


@lru_cache(maxsize=4)
def _modules(_root: str) -> tuple[str, ...]:
    """Return addresses below the root of the site."""
    version = _digest(_folder())
    names = _names(_folder())
    return tuple(url_for("offline.code", version=version, name=name) for name in names)


@lru_cache(maxsize=4)
def _manifest(_root: str) -> str:
    home = url_for("decks.home")
    data = {
        "name": "Citecards",
        "short_name": "Citecards",
        "description": "Questions in which every answer cites its passage.",
        "start_url": home,
        "scope": home,
        "display": "standalone",
        "background_color": "#faf8f3",
        "theme_color": "#faf8f3",
        "icons": [{"src": _static("icon.svg"), "type": "image/svg+xml", "sizes": "any"}],
    }
    return json.dumps(data, indent=1)
