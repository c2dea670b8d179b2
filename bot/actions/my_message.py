"""The message that was typed here instead of there, and what becomes of it (W2)."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.talk import Answer, Talk
from bot.coaching.records import UnsentMessage
from bot.content import titles


class MyMessageForm(CoachForm):
    """Shows the newest unsent message; it is sent by nobody but the person."""

    form = "my_message_form"
    verbatim = frozenset({"my_message_text"})

    async def open(self, talk: Talk) -> Step:
        """Shows it with what can be done."""
        talk.set(held=None)
        kept = [m for m in await talk.book.all(UnsentMessage) if m.choice != "bin"]
        if not kept:
            talk.say("utter_my_message_none")
            return Done()
        talk.set(entry=kept[-1].id)
        return self._shown(kept[-1])

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
        lines = {"bin": "utter_urge_binned", "send": "utter_my_message_send"}
        talk.say(lines.get(choice, "utter_urge_kept"))
        return Done()
