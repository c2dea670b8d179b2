"""Step 5: the notes side by side, what they may share, named by the person, and one line about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Optional, Sequence

from bot.actions.base import Ask, CoachForm, Done, Step, steady
from bot.actions.crisis import begin_concern
from bot.actions.crisis_deeds import show_card
from bot.actions.elsewhere import elsewhere
from bot.actions.journal import own_zone
from bot.actions.people import flag, known, spoken
from bot.actions.step7_trying_out import forms_of
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching import side_by_side as sides
from bot.coaching.hearing import capital
from bot.coaching.journal import spoken_day
from bot.coaching.records import Trigger, Wound
from bot.coaching.step5_wounds import wounds
from bot.content import titles
from bot.safety.permits import needs_check
from bot.safety.records import Person

THEMES = 2
"""Most themes shown in one go (content 2.5)."""
SHOWN = 3
"""Most themes listed at once; the newest ones."""
NAME = 120
"""Most characters of a name of their own."""
LONGEST = 500
"""Most characters of one line that are kept."""
REUSED = timedelta(minutes=10)
"""How long a number that was told is not asked for again (rule U3)."""
HUNCH = 3
"""Least words of a hunch told where none was asked for."""
THEN = {"needs": "needs_form", "steadier": "practice_form"}
"""What the last question's choices lead to."""


async def notes_to_look_at(talk: Talk) -> tuple[Trigger, ...]:
    """Returns the whole notes, but those about people who are flagged (rule VI6)."""
    flagged = [person for person in talk.book.people if person.dv_flag_at]
    labels = [label for person in flagged for label in (person.label, *person.former)]
    return sides.to_look_at(await talk.book.all(Trigger), frozenset(p.id for p in flagged), labels)


async def themes_kept(talk: Talk) -> list[Wound]:
    """Returns the themes of before, but those read only from notes that are left alone (rule VI6)."""
    left_alone = {one.id for one in await talk.book.all(Trigger)} - {
        one.id for one in await notes_to_look_at(talk)
    }
    kept = await talk.book.all(Wound)
    return [one for one in kept if not one.triggers or not set(one.triggers) <= left_alone]


def told_lately(talk: Talk) -> Optional[int]:
    """Returns the distress told last in this sitting, while the sitting is young (rule U3)."""
    sitting = talk.sitting
    return sitting.ratings[-1] if sitting.ratings and talk.now - sitting.since < REUSED else None


