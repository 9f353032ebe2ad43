"""What was imported: so that it isn't doubled, and can be undone whole."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "imported",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("learner_id", sa.String(36), nullable=False),
        sa.Column("bank_id", sa.String(80), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=True),
        sa.Column("first_seq", sa.BigInteger(), nullable=True),
        sa.Column("last_seq", sa.BigInteger(), nullable=True),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.CheckConstraint("state IN ('done', 'undone')", name=op.f("ck_imported_state")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name="fk_imported_learner_id_learner"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_imported"),
    )
    op.create_index("ix_imported_learner", "imported", ["learner_id", "bank_id", "at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_imported_learner", "imported")
    op.drop_table("imported")
