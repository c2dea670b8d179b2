"""The message that was typed here instead of there, and what becomes of it (W2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Optional

from bot.actions.appointments import MESSAGE, cancel
from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.nudges import may_write_first
from bot.actions.talk import Answer, Talk
from bot.coaching.records import UnsentMessage
from bot.content import titles

SLEPT_ON = timedelta(hours=6)
"""From so long after it was kept on, a message is offered to who says hello. [design]"""
STALE = timedelta(days=3)
"""After this it is shown when asked for, and not offered any more. [design]"""


async def newest(talk: Talk) -> Optional[UnsentMessage]:
    """Returns the newest message that was not thrown away, or None."""
    kept = [message for message in await talk.book.all(UnsentMessage) if message.choice != "bin"]
    return kept[-1] if kept else None


async def offer_due(talk: Talk) -> bool:
    """Tells whether to offer what was kept, and takes note of it: once, the morning after.

    Never where somebody is feared, where others read this phone (rule PR1), or around a crisis.
    """
    message, profile = await newest(talk), talk.book.profile
    if message is None or message.choice != "keep" or message.offered:
        return False
    feared = any(person.dv_flag_at for person in talk.book.people)
    if feared or profile.phone_privacy == "shared" or not may_write_first(talk):
        return False
    if not SLEPT_ON <= talk.now - message.updated_at <= STALE:
        return False
    await note_offered(talk)
    return True


async def note_offered(talk: Talk) -> None:
    """Takes note that the newest message was offered: it is not offered again."""
    message = await newest(talk)
    if message is not None:
        talk.book.put(message.copy(update={"offered": True}))


class MyMessageForm(CoachForm):
    """Shows the newest unsent message; it is sent by nobody but the person."""

    form = "my_message_form"
    verbatim = frozenset({"my_message_text"})

    async def open(self, talk: Talk) -> Step:
        """Shows it with what can be done."""
        talk.set(held=None)
        message = await newest(talk)
        if message is None:
            talk.say("utter_my_message_none")
            return Done()
        talk.set(entry=message.id)
        if talk.now - message.updated_at >= SLEPT_ON:  # seen now, it needs no reminder either
            await note_offered(talk)
            await cancel(talk, MESSAGE)
        return self._shown(message)

    def _shown(self, message: UnsentMessage) -> Ask:
        when = message.created_at.strftime("%A")
        return Ask("my_message", {"when": when, "text": message.text}, "utter_my_message")

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Shows it again."""
        if question == "my_message":
            return self._shown(await talk.entry(UnsentMessage))
        return Ask(question, {}, "utter_ask_urge_new_text")

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Sends nothing: keeps, changes or throws away."""
        message = await talk.entry(UnsentMessage)
        if question == "my_message_text":
            talk.keep(message, text=answer.text[:2000])
            talk.say("utter_urge_changed")
            return Done()
        choice = "keep" if answer.skipped else answer.one_of(titles("utter_my_message"))
        if choice is None:
            return None
        if choice == "change":
            return Ask("my_message_text", {}, "utter_ask_urge_new_text")
        if choice == "bin":
            talk.book.remove(message)
        else:
            talk.keep(message, choice="keep", offered=message.offered or choice == "send")
        lines = {"bin": "utter_urge_binned", "send": "utter_my_message_send"}
        talk.say(lines.get(choice, "utter_urge_kept"))
        return Done()
