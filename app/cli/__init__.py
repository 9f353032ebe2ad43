"""The command line. Each command loads only what it needs: ``--help`` and ``check`` are quick."""

from __future__ import annotations

import os
import sys

# pydantic would read the metadata of every installed package to look for plugins: 0.05 s
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

COMMANDS = {
    "serve": "Study in the browser: start the site on this machine.",
    "check": "Read a bank and say all that is wrong with it.",
    "coverage": "Show which sentences of the paper are cited, and by which items.",
    "judge": "Print items for a second reader, and keep the verdicts.",
    "replay": "Compute each card's memory from a review log, and how well it was predicted.",
    "quiz": "Assemble a quiz in several versions, each with its key.",
    "import": "Read a deck of Anki, a table or a quiz into a bank.",
    "export": "Write a bank for Anki or another program.",
    "anki": "Push a bank into a running Anki, or pull your reviews from it.",
    "schema": "Print the JSON Schema of the bank format, for your editor.",
    "backup": "Copy your data (all you have answered) to a safe file.",
    "restore": "Put a backup in the place of your data.",
    "doctor": "Look for damage in your data, and mend it.",
}
_LINES = "\n".join(f"  {name:10}{does}" for name, does in COMMANDS.items())
HELP = f"""\
Usage: citecards [OPTIONS] COMMAND [ARGS]...

  Questions whose answers cite their passage: study them, carry them to Anki,
  set a quiz.

Commands:
{_LINES}

Options:
  --version   Show the version.
  -h, --help  Show this message.

  `citecards COMMAND --help` tells more of each. Without a BANK (a folder with
  a bank.yaml) the shipped one is used: a paper on Japan and South Korea.
"""


def main() -> None:
    """Run the command line; an expected failure is one line on stderr and exit code 1 or 2."""
    if sys.argv[1:] in ([], ["-h"], ["--help"]):
        sys.stdout.write(HELP)  # click alone takes as long to load as Python itself, thrice
        return
    if sys.argv[1:2] == ["check"]:
        from app.cli import quick  # noqa: PLC0415 - what another command needs isn't loaded

        simple = quick.simple(sys.argv[2:])
        if simple is not None:
            quick.exit_with(simple[0], as_json=simple[1])
    from app.cli.group import run  # noqa: PLC0415 - see above

    run()
