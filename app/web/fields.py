"""The options as a form: each with plain words, Anki's name and default, bounds, what it does."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from app.scheduling import durations
from app.scheduling import parameters as fsrs6
from app.services.options import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

    from app.scheduling.types import Options

_MOST_CARDS = 9999


@dataclass(frozen=True, slots=True)
class Field:
    """One option: its words, Anki's name for it, how it is written and read.

    ``read`` raises ``ValueError`` with a sentence for the learner. ``kind`` is ``number``,
    ``text``, ``switch``, ``choice`` or ``numbers``; ``low`` and ``high`` bound a number,
    ``choices`` are values with their words.
    """

    name: str
    words: str
    anki: str
    does: str
    kind: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    unit: str = ""
    low: str = ""
    high: str = ""
    theirs: str | None = None
    choices: tuple[tuple[str, str], ...] = ()

    def default(self, options: Options) -> str:
        """Write Anki's default; it is ours, unless the field says otherwise."""
        if self.theirs is not None:
            return self.theirs
        value = getattr(options, self.name)
        if self.choices:
            return dict(self.choices)[value]
        return ("off", "on")[value] if self.kind == "switch" else self.write(value)


def _whole(low: int, high: int, scale: int = 1) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and low <= int(text[:12]) <= high):
            raise ValueError(f"Write a whole number from {low} to {high}.")
        return int(text) * scale

    return read


def _share(text: str) -> float:
    number = text.strip().removesuffix("%").strip().replace(",", ".")
    try:
        share = float(number)
    except ValueError:
        share = 0.0
    if share > 1:  # 90 and 90 % mean 0.90
        share = round(share / 100, 6)
    if not 0.7 <= share <= 0.99:  # noqa: PLR2004 - Anki's bounds
        raise ValueError("Write a number from 0.70 to 0.99, or from 70 to 99 percent.")
    return share


def _numbers(text: str) -> tuple[float, ...]:
    words = text.replace(",", " ").replace(";", " ").split()
    if not words:
        return fsrs6.DEFAULTS
    found = []
    for place, word in enumerate(words):
        try:
            found.append(float(word))
        except ValueError:
            raise ValueError(f"Parameter {place} is “{word[:20]}”: write a number.") from None
    fsrs6.check(tuple(found))
    return tuple(found)


def _written(numbers: tuple[float, ...]) -> str:
    return ", ".join(map(repr, numbers))


def _ticked(text: str) -> bool:
    return text == "1"


def _number(  # noqa: PLR0913, PLR0917 - a table's columns
    name: str, words: str, anki: str, does: str, low: int, high: int, unit: str = "", scale: int = 1
) -> Field:
    return Field(
        name, words, anki, does, "number", lambda value: str(value // scale),
        _whole(low, high, scale), unit, str(low), str(high),
    )  # fmt: skip


def _steps(name: str, words: str, anki: str, does: str) -> Field:
    return Field(name, words, anki, does, "text", durations.write, durations.read)


def _switch(name: str, words: str, anki: str, does: str, theirs: str | None = None) -> Field:
    return Field(
        name, words, anki, does, "switch", lambda on: "1" if on else "", _ticked, theirs=theirs
    )


def _choice(  # noqa: PLR0913, PLR0917 - a table's columns
    name: str, words: str, anki: str, does: str, choices: Mapping[str, str],
    theirs: str | None = None,
) -> Field:  # fmt: skip
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"Choose one of these: {', '.join(choices.values())}.")
        return text

    return Field(
        name, words, anki, does, "choice", str, read, theirs=theirs,
        choices=tuple(choices.items()),
    )  # fmt: skip


