"""Who was handed to the people on call: codes, times and Telegram's ids, never a word of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Optional, Sequence

from sqlalchemy import select

from bot.journal.queues import known
from bot.journal.tables import desk_messages, handoffs, insert, moment, stamp, upsert

if TYPE_CHECKING:
    from bot.journal.journal import Journal

Status = Literal["waiting", "late", "taken", "closed"]
"""`late`: nobody took it in time, and the person was told."""
_TIMES = ("opened_at", "heard_at")


@dataclass(frozen=True)
class Handoff:
    """One person's case with the people on call; a new one takes the place of an ended one."""

    user_id: str
    case_no: str
    """Random, told to the people on call; nobody can be found by it elsewhere (rule OP6)."""
    category: str
    opened_at: datetime
    status: Status = "waiting"
    joinable: bool = True
    """Whether somebody may open the chat: not where it may be read by others (rule OP4)."""
    alert_id: Optional[int] = None
    thread: Optional[int] = None
    last_id: Optional[int] = None
    """The message that may be shown, once the person taps (rule OP2)."""
    heard_at: Optional[datetime] = None
    """When somebody on call wrote last."""
    carded: tuple[str, ...] = ()
    """Categories of which the person got a card while somebody was there (rule OP5)."""

    @property
    def live(self) -> bool:
        """Whether it is not over."""
        return self.status != "closed"


class Handoffs:
    """The table of cases, and of the messages the coach wrote in the chat on call."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        columns = tuple(column.name for column in handoffs.columns if not column.primary_key)
        self._put = upsert(journal.pool.engine, handoffs, ("user_id",), columns)
        self._note = insert(journal.pool.engine, desk_messages).on_conflict_do_nothing()

    async def put(self, handoff: Handoff) -> bool:
        """Keeps a case as it is now, unless nothing else is kept of them; returns whether it is kept.

        Raises `DatabaseDown`.
        """
        row: dict[str, Any] = {**vars(handoff), "carded": " ".join(handoff.carded)}
        for name in _TIMES:
            row[name] = stamp(row[name]) if row[name] else None

        def work() -> bool:
            with self._journal.pool.writing() as connection:
                kept = known(connection, handoff.user_id)
                if kept:
                    connection.execute(self._put, row)
                return kept

        return await self._journal.run(work)

    async def live(self) -> list[Handoff]:
        """Returns the cases that are not over, oldest first; raises `DatabaseDown`."""
        wanted = select(handoffs).where(handoffs.c.status != "closed").order_by(handoffs.c.opened_at)

        def work() -> list[Handoff]:
            with self._journal.pool.reading() as connection:
                return [_handoff(dict(row._mapping)) for row in connection.execute(wanted)]

        return await self._journal.run(work)

    async def note(self, user_id: str, message_ids: Sequence[int], at: datetime) -> bool:
        """Keeps the ids of messages about somebody in the chat on call, unless nothing else is kept of them.

        Returns whether they are kept; raises `DatabaseDown`.
        """
        rows = [{"user_id": user_id, "message_id": one, "at": stamp(at)} for one in message_ids]

        def work() -> bool:
            with self._journal.pool.writing() as connection:
                kept = known(connection, user_id)
                if kept and rows:
                    connection.execute(self._note, rows)
                return kept

        return await self._journal.run(work)

    async def about(self, message_id: Optional[int] = None, thread: Optional[int] = None) -> Optional[str]:
        """Returns the person a message or a topic in the chat on call is about; raises `DatabaseDown`."""
        noted = message_id if thread is None else topic_noted(thread)
        wanted = select(desk_messages.c.user_id).where(desk_messages.c.message_id == noted)
        latest = select(handoffs.c.user_id).where(handoffs.c.thread == thread)

        def work() -> Optional[str]:
            with self._journal.pool.reading() as connection:
                found: Optional[str] = connection.execute(wanted).scalar()
                if found is None and thread is not None:
                    found = connection.execute(latest).scalar()
                return found

        return await self._journal.run(work)

    async def trail(self, user_id: str) -> tuple[Optional[Handoff], list[int]]:
        """Returns somebody's latest case and the ids of all messages, and of topics as they are noted.

        Raises `DatabaseDown`.
        """
        case = select(handoffs).where(handoffs.c.user_id == user_id)
        ids = select(desk_messages.c.message_id).where(desk_messages.c.user_id == user_id)

        def work() -> tuple[Optional[Handoff], list[int]]:
            with self._journal.pool.reading() as connection:
                row = connection.execute(case).first()
                found = list(connection.execute(ids.order_by(desk_messages.c.message_id)).scalars())
            return (_handoff(dict(row._mapping)) if row else None), found

        return await self._journal.run(work)


def topic_noted(number: int) -> int:
    """Returns a topic's id as it stands among the messages', below zero as none of those, or back again."""
    return -number


def _handoff(row: dict[str, Any]) -> Handoff:
    times = {name: moment(row[name]) if row[name] is not None else None for name in _TIMES}
    return Handoff(**{**row, **times, "carded": tuple(row["carded"].split())})
