"""The words of items, for search: FTS5 on SQLite, a tsvector with its index on PostgreSQL."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# words come without accents already; the prefixes are those of words that go on
_SQLITE = """
    CREATE VIRTUAL TABLE item_words USING fts5(
        words, mark UNINDEXED,
        tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3', columnsize = 0
    )
"""
_POSTGRES = """
    CREATE TABLE item_words (
        item_pk BIGINT PRIMARY KEY REFERENCES item (pk),
        mark VARCHAR(40) NOT NULL,
        words TSVECTOR NOT NULL
    )
"""
_INDEX = "CREATE INDEX ix_item_words_words ON item_words USING gin (words)"


def upgrade() -> None:
    """Make them; the next sync of each bank fills them."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SQLITE)
    else:
        op.execute(_POSTGRES)
        op.execute(_INDEX)
    op.execute("UPDATE bank SET fingerprint = ''")


def downgrade() -> None:
    """Take them away."""
    op.execute("DROP TABLE item_words")
