"""Options of the whole test run."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from hypothesis import settings
from jinja2.bccache import BytecodeCache
from playwright.sync_api import sync_playwright
from sqlalchemy import create_engine
from sqlalchemy import text
from sqlalchemy.engine import make_url

from tests.site import CHROMIUM
from tests.site import CHROMIUM_FLAGS

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

# a busy machine is no failure; speed is measured in tests/bench. One tree, one verdict: the same
# examples each time, unless new ones are asked for with HYPOTHESIS_PROFILE=explore
settings.register_profile("citecards", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("explore", deadline=None, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "citecards"))


class _Compiled(BytecodeCache):
    """Templates as they were compiled: hundreds of sites are made in one test run."""

    def __init__(self) -> None:
        self._found: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._found:
            bucket.bytecode_from_string(self._found[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._found[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _Compiled()}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-gold",
        action="store_true",
        help="write what is made to the gold files, to be read in the diff",
    )


def _address(name: str) -> str:
    """Return an address from the environment; without one skip, or fail if it is required."""
    address = os.environ.get(name)
    if address:
        return address
    if "postgres" in os.environ.get("CITECARDS_REQUIRE", ""):
        pytest.fail(f"CITECARDS_REQUIRE asks for postgres, but {name} is not set")
    pytest.skip(f"{name} is not set: give the address of a PostgreSQL server")


@pytest.fixture
def postgres():
    """Return the address of a new, empty PostgreSQL database, dropped after the test."""
    url = make_url(_address("CITECARDS_TEST_POSTGRES"))
    name = f"citecards_test_{uuid.uuid4().hex[:12]}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="session")
def playwright():
    """Return what starts Chromium, one a process; skip without, or with CITECARDS_REQUIRE fail."""
    if not Path(CHROMIUM).exists():
        reason = f"there is no Chromium at {CHROMIUM}: set CITECARDS_CHROMIUM to its path"
        if "browser" in os.environ.get("CITECARDS_REQUIRE", ""):
            pytest.fail(f"CITECARDS_REQUIRE asks for a browser, but {reason}")
        pytest.skip(reason)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright):
    """Start the system's Chromium."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()
