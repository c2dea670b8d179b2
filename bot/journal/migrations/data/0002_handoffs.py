"""People handed to people on call, and where in their chat the coach wrote about whom."""

import sqlalchemy as sa
from alembic import op

revision = "data_0002"
down_revision = "data_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the two tables."""
    op.create_table(
        "handoffs",
        sa.Column("user_id", sa.String(32), primary_key=True),
        sa.Column("case_no", sa.String(8), nullable=False, unique=True),
        sa.Column("category", sa.String(2), nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("joinable", sa.Boolean, nullable=False),
        sa.Column("alert_id", sa.BigInteger),
        sa.Column("thread", sa.BigInteger),
        sa.Column("last_id", sa.BigInteger),
        sa.Column("heard_at", sa.BigInteger),
        sa.Column("carded", sa.String(40), nullable=False),
    )
    op.create_table(
        "desk_messages",
        sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_desk_messages_user_id", "desk_messages", ["user_id"])
