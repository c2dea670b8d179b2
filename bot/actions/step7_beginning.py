"""Step 7, its beginning: who the sentence is for, and the note or the kept need that it grows out of."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, Done, Step
from bot.actions.partner_safety import MOST_NAME, SOMEONE, blocked
from bot.actions.people import called, forms_of, known, somebody
from bot.actions.step7_trying_out import TryingOut
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching.commands import phrase
from bot.coaching.hearing import capital, hear
from bot.coaching.records import Need, Rehearsal, Trigger
from bot.coaching.step4_triggers import situation_lines
from bot.content import titles
from bot.safety.records import Person

FROM_NOTE = "say"
"""What a note's last question is answered with where words are wanted."""
MOST_NEEDS = 6
"""Kept needs that are offered, the latest first."""
TITLE = 40
"""Most characters of a need on a button."""


class Beginning(TryingOut):
    """What `RehearsalForm` does before the first draft."""

    async def open(self, talk: Talk) -> Step:
        """Offers the kept needs where nothing was told; finds out who it is about; asks in private first."""
        someone_else = (talk.slot("held") or {}).get("intent") == SOMEONE
        said = talk.answer.text
        named = talk.answer.intent == "rehearse" and (said.startswith("/") or not said or bool(phrase(said)))
        text = "" if named else talk.opening
        talk.set(held=None)
        if someone_else:
            talk.keep(Rehearsal(created_at=talk.now, updated_at=talk.now))
            return Ask("rehearsal_who", {}, "utter_rehearsal_someone_else")
        note = await self._just_noted(talk)
        needs = await self._needs(talk) if named and note is None else []
        if needs:
            talk.keep(Rehearsal(created_at=talk.now, updated_at=talk.now))
            self.note(talk, needs=[need.id for need in needs])
            return self._which_need(needs)
        return await self._about(talk, text, note)

    async def _about(self, talk: Talk, text: str, note: Optional[Trigger] = None) -> Step:
        person = somebody(talk, text) or (
            known(talk, talk.book.profile.last_person) if not hear(text).people else None
        )
        flagged = person is not None and blocked(talk, person)
        if flagged and text:
            return self.refused(talk)
        about = None if flagged or person is None else person.id
        talk.keep(
            Rehearsal(created_at=talk.now, updated_at=talk.now, who=about, trigger=note.id if note else None)
        )
        if person is None or flagged:
            return Ask("rehearsal_who")
        talk.say("utter_rehearsal_start")
        return await self._grown(talk, self.first(talk, person)) or Done()

    async def _just_noted(self, talk: Talk) -> Optional[Trigger]:
        """Returns the note whose last question led here."""
        notes = await talk.book.all(Trigger) if talk.answer.choice == FROM_NOTE else []
        return max(notes, key=lambda note: note.updated_at, default=None)

    async def _needs(self, talk: Talk) -> list[Need]:
        """Returns the latest kept needs, each wording once, none that is about somebody flagged."""
        shut = {person.id for person in talk.book.people if blocked(talk, person)}
        kept = [need for need in await talk.book.all(Need) if need.who not in shut]
        latest = {answers.plain(need.words): need for need in kept}
        return sorted(latest.values(), key=lambda need: need.updated_at, reverse=True)[:MOST_NEEDS]

    def _which_need(self, needs: list[Need]) -> Ask:
        buttons = [{"title": capital(need.words[:TITLE]), "payload": need.id} for need in needs]
        last = titles("utter_ask_rehearsal_which").items()
        buttons += [{"title": title, "payload": payload} for payload, title in last]
        return Ask("rehearsal_which", {"buttons": buttons})

    async def ask_which(self, talk: Talk) -> Ask:
        """Offers the same needs again, as far as they are still kept."""
        ids = (talk.slot("scratch") or {}).get("needs") or []
        return self._which_need([need for need in await talk.book.all(Need) if need.id in ids])

    async def _which(self, talk: Talk, rehearsal: Rehearsal, answer: Answer) -> Optional[Step]:
        """Begins with the need that was chosen, or with something else."""
        ids = (talk.slot("scratch") or {}).get("needs") or []
        kept = {need.id: need for need in await talk.book.all(Need) if need.id in ids}
        options = {id: kept[id].words for id in ids if id in kept} | titles("utter_ask_rehearsal_which")
        chosen = answer.one_of(options)
        if chosen is None and not answer.skipped:
            return None
        need = kept.get(chosen or "")
        if need is None:
            talk.book.remove(rehearsal)
            return await self._about(talk, "")
        person = known(talk, need.who)
        if person is None or blocked(talk, person):
            talk.keep(rehearsal, need=need.words)
            return Ask("rehearsal_who")
        talk.keep(rehearsal, need=need.words, who=person.id)
        return self.first(talk, person)

    def begin(self, talk: Talk, person: Person) -> Step:
        """Asks for the raw version."""
        return self.unnamed(talk)

    def unnamed(self, talk: Talk) -> Step:
        """Asks for the raw version, whoever it is for."""
        return Ask("rehearsal_draft")

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the answer; what a rehearsal grew out of is shown with the question for the draft."""
        return await self._grown(talk, await super().answer(talk, question, answer))

    async def _grown(self, talk: Talk, step: Optional[Step]) -> Optional[Step]:
        """Shows the note, or the need, where the first draft is asked for."""
        if not isinstance(step, Ask) or step.question != "rehearsal_draft" or step.say:
            return step
        rehearsal = await talk.entry(Rehearsal)
        note = await talk.book.get(Trigger, rehearsal.trigger or "")
        lines = situation_lines(note) if note else ()
        parts = forms_of(known(talk, rehearsal.who))
        if lines:
            return Ask(step.question, {**parts, "situation": lines[-1]}, "utter_rehearsal_draft_from_trigger")
        if rehearsal.need and not rehearsal.attempts:
            return Ask(step.question, {**parts, "need": rehearsal.need}, "utter_rehearsal_draft_from_need")
        return step

    def _who(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        if answer.skipped:
            return Ask("rehearsal_draft")
        if len(answer.text.split()) > MOST_NAME and not hear(answer.text).people:
            return None
        met = called(talk, answer.text)
        talk.keep(rehearsal, who=met.id)
        return self.first(talk, met)
