"""Hiding a conversation: a word only they would type, and dull answers until it comes (rules HD1 to HD5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Optional

from bot.actions.appointments import cancel_all
from bot.actions.base import Ask, CoachAction, CoachForm, Done, Step
from bot.actions.crisis_deeds import show_card
from bot.actions.talk import Answer, Talk
from bot.content import titles
from bot.safety.cards import emergency_line

TAKEN, REFUSED = "word_taken", "word_refused"
"""What the runtime says of a word instead of the word itself."""
CLEAR = "clear"
"""What the runtime is asked for: that the last 48 hours go from the chat, on both sides (rule HD2)."""
DULL_EVERY = timedelta(hours=1)
"""The dull word comes at most so often (rule HD3)."""


class HidingForm(CoachForm):
    """Sets up the word, asks after tonight, and hides when they are ready."""

    form = "hiding_form"
    asides = frozenset({"why", "what_means", "thanks"})

    async def open(self, talk: Talk) -> Step:
        """Asks for the word."""
        talk.set(held=None, entry=None, scratch=None)
        return Ask("hiding_word")

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes what became of the word, how tonight looks, and the tap that hides."""
        if question == "hiding_word":
            return self._word(talk, answer)
        choice = answer.one_of(titles(f"utter_ask_{question}")) or answer.yes_no()
        if choice is None and not answer.skipped:
            return None
        if question == "hiding_tonight":
            if choice in ("think_so", "yes"):
                talk.say("utter_hiding_changes")
            else:
                show_card(talk, "PV")
            return Ask("hiding_clear")
        if choice in ("now", "yes"):
            return Done("action_hide")
        talk.say("utter_hiding_ready")
        return Done("action_listen")

    def _word(self, talk: Talk, answer: Answer) -> Optional[Step]:
        if answer.choice == TAKEN:
            return Ask("hiding_tonight")
        if answer.skipped:
            talk.say("utter_crisis_quiet")
            return Done("action_listen")
        return Ask("hiding_word", {}, "utter_hiding_other_word")


class Hide(CoachAction):
    """Closes what is open without a word about it, and answers for what is hidden (rules HD1 to HD5)."""

    action = "action_hide"

    async def act(self, talk: Talk) -> None:
        """Ends the form, drops what was put aside or held, and says one dull word; or opens up again."""
        masked, profile = talk.entity("masked"), talk.book.profile
        talk.leave_form()
        talk.set(paused=None, held=None, entry=None, scratch=None, then=None)
        if masked == "back":
            talk.say("utter_back")
        elif masked == "urgent":
            if not talk.metadata.get("card_sent"):
                talk.say("utter_card", card=emergency_line(profile.country))
        else:
            if masked == "forget":
                talk.turn.afterwards.append(("erase", {}))
            if masked is None:
                talk.turn.afterwards.append((CLEAR, {}))
                await cancel_all(talk)
            said = profile.dulled_at if masked == "dull" else None
            if said is None or talk.now - said >= DULL_EVERY:
                talk.book.update_profile(hidden=profile.hidden_word is not None, dulled_at=talk.now)
                talk.book.update_profile(veiled=profile.hidden_word is None)
                talk.say("utter_hidden")
