"""``citecards serve``."""

from __future__ import annotations

import errno
import logging
import os
import socket
import threading
import webbrowser
from contextlib import closing
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.runtime import Runtime
    from app.settings import Settings

_TRIES = 20  # ports after the wanted one
_THREADS = 2  # one learner: what studies stays quick while the other prints; its caches stay warm
_WAITING = 128  # connections that wait while the site starts


@click.command("serve")
@click.argument("banks", metavar="[BANK]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--host", metavar="HOST", help="127.0.0.1, localhost or ::1 (default: 127.0.0.1).")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="The port (default: 8000, or the next free one)."
)
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="The data folder (default: CITECARDS_DATA, or your user data folder).",
)  # fmt: skip
@click.option("--open", "open_browser", is_flag=True, help="Open the browser, too.")
def command(
    banks: tuple[Path, ...],
    host: str | None,
    port: int | None,
    data: Path | None,
    *,
    open_browser: bool,
) -> None:
    """Start the site on this machine, with each BANK ready to study. Ctrl C stops it."""
    from app.factory import create_runtime  # noqa: PLC0415 - half a second --help doesn't pay
    from app.services.errors import ServiceError  # noqa: PLC0415
    from app.settings import SettingsError  # noqa: PLC0415
    from app.settings import create_settings  # noqa: PLC0415
    from app.store.db import StoreError  # noqa: PLC0415

    try:
        settings = create_settings(os.environ, data=data, banks=banks, host=host, port=port)
        with (
            closing(_listen(settings, exact=port is not None and port != 0)) as listener,
            _present(settings),
        ):
            _serve(create_runtime(settings), listener, open_browser=open_browser)
    except (SettingsError, StoreError, ServiceError) as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def _present(settings: Settings) -> Iterator[None]:
    """Let no backup be restored while the site runs.

    Raises:
        StoreError: one is being restored; or as ``create_runtime``.
    """
    from app.factory import make_data_folder  # noqa: PLC0415 - see command
    from app.store.db import StoreError  # noqa: PLC0415
    from app.store.db import address  # noqa: PLC0415
    from app.store.presence import InUseError  # noqa: PLC0415
    from app.store.presence import present  # noqa: PLC0415

    make_data_folder(settings)
    try:
        with present(address(settings)):
            yield
    except InUseError as error:
        raise StoreError("a backup is being restored here: start again when it is done") from error


def _back_up(runtime: Runtime) -> None:
    """Back up while the site runs already; what goes wrong is told, and stops nothing."""
    from app.services.backup import back_up_daily  # noqa: PLC0415 - see command
    from app.services.errors import ServiceError  # noqa: PLC0415

    try:
        back_up_daily(runtime.settings, runtime.clock())
    except ServiceError as error:
        click.echo(f"no backup was made: {error}", err=True)


def _serve(runtime: Runtime, listener: socket.socket, *, open_browser: bool) -> None:
    import waitress  # noqa: PLC0415 - see command

    from app.factory import create_app  # noqa: PLC0415

    site = create_app(runtime)
    for rows in runtime.problems.values():
        for problem in rows:
            click.echo(str(problem), err=True)
    url = f"http://{_shown(runtime.settings.host)}:{listener.getsockname()[1]}"
    click.echo(f"Citecards is at {url} (your data: {runtime.settings.data}). Ctrl C stops it.")
    if open_browser:
        webbrowser.open(url)
    threading.Thread(target=_back_up, args=(runtime,), daemon=True).start()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a page loads many files at once
    waitress.serve(site, sockets=[listener], threads=_THREADS, ident=None)
    runtime.database.close()


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _listen(settings: Settings, *, exact: bool) -> socket.socket:
    """Take the port, or the next free one when it wasn't asked for by name.

    Raises:
        SettingsError: none is free.
    """
    from app.settings import SettingsError  # noqa: PLC0415 - see command

    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    last = settings.port if exact or settings.port == 0 else settings.port + _TRIES
    for port in range(settings.port, min(last, 65535) + 1):
        listener = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, port))
            listener.listen(_WAITING)  # now: else a second copy could bind it, too
        except OSError as error:
            listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise SettingsError(f"{settings.host}:{port}: {error.strerror}") from error
            continue
        return listener
    taken = f"port {settings.port} is" if exact else f"ports {settings.port} to {last} are"
    raise SettingsError(f"{taken} taken: stop what runs there, or choose another with --port")