_ALL = (
    (
        "A day",
        _number("new_per_day", "New cards a day", "New cards/day",
                "How many cards you haven’t seen are shown each day.", 0, _MOST_CARDS),
        _number("reviews_per_day", "Reviews a day, at most", "Maximum reviews/day",
                "What is due beyond it waits for the next day.", 0, _MOST_CARDS),
        _number("learn_ahead", "Learn ahead", "Learn ahead limit",
                "When nothing else is left, a card you are learning comes back this much early.",
                0, 1440, "minutes", 60),
    ),
    (
        "In which order",
        _choice("new_order", "New cards", "New card gather order",
                "Drawn at random, they come from all over the deck.",
                {"bank": "in the bank’s order", "random": "random"}, "deck"),
        _choice("review_order", "Reviews", "Review sort order",
                "When more is due than you can do in a day, the least known first loses least. "
                "Sorted are the 1,000 that are due longest.",
                {"due": "due date, then random",
                 "random": "random",
                 "recall": "least known first",
                 "interval": "shortest interval first",
                 "interval-down": "longest interval first",
                 "difficulty": "easiest first",
                 "difficulty-down": "hardest first"}),
        _choice("first_kind", "New cards and reviews", "New/review order",
                "Which of the two comes first.",
                {"mixed": "mixed", "new": "new cards first", "reviews": "reviews first"},
                "mix with reviews"),
        _choice("day_steps", "Steps that took a night", "Interday learning/review order",
                "When cards you are learning come whose step ended on a later day.",
                {"first": "before the day’s cards", "last": "after the day’s cards"},
                "mix with reviews"),
    ),
    (
        "How cards come back",
        Field("desired_retention", "Desired retention", "Desired retention",
              "How likely you are to recall a card on the day it comes back. "
              "Higher means more reviews.",
              "number", lambda value: f"{value:.2f}" if round(value, 2) == value else f"{value:g}",
              _share, "", "0.70", "0.99"),
        _number("maximum_interval", "Longest interval", "Maximum interval",
                "No card that you recalled stays away longer.", 1, 36500, "days"),
        _steps("learning_steps", "Learning steps", "Learning steps",
               "When a new card comes back until you know it: s, m, h and d are seconds, minutes, "
               "hours, days. Empty: at once in days."),
        _steps("relearning_steps", "Relearning steps", "Relearning steps",
               "When a card that you forgot comes back."),
        _switch("bury", "Keep related cards apart", "Bury siblings",
                "Cards of one item, and over the same words of the paper, don’t come on one day.",
                "off"),
    ),
    (
        "What you keep forgetting",
        _number("leech_threshold", "Leech after", "Leech threshold",
                "So often forgotten, a card is called a leech; 0 calls none so.", 0, 999, "lapses"),
        _switch("suspend_leeches", "Put leeches aside", "Leech action: suspend card",
                "A leech isn’t asked any more until you bring it back."),
        _switch("passage_first", "The passage first", "",
                "A card that you forgot shows its passage before it is asked again."),
    ),
    (
        "Answering",
        _switch("two_buttons", "Two buttons", "",
                "Again and Good alone, keys 1 and 3."),
        _switch("show_intervals", "Intervals on the buttons",
                "Show next review time above answer buttons",
                "Each button says when the card would come back."),
        _switch("show_timer", "A timer", "Show on-screen timer",
                "How long you have been looking at a card, in the bar. Answers count a minute "
                "at most."),
    ),
    (
        "The memory model",
        Field("parameters", "FSRS parameters", "FSRS parameters",
              "21 numbers that describe how you forget. Empty: the defaults.",
              "numbers", _written, _numbers),
    ),
)  # fmt: skip
# What this version knows how to do; a group without any is left out.
GROUPS: tuple[tuple[str, tuple[Field, ...]], ...] = tuple(
    (title, known)
    for title, *fields in _ALL
    if (known := tuple(field for field in fields if field.name in NAMES))
)
FIELDS = tuple(field for _, fields in GROUPS for field in fields)


def written(options: Options) -> dict[str, str]:
    """Write options as the form shows them."""
    return {field.name: field.write(getattr(options, field.name)) for field in FIELDS}


def read(form: Mapping[str, str], options: Options) -> tuple[Options, dict[str, str]]:
    """Read options from a form; faults by field, with nothing read then.

    A switch that isn't ticked isn't sent; any other field that isn't sent stays as it is.
    """
    found: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for field in FIELDS:
        if field.name not in form and field.kind != "switch":
            continue
        try:
            found[field.name] = field.read(form.get(field.name, "").strip())
        except ValueError as error:
            faults[field.name] = str(error)
    if faults:
        return options, faults
    return replace(options, **found), {}
