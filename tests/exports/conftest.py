"""A small bank of all ten kinds, with the characters that break formats."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exports.base import Selection
from question_bank.loader import load

if TYPE_CHECKING:
    from question_bank.bank import Bank

SCRIPT = Path(__file__).parents[1] / "oracle" / "anki_import.py"
SOURCE = """A Small Paper

The ministers met in Seoul & agreed on <three> things. Trade fell by 4.5 percent in 2019, and \
then it rose again. They spoke of {{c1::trust}} and of rivers.

A second paragraph says that Japan eased its controls in March 2023. Korea withdrew its \
complaint at the WTO soon after.
"""
BANK_YAML = """\
format: 1
id: small
title: "Small :: bank"
license: CC0
sources:
  - {id: paper, title: A Small Paper, author: A. Writer, short: Writer 2023, file: paper.txt}
topics:
  - {id: trade, title: "Trade & *tariffs*"}
  - {id: rivers, title: "Rivers :: and seas"}
  - {id: nothing, title: Nothing yet}
"""
TRADE_YAML = r"""
topic: trade
items:
  - id: flash
    kind: flashcard
    stem: Where did the <b>ministers</b> meet? {{c1::not a cloze}} {{Answer}} [sound:x.mp3]
    answer: Seoul & nowhere else
    reversed: true
    cite: ["P1: The ministers … things"]
  - {id: plain, kind: flashcard, stem: What is the paper called?, answer: A Small Paper}
  - id: gap
    kind: cloze
    text: >
      **Trade** fell by {{c1::4.5 percent::how much?}} in {{c2::2019}} &
      {{c1::rose $x^2$}}, {{c3
    explanation: Both numbers stand in *one* sentence.
    cite: ["P1: Trade fell … 2019"]
  - id: one-of-three
    kind: multiple_choice
    stem: Which court had the complaint?
    tags: [wto]
    bloom: understand
    difficulty: easy
    options:
      - {text: The WTO, key: true, why: The paper names it.}
      - {text: The "Hague" <court>, why: "It isn't named: a guess.", misconception: One court}
      - {text: '$\frac{1}{2}$ of it'}
    explanation: See the end.
    caution: The paper prints *WTO* only.
    as_of: August 2023
    cite: ["P2: Korea withdrew … soon after", "P2: at the WTO", "P1: agreed on"]
  - id: some-of-four
    kind: multiple_response
    stem: Which of these happened?
    shuffle: false
    options:
      - {text: Controls were eased, key: true}
      - {text: A complaint was withdrawn, key: true}
      - {text: A river rose, why: No river did.}
    cite: ["P2: Japan eased its controls"]
"""
RIVERS_YAML = r"""
topic: rivers
items:
  - id: is-it
    kind: true_false
    stem: Trade fell by 45 percent in 2019.
    key: false
    correction: It fell by **4.5** percent.
    cite: ["P1: 4.5 percent in 2019"]
  - id: who
    kind: short_answer
    stem: Who withdrew a complaint?
    answer: {value: "Korea & \"Co\" <Ltd>", aliases: [South Korea, ROK]}
    cite: ["P2: Korea withdrew"]
  - id: how-much
    kind: numeric
    stem: By how much did trade fall?
    answer: {value: 4.50, unit: percent, tolerance: 0.5}
    cite: ["P1: 4.5 percent"]
  - id: in-order
    kind: ordering
    stem: What came first?
    sequence: [Trade fell, Controls were eased, The complaint was withdrawn]
    cite: ["P2: A second paragraph … March 2023"]
  - id: pairs
    kind: matching
    stem: Who did what?
    pairs:
      - {left: Japan, right: eased controls, why: It was first.}
      - {left: Korea, right: withdrew a complaint}
      - {left: Seoul, right: eased controls}
    extra: [built a dam]
    cite: ["P2: Japan eased … soon after"]
  - id: why
    kind: open
    stem: Why did they agree?
    model_answer: |
      Because trade

      had fallen.
    rubric:
      - {text: names trade, points: 1, cite: ["P1: Trade fell"]}
      - {text: names rivers, points: 0.5, cite: ["P1: of rivers", "P1: words that stand nowhere"]}
"""


def make_bank(folder: Path, trade: str = TRADE_YAML, rivers: str = RIVERS_YAML) -> Bank:
    """Write the bank's files to a folder and read them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (
        ("paper.txt", SOURCE),
        ("bank.yaml", BANK_YAML),
        ("a-trade.yaml", trade),
        ("b-rivers.yaml", rivers),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


def select(bank: Bank, at: int = 1_750_000_000, **more: object) -> Selection:
    """Return a selection of all a bank's items."""
    return Selection(bank, bank.items, bank.info.title, at=at, **more)


@pytest.fixture
def write_bank(tmp_path: Path):
    """Return ``make_bank`` for a new folder each time it is called."""

    def write(**files: str) -> Bank:
        return make_bank(tmp_path / f"bank-{len(list(tmp_path.iterdir()))}", **files)

    return write


@pytest.fixture
def select_all():
    return select


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return make_bank(tmp_path / "small")


@pytest.fixture
def selection(bank: Bank) -> Selection:
    return select(bank)


@pytest.fixture
def trade() -> str:
    """The first topic's file, for a test to edit."""
    return TRADE_YAML


@pytest.fixture
def one_more(write_bank, trade):
    """Return the selection of a bank with one more item, given as YAML."""
    return lambda item: select(write_bank(trade=f"{trade}\n  - {item}\n"))


@pytest.fixture(scope="session")
def anki():
    """Return a function that runs steps in the real Anki, in a new collection."""
    python = os.environ.get("CITECARDS_ANKI_PYTHON")
    if not python:
        reason = "CITECARDS_ANKI_PYTHON names no python with the anki wheel"
        if "anki" in os.environ.get("CITECARDS_REQUIRE", ""):
            pytest.fail(reason)
        pytest.skip(reason)

    def run(*steps):
        done = subprocess.run(
            [python, SCRIPT],
            input=json.dumps(steps),
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "TZ": "UTC"},
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
