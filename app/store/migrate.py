"""Bring a database to this version's tables; Alembic is only loaded when there is work."""

from __future__ import annotations

from importlib.resources import as_file
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import inspect

from app.store.db import StoreError

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

    from app.store.db import Database

HEAD = "0007"


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Whether Alembic shall hold a thing of the database against the models.

    Not the words for search: they are a virtual table on SQLite, with tables of its own behind it
    (``item_words_data`` and so on), and a column of PostgreSQL's own type there.
    """
    return kind != "table" or name is None or not name.startswith("item_words")


def current(database: Database) -> str | None:
    """Return the revision the tables are at; None for an empty database."""
    with database.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def migrate(database: Database) -> None:
    """Upgrade the tables, all steps or none.

    Raises:
        StoreError: the database was made by a newer Citecards, or can't be written.
    """
    from alembic import command  # noqa: PLC0415 - 0.3 s that only an upgrade pays
    from alembic.util import CommandError  # noqa: PLC0415 - the same

    try:
        with database.write() as connection:
            command.upgrade(config(connection), "head")
    except CommandError as error:
        raise StoreError("the database was made by a newer Citecards: install that one") from error


def config(connection: Connection) -> Config:
    """Configure Alembic in code: the scripts lie in this package."""
    from alembic.config import Config  # noqa: PLC0415 - see migrate

    with as_file(files("app.store") / "migrations") as folder:
        settings = Config()
        settings.set_main_option("script_location", str(folder).replace("%", "%%"))
        settings.set_main_option("path_separator", "os")
        settings.attributes["connection"] = connection
        return settings
