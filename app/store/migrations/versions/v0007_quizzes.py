"""Forms of quizzes; attempts that wait and end in time; when a card was added."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns. When the cards there were added, nobody knows."""
    op.add_column("card", sa.Column("added_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_card_added", "card", ["bank_id", "added_at"])
    op.add_column("attempt", sa.Column("deadline", sa.BigInteger(), nullable=True))
    op.add_column("attempt", sa.Column("draft", sa.JSON(), nullable=True))
    op.create_table(
        "quiz_form",
        sa.Column("learner_id", sa.String(36), nullable=False),
        sa.Column("bank_id", sa.String(80), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name="fk_quiz_form_learner_id_learner"
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name="fk_quiz_form_bank_id_bank"),
        sa.PrimaryKeyConstraint("learner_id", "bank_id", "code", name="pk_quiz_form"),
    )
    op.create_index("ix_quiz_form_bank", "quiz_form", ["learner_id", "bank_id", "made_at"])


def downgrade() -> None:
    """Take the table and the columns away."""
    op.drop_table("quiz_form")
    op.drop_column("attempt", "draft")
    op.drop_column("attempt", "deadline")
    op.drop_index("ix_card_added", "card")
    op.drop_column("card", "added_at")
