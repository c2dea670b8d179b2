"""Claims on what is due, an index that finds it without reading its rows, and counters without anybody."""

import sqlalchemy as sa
from alembic import op

revision = "data_0003"
down_revision = "data_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the two tables and changes the index."""
    counter = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "claims",
        sa.Column("n", counter, primary_key=True, autoincrement=False),
        sa.Column("lease", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "nudge_counts",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("what", sa.String(16), primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )
    op.drop_index("ix_entries_due_at", "entries")
    due = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_entries_due",
        "entries",
        ["due_at", "n", "user_id", "id", "kind"],
        sqlite_where=due,
        postgresql_where=due,
    )
