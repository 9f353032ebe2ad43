"""The Flask application: rooms, filters, guards and what an error looks like."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from flask import make_response
from flask import render_template
from flask import url_for
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import MethodNotAllowed

from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.services.errors import ServiceError
from app.services.errors import StaleError
from app.store.db import StoreError
from app.web import browse
from app.web import cards
from app.web import composing
from app.web import cram
from app.web import decks
from app.web import edit
from app.web import exporting
from app.web import filters
from app.web import framed
from app.web import importing
from app.web import media
from app.web import offline
from app.web import options
from app.web import packing
from app.web import paper
from app.web import quiz_forms
from app.web import quizzes
from app.web import statistics
from app.web import study
from app.web.security import guard

if TYPE_CHECKING:
    from flask import Response

    from app.services.runtime import Runtime

_MAX_BODY = 1_000_000  # bytes; the largest form of ours is far below
_MAX_PARTS = 2_000
_YEAR = 31_536_000

_STATUS: dict[type[Exception], int] = {
    NotFoundError: 404,
    StaleError: 409,
    RefusedError: 400,
    StoreError: 503,
}
_TITLES = {
    400: "That request can't be read",
    403: "Not from another site",
    404: "There is no such page",
    405: "That can't be done here",
    409: "Already answered",
    413: "Too much at once",
    500: "Something broke here",
    503: "The data can't be reached",
}


def create_site(runtime: Runtime) -> Flask:
    """Make the site of a runtime; it keeps nothing of its own."""
    site = Flask("app.web", root_path=str(Path(__file__).parent))
    site.config.update(
        MAX_CONTENT_LENGTH=_MAX_BODY,
        MAX_FORM_PARTS=_MAX_PARTS,
        SEND_FILE_MAX_AGE_DEFAULT=_YEAR,  # addresses carry a digest: see _static
        TEMPLATES_AUTO_RELOAD=False,
    )
    site.extensions["citecards"] = runtime
    site.jinja_env.trim_blocks = True
    site.jinja_env.lstrip_blocks = True
    filters.install(site)
    packing.install(site)
    guard(site)
    for room in (
        browse,
        edit,
        decks,
        study,
        paper,
        composing,
        quiz_forms,
        quizzes,
        exporting,
        importing,
        offline,
        cards,
        cram,
        statistics,
        options,
        media,
        framed,
    ):
        site.register_blueprint(room.room)
    digests = _digests(Path(site.static_folder or ""))
    site.jinja_env.globals["new_id"] = runtime.new_id
    site.jinja_env.globals["static"] = lambda name: url_for(
        "static", filename=name, v=digests[name]
    )
    site.register_error_handler(HTTPException, _http_error)
    site.register_error_handler(ServiceError, _refusal)
    site.register_error_handler(StoreError, _refusal)
    site.register_error_handler(Exception, _crash)
    return site


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.name: sha256(path.read_bytes()).hexdigest()[:12]
        for path in folder.iterdir()
        if path.is_file()
    }


def _page(status: int, message: str) -> Response:
    title = _TITLES.get(status, "That didn't work")
    return make_response(
        render_template("error.html", title=title, message=message, status=status), status
    )


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if 300 <= status < 400:  # noqa: PLR2004 - a redirect is no error
        return make_response(error.get_response())
    own = error.description if status in (400, 403) else None
    reply = _page(status, own or "Check the address, or go back to your decks.")
    if isinstance(error, MethodNotAllowed):
        reply.allow.update(error.valid_methods or ())
    return reply


def _refusal(error: Exception) -> Response:
    return _page(_STATUS.get(type(error), 400), f"{str(error).removesuffix('.')}.")


def _crash(error: Exception) -> Response:
    from flask import current_app  # noqa: PLC0415 - only when something broke

    current_app.logger.error("A page failed", exc_info=error)
    return _page(500, "Nothing was stored. Try again; the terminal says more.")
