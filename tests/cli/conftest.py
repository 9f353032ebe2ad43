"""Run the command line in this process, as ``citecards`` would."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app import cli
from tests.services.banks import EVERY_KIND
from tests.services.banks import flashcards
from tests.services.banks import write_bank


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> list[str]:
        """The lines on stderr, of which a person reads one."""
        return self.err.splitlines()


@pytest.fixture
def citecards(monkeypatch, capsys, tmp_path):
    """Return a function that runs a command from an empty folder, with data of its own."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("CITECARDS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr("sys.argv", ["citecards", *map(str, arguments)])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture
def bank(tmp_path):
    """Return the folder of a bank of all ten kinds in two topics, trade and rivers."""
    return write_bank(tmp_path / "small", {"trade": EVERY_KIND, "rivers": flashcards("b1", "b2")})
