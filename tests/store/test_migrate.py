"""The tables and their history, on both kinds of database."""

from __future__ import annotations

import importlib
import pkgutil
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlalchemy import text

from app.factory import create_runtime
from app.settings import Settings
from app.store import migrations
from app.store.db import Database
from app.store.db import StoreError
from app.store.ledger import Base
from app.store.migrate import HEAD
from app.store.migrate import config
from app.store.migrate import current
from app.store.migrate import is_modelled
from app.store.migrate import migrate
from tests.services.banks import log_rows
from tests.services.banks import rate
from tests.services.banks import write_bank


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'test.db'}"
    else:
        address = request.getfixturevalue("postgres")
    made = Database(address)
    yield made
    made.close()


def tables(database: Database) -> set[str]:
    with database.read() as connection:
        names = inspect(connection).get_table_names()
        return {name for name in names if is_modelled(name, "table", {})}


def test_an_empty_database_gets_all_tables(database):
    assert current(database) is None
    migrate(database)

    assert current(database) == HEAD
    assert tables(database) == {*Base.metadata.tables, "alembic_version"}


def test_the_migrations_make_exactly_the_models(database):
    migrate(database)

    with database.read() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True, "compare_server_default": True, "include_name": is_modelled,
            },
        )  # fmt: skip
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_is_migrating_once(database):
    migrate(database)
    with database.write() as connection:
        connection.execute(text("INSERT INTO learner VALUES ('me', 'Me', 0)"))
    migrate(database)

    with database.read() as connection:
        assert connection.execute(text("SELECT id FROM learner")).scalars().all() == ["me"]


def test_the_way_back_drops_every_table(database):
    migrate(database)
    with database.write() as connection:
        command.downgrade(config(connection), "base")

    assert tables(database) == {"alembic_version"}
    migrate(database)
    assert current(database) == HEAD


def test_a_database_from_a_newer_version_is_refused_and_kept(database):
    migrate(database)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StoreError, match="made by a newer Citecards: install that one"):
        migrate(database)
    assert current(database) == "9999"
    assert set(Base.metadata.tables) < tables(database)


def test_the_head_in_the_code_is_the_newest_migration(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    with database.read() as connection:
        assert ScriptDirectory.from_config(config(connection)).get_heads() == [HEAD]
    database.close()


def test_every_migration_has_a_way_back():
    versions = importlib.import_module("app.store.migrations.versions")
    names = [row.name for row in pkgutil.iter_modules(versions.__path__)]

    assert names
    for name in names:
        module = importlib.import_module(f"{versions.__name__}.{name}")
        assert callable(module.upgrade)
        assert callable(module.downgrade)
    assert migrations.__doc__


@pytest.mark.parametrize(
    ("row", "rule"),
    [({"rating": 5}, "rating"), ({"rating": 0}, "rating"), ({"kind": "guess"}, "kind")],
)
def test_the_log_refuses_what_scheduling_does_not_know(tmp_path, row, rule):
    runtime = create_runtime(settings(tmp_path))
    rate(runtime, 1)
    good = {**log_rows(runtime)[0], "id": "another", **row}
    good.pop("seq")
    names = ", ".join(good)
    values = ", ".join(f":{name}" for name in good)

    with (
        pytest.raises(Exception, match=f"CHECK constraint failed: ck_review_{rule}"),
        runtime.database.write() as connection,
    ):
        connection.execute(text(f"INSERT INTO review ({names}) VALUES ({values})"), good)  # noqa: S608
    runtime.database.close()


def settings(folder) -> Settings:
    bank = write_bank(folder / "bank")
    data = folder / "data"
    return Settings(data=data, banks=(bank,), database=f"sqlite:///{data / 'citecards.db'}")


def test_a_first_start_makes_folder_and_tables_and_needs_no_backup(tmp_path):
    runtime = create_runtime(settings(tmp_path))

    assert current(runtime.database) == HEAD
    assert [path.name for path in (tmp_path / "data").glob("*.db")] == ["citecards.db"]
    assert not (tmp_path / "data" / "backups").exists()
    runtime.database.close()


def test_a_second_start_touches_no_table(tmp_path, monkeypatch):
    create_runtime(settings(tmp_path)).database.close()
    monkeypatch.setattr("app.factory.migrate", pytest.fail)

    create_runtime(settings(tmp_path)).database.close()


def test_before_an_upgrade_the_file_is_backed_up_whole(tmp_path):
    runtime = create_runtime(settings(tmp_path))
    rate(runtime, 1)
    with runtime.database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    runtime.database.close()

    with pytest.raises(StoreError):
        create_runtime(settings(tmp_path))

    [backup] = (tmp_path / "data" / "backups").iterdir()
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT count(*) FROM review").fetchone() == (1,)


def test_programs_started_together_on_a_new_folder_all_come_up(tmp_path):
    given = settings(tmp_path)
    failed: list[BaseException] = []
    gate = threading.Barrier(4)

    def start():
        gate.wait()
        try:
            create_runtime(replace(given)).database.close()
        except BaseException as error:  # noqa: BLE001 - told by the assertion
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    runtime = create_runtime(given)
    with runtime.database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM bank")).scalar() == 1
    runtime.database.close()
