"""Step 4: a trigger told by text, asked about in at most four questions, shown, and kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, Optional

from bot.actions.appointments import SETTLED, appoint_reminder, own_zone
from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.people import known, somebody, spoken
from bot.actions.step5_wounds import notes_to_look_at
from bot.actions.talk import HISTORY, Answer, Talk
from bot.coaching import step4_triggers as triggers
from bot.coaching.echo import echo
from bot.coaching.hearing import hear, reflection, spoken_feelings
from bot.coaching.quotes import quote
from bot.coaching.records import ThemeGuess, Trigger
from bot.coaching.side_by_side import offer_due
from bot.coaching.step5_wounds import Suggestion, quoted, suggest
from bot.coaching.then_and_now import pair
from bot.content import titles

DAY = (5, 21)
"""From and until which local hour nobody is wished a good sleep. [design]"""
STRONG = 7
"""From this number it is offered to ask an hour later whether it is lower (W5, rule T3)."""
HOUR = timedelta(hours=1)
HALF = 100
"""Most characters of what was done then, and now."""
THEN = {
    "thought": "thought_form",
    "say": "rehearsal_form",
    "steadier": "practice_form",
    "together": "wounds_form",
}
"""What the last question's choices lead to."""


class TriggersForm(CoachForm):
    """Keeps one trigger, answer by answer, in the person's words."""

    form = "triggers_form"
    numbers = frozenset({"triggers_intensity"})
    record = Trigger

    async def open(self, talk: Talk) -> Step:
        """Takes everything the opening text already tells, says it back, and asks what is missing."""
        text, heard_before = talk.told, talk.slot("held") is not None
        talk.set(held=None)
        if not text or talk.answer.intent == "trigger":
            talk.keep(Trigger(created_at=talk.now, updated_at=talk.now))
            return Ask("triggers_situation")
        heard = hear(text)
        person = somebody(talk, text)
        trigger = talk.keep(
            Trigger(created_at=talk.now, updated_at=talk.now, **triggers.prefill(text, heard)),
            who=person.id if person else None,
        )
        said_back = reflection(heard)
        if said_back and not heard_before:
            talk.say(said_back[0], **said_back[1])
        return self._next(talk, trigger)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the answer in its field and asks the next thing that is not known."""
        trigger = await talk.entry(Trigger)
        part = question.removeprefix("triggers_")
        endings = {
            "confirm": self._confirm,
            "change": self._change,
            "edit": self._edit,
            "theme": self._theme,
            "own_word": self._own_word,
        }
        if part in endings:
            step = endings[part](talk, trigger, answer)
            ends = isinstance(step, Ask) and step.question == "triggers_next"
            return await self._closing(talk, trigger) if ends else step
        if part == "next":
            return await self._next_room(talk, trigger, answer)
        if answer.skipped:
            return self._next(talk, trigger, part)
        changed = triggers.answer(trigger, part, answer.text)
        if changed is None:
            return None
        if part == "situation":
            person = somebody(talk, answer.text) if not trigger.who else None
            changed = changed.copy(update={"who": trigger.who or (person.id if person else None)})
        trigger = talk.keep(changed)
        if part == "intensity" and trigger.intensity is None:
            return None
        return (
            self._asked(talk, trigger, part)
            if part == "feelings" and not trigger.feelings
            else self._next(talk, trigger, part)
        )

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this note again, with its words."""
        trigger = await talk.entry(Trigger)
        return self._asked(talk, trigger, question.removeprefix("triggers_"))

    def _asked(self, talk: Talk, trigger: Trigger, part: str) -> Ask:
        person = known(talk, trigger.who)
        if part == "situation" and trigger.situation:
            pronoun = (person.pronoun if person else None) or "they"
            return Ask("triggers_situation", {}, f"utter_ask_triggers_situation_{pronoun}")
        if part == "confirm":
            return Ask("triggers_confirm", triggers.card(trigger))
        if part == "theme":
            guess = suggest(trigger)
            return Ask("triggers_theme", _parts(guess))
        if part == "edit":
            return Ask("triggers_edit", {}, "utter_ask_journal_part")
        if part == "next" and _hour_due(talk, trigger):
            return Ask("triggers_next", {}, "utter_ask_triggers_next_hour")
        if part == "softer":
            return Ask("triggers_softer", {"under": triggers.under(trigger.feelings)})
        return Ask(f"triggers_{part}")

    def _next(self, talk: Talk, trigger: Trigger, answered: Optional[str] = None) -> Step:
        asked = {q.removeprefix("triggers_") for q in talk.slot(HISTORY) or []}
        part = triggers.next_question(trigger, frozenset(asked | ({answered} if answered else set())))
        if part == "intensity" and answered == "situation":
            return Ask("triggers_intensity", {}, "utter_ask_triggers_intensity_noted")
        if part == "thought" and answered in ("softer", "feelings") and trigger.feelings:
            felt = spoken_feelings(trigger.feelings)
            return Ask("triggers_thought", {"feelings": felt}, "utter_ask_triggers_thought_felt")
        if part:
            return self._asked(talk, trigger, part)
        return self._asked(talk, trigger, "confirm")

    def _confirm(self, talk: Talk, trigger: Trigger, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_triggers_confirm"))
        if choice == "delete":
            talk.book.remove(trigger)
            talk.say("utter_triggers_deleted")
            return Done()
        if choice == "change" or answer.yes_no() == "no":
            return Ask("triggers_change")
        changed = None if choice or answer.yes_no() == "yes" else triggers.change(trigger, answer.text)
        if changed is not None:
            self._say_change(talk, trigger, changed)
            trigger = changed
        elif not (choice or answer.yes_no() == "yes" or answer.skipped):
            return None
        return self._themes(talk, talk.keep(trigger, complete=True))

    def _change(self, talk: Talk, trigger: Trigger, answer: Answer) -> Optional[Step]:
        field = answer.one_of(titles("utter_ask_triggers_change"))
        if field is not None:
            talk.set(scratch={"field": field})
            return Ask("triggers_edit", {}, "utter_ask_journal_part")
        changed = triggers.change(trigger, answer.text)
        if changed is None and not answer.skipped:
            return None
        trigger = talk.keep(changed or trigger)
        return self._asked(talk, trigger, "confirm")

    def _edit(self, talk: Talk, trigger: Trigger, answer: Answer) -> Optional[Step]:
        field = (talk.slot("scratch") or {}).get("field", "situation")
        emptied = trigger.copy(
            update={field: () if field == "feelings" else Trigger.__fields__[field].default}
        )
        changed = trigger if answer.skipped else triggers.answer(emptied, field, answer.text)
        return None if changed is None else self._asked(talk, talk.keep(changed), "confirm")

    def _say_change(self, talk: Talk, before: Trigger, after: Trigger) -> None:
        if after.intensity != before.intensity:
            talk.say("utter_triggers_changed_number", intensity=after.intensity)
        else:
            talk.say("utter_triggers_changed")

    def _themes(self, talk: Talk, trigger: Trigger) -> Step:
        guess, about = suggest(trigger), known(talk, trigger.who)
        if guess is None or (about is not None and about.dv_flag_at):
            return self._last(talk)
        talk.keep(trigger, themes=(ThemeGuess(theme=guess.theme, source="suggested"),))
        return Ask("triggers_theme", _parts(guess))

    def _theme(self, talk: Talk, trigger: Trigger, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_triggers_theme"))
        if choice == "own":
            return Ask("triggers_own_word")
        instead = triggers.instead(answer.text) if choice is None else None
        if instead:
            return self._own_word(talk, trigger, replace(answer, text=instead))
        if choice is None and answer.yes_no() in ("yes", "no"):
            choice = "accept" if answer.yes_no() == "yes" else "reject"
        if choice is None and not answer.skipped:
            return self._own_word(talk, trigger, answer)
        source: Any = {"accept": "accepted", "reject": "rejected"}.get(choice or "", "suggested")
        talk.keep(trigger, themes=tuple(t.copy(update={"source": source}) for t in trigger.themes))
        if source != "suggested":
            talk.say(f"utter_triggers_theme_{source}")
        return self._last(talk)

    def _own_word(self, talk: Talk, trigger: Trigger, answer: Answer) -> Optional[Step]:
        word = answer.text.strip(" .\"'“”")[:80]
        if not answer.skipped:
            if not word:
                return None
            guessed = tuple(t.copy(update={"source": "rejected"}) for t in trigger.themes)
            talk.keep(trigger, themes=(*guessed, ThemeGuess(theme=word, source="own")))
            if len(word.split()) <= 4:
                talk.say("utter_triggers_own_word_kept", word=word[:1].upper() + word[1:])
        return self._last(talk)

    def _last(self, talk: Talk) -> Step:
        return Ask("triggers_next", {}, "utter_ask_triggers_next_tonight" if _night(talk) else None)

    async def _closing(self, talk: Talk, trigger: Trigger) -> Step:
        """Says what the note shares with the last one (W4), and offers to look at three or more together."""
        notes = await notes_to_look_at(talk)
        at = next((n for n, note in enumerate(notes) if note.id == trigger.id), 0)
        shared = echo(notes[at], notes[at - 1], own_zone(talk), len(notes) == 2) if at else None
        then = pair(trigger, notes) if at else None
        if then is not None:
            parts = {"then_number": then.intensity, "then": quote(str(then.action), HALF)}
            parts |= {"now_number": trigger.intensity, "now": quote(str(trigger.action), HALF)}
            talk.say("utter_triggers_then_now", **parts)
        elif shared:
            who = known(talk, trigger.who)
            parts = {**shared[1], "person": spoken(who) if who else ""}
            talk.say(f"utter_triggers_echo_{shared[0]}", **parts)
        if _hour_due(talk, trigger):
            return Ask("triggers_next", {}, "utter_ask_triggers_next_hour")
        profile = talk.book.profile
        if not at or not offer_due(notes, profile.wounds_offered_at, talk.now):
            return self._last(talk)
        talk.book.update_profile(wounds_offered_at=talk.now)
        return Ask("triggers_next", {}, "utter_ask_triggers_next_together")

    async def _next_room(self, talk: Talk, trigger: Trigger, answer: Answer) -> Optional[Step]:
        hour = titles("utter_ask_triggers_next_hour") if _hour_due(talk, trigger) else {}
        offered = titles("utter_ask_triggers_next_together") | titles("utter_ask_triggers_next") | hour
        choice = answer.one_of(offered)
        if choice in THEN:
            return Done(THEN[choice])
        if choice == "hour":
            await appoint_reminder(talk, talk.now + HOUR, SETTLED, trigger.id)
            talk.say("utter_triggers_will_ask")
            return Done()
        if talk.book.profile.consent == "nothing":
            talk.say("utter_triggers_left_unkept")
        else:
            talk.say("utter_triggers_left_night" if _night(talk) else "utter_triggers_left")
        return Done()


def _hour_due(talk: Talk, trigger: Trigger) -> bool:
    """Tells whether to offer asking in an hour: a strong note that is kept, and no night in an hour (W5)."""
    zone = own_zone(talk)
    strong = (trigger.intensity or 0) >= STRONG and trigger.kind == "event" and not talk.unkept
    person = known(talk, trigger.who)
    if not strong or zone is None or (person is not None and person.dv_flag_at):
        return False
    return DAY[0] <= (talk.now + HOUR).astimezone(zone).hour < DAY[1]


def _night(talk: Talk) -> bool:
    """Tells whether it is night where the person is, as far as that is known."""
    zone = own_zone(talk)
    return zone is not None and not DAY[0] <= talk.now.astimezone(zone).hour < DAY[1]


def _parts(guess: Optional[Suggestion]) -> dict[str, str]:
    if guess is None:
        return {"quotes": "", "sounds": ""}
    return {"quotes": quoted(guess.quotes), "sounds": guess.sounds}
