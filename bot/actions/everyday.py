"""What can happen at any moment: hello, later, stop, a question aside, and where a message goes next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Optional

from bot.actions.appointments import let_go_later
from bot.actions.base import KEPT, CoachAction, answer_request
from bot.actions.checkins import cancel_soon, hello_due, last_crisis
from bot.actions.crisis import begin, start_conversation
from bot.actions.desk import ask_for_person, say_place
from bot.actions.look_back import look_back_due
from bot.actions.my_message import offer_due as message_due
from bot.actions.nudges import offer_due, wishes_change
from bot.actions.people import known, named_in
from bot.actions.programme import PROPOSED
from bot.actions.talk import PAUSED, Talk
from bot.actions.veil import asks_first
from bot.coaching import asked
from bot.coaching.answers import nothing_said
from bot.coaching.commands import BEGIN, commands, phrase, plain
from bot.coaching.hearing import hear
from bot.coaching.practices import asked_for
from bot.coaching.readings import readings
from bot.coaching.routing import NEEDS, SHOWS_KEPT, TOPICS, route
from bot.coaching.style_words import meant
from bot.coaching.words import needs_in
from bot.safety.conversation import opening_lines
from bot.safety.permits import age_unsaid, needs_check, permits

AGE = "crisis_MI_user"
"""The question that comes before any coaching where somebody may be under 18 (F01)."""
SITTING = timedelta(minutes=30)
"""A gap shorter than this is the same sitting (rule U1)."""
GUESSED = frozenset({"smalltalk", "out_of_scope"})
"""Intents a text without words is guessed to be."""
LOOSE = GUESSED | {"thanks"}
"""Intents that a request to the coach may be mistaken for."""
STORY = 12
"""Words from which what happened is heard before "does he love me?" at its end. [design]"""
OWN_ANSWER = frozenset({"watching", "verdict"})
"""Topics that are requests to the coach too, and have a room that answers them."""
FORGOTTEN = timedelta(days=60)
"""A paused question older than this is not brought back."""


UNCLEAR = "utter_low_confidence"
"""The line that asks what a text was about; as the intent of a held text: that it was not understood."""


class Route(CoachAction):
    """Sends a message where it belongs: onboarding first, then its form or its answer."""

    action = "action_route"

    async def act(self, talk: Talk) -> None:
        """Goes to the target, keeping the text for later where something has to come first."""
        held = self._held(talk)
        intent = held["intent"] if held else talk.answer.intent
        text = held["text"] if held else talk.answer.text
        room = (held.get("room") if held else talk.entity("room")) or meant(text)
        if not held and not room and not talk.form and await wishes_change(talk, text, intent):
            talk.go("nudges_form")
            return
        heard = hear(text)
        somebody = heard.people or heard.pronoun or named_in(talk, text)
        habit = heard.pattern and intent != "unhelpful_thought"
        event = habit or bool(somebody and (heard.has_situation or heard.kinds))
        claimed = room or heard.topic in OWN_ANSWER or intent == "nudges" or phrase(text) is not None
        request = asked.asked(text) or asked.by_intent(intent)
        request = request if talk.book.profile.consent and not claimed else None
        if request and not (event and asked.requests()[request].repeats and len(text.split()) > STORY):
            talk.set(held=None)
            answer_privately(talk, request)
            return
        closed = self._closed(talk)
        target = route(intent, heard.topic, talk.book.profile, room=room, event=event, closed=closed)
        if target.hold:
            talk.set(held={"intent": intent, "text": text, "room": room})
        if (target.closed or target.go in NEEDS) and age_unsaid(talk.book.crises):
            talk.set(held=None)
            begin(talk, AGE)
            return
        if target.closed and self._may_ask_distress(talk):
            talk.set(held={"intent": intent, "text": text, "room": room})
            begin(talk, "crisis_distress")
            return
        in_the_way = opening_lines("crisis_barrier", text) if "listening" in closed else ()
        if target.closed and in_the_way:  # also once the crisis conversation has gone quiet (F23)
            talk.set(held=None)
            for line in in_the_way:
                talk.say(line)
            return
        if target.say == UNCLEAR:
            await ask_which(talk, text)
            return
        if target.say:
            talk.set(held=None)
            talk.say(target.say)
            return
        if target.go in SHOWS_KEPT and asks_first(talk, intent, text, room):
            return
        if str(target.go).startswith("action_"):
            talk.set(held=None)
        elif talk.form and talk.form != target.go:
            talk.put_aside(auto=True)
        named = target.go == "moment_form" and heard.topic not in TOPICS and asked_for(text)
        if named:
            talk.set(held={"intent": intent, "text": text, "room": room})
        talk.go("practice_form" if named else str(target.go))

    def _held(self, talk: Talk) -> Optional[dict[str, Any]]:
        """Returns what was said before and is to be acted on now: a reading of it may just be chosen."""
        held: Optional[dict[str, Any]] = talk.slot("held")
        if not talk.fresh:
            return held
        if held is None or held["intent"] != UNCLEAR:
            return None
        talk.set(held=None)
        return None if talk.answer.text else {**held, "intent": talk.answer.intent}

    def _closed(self, talk: Talk) -> frozenset[str]:
        """Returns what records close now (rule ST3)."""
        rested = talk.slot("rested")
        fresh = rested and talk.now - datetime.fromisoformat(rested["at"]) < SITTING
        open_now = permits(
            [*talk.book.people, *talk.book.crises],
            talk.now,
            adult=talk.book.profile.adult,
            distress=rested["distress"] if fresh else None,
            exercises_wanted=bool(fresh),
        )
        named = {"exercises": open_now.exercises, "listening": open_now.listening}
        return frozenset(name for name, is_open in named.items() if not is_open)

    def _may_ask_distress(self, talk: Talk) -> bool:
        """Tells whether a low number, told now, would open the exercises."""
        records = [*talk.book.people, *talk.book.crises]
        return permits(records, talk.now, distress=0, exercises_wanted=True).exercises and not talk.slot(
            "rested"
        )


def answer_privately(talk: Talk, request: str) -> None:
    """Answers a request; the private question comes first where it has one and it is due (F73, VI1)."""
    first = asked.requests()[request].first
    person = known(talk, talk.book.profile.last_person)
    due = not talk.sitting.unafraid if person is None else needs_check(person, talk.now)
    if first and due and not (person and person.dv_flag_at):
        start_conversation(talk, "concern_form", first, "PV")
    else:
        answer_request(talk, request)


async def ask_which(talk: Talk, text: str) -> None:
    """Asks which of the likeliest readings of an unclear text is meant, and holds the text for it."""
    ranking = talk.tracker.latest_message.get("intent_ranking") or ()
    offered = readings([(one["name"], one["confidence"]) for one in ranking])
    talk.set(held={"intent": UNCLEAR, "text": text})
    await let_go_later(talk)
    buttons = [{"title": title, "payload": f"/{intent}"} for intent, title in offered.items()]
    talk.say(UNCLEAR, buttons=buttons)


class After(CoachAction):
    """Says what follows an ended form: what it asked for, the country once, or what was put aside."""

    action = "action_after"

    async def act(self, talk: Talk) -> None:
        """Follows `then`; else asks what the first pause is for; else takes up what the coach put aside."""
        then, profile, paused = talk.slot("then"), talk.book.profile, talk.slot(PAUSED)
        begun = talk.slot("scratch") if then == "crisis_form" else None
        talk.set(then=None, entry=None, scratch=begun)
        if talk.sitting.break_due and {NEEDS.get(then), NEEDS.get(self._ended(talk))} == {"exercises"}:
            talk.set(scratch={"onward": then})
            talk.go("break_form")
        elif then:
            talk.go(then)
        elif paused and paused["auto"]:
            talk.go(paused["form"])
        elif profile.consent and profile.adult and not profile.country_asked and last_crisis(talk) is None:
            talk.go("country_form")
        elif NEEDS.get(self._ended(talk)) == "exercises" and await offer_due(talk):
            talk.set(scratch={"offer": True})
            talk.go("nudges_form")

    def _ended(self, talk: Talk) -> str:
        """Returns the name of the form that just ended."""
        events = reversed(talk.tracker.events)
        return next((e["name"] for e in events if e["event"] == "active_loop" and e.get("name")), "")


class Greet(CoachAction):
    """Answers hello: the door for a stranger, the open question for someone in the middle of one."""

    action = "action_greet"

    async def act(self, talk: Talk) -> None:
        """Greets by what is known and what is open; an open crisis is asked after first (rule ST4)."""
        if talk.book.profile.consent is None:
            if talk.slot("held"):
                talk.say("utter_onboarding_again")
            talk.go("onboarding_form")
            return
        if talk.book.profile.veiled and not talk.form:  # blank, as if nothing had been (rule HD4)
            talk.say("utter_greet")
            return
        if hello_due(talk):
            await cancel_soon(talk)
            begin(talk, "crisis_hello")
            return
        paused = talk.slot(PAUSED)
        if talk.form:
            if talk.gap >= SITTING and talk.form != "resume_form":
                talk.put_aside(auto=False, since=talk.now - talk.gap)
                talk.go("resume_form")
            else:
                talk.say("utter_greet_again")
                talk.go(talk.form)
        elif paused and talk.now - datetime.fromisoformat(paused["at"]) < FORGOTTEN:
            talk.go("resume_form")
        elif await message_due(talk):
            talk.say("utter_greet_kept")
        elif await look_back_due(talk):
            talk.book.update_profile(look_back_offered=True)
            talk.say("utter_greet_look_back")
        else:
            talk.say("utter_greet")


class Aside(CoachAction):
    """Answers a question aside with its line, then asks the open question again."""

    action = "action_answer"

    async def act(self, talk: Talk) -> None:
        """Speaks `utter_<intent>`; a stranger is taken to the door afterwards."""
        intent = talk.answer.intent
        if intent in GUESSED and nothing_said(talk.answer.text):
            talk.go("action_greet")
            return
        if intent in GUESSED and not talk.form and await wishes_change(talk, talk.answer.text, intent):
            talk.go("nudges_form")
            return
        topic = hear(talk.answer.text).topic
        request = asked.asked(talk.answer.text) if intent in LOOSE and not talk.form else None
        if request and topic not in OWN_ANSWER and talk.book.profile.consent:
            answer_privately(talk, request)
            return
        told = topic in OWN_ANSWER or (intent in GUESSED and topic != "other")
        if intent in LOOSE and not talk.form and told:
            talk.go("action_route")
            return
        if talk.form and _is_need(talk):
            talk.put_aside(auto=True)
            talk.set(held={"intent": KEPT, "text": talk.answer.text})
            talk.go(str(talk.slot(PAUSED)["form"]))
            return
        if intent == "skip" and not talk.form and _wants_another(talk):
            talk.set(held={"intent": BEGIN, "text": talk.answer.text, "room": "next"})
            talk.go("action_route")
            return
        operator = talk.metadata.get("operator")
        if intent == "ask_privacy" and operator:
            talk.say("utter_ask_privacy_operator", operator=operator)
        elif intent == "ask_human":
            ask_for_person(talk)
        else:
            talk.say(f"utter_{intent}")
        if intent == "ask_privacy":
            say_place(talk)
        if talk.form:
            talk.go(talk.form)
        elif talk.book.profile.consent is None and intent not in ("ask_privacy", "help"):
            talk.go("onboarding_form")


def _wants_another(talk: Talk) -> bool:
    """Tells whether passing asks for something to do: after a proposal, or in the command's own word."""
    return bool(talk.slot(PROPOSED)) or plain(talk.answer.text) == commands().rooms["next"].slash


def _is_need(talk: Talk) -> bool:
    """Tells whether what sounds like a question aside answers the question for a need ("privacy")."""
    text = talk.answer.text
    asked = str(talk.question).endswith("_need") and talk.answer.intent in ("ask_privacy", "ask_human")
    return asked and "?" not in text and not text.startswith("/") and bool(needs_in(text))


class Fallback(CoachAction):
    """Answers what no rule covers: the open question again, or one good question."""

    action = "action_default_fallback"

    async def act(self, talk: Talk) -> None:
        """Never leaves a message without a reply."""
        if talk.form:
            talk.go(talk.form)
        else:
            await ask_which(talk, talk.answer.text)
