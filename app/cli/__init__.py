"""The command line. Each command loads only what it needs: ``--help`` and ``check`` are quick."""

from __future__ import annotations

import sys
from importlib import import_module

import click

_COMMANDS = {
    "serve": "Study in the browser: start the site on this machine.",
    "check": "Read a bank and say all that is wrong with it.",
    "quiz": "Assemble a quiz in several versions, each with its key.",
    "export": "Write a bank for Anki or another program.",
    "schema": "Print the JSON Schema of the bank format, for your editor.",
    "backup": "Copy your data (all you have answered) to a safe file.",
}


class _Lazy(click.Group):
    """Knows its commands by name; loads one when it's called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order a newcomer meets them."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command's module; a list of commands doesn't."""
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(f"app.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        del ctx
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


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
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`citecards COMMAND --help` tells more of each. Without a BANK (a folder with a "
    "bank.yaml) the shipped one is used: a paper on Japan and South Korea.",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Show the version.",
)  # fmt: skip
def group() -> None:
    """Questions whose answers cite their passage: study them, carry them to Anki, set a quiz."""


def main() -> None:
    """Run the command line; an expected failure is one line on stderr and exit code 1 or 2."""
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
