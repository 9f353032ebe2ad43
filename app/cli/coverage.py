"""``citecards coverage``: each sentence of the source with the items that cite it."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING
from typing import Any
from unicodedata import east_asian_width

import click

from app.cli.common import bank_argument
from app.cli.common import sound_bank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from question_bank.coverage import Coverage

_NOTHING = "nothing cites this"


@click.command("coverage")
@bank_argument
@click.option("--source", metavar="ID", help="Only this source of the bank.")
@click.option("--uncited", is_flag=True, help="Only sentences that nothing cites.")
@click.option("--json", "as_json", is_flag=True, help="Print the sentences as JSON.")
def command(bank: Path | None, source: str | None, *, uncited: bool, as_json: bool) -> None:
    """Print each sentence of the source of BANK with the items that cite it.

    Headings are shown where they stand; nothing needs to cite them. With --json: a list of
    {source, paragraph, start, end, text, items}, offsets in characters of the source's file.
    """
    from question_bank.coverage import coverage  # noqa: PLC0415 - after the options are read

    found = coverage(sound_bank(bank))
    known = [row.source.id for row in found]
    if source is not None and source not in known:
        names = f"sources are {', '.join(known)}" if known else "it has none"
        raise click.ClickException(f"there is no source `{source}` in this bank: {names}")
    found = tuple(row for row in found if source in (None, row.source.id))
    if as_json:
        rows = [row for one in found for row in _rows(one, uncited=uncited)]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    lines = [line for one in found for line in _lines(one, width, uncited=uncited)]
    click.echo("\n".join(lines).lstrip("\n") or "This bank has no source.")


def _rows(found: Coverage, *, uncited: bool) -> Iterator[dict[str, Any]]:
    for row in found.counted:
        if not (uncited and row.items):
            yield {
                "source": found.source.id,
                "paragraph": row.paragraph,
                "start": row.start,
                "end": row.end,
                "text": found.source.text[row.start : row.end],
                "items": list(row.items),
            }


def _lines(found: Coverage, width: int | None, *, uncited: bool) -> Iterator[str]:
    """Yield a heading or a paragraph's number, then under it each sentence with its items."""
    at = -1
    for row in found.sentences:
        words = _words(found.source.text[row.start : row.end])
        if row.kind == "heading":
            if not uncited:
                yield from ("", _short(words, width))
            continue
        if uncited and row.items:
            continue
        if row.paragraph != at:
            yield from ("", f"P{row.paragraph}")
            at = row.paragraph
        yield f"  {_short(words, width and width - 2)}"
        yield f"    {', '.join(row.items) or _NOTHING}"
    counted = len(found.counted)
    share = f" ({int(100 * found.share)} %)" if counted else ""
    left = counted - found.cited
    verb = "is" if left == 1 else "are"
    yield ""
    yield (
        f"{found.source.id}: {found.cited} of {counted} sentences are cited{share}, "
        f"{left or 'none'} {verb} not."
    )


def _words(text: str) -> str:
    """Return a sentence on one line, without what would steer a terminal."""
    return "".join(char if char.isprintable() else "\ufffd" for char in " ".join(text.split()))


def _short(words: str, width: int | None) -> str:
    """Cut a line to the columns of a terminal; a Chinese, Japanese or Korean sign takes two."""
    if width is None or sum(map(_columns, words)) <= width:
        return words
    room, kept = width - 1, ""
    for char in words:
        room -= _columns(char)
        if room < 0:
            break
        kept += char
    return f"{kept.rstrip()}…"


def _columns(char: str) -> int:
    return 2 if east_asian_width(char) in "WF" else 1
