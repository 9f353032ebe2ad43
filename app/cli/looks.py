"""The options that say how a quiz is printed, for every command that prints one."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING
from typing import Any

import click

from exports.paper.look import PAPERS
from exports.paper.look import Look

if TYPE_CHECKING:
    from collections.abc import Callable

_OPTIONS = (
    click.option(
        "--paper", type=click.Choice(list(PAPERS)), default="a4", show_default=True,
        help="The paper of pdf and docx.",
    ),
    click.option(
        "--columns", type=click.IntRange(1, 2), default=1, show_default=True,
        help="Columns of pdf and docx.",
    ),
    click.option("--large", is_flag=True, help="Large print: 18 pt, in one column."),
    click.option("--dyslexic", is_flag=True, help="Without serifs, widely spaced, flush left."),
    click.option("--sections", is_flag=True, help="A heading where a new topic begins."),
    click.option("--reading-sheet", is_flag=True, help="Also the cited paragraphs, to hand out."),
    click.option(
        "--answer-sheet", is_flag=True,
        help="Also a sheet of bubbles a version, and the place of each as JSON (pdf).",
    ),
    click.option(
        "--student-digits", type=click.IntRange(0, 12), default=0, metavar="N",
        help="Bubbles for a student's number of N digits on the answer sheet.",
    ),
    click.option("--no-key", is_flag=True, help="No key (pdf and docx)."),
)  # fmt: skip
_NAMES = (
    "paper", "columns", "large", "dyslexic", "sections", "reading_sheet", "answer_sheet",
    "student_digits",
)  # fmt: skip


def looking(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of print; it gets them as one argument, ``look``."""

    @wraps(command)
    def with_look(**given: Any) -> None:
        chosen = {name: given.pop(name) for name in _NAMES}
        command(look=Look(**chosen, key=not given.pop("no_key")), **given)

    for option in reversed(_OPTIONS):
        with_look = option(with_look)
    return with_look
