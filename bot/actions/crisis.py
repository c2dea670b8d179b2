"""A crisis, in whatever state, and the caring question for a concern: fixed lines, people first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Optional

from bot.actions import checkins
from bot.actions.appointments import PENDING, let_go_later
from bot.actions.base import ANSWER, KEPT, Ask, CoachAction, CoachForm, Done, Step
from bot.actions.checkins import hello_due, last_crisis
from bot.actions.crisis_deeds import KEEP, Deeds, show_card
from bot.actions.people import flag
from bot.actions.safety_plan import ROOM, PlanForm, to_plan
from bot.actions.talk import PAUSED, Answer, Talk
from bot.coaching.commands import phrase
from bot.coaching.records import Trigger
from bot.safety import concern, permits
from bot.safety.cards import above_text, known_country
from bot.safety.conversation import (
    conversation,
    current,
    first_question,
    follow,
    line_of,
    names_reply,
    opening_lines,
)
from bot.safety.permits import DISTRESS_MOST
from bot.safety.records import Category
from bot.safety.screen import LONG_AGO, ONCE, Screening

YESTERDAY = timedelta(hours=36)
"""What is longer ago than this was not yesterday. [design]"""
ALONE = "concern_PV_afraid"
"""What is asked once they are alone with their phone (rule VI5)."""
AFTERWARDS = frozenset({"crisis_hello", "crisis_followup", "crisis_distress"})
"""Questions of a later day."""
LEAVES = frozenset({"stop", "later", "goodbye", "leave_me_alone"})
"""What ends the crisis conversation for now: quietly, the numbers above."""
SHORTEST_NAME = 3
"""Least letters of a typed country inside a crisis; "no" and "is" are words."""
EXERCISES = frozenset({"triggers_form", "rehearsal_form", "verdict_form", "practice_form", "moment_form"})


def heard_screening(talk: Talk) -> Screening:
    """Returns the screening that the edge or the pipeline put into the latest message."""
    level: Any = talk.answer.intent
    return Screening(
        level=level,
        category=talk.entity("category"),
        matched=None,
        ambiguous=bool(talk.entity("ambiguous")),
        codes=tuple(talk.entity("codes") or ()),
        language=talk.entity("said_in"),
        ask=talk.entity("ask"),
    )


class CrisisAction(CoachAction):
    """Stops whatever is open and begins the crisis conversation; the card goes now if it has not yet."""

    action = "action_crisis"

    async def act(self, talk: Talk) -> None:
        """Opens or renews the record; the text itself is not kept anywhere."""
        if talk.form == "triggers_form":
            begun = await talk.book.get(Trigger, talk.slot("entry") or "")
            if begun is not None and not begun.situation:  # nothing was told yet: no empty note stays (F06)
                talk.discard()
        begin_crisis(talk, heard_screening(talk), carded=bool(talk.metadata.get("card_sent")))


def begin_crisis(talk: Talk, screening: Screening, carded: bool) -> None:
    """Records a crisis, ends the exercise, shows the card unless it was sent, asks the first question."""
    category = screening.category or "SU"
    records = [*talk.book.people, *talk.book.crises]
    inside = talk.form == "crisis_form" and (talk.slot("scratch") or {}).get("category") == category
    due = permits.needs_card(records, screening, talk.now)
    crisis = permits.open_crisis(records, screening, talk.now)
    talk.book.put(permits.carded(crisis, talk.now) if due else crisis)
    then = LONG_AGO in screening.codes or (talk.form == "past_form" and ONCE in screening.codes)
    if category == "PV" and not then:
        flag(talk)
    if not carded:
        if due:
            show_card(talk, category)
        else:
            talk.say("utter_card", card=above_text(talk.book.profile.country))
    if inside:
        talk.go("crisis_form")
        return
    if talk.form in EXERCISES:
        talk.say("utter_crisis_practice_over")
    first = first_question("crisis", category, False, False, screening.ask)
    strangled = "strangled" in screening.codes
    if strangled and talk.question != ALONE:
        talk.say("utter_crisis_PV_strangled")
    first = "crisis_PV_neck" if strangled and talk.question == ALONE else first
    first = "crisis_long_ago" if category == "PV" and then else first
    for line in talk.entity("opening") or ():
        talk.say(line)
    start_conversation(talk, "crisis_form", first, category)


def start_conversation(talk: Talk, form: str, question: str, category: str, **more: Any) -> None:
    """Leaves what is open for good and goes to a conversation that begins with `question`."""
    talk.leave_form()
    talk.set(
        **{PAUSED: None, "held": None, "entry": None},
        scratch={"first": question, "category": category, **more},
    )
    talk.go(form)


def begin(talk: Talk, question: str) -> None:
    """Begins the crisis conversation at a question of its own, for the crisis that was last."""
    crisis = last_crisis(talk)
    talk.leave_form()
    talk.set(scratch={"first": question, "category": crisis.category if crisis else "SU"})
    talk.go("crisis_form")


class ConcernAction(CoachAction):
    """Asks the question of the concern's own category; what was written waits, it is not lost (rule CN6)."""

    action = "action_concern"

    async def act(self, talk: Talk) -> None:
        """Puts the exercise aside and asks; after two denied checks in a week shows the line quietly."""
        screening = heard_screening(talk)
        category = screening.category or "SU"
        pending = {"intent": "answer" if talk.form else "trigger_report", "text": talk.answer.text}
        crisis = current(talk.book.crises)
        in_crisis = talk.form is None and crisis is not None and crisis.level == "crisis"
        if in_crisis and opening_lines("crisis_barrier", talk.answer.text):  # an answer, not a sign (CN4)
            talk.set(held=pending)
            talk.go("action_route")
            return
        if talk.form == PlanForm.form and concern.kept_in_plan(screening, talk.answer.text):
            talk.put_aside(auto=True)
            talk.set(held={**pending, "intent": KEPT})
            talk.go(PlanForm.form)
            return
        if concern.quiet(screening, talk.book.crises, talk.now):
            show_card(talk, category)
            form = talk.form
            talk.put_aside(auto=True)
            talk.set(held={**pending, "intent": KEPT} if form else pending)
            talk.go(form or "action_route")
            return
        then = bool(LONG_AGO in screening.codes and talk.book.profile.adult)
        if then and self._met_in_the_past(talk):
            return
        again = concern.asked_before(talk.book.crises, category, talk.now)
        talk.book.put(permits.open_crisis([*talk.book.crises], screening, talk.now))
        first = first_question("concern", category, screening.ambiguous, again, screening.ask)
        first = "concern_long_ago" if then else first
        if talk.form and talk.form not in ("concern_form", "resume_form"):
            talk.put_aside(auto=True)
        talk.set(held=pending, scratch={"first": first, "category": category})
        await let_go_later(talk)
        talk.go("concern_form")

    def _met_in_the_past(self, talk: Talk) -> bool:
        """Takes harm of long ago where the past is met, and asks nothing here; tells whether it could."""
        open_now = permits.permits([*talk.book.people, *talk.book.crises], talk.now)
        form = talk.form
        if form != "past_form" and (form or not open_now.exercises):
            return False
        talk.put_aside(auto=True)
        talk.set(held={"intent": KEPT if form else "past_childhood", "text": talk.answer.text})
        talk.go(form or "action_route")
        return True


