"""The options of a quiz that is asked for by a table, or printed again."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import click
from click.core import ParameterSource

from app.cli.common import one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.quiz.form import Form
    from app.quiz.specification import Specification
    from question_bank.bank import Bank

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_SIMPLE = {"count": "-n", "topics": "--topic", "kinds": "--kind", "tags": "--tag"}
_BESIDE = {"seed": "--seed", "versions": "--versions"}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a form is asked for besides the simple options; ``changed`` are given beside a table."""

    blueprint: Path | None
    again: Path | None
    short: bool
    changed: dict[str, int]

    @property
    def is_table(self) -> bool:
        """Whether the simple options don't count."""
        return bool(self.blueprint or self.again)


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of tables; it gets them as one argument, ``asked``."""

    @click.option(
        "--blueprint", type=_FILE, metavar="FILE",
        help="Questions by a table: how many of which topic and level (see app/quiz/BLUEPRINT.md).",
    )  # fmt: skip
    @click.option(
        "--short",
        is_flag=True,
        help="With a blueprint: write what there is, even where the bank has too few.",
    )
    @click.option(
        "--again", type=_FILE, metavar="FILE",
        help="The form that a quiz-CODE.json was written for, exactly.",
    )  # fmt: skip
    @wraps(command)
    def with_table(**given: Any) -> None:
        blueprint, again = given.pop("blueprint"), given.pop("again")
        short = given.pop("short")
        named = _given()
        if blueprint and again:
            raise click.UsageError("--blueprint and --again: give one of them")
        barred = _SIMPLE if blueprint else {**_SIMPLE, **_BESIDE} if again else {}
        for name, option in barred.items():
            if name in named:
                which = "--blueprint" if blueprint else "--again"
                raise click.UsageError(f"{option}: {which} says that already; leave it out")
        changed = {name: given[name] for name in _BESIDE if name in named}
        command(asked=Asked(blueprint, again, short, changed), **given)

    return with_table


def _given() -> set[str]:
    """Return the names of the options that were written on the command line."""
    context = click.get_current_context()
    return {
        name
        for name in context.params
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    }


def form_of(bank: Bank, asked: Asked, folder: Path) -> Form | None:
    """Return the form that a table or a form's file asks for; None if neither is given.

    Raises:
        click.ClickException: with what is wrong or lacking, a line each.
        ServiceError: the form can't be had.
    """
    from app.services import assembling  # noqa: PLC0415 - after the options are read

    if asked.again:
        with one_line():
            record = assembling.open_record(asked.again)
        form, remark = assembling.read_again(bank, record)
        if remark:
            click.echo(remark, err=True)
        return form
    if asked.blueprint is None:
        return None
    wanted = _read(bank, asked.blueprint, asked.changed)
    used = frozenset[str]()
    if wanted.not_used_since:
        records = assembling.records_in(folder)
        used = assembling.used_since(records, wanted.since(_today()))
        click.echo(
            f"{folder}: {len(records)} forms looked through, {len(used)} questions used", err=True
        )
    found = assembling.assemble(bank, wanted, used)
    if found.problems and not asked.short:
        lines = "\n".join(found.problems)
        raise click.ClickException(f"{lines}\nAsk for less there, or take what there is: --short")
    for line in (*found.problems, *found.remarks):
        click.echo(line, err=True)
    return found.form


def _read(bank: Bank, path: Path, changed: dict[str, int]) -> Specification:
    from app.quiz.blueprint_file import read_blueprint  # noqa: PLC0415 - see above
    from app.quiz.specification import MAX_SEED  # noqa: PLC0415
    from question_bank.errors import BankError  # noqa: PLC0415

    with one_line():
        raw = path.read_bytes()
    try:
        wanted = read_blueprint(raw, str(path), bank)
    except BankError as error:
        raise click.ClickException("\n".join(map(str, error.problems))) from None
    if not changed:
        return wanted
    if not 0 <= changed.get("seed", 0) <= MAX_SEED:
        raise click.ClickException(f"--seed: a whole number from 0 to {MAX_SEED:,}")
    return wanted.model_copy(update=changed)


def _today() -> date:
    """Return the learner's day; only the factory reads the clock. Nothing of theirs is read."""
    from app.factory import open_runtime  # noqa: PLC0415 - a database's modules, seldom needed
    from app.services.kept_forms import today  # noqa: PLC0415
    from app.settings import create_settings  # noqa: PLC0415

    runtime = open_runtime(create_settings(os.environ))
    try:
        return today(runtime)
    finally:
        runtime.database.close()
