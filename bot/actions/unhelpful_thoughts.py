"""One thought looked at from two sides; a thought that may be a warning is never argued with (content 6)."""

from __future__ import annotations

from typing import Any, Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.crisis import begin_concern
from bot.actions.flagged import anybody_dangerous, flagged, instead
from bot.actions.people import somebody
from bot.actions.talk import Answer, Talk
from bot.coaching import unhelpful_thoughts as thoughts
from bot.coaching.answers import nothing_said
from bot.coaching.losses import recent
from bot.coaching.records import ThoughtRecord, Trigger
from bot.coaching.records_stages import Loss
from bot.coaching.sitting import TOO_HIGH
from bot.coaching.unhelpful_thoughts import Part
from bot.content import titles
from bot.safety.concern import asked_before

FIELDS: dict[str, str] = {
    "for": "evidence_for",
    "against": "evidence_against",
    "friend": "friend_view",
    "second": "second",
}
"""Questions whose answer is kept as it is, and the field it goes to."""
FEW = 4
"""Most words that are no thought and too little to pick one from."""
BELIEFS = {"belief": "belief_before", "after": "belief_after"}
NEXT = {"practice": "practice_form", "leave": None}
"""Last choices that end here, and what follows them."""


class ThoughtForm(CoachForm):
    """Catches one thought, weighs it, and keeps a second sentence beside it."""

    form = "thought_form"

    async def open(self, talk: Talk) -> Step:
        """Starts from the thought told, from the note it stands in, or by asking; after a loss it listens."""
        if recent(await talk.book.all(Loss), talk.now):
            return Done("listening_form")
        told = talk.told
        talk.set(held=None, entry=None, scratch=None)
        if talk.sitting.ratings and talk.sitting.ratings[-1] >= TOO_HIGH:
            talk.say("utter_thought_steadier_first")
            return Done("practice_form")
        note = None if told else await self._note(talk)
        if note is not None:
            return await self._begin(talk, str(note.thought), note.who, note.id)
        thought = thoughts.caught(told)
        if thought is not None:
            return await self._begin(talk, thought)
        return Ask("thought_thought", {}, "utter_ask_thought_thought_one" if told else None)

    async def _note(self, talk: Talk) -> Optional[Trigger]:
        """Returns the latest note of this sitting that holds a thought not looked at yet."""
        since = talk.sitting.since
        seen = {record.trigger for record in await talk.book.all(ThoughtRecord)}
        notes = [
            note
            for note in await talk.book.all(Trigger)
            if note.thought and note.updated_at >= since and note.id not in seen
        ]
        return max(notes, key=lambda note: note.updated_at) if notes else None

    async def _begin(
        self, talk: Talk, thought: str, who: Optional[str] = None, note: Optional[str] = None
    ) -> Step:
        """Keeps a thought, unless it is one to be left alone, and asks what comes first."""
        records = [r for r in await talk.book.all(ThoughtRecord) if r.id != talk.slot("entry")]
        person = somebody(talk, thought) if who is None else None
        who = who or (person.id if person else None)
        guess = thoughts.suggest(thought)
        fault = guess is not None and guess.id == "personalising" and anybody_dangerous(talk)
        if flagged(talk, who) or (fault and who is None):
            line = "utter_thought_not_your_fault" if fault else None
            return Ask("thought_blocked", {}, line)
        earlier = thoughts.alike(thought, records)
        order = thoughts.order(records, talk.now)
        known = next((r for r in reversed(earlier) if r.evidence_against or r.second), None)
        talk.keep(
            ThoughtRecord(created_at=talk.now, updated_at=talk.now, thought=thought, who=who, trigger=note)
        )
        again = thoughts.times_tonight(earlier, talk.now) >= thoughts.TIMES
        talk.set(scratch={"order": list(order), "known": known.id if known else None, "again": again})
        if thoughts.dangerous(thought) and not asked_before(talk.book.crises, "PV", talk.now):
            return Ask("thought_danger")
        return await self._first(talk)

    async def _first(self, talk: Talk) -> Step:
        """Offers a practice where the thought goes round tonight; else brings back what was found before."""
        if self._state(talk).get("again"):
            return Ask("thought_tonight")
        known = await self._known(talk)
        if known is not None:
            talk.say("utter_thought_known", card=thoughts.card(known.copy(update={"evidence_for": None})))
        return await self.ask(talk, "thought_belief")

    def _state(self, talk: Talk) -> dict[str, Any]:
        return dict(talk.slot("scratch") or {})

    async def _known(self, talk: Talk) -> Optional[ThoughtRecord]:
        """Returns the earlier record of the same thought that something was found in."""
        return await talk.book.get(ThoughtRecord, self._state(talk).get("known") or "")

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this thought again, with its words."""
        part = question.removeprefix("thought_")
        if part in ("thought", "blocked"):
            return Ask(question)
        record = await talk.entry(ThoughtRecord)
        if part == "danger":
            return await self._back_from_safety(talk, record)
        if part == "against":
            known = await self._known(talk)
            if known is not None and known.evidence_against:
                line = "utter_ask_thought_against_known"
                return Ask(question, {"before": known.evidence_against}, line)
        if part == "pattern":
            guess = self._suggested(talk, record)
            if guess is None:
                return Ask("thought_which")
            family = thoughts.distortions()[guess.id]
            parts = {"words": guess.words, "plain": family.plain, "example": family.example}
            return Ask(question, parts)
        if part == "close":
            return self._close(talk, record)
        return Ask(question, {"thought": record.thought} if part in BELIEFS else {})

    async def _back_from_safety(self, talk: Talk, record: ThoughtRecord) -> Ask:
        """Goes on where nobody is to be feared; else the thought is left alone, and nothing of it is kept."""
        state = self._state(talk)
        if asked_before(talk.book.crises, "PV", talk.now):
            return await self.ask(talk, state.get("at") or "thought_belief")
        if not state.get("unsafe"):
            return Ask("thought_danger")
        talk.book.remove(record)
        return Ask("thought_blocked")

    def _suggested(self, talk: Talk, record: ThoughtRecord) -> Optional[thoughts.Guess]:
        """Returns the family heard; shares of blame are not looked for where somebody is dangerous (VI6)."""
        return thoughts.suggest(record.thought, {"personalising"} if anybody_dangerous(talk) else ())

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the answer in its field and asks what comes next."""
        part: Any = question.removeprefix("thought_")
        if part == "thought":
            return await self._thought(talk, answer)
        if part == "blocked":
            return instead(talk, answer, "utter_ask_thought_blocked")
        record = await talk.entry(ThoughtRecord)
        if part in FIELDS:
            return await self._words(talk, record, part, answer)
        if part in BELIEFS:
            return await self._belief(talk, record, part, answer)
        steps = {
            "danger": self._danger,
            "tonight": self._tonight,
            "pattern": self._pattern,
            "which": self._which,
            "close": self._closed,
            "change": self._change,
            "try": self._try,
        }
        return await steps[part](talk, record, answer)

    def is_aside(self, question: str, answer: Answer) -> bool:
        """Tells so too, but for not knowing what to write: that is met with a way in."""
        stuck = answer.intent == "idk" and question.removeprefix("thought_") in FIELDS
        return super().is_aside(question, answer) and not stuck

    async def _thought(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Takes a thought in their words, or one of the examples."""
        if answer.skipped:
            talk.say("utter_thought_none")
            return Done()
        offered = titles("utter_ask_thought_thought")
        thought = offered.get(answer.choice or "") or thoughts.caught(answer.text)
        if thought is None and len(answer.text.split()) > FEW and not self._state(talk).get("narrowed"):
            talk.set(scratch={"narrowed": True})
            return Ask("thought_thought", {}, "utter_ask_thought_thought_one")
        return None if thought is None else await self._begin(talk, thought)

    async def _danger(self, talk: Talk, record: ThoughtRecord, answer: Answer) -> Optional[Step]:
        """Goes on after a plain "no"; anything else asks the safety questions instead (TR2)."""
        choice = answer.one_of(titles("utter_ask_thought_danger")) or answer.yes_no()
        if choice == "no":
            state = self._state(talk)
            talk.set(scratch={**state, "cleared": True})
            return await self.ask(talk, state["at"]) if "at" in state else await self._first(talk)
        if answer.skipped:
            talk.book.remove(record)
            talk.say("utter_concern_PV_skipped")
            return Done()
        if choice is None:
            return None
        talk.set(scratch={**self._state(talk), "unsafe": True})
        talk.put_aside(auto=True)
        begin_concern(talk, "PV")
        return Done("concern_form")

    async def _tonight(self, talk: Talk, record: ThoughtRecord, answer: Answer) -> Optional[Step]:
        """Leads to a practice, or looks at the thought all the same."""
        choice = answer.one_of(titles("utter_ask_thought_tonight"))
        if choice == "look":
            talk.set(scratch={**self._state(talk), "again": False})
            return await self._first(talk)
        if choice == "practice" or answer.yes_no() == "yes":
            return Done("practice_form")
        if choice == "leave" or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_thought_left")
            return Done()
        return None

    async def _belief(self, talk: Talk, record: ThoughtRecord, part: Part, answer: Answer) -> Optional[Step]:
        if part == "belief" and answer.one_of(titles("utter_ask_thought_belief")):
            return Done("listening_form")
        number = thoughts.percent(answer.text)
        if number is None and not answer.skipped:
            return self._warned(talk, answer.text, Ask(f"thought_{part}"))
        record = talk.keep(record, **{BELIEFS[part]: number})
        return await self._after(talk, record, part)

    async def _words(self, talk: Talk, record: ThoughtRecord, part: Part, answer: Answer) -> Optional[Step]:
        """Keeps an answer as it is said; stuck, they get a question or a beginning."""
        stuck = answer.intent == "idk" or answer.choice == "stuck"
        if stuck and not self._state(talk).get(f"helped_{part}"):
            talk.set(scratch={**self._state(talk), f"helped_{part}": True})
            return self._help(talk, record, part)
        said = answer.text.strip()[: thoughts.LONGEST]
        known = await self._known(talk)
        if part == "against" and answer.choice == "before" and known is not None:
            said = known.evidence_against or said
        if not (stuck or answer.skipped):
            if nothing_said(said):
                return None
            record = talk.keep(record, **{FIELDS[part]: said})
        following = await self._after(talk, record, part)
        return self._warned(talk, said, following) or following

    def _warned(self, talk: Talk, said: str, following: Ask) -> Optional[Ask]:
        """Returns the safety question where an answer tells of danger, and keeps what was to follow it."""
        state = self._state(talk)
        cleared = state.get("cleared") or asked_before(talk.book.crises, "PV", talk.now)
        if cleared or not thoughts.dangerous(said):
            return None
        talk.set(scratch={**state, "at": following.question})
        return Ask("thought_danger")

    def _help(self, talk: Talk, record: ThoughtRecord, part: Part) -> Ask:
        guess = self._suggested(talk, record)
        pattern = guess.id if guess else None
        if part == "second":
            first, second = thoughts.starters(pattern)
            return Ask("thought_second", {"first": first, "second": second}, "utter_thought_starters")
        if part == "friend":
            return Ask("thought_friend", {}, "utter_thought_friend_help")
        prompt = thoughts.prompt(pattern, "for" if part == "for" else "against")
        return Ask(f"thought_{part}", {"prompt": prompt}, "utter_thought_prompt")

    async def _after(self, talk: Talk, record: ThoughtRecord, part: Optional[Part]) -> Ask:
        """Asks the next question of the record; at its end, closes it."""
        order = self._state(talk).get("order") or thoughts.FULL
        heard = self._suggested(talk, record) is not None and record.pattern is None
        following = thoughts.following(order, part, heard)
        if following is not None:
            return await self.ask(talk, f"thought_{following}")
        return self._close(talk, talk.keep(record, complete=True))

    def _close(self, talk: Talk, record: ThoughtRecord) -> Ask:
        """Shows what was written and what the two numbers say, with one row of choices (rule U2)."""
        came = thoughts.outcome(record)
        line = f"utter_thought_close_{came}"
        if came in ("dropped", "unrated"):
            line = line + talk.unkept if record.second else "utter_thought_close_empty"
        parts = {"card": thoughts.card(record), "a": record.belief_before, "b": record.belief_after}
        return Ask("thought_close", parts, line)

    async def _pattern(self, talk: Talk, record: ThoughtRecord, answer: Answer) -> Optional[Step]:
        """Keeps whether the family fits; it is theirs to say."""
        guess = self._suggested(talk, record)
        choice = answer.one_of(titles("utter_ask_thought_pattern"))
        choice = choice or {"yes": "fits", "no": "not_really"}.get(answer.yes_no() or "")
        if choice == "which":
            return Ask("thought_which")
        if choice is None and not answer.skipped and answer.yes_no() is None:
            return await self._which(talk, record, answer)
        source = {"fits": "accepted", "not_really": "rejected"}.get(choice or "", "suggested")
        record = talk.keep(record, pattern=guess.id if guess else None, pattern_source=source)
        return await self._after(talk, record, "pattern")

    async def _which(self, talk: Talk, record: ThoughtRecord, answer: Answer) -> Optional[Step]:
        """Takes a family of the list, none, or a word of their own."""
        choice = answer.one_of(titles("utter_ask_thought_which"))
        own = answer.text.strip(" .")[:80]
        if choice is None and not answer.skipped:
            if nothing_said(own):
                return None
            choice = own
        if choice not in (None, "none"):
            record = talk.keep(record, pattern=choice, pattern_source="own")
        return await self._after(talk, record, "pattern")

    async def _closed(self, talk: Talk, record: ThoughtRecord, answer: Answer) -> Optional[Step]:
        """Keeps the second sentence if it is wanted, perhaps with one small thing to try."""
        lines = ("dropped", "dropped_unkept", "unrated", "unrated_unkept", "same", "up", "empty")
        offered = {k: v for name in lines for k, v in titles(f"utter_thought_close_{name}").items()}
        choice = answer.one_of(offered)
        if choice in NEXT or answer.skipped or answer.yes_no() == "no":
            if choice != "practice":
                talk.say("utter_thought_left")
            return Done(NEXT.get(choice or "leave"))
        if choice == "people":
            talk.say("utter_thought_people")
            return Done()
        if choice == "change":
            return Ask("thought_change")
        if choice == "keep" or answer.yes_no() == "yes":
            return self._kept(talk, record)
        if choice == "try":
            talk.keep(record, keeps_second=True)
            return Ask("thought_try")
        return None

    def _kept(self, talk: Talk, record: ThoughtRecord) -> Step:
        talk.keep(record, keeps_second=True)
        talk.say(f"utter_thought_kept{talk.unkept}")
        return Done()

    async def _change(self, talk: Talk, record: ThoughtRecord, answer: Answer) -> Optional[Step]:
        if answer.skipped:
            return self._close(talk, record)
        if nothing_said(answer.text):
            return None
        return self._kept(talk, talk.keep(record, second=answer.text.strip()[: thoughts.LONGEST]))

    async def _try(self, talk: Talk, record: ThoughtRecord, answer: Answer) -> Optional[Step]:
        """Keeps one small thing to try before the thought comes back (TR12)."""
        offered = titles("utter_ask_thought_try")
        said = offered.get(answer.choice or "") or answer.text.strip()[: thoughts.LONGEST]
        if answer.choice != "nothing" and not answer.skipped and answer.yes_no() != "no":
            if nothing_said(said):
                return None
            record = talk.keep(record, experiment=said)
        return self._kept(talk, record)
