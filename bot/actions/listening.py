"""Being listened to: no exercise, short answers, and after four of them a choice (LS, BR, BE)."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import ENDING, Ask, CoachForm, Done, Step
from bot.actions.talk import Answer, Talk
from bot.coaching.hearing import hear, spoken_feelings
from bot.content import titles

SHORT_ANSWERS = 4
"""Answers listened to before asking what would help (amendments 3.3, LS)."""
ASKED = 3
"""Least words of a "why do you ask" while somebody tells something."""
FIRST = {"breakup": "utter_breakup_when", "death": "utter_death_name"}
THEN = {
    "utter_breakup_when": "utter_breakup_worst",
    "utter_breakup_worst": "utter_breakup_care",
    "utter_death_name": "utter_death_miss",
}
"""A break-up and a death have their own first questions (BR, BE)."""


class ListeningForm(CoachForm):
    """Listens; nothing that is said here becomes a note."""

    form = "listening_form"
    asides = ENDING | {"why", "what_means"}

    async def open(self, talk: Talk) -> Step:
        """Says the feeling back and asks what is wanted; a death or a break-up is met first."""
        heard = hear(talk.opening)
        talk.set(held=None, scratch={"heard": 0})
        if heard.topic in FIRST:
            return self._turn(talk, FIRST[heard.topic], 0)
        if talk.answer.choice == "thoughts":
            return self._turn(talk, "utter_listen_thoughts", 0)
        if talk.answer.intent == "listen_request":
            return self._turn(talk, "utter_listen_start", 0)
        if heard.feelings:
            feeling = {"feeling": spoken_feelings(heard.feelings[:2])}
            return Ask("listening_choice", feeling, "utter_listen_feeling")
        return Ask("listening_choice", {}, "utter_listen_offer")

    def is_aside(self, question: str, answer: Answer) -> bool:
        """Takes a bare "why" as what is told; only a question about the question is one."""
        asked = answer.intent in ENDING or len(answer.text.split()) >= ASKED
        return asked and super().is_aside(question, answer)

    def _turn(self, talk: Talk, line: str, count: int) -> Ask:
        talk.set(scratch={"heard": count, "line": line})
        return Ask("listening_turn", {}, line)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Goes on listening, or asks again what is wanted."""
        lines = {
            "listening_choice": "utter_listen_offer",
            "listening_more": "utter_listen_after_four",
            "listening_do": "utter_listen_do",
        }
        return Ask(question, {}, lines.get(question, "utter_listen_more"))

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Follows what is wanted; otherwise keeps listening."""
        state = talk.slot("scratch") or {}
        if answer.skipped:
            talk.say("utter_listen_end")
            return Done()
        if question == "listening_turn" and hear(answer.text).topic == "urge":
            talk.set(held={"intent": "begin", "text": answer.text, "room": "urge"})
            return Done("moment_form")
        asked = {"listening_choice": "utter_listen_offer", "listening_more": "utter_listen_after_four"}
        choice = answer.one_of(titles(asked[question])) if question in asked else None
        if question in asked and choice is None and answer.intent == "idk":
            choice = "company"
        if choice == "steadier":
            return Done("practice_form")
        if choice == "do":
            return Ask("listening_do", {}, "utter_listen_do")
        if choice in ("tell", "more", "company"):
            lines = {"tell": "utter_listen_start", "company": "utter_listen_company"}
            return self._turn(talk, lines.get(choice, "utter_listen_more"), 0)
        if question == "listening_more" and answer.yes_no() != "no":
            return self._turn(talk, "utter_listen_more", 0)
        if question in ("listening_do", "listening_more"):
            talk.say("utter_listen_end")
            return Done()
        if state.get("line") in THEN:
            return self._turn(talk, THEN[state["line"]], 0)
        count = int(state.get("heard", 0)) + 1
        if count > SHORT_ANSWERS:
            return Ask("listening_more", {}, "utter_listen_after_four")
        return self._turn(talk, f"utter_listen_{count}", count)
