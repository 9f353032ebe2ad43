"""Alembic's entry: runs on the connection that ``app.store.migrate`` hands over."""

from __future__ import annotations

from alembic import context

from app.store.ledger import Base
from app.store.migrate import is_modelled

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    include_name=is_modelled,  # see there: the words for search have no model
)
with context.begin_transaction():
    context.run_migrations()
