"""The statements of a turn, built once per engine so that SQLAlchemy compiles each once."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.engine import Engine

from bot.journal.book import AT_ONCE, NAMES
from bot.journal.tables import (
    conversations,
    entries,
    insert,
    message_ids,
    minors,
    nudge_counts,
    outbox,
    upsert,
    users,
)


class Statements:
    """What the journal reads and writes by; parameters are `user`, `of` (a kind's name) and `entry`."""

    def __init__(self, engine: Engine) -> None:
        user, of, entry = bindparam("user"), bindparam("of"), bindparam("entry")
        row = entries.c
        self.person = (
            select(
                users.c.last_seen_at,
                users.c.sealed.label("profile"),
                conversations.c.sealed.label("conversation"),
            )
            .select_from(users.outerjoin(conversations, users.c.user_id == conversations.c.user_id))
            .where(users.c.user_id == user)
        )
        self.entries = (
            select(row.id, row.kind, row.sealed).where(row.user_id == user).order_by(row.created_at, row.n)
        )
        names = [NAMES[kind] for kind in AT_ONCE]
        self.at_once = self.entries.where(row.kind.in_(names))
        self.kind = self.entries.where(row.kind == of)
        self.entry = self.kind.where(row.id == entry)
        self.no_entry = delete(entries).where(row.user_id == user, row.id == entry)
        self.no_entries = delete(entries).where(row.user_id == user)
        self.no_conversation = delete(conversations).where(conversations.c.user_id == user)
        self.count = (
            select(row.kind, func.count())
            .where(row.user_id == user)
            .group_by(row.kind)
            .union_all(
                *(
                    select(text(f"'{table.name}'"), func.count()).where(table.c.user_id == user)
                    for table in (users, conversations)
                )
            )
        )
        changed = ("updated_at", "sealed")
        self.put_user = upsert(engine, users, ("user_id",), ("last_seen_at", "consent", "gone", "sealed"))
        self.put_conversation = upsert(engine, conversations, ("user_id",), changed)
        columns = ("kind", "created_at", "due_at", *changed)
        self.put_entry = upsert(engine, entries, ("user_id", "id"), columns)
        self.put_heard = insert(engine, message_ids).on_conflict_do_nothing()
        self.put_minor = upsert(engine, minors, ("hash",), ("until",))
        count = insert(engine, nudge_counts)
        self.count_one = count.on_conflict_do_update(
            index_elements=["month", "what"],
            set_={"number": nudge_counts.c.number + count.excluded.number},
        )
        self.no_nudges = delete(outbox).where(
            outbox.c.user_id == user, outbox.c.lane == "nudges", outbox.c.attempts == 0
        )
