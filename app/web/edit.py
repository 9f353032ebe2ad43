"""Edit an item in a form, with what it would be and what the rules say of it beside."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

from flask import Blueprint
from flask import make_response
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for

from app.quiz.form import arrange
from app.quiz.responses import Response as Given
from app.services import editing
from app.services.errors import RefusedError
from app.services.item_form import SPARE
from app.web.forms import runtime
from question_bank.items import faces

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from app.services.editing import EditView
    from app.services.item_fields import Field

room = Blueprint("edit", __name__, url_prefix="/edit/<bank>/<item>")
_LOCAL = re.compile(r"/(?:[^/\\\s][^\\\s]*)?")
_LONGEST = 500
_CONFLICT, _UNREADABLE = 409, 400


@room.get("")
def form(bank: str, item: str) -> Response:
    """Show the form of an item as it stands in its file."""
    return _draw(editing.form(runtime(), bank, item), _came_from())


@room.post("")
def send(bank: str, item: str) -> Response:
    """Show what was filled in, or save it."""
    fields = request.form.to_dict()
    digest, back = fields.pop("digest", ""), fields.pop("back", "")
    if fields.pop("do", "preview") != "save":
        return _draw(editing.preview(runtime(), bank, item, fields, digest), back)
    done = editing.save(runtime(), bank, item, fields, digest)
    if isinstance(done, editing.Saved):
        if done.problem:
            raise RefusedError(f"Saved in the file, but {done.problem}")
        return redirect(_local(back) or url_for("paper.item", bank=bank, item=item), 303)
    return _draw(done, back, _UNREADABLE if done.theirs is None else _CONFLICT)


def _draw(view: EditView, back: str, status: int = 200) -> Response:
    """Draw the page, or for our script what stands beside the form."""
    values = {"view": view, "back": _local(back), "spare": SPARE, "given": Given()}
    item = view.preview.item
    if item is not None:
        chance = Random(view.item)  # noqa: S311 - chance for a layout, not a secret
        values |= {"order": arrange(item, chance, 1)[0], "face": faces(item)[0]}
    if request.headers.get("X-Fragment") == "preview":
        return make_response(render_template("edit/preview.html", **values))
    return make_response(render_template("edit/page.html", **values), status)


def _came_from() -> str:
    """Return the page of ours from which the form was opened, to go back to it."""
    host = request.host_url.rstrip("/")
    came = request.referrer or ""
    return came.removeprefix(host) if came.startswith(f"{host}/") else ""


def _local(address: str) -> str:
    """Return an address if it is one of this site, else nothing."""
    if len(address) > _LONGEST or not _LOCAL.fullmatch(address) or address.startswith("/edit/"):
        return ""
    return address


@room.app_template_global()
def choices(view: EditView, field: Field, value: str) -> list[tuple[str, str]]:
    """Return what can be chosen in a field, what stands there among it."""
    found = list(field.choices)
    if field.key == "objective":
        found = [("", "none"), *((one.id, one.text) for one in view.topic.objectives)]
    if value not in dict(found):
        found.append((value, value or "–"))
    return found
