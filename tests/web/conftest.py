"""A site over a bank of all ten kinds, each key a word that stands nowhere else."""

from __future__ import annotations

import pytest

from tests.services.banks import EVERY_KIND
from tests.services.banks import flashcards
from tests.services.banks import write_bank
from tests.site import Clock
from tests.site import make_runtime
from tests.web.pages import browse


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def folder(tmp_path):
    return write_bank(tmp_path / "small", {"trade": EVERY_KIND, "rivers": flashcards("b1", "b2")})


@pytest.fixture
def runtime(tmp_path, folder, clock):
    made = make_runtime(tmp_path / "data", folder, clock=clock)
    yield made
    made.database.close()


@pytest.fixture
def client(runtime):
    return browse(runtime)
