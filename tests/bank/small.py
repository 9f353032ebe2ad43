"""A small bank on disk and in memory, for the tests of this room to bend."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from question_bank.loader import read
from question_bank.source import Source
from question_bank.source import SourceInfo
from tests import strategies

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from question_bank.bank import Bank
    from question_bank.cite import Citation
    from question_bank.errors import Problem
    from question_bank.items import Item
    from question_bank.loader import Reading

PAPER = """\
A Small Paper

The ministers met in Seoul and agreed on three things. Trade fell by 4.5 percent in 2019, and \
then it rose again.

What Came After

A second paragraph says that Japan eased its controls in March 2023. Korea withdrew its \
“complaint” at the WTO soon after, and trade rose again.
"""
INFO = """\
format: 1
id: small
title: A small bank
sources:
  - {id: paper, title: A Small Paper, author: A. Writer, short: Writer 2023, file: paper.txt}
topics:
  - id: trade
    title: Trade
    objectives: [{id: fall, text: Explain the fall.}]
  - {id: rivers, title: Rivers}
"""
TOPIC = """\
topic: trade
items:
  - id: where
    kind: flashcard
    stem: Where did the ministers meet?
    answer: Seoul
    cite: ["P1: The ministers met … three things."]
"""
FILES: Mapping[str, str | bytes] = {"bank.yaml": INFO, "paper.txt": PAPER, "a.yaml": TOPIC}
_STEM = {"stem": "What is asked here?"}
_OPTIONS = [
    {"text": "One", "key": "true"},
    {"text": "Two", "why": "No."},
    {"text": "Three", "why": "No."},
]
_OF_KIND: Mapping[str, dict[str, Any]] = {
    "flashcard": {**_STEM, "answer": "Seoul"},
    "cloze": {"text": "The ministers met in {{c1::Seoul}}."},
    "multiple_choice": {**_STEM, "options": _OPTIONS},
    "multiple_response": {
        **_STEM,
        "options": [*_OPTIONS, {"text": "Four", "key": "true"}],
    },
    "true_false": {**_STEM, "key": "true"},
    "short_answer": {**_STEM, "answer": "Seoul"},
    "numeric": {**_STEM, "answer": {"value": "4.5", "unit": "percent"}},
    "ordering": {**_STEM, "sequence": ["One", "Two", "Three"]},
    "matching": {
        **_STEM,
        "pairs": [{"left": "a", "right": "One"}, {"left": "b", "right": "Two"}],
    },
    "open": {
        **_STEM,
        "model_answer": "Because trade fell.",
        "rubric": [{"text": "names trade", "points": "1"}, {"text": "says why", "points": "1"}],
    },
}


def row(kind: str, **more: Any) -> dict[str, Any]:
    """Return an item with which no rule of lint finds fault, with changes."""
    return {
        "id": "where",
        "kind": kind,
        "topic": "trade",
        "cite": ["P1: The ministers met … three things."],
        "explanation": "It says so.",
        **_OF_KIND[kind],
        **more,
    }


def item(kind: str = "flashcard", **more: Any) -> Item:
    """Make that item."""
    return strategies.ITEM.validate_python(row(kind, **more))


def bank(*rows: dict[str, Any], text: str = PAPER, **info: Any) -> Bank:
    """Make a bank in memory."""
    head = {
        "format": 1,
        "id": "small",
        "title": "Small",
        "sources": [
            {"id": "paper", "title": "P", "author": "A", "short": "A 2023", "file": "paper.txt"}
        ],
        "topics": [
            {"id": "trade", "title": "Trade", "objectives": [{"id": "fall", "text": "Explain."}]},
            {"id": "rivers", "title": "Rivers"},
        ],
    }
    return strategies.bank_of(head | info, list(rows), text)


def source(text: str = PAPER) -> Source:
    """Make a source."""
    return Source(
        SourceInfo(id="paper", title="P", author="A", short="A 2023", file="paper.txt"), text
    )


def cite(value: Any) -> Citation:
    """Read a citation as an item would."""
    return item(cite=[value]).cite[0]


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the small bank's files, changed or with more; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, **files}.items():
        raw = text if isinstance(text, bytes) else text.encode()
        (folder / name).write_bytes(raw)
    return folder


def read_files(folder: Path, files: Mapping[str, str | bytes]) -> Reading:
    """Write and read them."""
    return read(write(folder, files))


def told(problems: tuple[Problem, ...]) -> list[str]:
    """Return the problems as they print, without the folder."""
    return [
        str(problem)[str(problem).rfind("/", 0, str(problem).find(":")) + 1 :]
        for problem in problems
    ]
