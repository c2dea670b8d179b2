"""Runs revisions on the connection that `bot.journal.migrate` hands over."""

from __future__ import annotations

from alembic import context

connection = context.config.attributes["connection"]
branch = context.config.attributes["branch"]

context.configure(
    connection=connection,
    version_table="alembic_version" if branch == "data" else f"alembic_version_{branch}",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
