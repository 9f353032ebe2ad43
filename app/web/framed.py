"""Imported cards as their deck draws them, each side a document in a frame that can do nothing.

The frame has an origin of its own: no script, no form, no way out of it, and no address but that
of the bank's media, under a key that only our frames know (other sites can't ask for a file to
learn whether a learner has it).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_urlsafe
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint
from flask import abort
from flask import g
from flask import make_response
from flask import request
from flask import url_for
from markupsafe import Markup

from app.services import notes
from app.services.errors import NotFoundError
from app.web import media
from app.web.forms import runtime
from question_bank import foreign_page
from question_bank.fingerprints import fingerprint
from question_bank.occlusion import has_masks
from question_bank.templates import sides

if TYPE_CHECKING:
    from flask import Response

    from app.services.notes import NoteView
    from question_bank.foreign import Address
    from question_bank.items import Note
    from question_bank.templates import Typed

room = Blueprint("framed", __name__)
_KEY = token_urlsafe(12)  # of this process: a page from before asks again
_SIDES = ("front", "back")
_YEAR = 31_536_000  # seconds
_BREAK = re.compile(r"<(?:br|p|div|li|tr|h[1-6]|hr|summary)\b")
_TAG = re.compile(r"<[^<>]*>")
_TALL = re.compile(r"<(?:img|video)\b")
_PLAYER = re.compile(r"<audio\b")
_LINE = 50  # characters
_PICTURE_LINES = 10
_PLAYER_LINES = 3
_SIZES = ((2, "least"), (5, "low"), (9, "middle"), (15, "more"))  # up to so many lines


@dataclass(frozen=True, slots=True)
class Framed:
    """A side as a page shows it.

    ``day`` is the frame's address, ``night`` that of the same in the dark if its style has a look
    of its own for that. ``size`` is how high it should be; ``typed`` is what the card asks to be
    typed; ``words`` is the side without its look, as safe HTML.
    """

    day: str
    night: str
    size: str
    typed: tuple[Typed, ...]
    words: Markup


@room.get("/framed/<bank>/<item>/<int:n>/<side>")
def show(bank: str, item: str, n: int, side: str) -> Response:
    """Show a side of an imported card, for a frame."""
    app = runtime()
    view = notes.view(app, bank, notes.stored(app, bank, item))
    if side not in _SIDES or n not in view.item.cards:
        raise NotFoundError("there is no such side of a card")
    host = request.host_url.rstrip("/")
    files = f"{host}{request.script_root}/framed/media/{_KEY}/"
    page = foreign_page.document(
        view.kind, view.item.fields, n, _address(view, files), view.about,
        back=side == "back", night="night" in request.args, language=view.language,
    )  # fmt: skip
    reply = make_response(page)
    reply.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'unsafe-inline'; img-src {files} data:; "
        f"media-src {files}; font-src {files}; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {host}; sandbox"
    )
    reply.headers["X-DNS-Prefetch-Control"] = "off"
    if request.args.get("v") == _version(view, n):
        reply.headers["Cache-Control"] = f"private, max-age={_YEAR}, immutable"
    return reply


@room.get("/framed/media/<key>/<name>")
def file(key: str, name: str) -> Response:
    """Send a media file to one of our frames, which is of no origin."""
    if key != _KEY:
        abort(404)
    reply = media.send(name)
    reply.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    reply.headers["Access-Control-Allow-Origin"] = "*"  # fonts are asked for in this way
    return reply


@room.app_template_global()
def framed(item: Note, n: int, side: str, bank: str = "") -> Framed | None:
    """Return a side of a card as the page's frame needs it; None if it can't be shown.

    The bank is that of the page: in its address, or as the view says with ``of_bank``.
    """
    bank = bank or (request.view_args or {}).get("bank") or g.get("bank", "")
    try:
        view = notes.view(runtime(), bank, item)
    except NotFoundError:
        return None
    address = _address(view, f"{request.script_root}/media/")
    back = side == "back"
    words = foreign_page.words(view.kind, item.fields, n, address, back=back)
    day = url_for("framed.show", bank=bank, item=item.id, n=n, side=side, v=_version(view, n))
    return Framed(
        day,
        f"{day}&night=1" if foreign_page.has_night(view.kind) else "",
        "most" if has_masks(item.fields) else _size(words),
        sides(view.kind, item.fields, n, view.about).typed,
        Markup(words),  # noqa: S704 - sanitised there
    )


def of_bank(bank: str) -> None:
    """Say of which bank the notes of a page are, whose address doesn't."""
    g.bank = bank


def _address(view: NoteView, files: str) -> Address:
    """Return what says where a media file is found, by its name in Anki."""
    names = view.media

    def address(name: str) -> str | None:
        file = names.get(name)
        return f"{files}{quote(file)}" if file else None

    return address


def _version(view: NoteView, n: int) -> str:
    """Return what changes with anything that a frame shows."""
    parts = (_KEY, fingerprint(view.item), n, view.kind, view.about)
    return sha256(repr(parts).encode()).hexdigest()[:16]


def _size(words: str) -> str:
    """Guess how much room a side needs, as a frame without script can't say."""
    lines = len(_BREAK.findall(words)) + len(_TAG.sub("", words)) // _LINE
    lines += _PICTURE_LINES * len(_TALL.findall(words))
    lines += _PLAYER_LINES * len(_PLAYER.findall(words))
    return next((name for most, name in _SIZES if lines <= most), "most")
