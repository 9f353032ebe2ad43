"""Import: a form to give a file, how far it is, what came of it, and the button that undoes it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePath
from typing import TYPE_CHECKING

from flask import Blueprint
from flask import jsonify
from flask import make_response
from flask import redirect
from flask import render_template
from flask import request
from flask import url_for

from app.services import import_undo
from app.services import importing
from app.services import importing_swap
from app.services.errors import NotFoundError
from app.services.errors import RefusedError
from app.web.forms import runtime
from app.web.work import desk

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.wrappers import Response

    from app.services.importing_report import Report
    from app.services.runtime import Runtime
    from app.web.work import Tell

room = Blueprint("importing", __name__, url_prefix="/import")
_LARGEST = 2_000_000_000  # bytes of a package with its media; this machine's own learner sends it
_KEY = "import"


@room.before_request
def _let_large_in() -> None:
    """Take a package: elsewhere a form is small."""
    if request.endpoint == "importing.send":
        request.max_content_length = _LARGEST


@room.get("")
def form() -> str:
    """Show the form, and the imports that can be undone."""
    return _form()


@room.post("")
def send() -> Response:
    """Take a file, and import it beside this request."""
    app = runtime()
    given = request.files.get("file")
    name = PurePath((given.filename or "") if given else "").name
    if given is None or not name:
        return make_response(_form("Choose a file first."), 400)
    path = importing_swap.folder_of(app) / f".{app.new_id()}.sent"
    try:
        given.save(path)
        work = desk().begin(
            _KEY, f"Importing {name}", lambda tell: _import(app, path, name, tell), small=False
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        given.close()
    work.wait()
    return redirect(url_for("importing.work"), 303)


def _import(app: Runtime, path: Path, name: str, tell: Tell) -> Report:
    try:
        return importing.import_file(app, path, name=name, tell=lambda _doing, share: tell(share))
    finally:
        with suppress(OSError):
            path.unlink()


@room.get("/work")
def work() -> Response | str:
    """Show how far the import is; when it is done, what came of it."""
    found = desk().get(_KEY)
    if found is None or found.running:
        return render_template("importing/work.html", work=found)
    try:
        report = found.result()
    except RefusedError as error:
        return make_response(_form(f"{str(error).removesuffix('.')}."), 400)
    if report.id is not None:
        return redirect(url_for("importing.show", import_id=report.id), 303)
    return render_template("importing/report.html", report=report.kept(), row=None)


@room.get("/progress")
def progress() -> Response:
    """Tell our own script how far the import is."""
    found = desk().get(_KEY)
    running = found is not None and found.running
    share = found.share if found is not None and running else 1.0
    return jsonify(running=running, percent=int(share * 100))


@room.get("/<import_id>")
def show(import_id: str) -> str:
    """Show what came of an import that stands."""
    row = next((one for one in import_undo.listing(runtime()) if one.row.id == import_id), None)
    if row is None:
        raise NotFoundError("there is no such import, or it was undone")
    return render_template("importing/report.html", report=row.row.counts, row=row)


@room.post("/<import_id>/undo")
def undo(import_id: str) -> Response:
    """Undo an import, all of it."""
    import_undo.undo(runtime(), import_id)
    return redirect(url_for("importing.form", said="undone"), 303)


def _form(fault: str = "") -> str:
    return render_template(
        "importing/form.html",
        fault=fault,
        imports=import_undo.listing(runtime()),
        said=request.args.get("said", ""),
    )
