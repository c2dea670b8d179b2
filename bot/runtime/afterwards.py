"""What happens once a turn is committed: erasure and its receipt, a copy, a minor's leave.

Erasure can not happen inside an action: Rasa saves the conversation again after its actions.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Optional

from bot.actions.books import Clock, Turn
from bot.actions.desk import WANTED
from bot.actions.hiding import CLEAR
from bot.actions.onboarding import MINOR_REMEMBERED
from bot.channels.base import Outgoing
from bot.channels.outbox import Sender
from bot.coaching.counting import counted
from bot.coaching.records import Wish
from bot.coaching.records_nudges import NudgePlan
from bot.content import responses_once
from bot.journal.journal import Journal
from bot.journal.queues import Outbox
from bot.nudges.spoken import plan_line
from bot.runtime.courtesy import Manners
from bot.runtime.relay import RelayDesk


class Afterwards:
    """Does what actions asked for with `turn.afterwards`, in order."""

    def __init__(
        self,
        journal: Journal,
        sender: Sender,
        clock: Clock,
        channel: str,
        relay: RelayDesk,
        manners: Optional[Manners] = None,
    ) -> None:
        self._journal, self._sender, self._clock, self._channel = journal, sender, clock, channel
        self._relay, self._manners, self._outbox = relay, manners, Outbox(journal)

    async def clear(self, turn: Turn, address: str, message_id: Optional[int]) -> None:
        """Takes the last 48 hours out of the chat on both sides, and all that waits to be sent (rule HD2).

        Before the turn is committed: a process killed on the way finds the update unanswered, and does it.
        """
        if (CLEAR, {}) not in turn.afterwards:
            return
        user_id = turn.book.user_id
        self._sender.discard(self._channel, address)
        await self._outbox.drop_user(user_id)
        if self._manners is not None:
            ids = await self._outbox.sent_ids(user_id)
            await self._manners.clear(address, [*ids, *([message_id] if message_id else [])])
        await self._outbox.forget_ids(user_id)

    def note(self, turn: Turn) -> None:
        """Keeps what can be kept of what is asked for with the turn itself, to outlive the process."""
        now = self._clock()
        for what, details in _errands(turn) if _lasts(turn) else ():
            wish = {"created_at": now, "updated_at": now, "due_at": now, "what": what, **details}
            turn.book.put(Wish.parse_obj(wish))

    async def follow(self, turn: Turn, address: str, durable: bool) -> tuple[Outgoing, ...]:
        """Does what a committed turn asked for, and returns what is said of it; sends it where `durable`."""
        if not _errands(turn):
            return ()
        if _lasts(turn):
            return await self.fulfil(turn.book.user_id, address, durable)
        said = await self.do(turn, address)
        for message in said if durable else ():
            self._sender.submit_memory(self._channel, address, message)
        return said

    async def fulfil(self, user_id: str, address: str, durable: bool = True) -> tuple[Outgoing, ...]:
        """Does every wish of someone that is due, sends the answers where `durable`, and returns them.

        A wish goes in the commit that keeps its answer: killed before, the process does it again.
        """
        said: list[Outgoing] = []
        wishes = await (await self._journal.book(user_id)).all(Wish)
        for wish in (one for one in wishes if one.due_at <= self._clock()):
            if wish.what == "minor":  # nothing is committed of whom nothing is kept
                until = self._clock() + MINOR_REMEMBERED
                return (*said, *await self._minor(user_id, address, until.isoformat()))
            answer = await self._fulfilled(user_id, address, wish)
            book = await self._journal.book(user_id)
            book.remove(wish)
            self._sender.submit(await self._journal.commit(book, outgoing=answer if durable else ()))
            said += answer
        return tuple(said)

    async def _fulfilled(self, user_id: str, address: str, wish: Wish) -> list[Outgoing]:
        if wish.what == "export":
            return await self._export(user_id, address)
        return await self._erase(user_id, address, wish.person)

    async def do(self, turn: Turn, address: str) -> tuple[Outgoing, ...]:
        """Does everything asked for in a turn that is not kept, and returns what is to be said of it."""
        said: list[Outgoing] = []
        for what, details in _errands(turn):
            said += await getattr(self, f"_{what}")(turn.book.user_id, address, **details)
        return tuple(said)

    async def _erase(self, user_id: str, address: str, person: Optional[str] = None) -> list[Outgoing]:
        """Erases everything, or what is about one person, and says how many of each and what is left."""
        messages = topics = 0
        if person is None:
            self._sender.discard(self._channel, address)
            messages, topics = await self._relay.erase(user_id)
        erased = await self._journal.erase(user_id, person=person)
        if person is not None:
            return [_line("utter_erased_person", what=counted(erased))]
        left = sum((await self._journal.counts(user_id)).values())
        said = [_line("utter_erased", what=counted(erased), left=left)]
        left_there = {"utter_desk_unreached": messages, "utter_desk_topics_left": topics}
        return [*said, *(_line(name, count=count) for name, count in left_there.items() if count)]

    async def _minor(self, user_id: str, address: str, until: str) -> list[Outgoing]:
        """Erases what a declared minor wrote and keeps the keyed, expiring hash alone (rule MN1)."""
        await self._relay.erase(user_id)
        await self._journal.erase(user_id)
        await self._journal.remember_minor(self._channel, address, datetime.fromisoformat(until))
        return []

    async def _export(self, user_id: str, address: str) -> list[Outgoing]:
        """Sends everything kept as JSON and as a readable text."""
        kept = await self._journal.export(user_id)
        plain = json.dumps(kept, indent=2, ensure_ascii=False)
        plans = [{"in words": plan_line(NudgePlan.parse_obj(plan)), **plan} for plan in kept["nudge_plan"]]
        return [
            Outgoing("", document=("my-notes.txt", readable({**kept, "nudge_plan": plans}))),
            Outgoing("", document=("my-notes.json", plain)),
            _line("utter_export_done"),
        ]


def _errands(turn: Turn) -> list[tuple[str, dict[str, Any]]]:
    """Returns what is asked for, but for what is done with the turn itself."""
    return [(what, details) for what, details in turn.afterwards if what not in (WANTED, CLEAR)]


def _lasts(turn: Turn) -> bool:
    """Tells whether what was asked for can be kept as wishes: not by somebody of whom nothing is kept."""
    minor = any(what == "minor" for what, _ in turn.afterwards)
    return turn.book.profile.consent == "keep" and not minor


def readable(kept: Any, indent: int = 0) -> str:
    """Returns nested plain values as indented lines that a person can read."""
    pad = "  " * indent
    if isinstance(kept, dict):
        lines = []
        for key, value in kept.items():
            if value in (None, "", [], {}, ()):
                continue
            name = str(key).replace("_", " ")
            if isinstance(value, dict | list):
                lines.append(f"{pad}{name}:\n{readable(value, indent + 1)}")
            else:
                lines.append(f"{pad}{name}: {value}")
        return "\n".join(lines)
    if isinstance(kept, list):
        return f"\n{pad}-\n".join(readable(value, indent) for value in kept)
    return f"{pad}{kept}"


def _line(response: str, **parts: Any) -> Outgoing:
    return Outgoing(str(responses_once()[response][0]["text"]).format(**parts))