def begin_concern(talk: Talk, category: Category) -> None:
    """Records a concern that an answer of an exercise raised; its form asks the question of its category."""
    raised = Screening(level="concern", category=category, matched=None, ambiguous=False, codes=())
    talk.book.put(permits.open_crisis([*talk.book.crises], raised, talk.now))


class NotMeant(CoachAction):
    """Answers "that's not what I meant" under a card: one second check first, then back (rule CN6, F08)."""

    action = "action_not_meant"

    async def act(self, talk: Talk) -> None:
        """Counts the denial and asks once more."""
        crisis = current(talk.book.crises)
        if crisis is None:
            talk.say("utter_concern_not_meant")
            if talk.form:
                talk.go(talk.form)
            return
        talk.book.put(permits.denied(crisis, talk.now))
        first = "crisis_second" if crisis.category in ("SU", "SH") else "crisis_misread"
        start_conversation(talk, "crisis_form", first, crisis.category)


class Lines(CoachAction):
    """Shows the lines of help when they are asked for."""

    action = "action_lines"

    async def act(self, talk: Talk) -> None:
        """Shows the card of the open crisis's category, else the general one, then the open question."""
        crisis = current(talk.book.crises)
        show_card(talk, crisis.category if crisis else "SU")
        if talk.form:
            talk.go(talk.form)


