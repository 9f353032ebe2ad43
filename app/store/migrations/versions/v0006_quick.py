"""What makes studying quick: indexes that answer alone; statistics kept between two looks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_DUE = {
    "ix_card_state_bank_due": ["learner_id", "bank_id", "stage", "due_day", "shuffle"],
    "ix_card_state_topic_due": ["learner_id", "bank_id", "topic", "stage", "due_day", "shuffle"],
}
# of a queue what counting it asks for, so that it looks at no row (SQLite asks for active, too);
# not the card: an index with that would look good for every other query of cards, and be bad
_BESIDES = ["due_at", "buried_until", "active"]
_FEW = ("flag", "lapses")  # that few cards have
_PLACE = ["bank_id", "source_id", "start"]
_DAY = ["learner_id", "bank_id", "study_day"]
_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the indexes anew, and the tables."""
    for name, columns in _DUE.items():
        _index_again(name, [*columns, *_BESIDES])
    for name in _FEW:
        of_some = sa.text(f"{name} > 0")
        op.create_index(
            f"ix_card_state_{name}", "card_state", ["learner_id", "bank_id", name],
            sqlite_where=of_some, postgresql_where=of_some,
        )  # fmt: skip
    op.drop_index("ix_citation_place", "citation")
    op.create_index("ix_citation_place", "citation", [*_PLACE, "end", "item_pk"])
    _day_again(_DAY)
    op.create_table(
        "kept_cards",
        sa.Column("learner_id", sa.String(36), nullable=False),
        sa.Column("bank_id", sa.String(80), nullable=False),
        sa.Column("topic", sa.String(80), nullable=False),
        sa.Column("mark", sa.String(36), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("days", sa.String(), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        _learner("kept_cards"),
        sa.PrimaryKeyConstraint("learner_id", "bank_id", "topic", name="pk_kept_cards"),
    )
    op.create_table(
        "touched",
        sa.Column("seq", _SEQ, nullable=False),
        sa.Column("bank_id", sa.String(80), nullable=False),
        sa.Column("cards", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_touched"),
    )
    op.create_index("ix_touched_bank", "touched", ["bank_id", "seq"])


def _index_again(name: str, columns: list[str]) -> None:
    op.drop_index(name, "card_state")
    op.create_index(
        name, "card_state", columns,
        sqlite_where=sa.text("active = 1"), postgresql_where=sa.text("active"),
    )  # fmt: skip


def _day_again(columns: list[str]) -> None:
    """Limits are counted from the sums now: with the day last, an answer goes to the end."""
    op.drop_index("ix_review_day", "review")
    op.create_index(
        "ix_review_day", "review", columns,
        sqlite_where=sa.text("undone_by IS NULL"), postgresql_where=sa.text("undone_by IS NULL"),
    )  # fmt: skip


def _learner(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_learner_id_learner")
    return sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=name)


def downgrade() -> None:
    """Put the indexes back, drop the tables."""
    for table in ("touched", "kept_cards"):
        op.drop_table(table)
    for name in _FEW:
        op.drop_index(f"ix_card_state_{name}", "card_state")
    op.drop_index("ix_citation_place", "citation")
    op.create_index("ix_citation_place", "citation", _PLACE)
    _day_again([*_DAY, "kind", "reps_before"])
    for name, columns in _DUE.items():
        _index_again(name, columns)
