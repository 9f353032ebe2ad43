"""The fenced blocks of the format's README."""

from __future__ import annotations

import re
from pathlib import Path

import question_bank

TEXT = Path(question_bank.__file__).with_name("README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def examples() -> list[str]:
    """Return the example items."""
    return blocks("yaml")


def name_of(text: str) -> str:
    """Return the id of an example."""
    return re.search(r"id: (\S+)", text)[1]
