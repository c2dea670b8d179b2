"""What was noted: listed, shown, changed and deleted, by number, date, person or words."""

from __future__ import annotations

from datetime import timezone, tzinfo
from typing import Any, Optional, Sequence
from zoneinfo import ZoneInfo

from bot.actions.base import Ask, Done, Step
from bot.actions.elsewhere import Called, elsewhere
from bot.actions.safety_plan import made
from bot.actions.talk import Answer, Talk
from bot.coaching import answers, journal
from bot.coaching import step4_triggers as triggers
from bot.coaching.records import Trigger
from bot.content import titles

PAGE = 6
"""Notes shown at once."""
FOUND_MOST = 30
"""Most found notes whose ids are held while their list is shown."""
CORRECTION = 6
"""Most words of a correction of the feelings; a longer one is the line itself."""


def own_zone(talk: Talk) -> tzinfo:
    """Returns the person's time zone, UTC where it is not known."""
    zone = talk.book.profile.zone
    return ZoneInfo(zone) if zone else timezone.utc


class JournalForm(Called):
    """Shows what was noted and lets each note be opened, changed or deleted."""

    form = "journal_form"
    called = "journal"

    async def open(self, talk: Talk) -> Step:
        """Lists the notes, or goes to the one the opening text points at."""
        talk.set(held=None, entry=None, scratch=None)
        notes = await self._notes(talk)
        plan = await made(talk)
        if plan:
            talk.say("utter_journal_plan")
        if not notes:
            if not plan:
                talk.say("utter_journal_empty")
            return Done()
        if talk.answer.intent == "delete_that":
            return self._sure(talk, notes[0])
        _, _, said = talk.opening.partition(" ") if talk.opening.startswith("/") else ("", "", "")
        return (said and await self._pick(talk, Answer(said, ""))) or self._list(talk, notes)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the answer to the list, or to what is asked about the note that is open."""
        if question == "journal_pick":
            return await self._pick(talk, answer)
        note = await self._open_note(talk)
        if note is None:
            return self._list(talk, await self._notes(talk))
        taken = {
            "journal_entry": self._entry,
            "journal_edit": self._edit,
            "journal_part": self._part,
            "journal_delete": self._delete,
        }[question]
        return await taken(talk, note, answer)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks about the note that is open again; without one, or at "journal", shows the list."""
        note = await self._open_note(talk)
        notes = await self._notes(talk)
        if question == "journal_pick" or note is None or talk.answer.intent == "journal":
            return self._list(talk, notes)
        return self._show(talk, note) if question == "journal_entry" else Ask(question)

    async def _notes(self, talk: Talk) -> list[Trigger]:
        """Returns every note, newest first; where a search is shown, the ones it found."""
        notes = sorted(await talk.book.all(Trigger), key=lambda n: n.created_at, reverse=True)
        found = self._state(talk).get("found")
        return [note for note in notes if note.id in found] if found else notes

    async def _open_note(self, talk: Talk) -> Optional[Trigger]:
        note: Optional[Trigger] = await talk.book.get(Trigger, talk.slot("entry") or "")
        return note

    def _state(self, talk: Talk) -> dict[str, Any]:
        return dict(talk.slot("scratch") or {})

    def _list(self, talk: Talk, notes: Sequence[Trigger]) -> Ask:
        first = min(int(self._state(talk).get("first", 0)), max(len(notes) - 1, 0))
        page, zone = notes[first : first + PAGE], own_zone(talk)
        lines = "\n".join(
            triggers.journal_line(note, first + at, journal.spoken_day(note.created_at, talk.now, zone))
            for at, note in enumerate(page, start=1)
        )
        rest = len(notes) - first - len(page)
        if rest <= 0:
            return Ask("journal_pick", {"lines": lines}, "utter_journal_list")
        talk.say("utter_journal_list", lines=lines)
        return Ask("journal_pick", {"rest": rest}, "utter_journal_more")

    async def _pick(self, talk: Talk, answer: Answer) -> Optional[Step]:
        notes, lists = await self._notes(talk), journal.words()
        told = answers.plain(answer.text)
        if answer.choice == "older" or told in lists.older:
            state = self._state(talk)
            talk.set(scratch={**state, "first": int(state.get("first", 0)) + PAGE})
            return self._list(talk, notes)
        if told in lists.list:
            talk.set(scratch=None)
            return self._list(talk, await self._notes(talk))
        if answer.skipped or answer.intent in ("deny", "thanks") or told in lists.leave:
            talk.say("utter_journal_closed")
            return Done()
        wanted, pointing = journal.act(answer.text)
        zone = own_zone(talk)
        today = talk.now.astimezone(zone).date()
        people = {person.id: person.label for person in talk.book.people}
        found = journal.find(notes, pointing, today, zone, people)
        if len(found) == 1:
            note = found[0]
            talk.set(entry=note.id)
            if wanted == "delete":
                return self._sure(talk, note)
            return Ask("journal_edit") if wanted == "change" else self._show(talk, note)
        if found:
            talk.set(scratch={"found": [note.id for note in found[:FOUND_MOST]]})
            return self._list(talk, found)
        dated = journal.days(pointing, today)
        if not dated:
            return elsewhere(talk, answer)
        talk.say("utter_journal_none_then", when=f"{min(dated):%A} {min(dated).day} {min(dated):%B}")
        return self._list(talk, notes)

    def _show(self, talk: Talk, note: Trigger) -> Ask:
        return Ask("journal_entry", self._parts(talk, note), "utter_journal_entry")

    def _parts(self, talk: Talk, note: Trigger) -> dict[str, str]:
        day = journal.spoken_day(note.created_at, talk.now, own_zone(talk))
        return {"day": day, **triggers.card(note)}

    def _sure(self, talk: Talk, note: Trigger) -> Ask:
        talk.set(entry=note.id)
        talk.say("utter_journal_this", **self._parts(talk, note))
        return Ask("journal_delete")

    async def _entry(self, talk: Talk, note: Trigger, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_journal_entry"))
        wanted, rest = journal.act(answer.text)
        if choice is None and wanted != "show" and len(rest.split()) <= 1:
            choice = wanted
        if choice == "delete":
            return Ask("journal_delete")
        if choice == "change":
            return Ask("journal_edit")
        if choice == "list":
            talk.set(entry=None)
            return self._list(talk, await self._notes(talk))
        return await self._pick(talk, answer)

    async def _edit(self, talk: Talk, note: Trigger, answer: Answer) -> Optional[Step]:
        part = answer.one_of(titles("utter_ask_journal_edit"))
        if part:
            talk.set(scratch={**self._state(talk), "part": part})
            return Ask("journal_part")
        if answer.skipped or answers.nothing_said(answer.text):
            return self._show(talk, note)
        changed = triggers.change(note, answer.text)
        line_itself = changed is None or changed.feelings != note.feelings
        if line_itself and len(answer.text.split()) > CORRECTION:
            changed = self._rewritten(note, "situation", answer.text)
        return self._changed(talk, changed)

    async def _part(self, talk: Talk, note: Trigger, answer: Answer) -> Optional[Step]:
        if answer.skipped:
            return self._show(talk, note)
        part = str(self._state(talk).get("part", "situation"))
        return self._changed(talk, self._rewritten(note, part, answer.text))

    def _rewritten(self, note: Trigger, part: str, text: str) -> Optional[Trigger]:
        blank = note.copy(update={"situation": ""}) if part == "situation" else note
        return triggers.answer(blank, part, text)

    def _changed(self, talk: Talk, changed: Optional[Trigger]) -> Optional[Step]:
        if changed is None:
            return None
        talk.say("utter_journal_edited", **triggers.card(talk.keep(changed)))
        return Done()

    async def _delete(self, talk: Talk, note: Trigger, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_journal_delete"))
        choice = choice or {"yes": "delete", "no": "keep"}.get(answer.yes_no() or "")
        if choice is None and not answer.skipped:
            return None
        if choice == "delete":
            left = len(await talk.book.all(Trigger)) - 1
            talk.book.remove(note)
            talk.say("utter_journal_deleted", count=left)
        else:
            talk.say("utter_journal_kept")
        return Done()
