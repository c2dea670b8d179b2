"""Being listened to: no exercise, short answers, and after four of them a choice (LS, BR, BE)."""

from __future__ import annotations

from itertools import pairwise
from typing import Optional, cast

from bot.actions.base import ENDING, Ask, CoachForm, Done, Step
from bot.actions.people import called, known, renamed, somebody
from bot.actions.talk import Answer, Talk
from bot.coaching import losses
from bot.coaching.hearing import hear, spoken_feelings
from bot.coaching.records_stages import Loss
from bot.content import titles

SHORT_ANSWERS = 4
"""Answers listened to before asking what would help (amendments 3.3, LS)."""
ASKED = 3
"""Least words of a "why do you ask" while somebody tells something."""
FIRST: dict[losses.Kind, tuple[str, ...]] = {
    "breakup": ("utter_breakup_when", "utter_breakup_worst", "utter_breakup_care"),
    "death": ("utter_death_name", "utter_death_miss"),
    "betrayal": ("utter_betrayal_when", "utter_betrayal_worst", "utter_betrayal_care"),
}
"""A break-up, a death and a broken trust have their own first questions (BR, BE)."""
THEN = {line: after for lines in FIRST.values() for line, after in pairwise(lines)}
WHEN = frozenset({"utter_breakup_when", "utter_betrayal_when"})
NAME = "utter_death_name"
TOGETHER = frozenset({"partner", "dating", "several"})
"""Relations that end with a death; nobody who died is ever an ex (BE)."""


class ListeningForm(CoachForm):
    """Listens; nothing that is said here becomes a note, but that something ended, and when."""

    form = "listening_form"
    asides = ENDING | {"why", "what_means"}

    async def open(self, talk: Talk) -> Step:
        """Says the feeling back and asks what is wanted; an ending is met first."""
        text, held = talk.opening, talk.slot("held")
        intent = held["intent"] if held else talk.answer.intent
        heard = hear(text)
        talk.set(held=None, scratch={"heard": 0})
        if heard.topic in FIRST:
            return await self._ended(talk, cast(losses.Kind, heard.topic), text)
        if "thoughts" in (intent, talk.answer.choice):
            return self._turn(talk, "utter_listen_thoughts", 0)
        if intent == "listen_request":
            return self._turn(talk, "utter_listen_start", 0)
        if heard.feelings:
            feeling = {"feeling": spoken_feelings(heard.feelings[:2])}
            return Ask("listening_choice", feeling, "utter_listen_feeling")
        return Ask("listening_choice", {}, "utter_listen_offer")

    async def _ended(self, talk: Talk, kind: losses.Kind, text: str) -> Step:
        """Keeps that it ended, once; what is known of it is not asked (rule U3)."""
        person = somebody(talk, text)
        who = person.id if person else None
        known_already = [
            loss
            for loss in losses.recent(await talk.book.all(Loss), talk.now)
            if loss.kind == kind and who in (None, loss.who)
        ]
        loss = known_already[-1] if known_already else None
        if loss is None:
            loss = losses.dated(
                Loss(created_at=talk.now, updated_at=talk.now, kind=kind, who=who), text, talk.now
            )
            talk.keep(loss)
        if kind == "death" and person is not None and person.relation in TOGETHER:
            talk.book.put(person.copy(update={"relation": "widowed", "updated_at": talk.now}))
        if losses.wants_to_write(text) and kind != "death":
            return self._to_write(talk, text)
        told = bool(known_already) or (kind != "death" and (loss.on is not None or loss.long_ago))
        return self._turn(talk, FIRST[kind][int(told)], 0, ended=True)

    def is_aside(self, question: str, answer: Answer) -> bool:
        """Takes a bare "why" as what is told; only a question about the question is one."""
        asked = answer.intent in ENDING or len(answer.text.split()) >= ASKED
        return asked and super().is_aside(question, answer)

    def _turn(self, talk: Talk, line: str, count: int, ended: Optional[bool] = None) -> Ask:
        state = talk.slot("scratch") or {}
        ended = bool(state.get("ended")) if ended is None else ended
        talk.set(scratch={"heard": count, "line": line, "ended": ended})
        return Ask("listening_turn", {}, line)

    def _to_write(self, talk: Talk, text: str) -> Done:
        """The pull to write is ridden out first (P6)."""
        talk.set(held={"intent": "begin", "text": text, "room": "urge"})
        return Done("moment_form")

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Goes on listening, or asks again what is wanted."""
        lines = {
            "listening_choice": "utter_listen_offer",
            "listening_more": self._after_four(talk),
            "listening_do": "utter_listen_do",
        }
        return Ask(question, {}, lines.get(question, "utter_listen_more"))

    def _after_four(self, talk: Talk) -> str:
        """Returns the choice after four answers; nobody is to do something about an ending."""
        ended = (talk.slot("scratch") or {}).get("ended")
        return "utter_listen_after_ending" if ended else "utter_listen_after_four"

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Follows what is wanted; otherwise keeps listening."""
        state = talk.slot("scratch") or {}
        if answer.skipped:
            return self._end(talk)
        asked = {"listening_choice": "utter_listen_offer", "listening_more": self._after_four(talk)}
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
            return self._end(talk)
        if state.get("line") != NAME and losses.wants_to_write(answer.text):
            return self._to_write(talk, answer.text)
        if state.get("line") in THEN:
            await self._note(talk, state["line"], answer)
            return self._turn(talk, THEN[state["line"]], 0)
        count = int(state.get("heard", 0)) + 1
        if count > SHORT_ANSWERS:
            return Ask("listening_more", {}, self._after_four(talk))
        return self._turn(talk, f"utter_listen_{count}", count)

    async def _note(self, talk: Talk, line: str, answer: Answer) -> None:
        """Keeps when it ended, or what somebody who died is called; no other word."""
        loss = await talk.book.get(Loss, talk.slot("entry") or "")
        if loss is None:
            return
        if line in WHEN:
            talk.keep(losses.dated(loss, answer.text, talk.now))
        name = losses.name(answer.text) if line == NAME else None
        if name is None:
            return
        person = known(talk, loss.who)
        if person is None:
            talk.keep(loss, who=called(talk, name).id)
        else:
            talk.book.put(person.copy(update={**renamed(person, name), "updated_at": talk.now}))

    def _end(self, talk: Talk) -> Done:
        ended = (talk.slot("scratch") or {}).get("ended")
        talk.say(f"utter_listen_end_ending{talk.unkept}" if ended else "utter_listen_end")
        return Done()
