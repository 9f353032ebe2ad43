"""Browse: a search, its cards as a table, and what is done to many of them at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from flask import Blueprint
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for

from app.services import answering
from app.services import browsing
from app.services import chosen
from app.services.browsing import Search
from app.services.errors import RefusedError
from app.services.holding import FLAGS
from app.web.forms import runtime
from app.web.forms import whole

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict
    from werkzeug.wrappers import Response

room = Blueprint("browse", __name__, url_prefix="/browse/<bank>")
_MOST_PAGES = 100_000
DONE = {
    "suspend": "suspended",
    "unsuspend": "brought back",
    "bury": "buried until tomorrow",
    "unbury": "unburied",
    "mark": "marked or unmarked",
    "unmark": "unmarked",
    "flag": "flagged or unflagged",
}


@room.get("")
def table(bank: str) -> str:
    """Show the cards that a search finds."""
    view = browsing.browse(runtime(), bank, _search(request.args))
    done = request.args.get("did", "")
    return render_template(
        "browse/table.html",
        view=view,
        flags=FLAGS,
        done=DONE.get(done),
        changed=whole(request.args, "n", 0),
        many=browsing.MANY,
        fresh_id=runtime().new_id(),
    )


@room.post("/act")
def act(bank: str) -> Response:
    """Do something to the chosen cards, or to all that were found; or begin to cram them."""
    form = request.form
    what = form.get("what", "")
    if what == "cram":
        return _cram(bank)
    changed = browsing.act(
        runtime(),
        bank,
        cards=None if form.get("all") else _chosen(form),
        text=form.get("q", ""),
        what=f"flag-{form.get('flag', '')}" if what == "flag" else what,
        action_id=form.get("action", ""),
    )
    return _back(bank, did=what, n=changed)


def _cram(bank: str) -> Response:
    """Begin a session of the chosen cards, or of all that were found."""
    form = request.form
    cards = (
        browsing.every_card(runtime(), bank, form.get("q", ""), chosen.MOST)
        if form.get("all")
        else _chosen(form)
    )
    return redirect(url_for("cram.front", bank=bank, cards=chosen.written(cards)), 303)


@room.post("/undo")
def undo(bank: str) -> Response:
    """Take back the newest thing done in the bank."""
    answering.undo(runtime(), bank, request.form.get("undo", ""))
    return _back(bank)


def _search(values: MultiDict[str, str]) -> Search:
    page = whole(values, "page", 1)
    if not 1 <= page <= _MOST_PAGES:
        raise RefusedError(f"there is no page {page}")
    return Search(values.get("q", ""), values.get("sort") or None, bool(values.get("desc")), page)


def _chosen(values: MultiDict[str, str]) -> tuple[int, ...]:
    found = values.getlist("card")
    if any(not (row.isascii() and row.isdigit() and len(row) <= 16) for row in found):  # noqa: PLR2004
        raise RefusedError("the chosen cards can't be read; reload the page")
    return tuple(dict.fromkeys(map(int, found)))


def _back(bank: str, **more: Any) -> Response:
    """Return to the table as it was."""
    search = _search(request.form)
    return redirect(url_for("browse.table", bank=bank, **_address(search), **more), 303)


def _address(search: Search) -> dict[str, Any]:
    """Return what of a search stands in its address."""
    said = {
        "q": search.text,
        "sort": search.sort or "",
        "desc": int(search.descending),
        "page": search.page if search.page > 1 else 0,
    }
    return {name: value for name, value in said.items() if value}


@room.app_template_global()
def browse_address(bank: str, search: Search, **changes: Any) -> str:
    """Return the address of a search, with something changed."""
    said = {**_address(search), **changes}
    shown = {name: value for name, value in said.items() if value}
    return url_for("browse.table", bank=bank, **shown)
