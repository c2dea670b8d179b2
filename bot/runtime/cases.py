"""The cases that are open: in memory at once, in the database as soon as it takes them."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any, Mapping, Optional, Sequence

from bot.actions.books import Clock
from bot.journal.handoffs import Handoff, Handoffs, Status
from bot.journal.journal import DatabaseDown

log = logging.getLogger(__name__)


class Cases:
    """One case a person, and the ids of what was written about them in the chat on call.

    A first message of danger is told of before anything of its person is kept, and a database can be gone:
    what it has not taken is offered to it again.
    """

    def __init__(self, store: Handoffs, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._cases: dict[str, Handoff] = {}
        self._unkept: dict[str, Handoff] = {}
        self._unkept_ids: defaultdict[str, list[int]] = defaultdict(list)

    async def start(self) -> None:
        """Takes up the cases that were open when the process ended; raises `DatabaseDown`."""
        self._cases = {one.user_id: one for one in await self._store.live()}

    def of(self, user_id: str) -> Optional[Handoff]:
        """Returns somebody's case that is not over."""
        return self._cases.get(user_id)

    def all(self) -> list[Handoff]:
        """Returns every case that is not over."""
        return list(self._cases.values())

    def counts(self) -> Mapping[Status, int]:
        """Returns how many there are in each state."""
        return Counter(one.status for one in self._cases.values())

    def hold(self, handoff: Handoff) -> None:
        """Opens a case, or has it as it was again, in memory."""
        self._cases[handoff.user_id] = handoff

    def drop(self, user_id: str) -> None:
        """Ends a case in memory."""
        self._cases.pop(user_id, None)

    def change(self, handoff: Handoff, **changes: Any) -> Handoff:
        """Changes a case as it is now, in memory."""
        now = replace(self._cases.get(handoff.user_id, handoff), **changes)
        if handoff.user_id in self._cases:
            self._cases[handoff.user_id] = now
        return now

    async def keep(self, handoff: Handoff) -> None:
        """Keeps a case as it is now, or later where the database does not take it."""
        self._unkept.pop(handoff.user_id, None)
        try:
            later = not await self._store.put(handoff) and handoff.live
        except DatabaseDown:
            log.error("case %s is held in memory alone", handoff.case_no)
            later = True
        if later:
            self._unkept[handoff.user_id] = handoff

    async def note(self, user_id: str, ids: Sequence[int]) -> None:
        """Keeps the ids of messages about somebody, or later where the database does not take them."""
        try:
            kept = await self._store.note(user_id, ids, self._clock())
        except DatabaseDown:
            kept = False
        if not kept:
            self._unkept_ids[user_id] += ids

    async def keep_up(self) -> None:
        """Offers the database again what it did not take."""
        for user_id, handoff in list(self._unkept.items()):
            await self.keep(self._cases.get(user_id, handoff))
        ids, self._unkept_ids = self._unkept_ids, defaultdict(list)
        for user_id, some in ids.items():
            await self.note(user_id, some)

    async def about(self, message_id: Optional[int] = None, thread: Optional[int] = None) -> Optional[str]:
        """Returns the person a message or a topic is about; raises `DatabaseDown`."""
        held = next((one for one, ids in self._unkept_ids.items() if message_id in ids), None)
        if held is not None:
            return held
        return await self._store.about(message_id, thread)

    async def trail(self, user_id: str) -> tuple[Optional[Handoff], list[int]]:
        """Returns somebody's latest case, and the ids of all messages and, below zero, topics about them.

        Raises `DatabaseDown`.
        """
        kept, ids = await self._store.trail(user_id)
        return self._cases.get(user_id) or kept, sorted({*ids, *self._unkept_ids.get(user_id, ())})

    def forget(self, user_id: str) -> None:
        """Forgets somebody altogether."""
        self._cases.pop(user_id, None)
        self._unkept.pop(user_id, None)
        self._unkept_ids.pop(user_id, None)
