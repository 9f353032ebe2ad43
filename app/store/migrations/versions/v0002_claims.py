"""Responses that a learner held right, though they were marked otherwise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them to the log."""
    op.add_column(
        "review",
        sa.Column("claimed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index(
        "ix_review_claimed",
        "review",
        ["bank_id"],
        sqlite_where=sa.text("claimed"),
        postgresql_where=sa.text("claimed"),
    )


def downgrade() -> None:
    """Take them out of the log."""
    op.drop_index("ix_review_claimed", "review")
    op.drop_column("review", "claimed")
