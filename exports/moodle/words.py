"""What Moodle calls things: categories, names and tags, grades from its own list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from exports.html_parts import worth
from exports.teaching import stem_words
from exports.teaching import words

if TYPE_CHECKING:
    from exports.base import Selection
    from question_bank.items import Item

# Moodle takes no other part of a mark: question_bank::fraction_options_full()
GRADES = (
    "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30",
    "25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10", "5", "0",
)  # fmt: skip
_PARTS = "100 50 33.33333 25 20 16.66667 14.28571 12.5 11.11111 10".split()
LONGEST_TAG = 50  # characters: Moodle cuts a longer one
_LONGEST_NAME = 90  # characters of a question's name, which is only its label in lists
_LONGEST_LEVEL = 250  # characters of a category's name: Moodle has room for 255
_LEVELS = re.compile(r"(?<=\S)::(?=\S)")  # levels of an imported deck; with spaces, words
_CONTROL = re.compile("[\x00-\x1f\x7f]+")


def part(count: int) -> str:
    """Return what each of ``count`` equal answers is worth, in percent, from Moodle's list."""
    return _PARTS[count - 1]


def category(selection: Selection, topic: str) -> str:
    """Return a topic's category: ``$course$/top/Bank/Topic``; a slash within a title is doubled."""
    bank = selection.bank
    title = _LEVELS.split(bank.topic_titles.get(topic, topic))
    levels = (_level(level) for level in (bank.info.title, *title))
    return "/".join(("$course$", "top", *filter(None, levels)))


def _level(title: str) -> str:
    said = _CONTROL.sub(" ", words(title)).strip(" /")
    return said[:_LONGEST_LEVEL].strip().replace("/", "//")


def name_of(item: Item) -> str:
    """Return a question's label: the first words of what is asked."""
    said = _CONTROL.sub(" ", stem_words(item)) or item.id
    return said if len(said) <= _LONGEST_NAME else f"{said[: _LONGEST_NAME - 1].rstrip()}…"


def tags_of(item: Item) -> tuple[str, ...]:
    """Return the item's tags that Moodle doesn't cut, then its level and its difficulty."""
    own = (tag for tag in item.tags if len(tag) <= LONGEST_TAG)
    levels = (f"bloom:{item.bloom.value}", f"difficulty:{item.difficulty.value}")
    return tuple(dict.fromkeys((*own, *levels)))


def weight(selection: Selection, item: Item, gaps: int) -> int:
    """Return what each of an item's gaps is worth: a whole number, which is all Moodle takes."""
    each = worth(selection, item) / gaps
    return int(each) if each >= 1 and each == int(each) else 1
