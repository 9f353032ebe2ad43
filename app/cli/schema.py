"""``citecards schema``."""

from __future__ import annotations

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of bank files; editors complete and check YAML with it.

    Save it beside your bank (`citecards schema > bank.schema.json`) and begin each file with
    `# yaml-language-server: $schema=bank.schema.json`.
    """
    from question_bank.schema import json_schema  # noqa: PLC0415 - 0.1 s that --help doesn't pay

    click.echo(json.dumps(json_schema(), indent=2))
