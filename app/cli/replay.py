"""``citecards replay``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import click

from app.cli.common import one_line
from app.cli.progress import telling
from app.cli.quick import counted
from app.scheduling.days import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.scheduling.evaluate import Scores
    from app.services.replaying import CardReplay
    from app.services.replaying import Model
    from app.services.replaying import Replay

_LONGEST_NAME = 40  # columns; a longer one moves its own line only
_RATINGS = ("again", "hard", "good", "easy")
_HEAD = ("card", "stability", "difficulty", "last day", *_RATINGS)


@click.command("replay")
@click.argument("log", metavar="LOG.csv", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, numbers unrounded.")
@click.option("--timezone", metavar="ZONE", help="Of the study days (default: this machine's).")
@click.option(
    "--rollover", type=click.IntRange(0, 23), metavar="HOUR",
    help="When a study day begins (default: 4).",
)  # fmt: skip
def command(log: Path, *, as_json: bool, timezone: str | None, rollover: int | None) -> None:
    """Replay a review log: each card's memory, and how well FSRS predicted it.

    LOG.csv has a header with card_id, review_time (ISO 8601 with an offset, or ms since 1970,
    UTC) and review_rating (1 to 4), in any order; other columns are not read.

    A card's memory is the one that Anki has with the default parameters. Its intervals are the
    days after each answer if it is answered on the day it falls due (90 % recall), without fuzz
    and learning steps. The log is measured on what each of five parts in the order of time could
    know of the next: with the default parameters, with fitted ones, and with the constant average.
    """
    from app.services.replaying import replay  # noqa: PLC0415 - after the options are read

    with one_line():
        zone, hour = _study_days(timezone, rollover)
        with telling() as tell:
            found = replay(log, zone=zone, rollover=hour, tell=tell)
    if as_json:
        click.echo(json.dumps(_document(found), ensure_ascii=False, indent=1))
    else:
        _print_log(found)
        click.echo("\n".join(_lines(found)))


def _study_days(timezone: str | None, rollover: int | None) -> tuple[str, int]:
    """Settle zone and rollover: option, then ``CITECARDS_*``, then the machine's and 4."""
    from app.settings import create_settings  # noqa: PLC0415

    env = dict(os.environ)
    if timezone is not None:
        env["CITECARDS_ZONE"] = "UTC"  # a bad one, of which no use is made, is no fault
    if rollover is not None:
        env["CITECARDS_ROLLOVER"] = str(rollover)
    settings = create_settings(env)
    return settings.zone if timezone is None else timezone, settings.rollover


def _document(found: Replay) -> dict[str, Any]:
    """Give what --json prints."""
    fitted = found.fitted and {**_measured(found.fitted), "kept": found.kept}
    return {
        "cards": [
            {
                "card_id": card.card,
                "stability": card.memory.stability,
                "difficulty": card.memory.difficulty,
                "last_day": date_of(card.last_day).isoformat(),
                "intervals": dict(zip(_RATINGS, card.intervals, strict=True)),
            }
            for card in found.cards
        ],
        "log": {
            "reviews": found.reviews,
            "cards": len(found.cards),
            "items": found.items,
            "scored": found.scored,
            "default": _measured(found.default),
            "fitted": fitted,
            "average": _scored(found.average),
            "note": found.note,
        },
    }


def _measured(model: Model) -> dict[str, Any]:
    return {**_scored(model.scores), "parameters": list(model.parameters)}


def _scored(scores: Scores) -> dict[str, float | None]:
    return {"log_loss": scores.log_loss, "rmse_bins": scores.rmse_bins, "auc": scores.auc}


def _print_log(found: Replay) -> None:
    """Print what the log says as a whole: plain text, unless it goes to a terminal."""
    from rich.console import Console  # noqa: PLC0415 - --json needs none
    from rich.table import Table  # noqa: PLC0415

    reviews, cards = counted(found.reviews, "review"), counted(len(found.cards), "card")
    click.echo(
        f"{reviews} of {cards}; {found.items} on a later day than the card's last, "
        f"of which {found.scored} are scored.\n"
    )
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("parameters")
    for name in ("log loss", "RMSE(bins)", "AUC"):
        table.add_column(name, justify="right")
    for name, scores in (
        ("default", found.default.scores),
        ("fitted", found.fitted.scores if found.fitted else None),
        ("none: the average", found.average),
    ):
        if scores is not None:
            table.add_row(name, *map(_short, _scored(scores).values()))
    Console(highlight=False).print(table)


def _lines(found: Replay) -> Iterator[str]:
    """Yield the note, the fitted parameters as Anki takes them, then a line a card."""
    yield from ("", found.note)
    if found.fitted:
        numbers = ", ".join(f"{value:.4f}" for value in found.fitted.parameters)
        yield f"Fitted parameters: {numbers}"
    if found.cards:
        yield from ("", *_columns([_HEAD, *map(_row, found.cards)]))


def _row(card: CardReplay) -> tuple[str, ...]:
    return (
        "".join(char if char.isprintable() else "\ufffd" for char in card.card),
        f"{card.memory.stability:.4f}",
        f"{card.memory.difficulty:.3f}",
        date_of(card.last_day).isoformat(),
        *map(str, card.intervals),
    )


def _short(score: float | None) -> str:
    return "–" if score is None else f"{score:.4f}"


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Align rows: names to the left, numbers to the right (rich takes a minute for many)."""
    from rich.cells import cell_len  # noqa: PLC0415 - see _print_log

    names = [cell_len(row[0]) for row in rows]
    room = min(max(names), _LONGEST_NAME)
    widths = [max(map(len, column)) for column in zip(*(row[1:] for row in rows), strict=True)]
    for (name, *numbers), taken in zip(rows, names, strict=True):
        cells = [cell.rjust(width) for cell, width in zip(numbers, widths, strict=True)]
        yield "  ".join([name + " " * (room - taken), *cells])
