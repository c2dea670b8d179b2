"""Step 2: how somebody else's habits and one's own meet, from what was seen; nobody is given a label."""

from __future__ import annotations

from typing import Any, Optional

from bot.actions.base import Ask, Done, Step
from bot.actions.partner_safety import MOST_NAME, PREFIX, Guarded, blocked
from bot.actions.people import called, forms_of, known, named_in, somebody
from bot.actions.talk import Answer, Talk
from bot.coaching import step2_partner_style as partner
from bot.coaching.hearing import hear
from bot.coaching.records import Pattern
from bot.content import titles
from bot.safety.records import Person
from bot.safety.screen import screen

ASKED = "ask_partner_style"
"""Intent of "why does he …", which is answered in a line before anything is asked (amendments 3.3, PS)."""
LONGEST = 500
"""Most characters of one line that are kept."""
SHOWN_MOST = 5
"""People offered as buttons."""
ITEMS = tuple(item.id for item in partner.words().items)


class PartnerStyleForm(Guarded):
    """Eight statements, gone when the room closes, or one moment from both sides, kept in their words."""

    form = "partner_style_form"
    record = Pattern

    async def open(self, talk: Talk) -> Step:
        """Finds out who it is about; a "why" is answered first, though never about a flagged person."""
        held = talk.slot("held") or {}
        why = ASKED in (held.get("intent"), talk.answer.intent)
        told = talk.told
        talk.set(held=None, entry=None, scratch=None)
        self.note(talk, why=why)
        person = somebody(talk, told) if told else None
        if person is not None and blocked(talk, person):
            return self.first(talk, person)
        if why:
            line = "utter_partner_verdict" if partner.is_verdict(told) else "utter_ask_partner_style"
            pronoun = hear(told).pronoun
            talk.say(line, **forms_of(person, pronoun))
        return self._who(talk) if person is None else self.first(talk, person)

    def _who(self, talk: Talk) -> Ask:
        """Asks who it is about, with those who may be looked at; a flagged person is not proposed (VI3)."""
        last = talk.book.profile.last_person
        open_to = [person for person in talk.book.people if not blocked(talk, person)]
        ordered = sorted(open_to, key=lambda person: person.id != last)[:SHOWN_MOST]
        named = [{"title": person.label, "payload": person.id} for person in ordered]
        nobody = [{"title": t, "payload": v} for v, t in titles("utter_ask_partner_who").items()]
        return Ask("partner_who", {"buttons": [*named, *nobody]})

    def begin(self, talk: Talk, person: Person) -> Step:
        """Asks which way to look; after a "why", and after a check in between, goes straight on."""
        state = talk.slot("scratch") or {}
        if state.get("cue"):
            return Ask("partner_half")
        if state.get("why"):
            return Ask("partner_they_did", forms_of(person), "utter_partner_what_you_see")
        return Ask("partner_way", forms_of(person))

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question again, with its words."""
        if question.startswith(PREFIX):
            return await super().ask(talk, question)
        if question == "partner_who":
            return self._who(talk)
        pattern = await self._pattern(talk)
        if question == "partner_next":
            return self._closing(talk, pattern)
        if question == "partner_feeds":
            return Ask(question, {"they_did": pattern.they_did or "", "i_did": pattern.i_did or ""})
        return Ask(question, forms_of(self.subject(talk)))

    def is_aside(self, question: str, answer: Answer) -> bool:
        """Tells so, but for not knowing at a statement: that is "can't tell"."""
        seen = question.removeprefix("partner_") in ITEMS and answer.intent == "idk"
        return super().is_aside(question, answer) and not seen

    async def said(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the answer and asks for the next part."""
        part = question.removeprefix("partner_")
        if part in ("who", "before"):
            return self._named(talk, part, answer)
        if part in ITEMS:
            return self._seen(talk, part, answer)
        choices = {"way": self._way, "next": self._next_room}
        if part in choices:
            return choices[part](talk, answer)
        return self._line(talk, part, await self._pattern(talk), answer)

    async def _pattern(self, talk: Talk) -> Pattern:
        """Returns the pattern being written, or a fresh one that is kept with its first line."""
        pattern: Optional[Pattern] = await talk.book.get(Pattern, talk.slot("entry") or "")
        person = self.subject(talk)
        return pattern or Pattern(created_at=talk.now, updated_at=talk.now, who=person.id if person else None)

    def _named(self, talk: Talk, part: str, answer: Answer) -> Optional[Step]:
        if part == "who" and answer.one_of(titles("utter_ask_partner_who")) == "nobody":
            return Ask("partner_before")
        left = part == "before" and answer.one_of(titles("utter_ask_partner_before")) == "leave"
        if left or answer.skipped or answer.intent == "deny":
            return self._left(talk)
        person = known(talk, answer.choice) or named_in(talk, answer.text)
        if person is None:
            if len(answer.text.split()) > MOST_NAME and not hear(answer.text).people:
                return None
            person = called(talk, answer.text)
        return self.first(talk, person)

    def _left(self, talk: Talk) -> Step:
        talk.say("utter_partner_left")
        return Done()

    def _way(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_partner_way"))
        if choice == "statements":
            talk.say("utter_partner_intro", **forms_of(self.subject(talk)))
            return Ask(f"partner_{partner.item_after(None)}")
        if choice == "moment":
            return Ask("partner_they_did", forms_of(self.subject(talk)))
        return self._left(talk) if choice == "leave" or answer.skipped else None

    def _seen(self, talk: Talk, item: str, answer: Answer) -> Optional[Step]:
        """Takes one rating; all of them are let go of with the guess they come to."""
        unknown = answer.skipped or answer.intent == "idk"
        pressed = answer.choice if answer.choice in titles(f"utter_ask_partner_{item}") else None
        rated = partner.CANT_TELL if unknown else pressed or partner.rating(answer.text)
        if rated is None:
            return None
        ratings = {**((talk.slot("scratch") or {}).get("ratings") or {}), item: rated}
        following = partner.item_after(item)
        if following:
            self.note(talk, ratings=ratings)
            return Ask(f"partner_{following}")
        self.note(talk, ratings=None, seen=True)
        guess, forms = partner.lean(ratings), forms_of(self.subject(talk))
        if guess is None:
            return Ask("partner_to_ask", forms)
        talk.say(f"utter_partner_lean_{guess}", **forms)
        return Ask("partner_differently")

    def _line(self, talk: Talk, part: str, pattern: Pattern, answer: Answer) -> Optional[Step]:
        """Keeps a line in their words; a guess about the other person is not kept."""
        if part == "feeds":
            choice = answer.one_of(titles("utter_ask_partner_feeds")) or answer.yes_no()
            if choice is None and not answer.skipped:
                return None
            return Ask("partner_half")
        field = {"plainly": "they_did", "differently": "half"}.get(part, part)
        line = answer.text.strip()[:LONGEST]
        if not answer.skipped and not line:
            return None
        if field in partner.LINES and not answer.skipped:
            pattern = talk.keep(pattern, **{field: line})
        if part == "they_did" and not answer.skipped and partner.needs_plainer(line):
            return Ask("partner_plainly", forms_of(self.subject(talk)))
        return self._after(talk, field, pattern)

    def _after(self, talk: Talk, field: str, pattern: Pattern) -> Step:
        """Asks for what comes after a line; the two sides are put together only where nothing alarms."""
        forms = forms_of(self.subject(talk))
        following = {"they_did": "i_did", "i_did": "hoped", "hoped": "guess"}.get(field)
        if following:
            return Ask(f"partner_{following}", forms)
        if field != "guess":
            return self._closing(talk, pattern)
        if screen(f"{pattern.they_did}\n{pattern.i_did}").level != "none":
            self.note(talk, cue=True)
            return Ask("safety_fear")
        if pattern.they_did and pattern.i_did:
            return Ask("partner_feeds", {"they_did": pattern.they_did, "i_did": pattern.i_did})
        return Ask("partner_half")

    def _closing(self, talk: Talk, pattern: Pattern) -> Ask:
        lines = partner.card_lines(pattern)
        seen = (talk.slot("scratch") or {}).get("seen") and not pattern.they_did
        if not lines:
            return Ask("partner_next", {}, "utter_partner_next_bare")
        return Ask("partner_next", {"lines": lines}, "utter_partner_next_statements" if seen else None)

    def _next_room(self, talk: Talk, answer: Answer) -> Optional[Step]:
        options: dict[str, Any] = titles("utter_partner_next_bare")
        choice = answer.one_of(options)
        if choice == "moment":
            return Ask("partner_they_did", forms_of(self.subject(talk)))
        if choice == "say":
            return Done("rehearsal_form")
        if choice is None and not answer.skipped and answer.yes_no() is None and answer.intent != "thanks":
            return None
        talk.say("utter_partner_end", **forms_of(self.subject(talk)))
        return Done()
