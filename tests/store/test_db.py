"""How the database is opened, and what is said when it can't be."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.exc import OperationalError

from app.store import db
from app.store.db import Database
from app.store.db import StoreError


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path / 'test.db'}")
    with made.write() as connection:
        connection.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE child (id INTEGER REFERENCES parent (id))"))
    yield made
    made.close()


def count(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(text("SELECT count(*) FROM parent")).scalar_one()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_every_connection_is_durable_patient_and_checks_references(database, pragma, value):
    with database.read() as one, database.engine.connect() as other:
        assert one.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
        assert other.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_a_reference_to_nothing_is_refused(database):
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(text("INSERT INTO child VALUES (7)"))


def test_a_write_that_fails_leaves_nothing_behind(database):
    with pytest.raises(RuntimeError), database.write() as connection:  # noqa: PT012 - in it
        connection.execute(text("INSERT INTO parent VALUES (1)"))
        raise RuntimeError

    assert count(database) == 0


def test_a_reader_sees_one_state_of_things_while_another_writes(database):
    with database.read() as reader:
        assert reader.execute(text("SELECT count(*) FROM parent")).scalar_one() == 0
        with database.write() as writer:
            writer.execute(text("INSERT INTO parent VALUES (1)"))
        assert reader.execute(text("SELECT count(*) FROM parent")).scalar_one() == 0

    assert count(database) == 1


def test_a_writer_has_the_lock_from_its_first_word(database, monkeypatch):
    monkeypatch.setattr(db, "_BUSY_SECONDS", 0)
    other = Database(database.url.render_as_string())
    with database.write(), pytest.raises(StoreError, match="another program holds"):
        other.write().__enter__()
    other.close()


def test_writers_wait_for_each_other(database):
    def add_fifty():
        for _ in range(50):
            with database.write() as connection:
                connection.execute(text("INSERT INTO parent DEFAULT VALUES"))

    threads = [threading.Thread(target=add_fifty) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert count(database) == 200


def test_a_file_that_is_no_database_is_told_in_a_sentence(tmp_path):
    file = tmp_path / "test.db"
    file.write_bytes(b"these are my holiday notes, not a database " * 40)
    database = Database(f"sqlite:///{file}")

    with pytest.raises(StoreError, match="damaged or isn't one: restore a backup"):
        count(database)
    database.close()
    assert file.read_bytes().startswith(b"these are my holiday notes")


def test_a_damaged_database_is_told_in_a_sentence(database, tmp_path):
    with database.write() as connection:
        connection.execute(text("INSERT INTO parent VALUES (1)"))
    database.close()
    file = tmp_path / "test.db"
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))

    with pytest.raises(StoreError, match="the database file is damaged: restore a backup"):
        count(database)


def test_a_folder_that_is_missing_is_told_in_a_sentence(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'test.db'}")

    with pytest.raises(StoreError, match="can't be opened: check that its folder exists"):
        count(database)
    database.close()


def test_a_database_that_cannot_be_written_is_told_in_a_sentence(database, tmp_path):
    read_only = Database(f"sqlite:///file:{tmp_path / 'test.db'}?mode=ro&uri=true")

    with (
        pytest.raises(StoreError, match="can't be written: check that its folder and file"),
        read_only.write() as connection,
    ):
        connection.execute(text("INSERT INTO parent VALUES (1)"))
    read_only.close()
    assert count(database) == 0


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("database or disk is full", "the disk is full: nothing was stored; make room"),
        ("disk I/O error", "the disk could not be written: nothing was stored"),
        (
            "database is locked",
            "an import or another program holds the database: try again when it is done",
        ),
        ("database disk image is malformed", "damaged: restore a backup"),
    ],
)
def test_what_the_driver_says_becomes_a_sentence(database, said, sentence):
    with pytest.raises(StoreError, match=sentence), database.write():
        raise OperationalError("INSERT", {}, sqlite3.OperationalError(said))
    with pytest.raises(StoreError, match=sentence), database.write():
        raise sqlite3.OperationalError(said)  # as prepared statements have it


def test_a_fault_of_ours_is_not_dressed_up(database):
    with pytest.raises(OperationalError, match="no such table"), database.read() as connection:
        connection.execute(text("SELECT * FROM nowhere"))


@pytest.mark.parametrize(
    "address", ["nonsense", "", "mysql://localhost/citecards", "fish://tank", "sqlite+fish:///x"]
)
def test_an_address_nobody_can_open_is_told_in_a_sentence(address):
    with pytest.raises(StoreError, match="CITECARDS_DATABASE"):
        Database(address)


def test_a_server_that_does_not_answer_is_told_in_a_sentence():
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")

    with pytest.raises(StoreError, match="the database server can't be reached"):
        count(database)
    database.close()


def test_other_programs_can_read_the_file_while_it_is_in_use(database, tmp_path):
    with database.write() as connection:
        connection.execute(text("INSERT INTO parent VALUES (1)"))

    with closing(sqlite3.connect(tmp_path / "test.db")) as other:
        assert other.execute("SELECT * FROM parent").fetchall() == [(1,)]


def test_a_new_file_that_another_program_is_setting_up_is_waited_for(tmp_path, monkeypatch):
    with closing(sqlite3.connect(tmp_path / "new.db", isolation_level=None)) as other:
        other.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(db, "_BUSY_SECONDS", 0.02)
        monkeypatch.setattr("time.sleep", lambda _seconds: other.execute("COMMIT"))
        database = Database(f"sqlite:///{tmp_path / 'new.db'}")

        assert count(database) == 0
        database.close()


def test_a_new_file_that_stays_locked_is_told_in_a_sentence(tmp_path, monkeypatch):
    with closing(sqlite3.connect(tmp_path / "new.db", isolation_level=None)) as other:
        other.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(db, "_BUSY_SECONDS", 0)
        database = Database(f"sqlite:///{tmp_path / 'new.db'}")

        with pytest.raises(StoreError, match="another program holds the database"):
            count(database)
        database.close()


def test_room_for_the_log_is_made_and_nothing_else(tmp_path):
    path = tmp_path / "a.db"
    database = Database(f"sqlite:///{path}")
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    database.make_room()
    with database.read() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()

    assert tables == ["t"]
    assert (tmp_path / "a.db-wal").stat().st_size > 4_000_000
    database.close()
