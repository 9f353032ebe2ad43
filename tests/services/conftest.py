"""A small bank on disk and a runtime that studies it."""

from __future__ import annotations

import pytest

from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def folder(tmp_path):
    """Return the folder of a bank of two topics, trade (a1, a2, a3) and rivers (b1, b2)."""
    return write_bank(tmp_path / "small")


@pytest.fixture
def runtime(tmp_path, folder, clock):
    made = make_runtime(tmp_path / "data", folder, clock=clock)
    yield made
    made.database.close()