class WoundsForm(CoachForm):
    """Shows what notes may share, as a guess; what it is called, and whether it is so, the person says."""

    form = "wounds_form"
    numbers = frozenset({"wounds_distress"})

    async def open(self, talk: Talk) -> Step:
        """Says so where there are too few notes; shows what was named before; else offers to look."""
        talk.set(held=None, entry=None, scratch=None)
        notes, kept = await notes_to_look_at(talk), await themes_kept(talk)
        new = sides.candidates(notes, kept, talk.book.profile.voice)
        if not new and any(one.status != "shown" for one in kept):
            return self._kept(kept)
        if not sides.enough(notes):
            talk.say("utter_wounds_few")
            return Done("triggers_form")
        return Ask("wounds_ready")

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this look again, with its words."""
        wound = await talk.book.get(Wound, talk.slot("entry") or "")
        notes, kept = await notes_to_look_at(talk), await themes_kept(talk)
        if question == "wounds_own":
            return self._own_look(talk, notes)
        if question == "wounds_kept":
            return self._kept(kept)
        if question == "wounds_again":
            return self._set_aside(kept) or self._kept(kept)
        if wound is None:
            return Ask("wounds_ready")
        if question == "wounds_theme":
            return self._shown(talk, wound, sides.again(wound, notes))
        if question == "wounds_safe":
            return self._afraid(self._unchecked(talk, wound, notes))
        if question == "wounds_reflection":
            return Ask(question, {"question": sides.question(wound)})
        return Ask(question, {"card": sides.card(wound)} if question == "wounds_next" else {})

    def is_aside(self, question: str, answer: Answer) -> bool:
        """Tells so too, but for not knowing whether one is afraid: that is an answer (rule VI1)."""
        wavers = question == "wounds_safe" and answer.intent == "idk"
        return super().is_aside(question, answer) and not wavers

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the answer, keeps what it says of the theme that is open, and goes on."""
        notes, kept = await notes_to_look_at(talk), await themes_kept(talk)
        if question == "wounds_ready":
            return self._ready(talk, answer, notes, kept)
        if question == "wounds_own":
            return self._own(talk, answer, notes, kept)
        if question == "wounds_kept":
            return self._again(talk, answer, notes, kept)
        if question == "wounds_again":
            return self._taken_up(talk, answer, notes, kept)
        wound = await talk.entry(Wound)
        if question == "wounds_theme":
            return self._theme(talk, wound, answer, notes, kept)
        if question == "wounds_safe":
            return self._safe(talk, wound, answer, notes)
        takes = {
            "wounds_name": self._name,
            "wounds_learned": self._learned,
            "wounds_friend": self._friend,
            "wounds_distress": self._distress,
            "wounds_reflection": self._reflection,
            "wounds_next": self._next,
        }
        step = takes[question](talk, wound, answer)
        if isinstance(step, Ask) and step.question == "wounds_next" and not any(one.complete for one in kept):
            step = Ask(step.question, step.parts, "utter_ask_wounds_next_first")
        if isinstance(step, Ask) and not answer.skipped and sides.heavy(wound, answer.text):
            begin_concern(talk, "SH")
            return Done("concern_form")
        return step

    def _ready(
        self, talk: Talk, answer: Answer, notes: Sequence[Trigger], kept: Sequence[Wound]
    ) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_wounds_ready"))
        choice = choice or {"yes": "show", "no": "today"}.get(answer.yes_no() or "")
        if choice == "show":
            return self._show(talk, notes, kept)
        if choice == "first":
            return self._own_look(talk, notes)
        if choice == "today" or answer.skipped:
            talk.say("utter_wounds_another_day")
            return Done()
        hunch = len(answer.text.split()) >= HUNCH
        return elsewhere(talk, answer) or (self._named(talk, answer, notes) if hunch else None)

    def _show(self, talk: Talk, notes: Sequence[Trigger], kept: Sequence[Wound]) -> Step:
        """Shows the next theme, one that was left open before as the same record; without any, the notes."""
        shown = int((talk.slot("scratch") or {}).get("shown", 0))
        new = sides.candidates(notes, kept, talk.book.profile.voice)
        if shown >= THEMES or not new:
            return self._own_look(talk, notes, "utter_ask_wounds_own_unseen" if not shown else None)
        first = new[0]
        name = "" if first.theme else first.name
        before = next(
            (w for w in kept if w.status == "shown" and (w.theme, w.name) == (first.theme, name)), None
        )
        wound = talk.keep(
            before or Wound(created_at=talk.now, updated_at=talk.now, theme=first.theme, name=name),
            triggers=tuple(each.trigger.id for each in first.evidence),
        )
        talk.set(scratch={"shown": shown + 1})
        return self._checked(talk, wound, notes) or self._shown(talk, wound, first)

    def _shown(self, talk: Talk, wound: Wound, seen: sides.Candidate) -> Ask:
        """Shows a theme with dated quotes: plainly, weakly at a low score, or as what they said before."""
        how = (
            "_own" if wound.theme is None else "_before" if seen.accepted else "" if seen.strong else "_weak"
        )
        parts = {"quotes": sides.quotes(seen.evidence, self._day(talk)), "plain": sides.called(wound)}
        return Ask("wounds_theme", parts, f"utter_ask_wounds_theme{how}")

    def _own_look(self, talk: Talk, notes: Sequence[Trigger], say: Optional[str] = None) -> Ask:
        return Ask("wounds_own", {"lines": sides.lines(notes, self._day(talk))}, say)

    def _day(self, talk: Talk) -> sides.Day:
        return lambda at: spoken_day(at, talk.now, own_zone(talk))

    def _own(
        self, talk: Talk, answer: Answer, notes: Sequence[Trigger], kept: Sequence[Wound]
    ) -> Optional[Step]:
        if answers.nothing_said(answer.text):
            return None
        if not answer.skipped and not sides.names_nothing(answer.text):
            return self._named(talk, answer, notes)
        if not (talk.slot("scratch") or {}).get("shown") and sides.candidates(notes, kept):
            return self._show(talk, notes, kept)
        talk.say("utter_wounds_nothing_clear")
        return Done()

    def _named(self, talk: Talk, answer: Answer, notes: Sequence[Trigger]) -> Step:
        """Keeps what the person saw for themselves, in their words."""
        name = answer.text.strip(" .\"'“”")[:NAME]
        of = tuple(one.id for one in sorted(notes, key=lambda one: one.created_at)[-sides.LINES :])
        wound = Wound(
            created_at=talk.now, updated_at=talk.now, name=name, theme=sides.read(name), triggers=of
        )
        return self._accepted(talk, wound, notes)

    def _accepted(self, talk: Talk, wound: Wound, notes: Sequence[Trigger]) -> Step:
        wound = talk.keep(wound, status="accepted")
        talk.say("utter_wounds_named" if wound.name else "utter_wounds_accepted", name=wound.name)
        return self._checked(talk, wound, notes) or Ask("wounds_learned")

    def _theme(
        self, talk: Talk, wound: Wound, answer: Answer, notes: Sequence[Trigger], kept: Sequence[Wound]
    ) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_wounds_theme"))
        choice = choice or {"yes": "fits", "no": "no"}.get(answer.yes_no() or "")
        if answer.skipped:
            talk.say("utter_wounds_another_day")
            return Done()
        if choice == "own":
            return Ask("wounds_name")
        if choice == "fits":
            return self._accepted(talk, wound, notes)
        if choice == "no":
            rejected = talk.keep(wound, status="rejected")
            talk.say("utter_wounds_rejected")
            return self._show(talk, notes, [*(one for one in kept if one.id != wound.id), rejected])
        return self._name(talk, wound, answer)

    def _name(self, talk: Talk, wound: Wound, answer: Answer) -> Optional[Step]:
        if answers.nothing_said(answer.text):
            return None
        name = "" if answer.skipped else answer.text.strip(" .\"'“”")[:NAME]
        wound = talk.keep(wound, name=name or wound.name, status="accepted")
        talk.say("utter_wounds_named" if wound.name else "utter_wounds_accepted", name=wound.name)
        return Ask("wounds_learned")

    def _unchecked(self, talk: Talk, wound: Wound, notes: Sequence[Trigger]) -> Optional[Person]:
        """Returns the first person of the theme's notes whom the safety question is due for (rule VI1)."""
        about = [known(talk, one.who) for one in notes if one.id in wound.triggers]
        return next((person for person in about if person and needs_check(person, talk.now)), None)

    def _checked(self, talk: Talk, wound: Wound, notes: Sequence[Trigger]) -> Optional[Ask]:
        """Returns the safety question that control or danger as a theme asks first, until it is answered."""
        theme = wounds().get(wound.theme or "")
        if theme is None or theme.safety not in ("partner", "partner_first"):
            return None
        person = self._unchecked(talk, wound, notes)
        named = any(known(talk, one.who) for one in notes if one.id in wound.triggers)
        open_fear = theme.safety == "partner_first" and not named and not self._state(talk).get("checked")
        return self._afraid(person) if person or open_fear else None

    def _afraid(self, person: Optional[Person]) -> Ask:
        """Asks about the person by name; where the notes name nobody, about anyone in them."""
        if person is None:
            return Ask("wounds_safe", {}, "utter_ask_wounds_safe_anyone")
        return Ask("wounds_safe", {"who": spoken(person)})

    def _state(self, talk: Talk) -> dict[str, Any]:
        return dict(talk.slot("scratch") or {})

    def _safe(self, talk: Talk, wound: Wound, answer: Answer, notes: Sequence[Trigger]) -> Optional[Step]:
        options = titles("utter_ask_wounds_safe")
        choice = answer.one_of(options) or {"yes": "yes", "no": "no", "unsure": "sometimes"}.get(
            answer.yes_no() or ""
        )
        if answer.skipped or choice == "rather_not_say":
            talk.say("utter_concern_PV_skipped")
            return Done()
        if choice is None:
            return None
        person = self._unchecked(talk, wound, notes)
        if choice == "no":
            if person is not None:
                talk.book.put(person.copy(update={"checked_on": talk.now, "updated_at": talk.now}))
            talk.set(scratch={**self._state(talk), "checked": True})
            return (
                self._checked(talk, wound, notes)
                or (Ask("wounds_learned") if wound.status == "accepted" else None)
                or self._shown(talk, wound, sides.again(wound, notes))
            )
        flag(talk, person)
        talk.book.remove(wound)
        show_card(talk, "PV")
        talk.say("utter_wounds_unsafe", **forms_of(person))
        return Done()

    def _learned(self, talk: Talk, wound: Wound, answer: Answer) -> Optional[Step]:
        if answer.skipped:
            return self._how_now(talk, wound)
        if answers.nothing_said(answer.text):
            return None
        talk.keep(wound, learned=answer.text.strip()[:LONGEST])
        return Ask("wounds_friend")

    def _friend(self, talk: Talk, wound: Wound, answer: Answer) -> Optional[Step]:
        if not answer.skipped:
            if answers.nothing_said(answer.text):
                return None
            wound = talk.keep(wound, friend=answer.text.strip()[:LONGEST])
        return self._how_now(talk, wound)

    def _how_now(self, talk: Talk, wound: Wound) -> Ask:
        """Asks for a number, unless one was told just now (rule U3)."""
        return Ask("wounds_distress") if told_lately(talk) is None else self._closing(talk, wound)

    def _distress(self, talk: Talk, wound: Wound, answer: Answer) -> Optional[Step]:
        number = answer.number()
        if number is None and not answer.skipped:
            return None
        if number is not None and talk.rated(number):
            talk.keep(wound, complete=True)
            return steady(talk)
        return self._closing(talk, wound)

    def _closing(self, talk: Talk, wound: Wound) -> Ask:
        """Shows what was kept; at the first close with what is said once (amendments 3.1)."""
        return Ask("wounds_next", {"card": sides.card(talk.keep(wound, complete=True))})

    def _next(self, talk: Talk, wound: Wound, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_wounds_next"))
        if choice in THEN:
            return Done(THEN[choice])
        talk.say(f"utter_wounds_left{talk.unkept}")
        return Done()

    def _reflection(self, talk: Talk, wound: Wound, answer: Answer) -> Optional[Step]:
        if answers.nothing_said(answer.text) and not answer.skipped:
            return None
        if not answer.skipped:
            talk.keep(wound, reflection=answer.text.strip()[:LONGEST])
        talk.say("utter_wounds_reflected" if not answer.skipped else "utter_wounds_another_day")
        return Done()

    def _kept(self, kept: Sequence[Wound]) -> Ask:
        """Shows what was named before, newest last."""
        cards = [sides.card(one) for one in kept if one.status == "accepted"]
        if not cards:
            return Ask("wounds_kept", {}, "utter_ask_wounds_kept_none")
        return Ask("wounds_kept", {"cards": "\n".join(cards[-SHOWN:])})

    def _again(
        self, talk: Talk, answer: Answer, notes: Sequence[Trigger], kept: Sequence[Wound]
    ) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_wounds_kept"))
        named = [one for one in kept if one.status == "accepted"]
        if choice == "question" and named:
            wound = talk.keep(named[-1])
            return Ask("wounds_reflection", {"question": sides.question(wound)})
        if choice == "notes":
            return self._show(talk, notes, kept)
        if choice == "aside":
            step = self._set_aside(kept)
            if step is None:
                talk.say("utter_wounds_none_aside")
            return step or self._kept(kept)
        if choice == "leave" or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_wounds_closed")
            return Done()
        return None

    def _set_aside(self, kept: Sequence[Wound]) -> Optional[Ask]:
        """Offers what was rejected, which only a request brings back."""
        rejected = [one for one in kept if one.status == "rejected"][-SHOWN:]
        if not rejected:
            return None
        buttons = [{"title": capital(sides.called(one)), "payload": one.id} for one in rejected]
        buttons += [
            {"title": title, "payload": value} for value, title in titles("utter_ask_wounds_again").items()
        ]
        return Ask("wounds_again", {"buttons": buttons})

    def _taken_up(
        self, talk: Talk, answer: Answer, notes: Sequence[Trigger], kept: Sequence[Wound]
    ) -> Optional[Step]:
        rejected = {one.id: sides.called(one) for one in kept if one.status == "rejected"}
        choice = answer.one_of({**rejected, **titles("utter_ask_wounds_again")})
        if choice in rejected:
            wound = talk.keep(next(one for one in kept if one.id == choice), status="shown")
            return self._checked(talk, wound, notes) or self._shown(talk, wound, sides.again(wound, notes))
        if choice == "leave" or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_wounds_closed")
            return Done()
        return None