class CrisisForm(Deeds, CoachForm):
    """The crisis conversation: walks through the table of `content/crisis/conversation.yml`."""

    form = "crisis_form"
    asides = frozenset()
    requests = False
    numbers = frozenset({"crisis_distress"})

    async def act(self, talk: Talk) -> None:
        """Asks how today is where a question of the day before is open, or a check-in never left (rule ST4).

        The small plan is open in here too (rule ST3); what was asked is asked again after it.
        """
        begun = not talk.question and "first" in (talk.slot("scratch") or {})
        if begun and (talk.slot(PAUSED) or {}).get("form") == self.form:
            talk.set(**{PAUSED: None})
        if talk.form == self.form and talk.question and talk.entity("room") == ROOM:
            talk.bookmark(auto=True)
            self._tell(talk, to_plan(talk))
            return
        said = talk.form == self.form and ANSWER in talk.tracker.slots_to_validate()
        stale = said and talk.question and talk.question not in AFTERWARDS and hello_due(talk)
        unseen = said and talk.question == checkins.ASKED and talk.book.forestalled
        if stale or unseen:
            await checkins.cancel_soon(talk)
            self._tell(talk, await self.ask(talk, "crisis_hello"))
        else:
            await super().act(talk)

    async def open(self, talk: Talk) -> Step:
        """Asks the first question."""
        state = talk.slot("scratch") or {}
        if "first" not in state:
            crisis = current(talk.book.crises)
            if crisis is None:
                return Done()
            first = first_question(crisis.level, crisis.category, False, False)
            state = {"first": first, "category": crisis.category}
            talk.set(scratch=state)
        return await self._come_to(talk, state["first"])

    async def _come_to(self, talk: Talk, question: str) -> Ask:
        """Asks a question for the first time, after what is said and done before it."""
        known = conversation().questions[question]
        await self._do(talk, known.do)
        if known.before:
            talk.say(known.before)
        return await self.ask(talk, question)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of the table."""
        await checkins.asked(talk, question, self._crisis(talk))
        if question == "crisis_hello" and self._days_ago(talk):
            return Ask(question, {}, "utter_crisis_hello_later")
        return Ask(question, {}, line_of(question))

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Says, does and asks what the table has for the answer; a country may be typed at any question."""
        await checkins.answered(talk, question)
        if talk.gap >= PENDING:
            talk.set(held=None)
        if question == "crisis_distress":
            return self._distress(talk, answer)
        leaves = answer.intent in LEAVES and (phrase(answer.text) or not names_reply(question, answer.text))
        if leaves and self.form == "crisis_form":
            talk.say("utter_crisis_quiet")
            return Done()
        if self._told_country(talk, question, answer):
            return await self.ask(talk, question)
        text, choice = ("", "skip") if answer.skipped else (answer.text, answer.choice)
        after = follow(question, text, choice, answer.yes_no())
        if after is None:
            return None
        for line in after.say:
            talk.say(line)
        step = await self._do(talk, after.do)
        if step is not None:
            return step
        if after.then and not checkins.may_ask(talk, after.then, self._crisis(talk)):
            offer = self._do_offer(talk, "") if after.then in checkins.FIRST else None
            if offer is None and not after.say and "card" not in after.do:
                talk.say("utter_crisis_quiet")
            return offer or Done()
        if after.then and (after.then != KEEP or talk.slot("held")):
            return await self._come_to(talk, after.then)
        if after.then:
            return self._do_back(talk, "")
        talk.set(held=None)
        return Done()

    def _days_ago(self, talk: Talk) -> bool:
        crisis = last_crisis(talk)
        return crisis is not None and talk.now - crisis.last_at >= YESTERDAY

    def _told_country(self, talk: Talk, question: str, answer: Answer) -> bool:
        """Takes the country the card asked for and shows the lines there (rule LN3)."""
        told = answer.text.strip(" .!")
        if answer.choice or talk.book.profile.country or names_reply(question, told):
            return False
        iso = known_country(told) if len(told) >= SHORTEST_NAME or told.lower() in ("uk", "us") else None
        if iso is None:
            return False
        talk.book.update_profile(country=iso, country_asked=True)
        self._do_card(talk, "")
        return True

    def _distress(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Opens the exercises for this sitting where the number told now allows it (rule ST3)."""
        number = answer.number()
        if number is None and not answer.skipped:
            return None
        if number is None or number > DISTRESS_MOST:
            talk.set(held=None)
            talk.say("utter_steps_rest")
            return Done("action_listen")
        talk.set(rested={"at": talk.now.isoformat(), "distress": number})
        return Done("action_route" if talk.slot("held") else None)


class ConcernForm(CrisisForm):
    """The caring question of a concern, in the same table."""

    form = "concern_form"
