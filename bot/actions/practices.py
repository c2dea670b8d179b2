"""The short practices: chosen, walked through line by line, and asked after (content 7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Optional

from bot.actions.appointments import pace
from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.crisis import begin_concern
from bot.actions.elsewhere import elsewhere
from bot.actions.talk import Answer, Talk
from bot.coaching.practices import WORSE, asked_for, moved, offer, open_practices, practice
from bot.coaching.records_everyday import PracticeDone
from bot.content import titles
from bot.safety.permits import permits

URGE, REPAIR, OUTWARD = "urge", "repair", "grounding"
CHOICES = {"practice_which": "utter_soothe_choice", "practice_all": "utter_ask_practice_all"}
"""Questions of choice whose buttons depend on the person, and their lines."""
LONGEST = 500
"""Most characters of one answer that are kept."""


class PracticeForm(CoachForm):
    """Walks through one practice; a worse number ends it kindly (content 7.2)."""

    form = "practice_form"
    numbers = frozenset({"practice_before", "practice_after"})

    async def act(self, talk: Talk) -> None:
        """Changes over to the practice that is asked for by name in the middle of another."""
        named = asked_for(talk.answer.text) if talk.entity("room") == "practice" else None
        if talk.form == self.form and talk.question and named in self._open_now(talk):
            self._tell(talk, self._chosen(talk, str(named)))
        else:
            await super().act(talk)

    async def open(self, talk: Talk) -> Step:
        """Goes to the practice that was asked for, else offers two and the way to all."""
        asked = asked_for(talk.opening)
        talk.set(held=None, entry=None, scratch=None)
        if asked in self._open_now(talk):
            return self._chosen(talk, asked)
        return await self._offer(talk)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Shows the line it was at again, or the next where its time has come."""
        state = talk.slot("scratch") or {}
        if question in CHOICES:
            return await self._offer(talk, question)
        if question == "practice_step":
            return await self._line(talk, state)
        if question == "practice_again":
            return Ask(question, {}, "utter_soothe_same")
        if question in ("practice_before", "practice_after"):
            return self._number(state["practice"], question)
        return Ask(question)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the choice, the number before, a tap or a word per line, the number after."""
        state: dict[str, Any] = dict(talk.slot("scratch") or {})
        if question in ("practice_which", "practice_all", "practice_again"):
            return await self._which(talk, state, question, answer)
        if question == "practice_inward":
            return self._inward(talk, state, answer)
        if question == "practice_hurt":
            return await self._hurt(talk, state, answer)
        if question == "practice_before":
            return await self._before(talk, state, answer)
        if question == "practice_step":
            return await self._stepped(talk, state, answer)
        if question == "practice_after":
            return await self._after(talk, state, answer)
        return await self._useful(talk, state, answer)

    def _open_now(self, talk: Talk) -> tuple[str, ...]:
        """Returns what records leave open; nobody repairs while somebody is flagged (P7, rule VI6)."""
        records = [*talk.book.people, *talk.book.crises]
        now = permits(records, talk.now, distress=0, exercises_wanted=True)
        names = open_practices(practice_open=now.practice, exercises_open=now.exercises)
        return tuple(name for name in names if name != REPAIR or not now.blocked_people)

    async def _offered(self, talk: Talk, question: str) -> dict[str, str]:
        """Returns what a question of choice shows, {value: title} in its order."""
        named, is_open = titles("utter_ask_practice_all"), self._open_now(talk)
        if question == "practice_which":
            done = await talk.book.all(PracticeDone)
            first = offer(done, talk.book.profile.voice, is_open)
            return {name: named[name] for name in first} | titles("utter_soothe_choice")
        if question == "practice_all":
            return {name: title for name, title in named.items() if name in (*is_open, "neither")}
        return titles("utter_soothe_same") | titles("utter_soothe_worse")

    async def _offer(self, talk: Talk, question: str = "practice_which") -> Ask:
        shown = await self._offered(talk, question)
        buttons = [{"title": title, "payload": value} for value, title in shown.items()]
        return Ask(question, {"buttons": buttons}, CHOICES[question])

    async def _which(
        self, talk: Talk, state: dict[str, Any], question: str, answer: Answer
    ) -> Optional[Step]:
        """Begins what was chosen, shows all, or ends."""
        choice = answer.one_of(await self._offered(talk, question))
        if choice in ("neither", "enough") or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_soothe_end")
            return Done()
        if choice == "all":
            return await self._offer(talk, "practice_all")
        if choice == "other":
            return await self._offer(talk)
        name = state.get("practice") if choice == "again" else choice or self._by_name(answer.text)
        if name is None:
            return elsewhere(talk, answer)
        if name not in self._open_now(talk):
            talk.say("utter_practice_closed")
            return await self._offer(talk, "practice_all")
        return self._chosen(talk, name)

    def _by_name(self, text: str) -> Optional[str]:
        named = titles("utter_ask_practice_all")
        return asked_for(text) or (None if text.strip().isdigit() else Answer(text, "").one_of(named))

    def _chosen(self, talk: Talk, name: str) -> Step:
        """Asks what has to be asked before a practice, then begins it (content 7.3)."""
        if name == URGE:
            talk.set(held={"intent": "begin", "text": "", "room": URGE})
            return Done("moment_form")
        one = practice(name)
        talk.set(entry=None, scratch={"practice": name, "step": 0})
        if one.check == "inward" and talk.book.profile.inward != "fine":
            return Ask("practice_inward")
        return Ask("practice_hurt") if one.check == "hurt" else self._first(talk, name)

    def _first(self, talk: Talk, name: str) -> Step:
        if practice(name).numbers:
            return self._number(name, "practice_before")
        return self._shown(talk, {"practice": name, "step": 0}, None)

    def _inward(self, talk: Talk, state: dict[str, Any], answer: Answer) -> Optional[Step]:
        """Swaps an inward practice for one that looks outward where that upsets, or may."""
        said = "yes" if answer.skipped else answer.one_of(titles("utter_ask_practice_inward"))
        upsets = said or answer.yes_no()
        if upsets is None:
            return None
        talk.book.update_profile(inward="fine" if upsets == "no" else "upsets")
        if upsets == "no":
            return self._first(talk, state["practice"])
        talk.say("utter_practice_swap")
        return self._chosen(talk, OUTWARD)

    async def _hurt(self, talk: Talk, state: dict[str, Any], answer: Answer) -> Optional[Step]:
        """Repairs a fight only where nobody was hurt, scared or kept from leaving (P7)."""
        said = answer.one_of(titles("utter_ask_practice_hurt")) or answer.yes_no()
        if answer.skipped:
            talk.say("utter_soothe_end")
            return Done()
        if said is None:
            return None
        if said == "no":
            return self._first(talk, state["practice"])
        begin_concern(talk, "PV")
        return Done("concern_form")

    async def _before(self, talk: Talk, state: dict[str, Any], answer: Answer) -> Optional[Step]:
        number = answer.number()
        if number is None and not answer.skipped:
            return None
        await self._keep(talk, state, before=number)
        return await self._line(talk, {**state, "before": number, "step": 0})

    async def _stepped(self, talk: Talk, state: dict[str, Any], answer: Answer) -> Step:
        """Keeps what is to be kept of an answer and goes one line on."""
        one = practice(state["practice"])
        at = one.steps[min(state["step"], len(one.steps) - 1)]
        if answer.choice == "enough":
            return self._ended(state)
        if at.keep and not answer.skipped and not answer.choice:
            record = await self._record(talk, state)
            words = {**record.words, at.keep: answer.text[:LONGEST]}
            talk.keep(record, words=words)
        return await self._line(talk, {**state, "step": state["step"] + 1})

    async def _line(self, talk: Talk, state: dict[str, Any]) -> Ask:
        """Shows the line of `state`, and has the next one come by itself where it has a time (U7)."""
        one = practice(state["practice"])
        if state["step"] >= len(one.steps):
            return self._ended(state)
        wait = one.steps[state["step"]].wait
        return self._shown(talk, state, await pace(talk, timedelta(seconds=wait)) if wait else None)

    def _shown(self, talk: Talk, state: dict[str, Any], appointment: Optional[str]) -> Ask:
        at = state.get("at") if talk.answer.intent == "due" else talk.now.isoformat()
        talk.set(scratch={**state, "at": at, "pace": appointment})
        return Ask("practice_step", {}, practice(state["practice"]).steps[state["step"]].line)

    def _ended(self, state: dict[str, Any]) -> Ask:
        if practice(state["practice"]).numbers:
            return self._number(state["practice"], "practice_after")
        return Ask("practice_useful")

    def _number(self, name: str, question: str) -> Ask:
        when = question.removeprefix("practice_")
        return Ask(question, {}, f"utter_ask_{name}_{when}")

    async def _after(self, talk: Talk, state: dict[str, Any], answer: Answer) -> Optional[Step]:
        """Says how the number moved; asks whether it was useful only where it did not get worse (W9)."""
        number, before = answer.number(), state.get("before")
        if number is None and not answer.skipped:
            return None
        by = moved(state["practice"], before, number)
        if by is None:
            await self._keep(talk, state, after=number)
            return Ask("practice_useful")
        if by > 0:
            await self._keep(talk, state, after=number)
            return Ask("practice_useful", {"before": before, "after": number}, "utter_soothe_moved")
        await self._keep(talk, state, after=number, helped=False, complete=True)
        return Ask("practice_again", {}, "utter_soothe_worse" if by <= -WORSE else "utter_soothe_same")

    async def _useful(self, talk: Talk, state: dict[str, Any], answer: Answer) -> Optional[Step]:
        said = answer.one_of(titles("utter_ask_practice_useful")) or answer.yes_no()
        if said is None and not answer.skipped:
            return None
        helped = None if answer.skipped or said == "unsure" else said == "yes"
        record = await self._keep(talk, state, helped=helped, complete=True)
        line = next(reversed(record.words.values()), None)
        if line is None:
            talk.say("utter_soothe_end")
        else:
            talk.say(f"utter_soothe_kept{talk.unkept}", line=line)
        return Done()

    async def _record(self, talk: Talk, state: dict[str, Any]) -> PracticeDone:
        """Returns the record of this round, made where there is none."""
        found = await talk.book.get(PracticeDone, talk.slot("entry") or "")
        name = state["practice"]
        return found or PracticeDone(created_at=talk.now, updated_at=talk.now, practice=name)

    async def _keep(self, talk: Talk, state: dict[str, Any], **changes: Any) -> PracticeDone:
        return talk.keep(await self._record(talk, state), **changes)
