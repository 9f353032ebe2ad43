"""What commands share: a bank's folder, and failing in one line."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from typing import Any

    from question_bank.bank import Bank

Folder = click.Path(path_type=Path)


def bank_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its BANK."""
    return click.argument("bank", type=Folder, required=False)(function)


def selecting(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that narrow a bank."""
    for name, metavar, words in (
        ("--tag", "TAG", "Only items with this tag (repeatable)."),
        ("--kind", "KIND", "Only items of this kind (repeatable)."),
        ("--topic", "TOPIC", "Only items of this topic (repeatable)."),
    ):
        function = click.option(name, f"{name[2:]}s", multiple=True, metavar=metavar, help=words)(
            function
        )
    return function


def sound_bank(folder: Path | None) -> Bank:
    """Read a bank that must be sound.

    Raises:
        click.ClickException: with every fault, one a line.
    """
    from app.settings import shipped_bank  # noqa: PLC0415 - loaded when a bank is read
    from question_bank.errors import BankError  # noqa: PLC0415
    from question_bank.loader import load  # noqa: PLC0415

    try:
        return load(folder or shipped_bank())
    except BankError as error:
        raise click.ClickException("\n".join(map(str, error.problems))) from None


@contextmanager
def one_line() -> Iterator[None]:
    """Turn what a person can mend into one line."""
    try:
        yield
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise click.ClickException(f"{where}{error.strerror or error}") from None
    except ValueError as error:
        raise click.ClickException(str(error)) from None
