"""What rooms that are only browsed share: a line, buttons for the next ones, and a way out at each."""

from __future__ import annotations

from abc import abstractmethod
from typing import Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.elsewhere import elsewhere
from bot.actions.talk import Answer, Talk
from bot.coaching import answers, leaflets
from bot.coaching.hearing import hear
from bot.content import titles

ENOUGH = "enough"
LEAVING = frozenset({"thanks", "deny", "goodbye"})
"""Intents that end the reading."""


class Browsed(CoachForm):
    """Shows a leaflet's topics one line at a time, by button or by question; nothing is kept of it."""

    asides = CoachForm.asides - LEAVING - {"idk"}

    @property
    @abstractmethod
    def leaflet(self) -> str:
        """The name of what is read, as in `content/leaflets.yml`."""

    async def open(self, talk: Talk) -> Step:
        """Shows the topic the opening text asks for, else the first one."""
        told = talk.told
        talk.set(held=None, scratch={"seen": []})
        return self._show(talk, leaflets.asked_for(self.leaflet, told) or self._leaflet.first)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks what else, with the topics that are left."""
        return Ask(question, {"buttons": self._buttons(self._seen(talk))})

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Shows the topic that is tapped or asked for, or ends it."""
        titled = titles(self._leaflet.more)
        choice = answer.choice if answer.choice in titled else None
        choice = choice or leaflets.asked_for(self.leaflet, answer.text) or self._titled(answer.text)
        told = not answer.choice and (choice is None or hear(answer.text).has_situation)
        away = elsewhere(talk, answer) if told else None
        if choice is None and (answer.yes_no() == "yes" or answer.intent == "idk"):
            choice = self._next(talk)
        if away is None and (choice == ENOUGH or answer.skipped or answer.intent in LEAVING):
            talk.say(self._leaflet.end)
            return Done()
        return away or (self._show(talk, choice) if choice in self._leaflet.topics else None)

    @property
    def _leaflet(self) -> leaflets.Leaflet:
        return leaflets.leaflet(self.leaflet)

    def _seen(self, talk: Talk) -> list[str]:
        return list((talk.slot("scratch") or {}).get("seen", ()))

    def _titled(self, text: str) -> Optional[str]:
        """Returns the topic whose title a text says; the names of topics are no words of the person's."""
        by_title = {title: topic for topic, title in titles(self._leaflet.more).items()}
        return by_title.get(answers.choice(text, [(title, title) for title in by_title]) or "")

    def _next(self, talk: Talk) -> str:
        """Returns the line that a plain "yes", or no idea, goes on with; the end where none is left."""
        offered = leaflets.offered(self.leaflet, self._seen(talk), list(titles(self._leaflet.more)))
        lines = [topic for topic in offered if not self._leaflet.topics[topic].room]
        return lines[0] if lines else ENOUGH

    def _show(self, talk: Talk, topic: str) -> Step:
        shown = self._leaflet.topics[topic]
        if shown.room:
            return Done(f"{shown.room}_form")
        seen = [*self._seen(talk), topic]
        talk.set(scratch={"seen": seen})
        return Ask(self._leaflet.question, {"buttons": self._buttons(seen)}, shown.say)

    def _buttons(self, seen: list[str]) -> list[dict[str, str]]:
        titled = titles(self._leaflet.more)
        offered = [*leaflets.offered(self.leaflet, seen, list(titled)), ENOUGH]
        return [{"title": titled[topic], "payload": topic} for topic in offered]
