"""What the person says of the coach itself: that it made things worse, or that it talks too long."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, CoachAction, CoachForm, Done, Step
from bot.actions.desk import ask_for_person
from bot.actions.elsewhere import elsewhere
from bot.actions.talk import PAUSED, Answer, Talk
from bot.coaching.records_everyday import Feedback
from bot.content import titles


class Worse(CoachAction):
    """Says sorry, stops what hurt, and asks once which part of it did (situation F65)."""

    action = "action_worse"

    async def act(self, talk: Talk) -> None:
        """Keeps where it happened, without a word of it, and ends the exercise."""
        if talk.book.profile.consent is None:
            talk.go("onboarding_form")
            return
        left = talk.slot("held") or {}
        talk.set(held=None, **{PAUSED: None})
        made = Feedback(created_at=talk.now, updated_at=talk.now)
        talk.keep(made, form=left.get("form"), question=left.get("question"))
        talk.go("feedback_form")


class FeedbackForm(CoachForm):
    """Takes in one tap what made it worse, and offers a person; no text is kept."""

    form = "feedback_form"
    asides = frozenset({"why", "what_means", "thanks"})
    requests = False

    async def open(self, talk: Talk) -> Step:
        """Asks which it was."""
        return Ask("feedback_about")

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the choice; what is typed instead is heard where it belongs."""
        choice = answer.one_of(titles("utter_ask_feedback_about"))
        if choice is None and not answer.skipped:
            return elsewhere(talk, answer) or self._ended(talk)
        record = await talk.book.get(Feedback, talk.slot("entry") or "")
        if record is not None and choice is not None:
            talk.keep(record, about=choice)
        if choice == "person":
            ask_for_person(talk)
            return Done()
        return self._ended(talk)

    def _ended(self, talk: Talk) -> Done:
        talk.say("utter_feedback_noted")
        return Done()


class Shorter(CoachAction):
    """Turns the short mode on, for good, at one "too long" (rule W10)."""

    action = "action_shorter"

    async def act(self, talk: Talk) -> None:
        """Sets it, says how to undo it in a line, and asks the open question again, now shorter."""
        talk.book.update_profile(short=True)
        talk.say("utter_shorter")
        if talk.form:
            talk.go(talk.form)
        elif talk.book.profile.consent is None:
            talk.go("onboarding_form")
