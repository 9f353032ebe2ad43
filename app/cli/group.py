"""The commands as click has them; a command's module is loaded when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from keyword import iskeyword

import click

from app.cli import COMMANDS
from app.cli import HELP


class _Lazy(click.Group):
    """Knows its commands by name; loads one when it's called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order a newcomer meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command's module; a list of commands doesn't."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = import_module(f"app.cli.{name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command

    def get_help(self, ctx: click.Context) -> str:
        """Return the text that ``citecards --help`` prints."""
        del ctx
        return HELP.rstrip("\n")


def _version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001
    if wanted:
        from importlib.metadata import PackageNotFoundError  # noqa: PLC0415 - 50 ms
        from importlib.metadata import version  # noqa: PLC0415

        try:
            click.echo(f"citecards {version('citecards')}")
        except PackageNotFoundError:
            click.echo("citecards (from its source)")
        ctx.exit()


@click.command(
    cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Show the version.",
)  # fmt: skip
def group() -> None:
    """Questions whose answers cite their passage: study them, carry them to Anki, set a quiz."""


def run() -> None:
    """Run a command; an expected failure is one line on stderr and exit code 1 or 2."""
    try:
        code = group.main(prog_name="citecards", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
