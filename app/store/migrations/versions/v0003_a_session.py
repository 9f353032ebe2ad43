"""A row for every card of a learner, what a learner decides, citations, presets, daily sums."""

from __future__ import annotations

from itertools import starmap

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_KINDS = "kind IN ('learn', 'review', 'relearn', 'early', 'manual', 'rescheduled', 'quiz'"
_DUE = {
    "ix_card_state_bank_due": ["learner_id", "bank_id", "stage", "due_day", "shuffle"],
    "ix_card_state_topic_due": ["learner_id", "bank_id", "topic", "stage", "due_day", "shuffle"],
}
_LOG = {
    "ix_review_card": (["learner_id", "card_id", "seq"], None),
    "ix_review_day": (
        ["learner_id", "bank_id", "study_day", "kind", "reps_before"],
        "undone_by IS NULL",
    ),
    "ix_review_last": (["learner_id", "bank_id", "seq"], "undone_by IS NULL"),
    "ix_review_claimed": (["bank_id"], "claimed"),
}
_HELD = (
    ("active", sa.Boolean(), sa.true()),
    ("suspended", sa.Boolean(), sa.false()),
    ("buried_until", sa.Integer(), sa.text("0")),
    ("buried_by", sa.String(36), None),
    ("flag", sa.Integer(), sa.text("0")),
    ("marked", sa.Boolean(), sa.false()),
    ("notice", sa.String(10), None),
)
_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them, and fill them from what is there."""
    for name in _DUE:
        op.drop_index(name, "card_state")
    for name, kind, default in _HELD:
        op.add_column(
            "card_state",
            sa.Column(name, kind, nullable=default is None, server_default=default),
        )
    for name, columns in _DUE.items():
        _index(name, "card_state", columns, "active")
    _index("ix_card_state_notice", "card_state", ["learner_id", "bank_id"], "notice IS NOT NULL")
    _allow(f"{_KINDS}, 'cram')")
    op.add_column(
        "item", sa.Column("words", sa.String(16), nullable=False, server_default=sa.text("''"))
    )
    _make_tables()
    _fill()


def _index(name: str, table: str, columns: list[str], where: str | None) -> None:
    partial = sa.text(where) if where else None
    ours = sa.text("active = 1") if where == "active" else partial  # as SQLAlchemy asks SQLite
    op.create_index(name, table, columns, sqlite_where=ours, postgresql_where=partial)


def _allow(kinds: str) -> None:
    """Say which kinds the log knows; SQLite makes the table anew for it."""
    for name in _LOG:
        op.drop_index(name, "review")
    with op.batch_alter_table("review") as review:
        review.drop_constraint(op.f("ck_review_kind"), type_="check")
        review.create_check_constraint(op.f("ck_review_kind"), kinds)
    for name, (columns, where) in _LOG.items():
        _index(name, "review", columns, where)


def _make_tables() -> None:
    op.create_table(
        "citation",
        sa.Column("item_pk", _SEQ, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.String(80), nullable=False),
        sa.Column("source_id", sa.String(80), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_pk"], ["item.pk"], name=op.f("fk_citation_item_pk_item")),
        sa.PrimaryKeyConstraint("item_pk", "n", name=op.f("pk_citation")),
    )
    op.create_index("ix_citation_place", "citation", ["bank_id", "source_id", "start"])
    op.create_index("ix_citation_paragraph", "citation", ["bank_id", "source_id", "paragraph"])
    op.create_table(
        "action",
        sa.Column("seq", _SEQ, nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("learner_id", sa.String(36), nullable=False),
        sa.Column("bank_id", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("after_seq", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.String(36), nullable=True),
        _learner("action"),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_action")),
        sa.UniqueConstraint("learner_id", "id", name=op.f("uq_action_learner_id_id")),
    )
    _index("ix_action_last", "action", ["learner_id", "bank_id", "seq"], "undone_by IS NULL")
    op.create_table(
        "preset",
        sa.Column("learner_id", sa.String(36), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        _learner("preset"),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_preset")),
    )
    op.create_table(
        "deck",
        sa.Column("learner_id", sa.String(36), nullable=False),
        sa.Column("bank_id", sa.String(80), nullable=False),
        sa.Column("preset_id", sa.String(36), nullable=True),
        sa.Column("exam_day", sa.Integer(), nullable=True),
        _learner("deck"),
        sa.PrimaryKeyConstraint("learner_id", "bank_id", name=op.f("pk_deck")),
    )
    key = ("learner_id", "bank_id", "day", "topic", "hour", "kind", "band", "rating")
    kinds = (sa.String(36), sa.String(80), sa.Integer(), sa.String(80), sa.Integer(),
             sa.String(12), sa.String(10), sa.Integer())  # fmt: skip
    op.create_table(
        "daily",
        *starmap(_required, zip(key, kinds, strict=True)),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        _learner("daily"),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_daily")),
    )


def _required(name: str, kind: sa.types.TypeEngine[object]) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=False)


def _learner(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_learner_id_learner")
    return sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name=name)


def _fill() -> None:
    """Give each learner a row for each card; citations come with the next sync."""
    op.execute(
        "INSERT INTO card_state (learner_id, card_id, bank_id, topic, stage, step, due_day,"
        " shuffle, interval, reps, lapses)"
        " SELECT learner.id, card.id, card.bank_id, card.topic, 'new', 0, card.position,"
        " 0, 0, 0, 0 FROM learner CROSS JOIN card WHERE NOT card.retired AND NOT EXISTS"
        " (SELECT 1 FROM card_state AS had"
        " WHERE had.learner_id = learner.id AND had.card_id = card.id)"
    )
    op.execute("UPDATE bank SET fingerprint = ''")


def downgrade() -> None:
    """Take them away."""
    op.execute("DELETE FROM card_state WHERE stage = 'new'")
    for table in ("daily", "deck", "preset", "action", "citation"):
        op.drop_table(table)
    op.execute("DELETE FROM review WHERE kind = 'cram'")
    _allow(f"{_KINDS})")
    op.drop_column("item", "words")
    for name in (*_DUE, "ix_card_state_notice"):
        op.drop_index(name, "card_state")
    for name, _, _ in _HELD:
        op.drop_column("card_state", name)
    for name, columns in _DUE.items():
        _index(name, "card_state", columns, None)
