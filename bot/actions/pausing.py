"""Putting a question aside, coming back to it, and stopping."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Optional

from bot.actions.appointments import cancel_all
from bot.actions.base import KEPT, Ask, CoachAction, CoachForm, Done, Step
from bot.actions.nudges import may_write_first
from bot.actions.talk import PASSING, PAUSED, Answer, Talk
from bot.coaching.answers import nothing_said, yes_no
from bot.coaching.hearing import hear, reflection
from bot.coaching.routing import TOPICS
from bot.content import titles

PUSHED = frozenset({"after_how", "appoint_how"})
"""The questions an appointment asks: "stop" there answers what was sent, not an exercise (rule U13)."""
SENT = frozenset({"nudges_form", "nudge_form", "offer_form"})
"""Forms about what is sent unasked: "stop" there ends that too."""
SOMETHING = 4
"""From so many questions on, a sitting was one that may be asked after. [design]"""
TITLE = 4
"""Most words that are read as a choice typed out; more of them tell something."""


class ResumeForm(CoachForm):
    """Says in one line where we were, and asks: carry on, something else, or how is today."""

    form = "resume_form"

    async def open(self, talk: Talk) -> Step:
        """Tells the day and the question that was open."""
        paused = talk.slot(PAUSED)
        if not paused:
            return Done()
        since = talk.now - datetime.fromisoformat(paused["at"])
        day = "utter_resume_today" if since < timedelta(hours=12) else "utter_resume_day"
        day = "utter_resume_earlier" if since >= timedelta(days=7) else day
        talk.say(day, day=datetime.fromisoformat(paused["at"]).strftime("%A"))
        talk.say(f"utter_was_{paused['form'].removesuffix('_form')}")
        return Ask("resume")

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Carries on, drops it, or listens to today."""
        if question == "resume_tell":
            return self._tell_or_rest(talk, answer)
        if question == "resume_rest":
            return self._rested(talk, answer)
        short = answer.choice or len(answer.text.split()) <= TITLE
        choice = answer.one_of(titles("utter_ask_resume")) if short else None
        if choice == "carry_on" or answer.yes_no() == "yes":
            return Done(talk.slot(PAUSED)["form"])
        if choice not in ("something_else", "today") and answer.yes_no() != "no":
            return self._today(talk, answer)
        talk.set(**{PAUSED: None})
        talk.say("utter_how_is_today" if choice == "today" else "utter_something_else")
        return Done()

    def _today(self, talk: Talk, answer: Answer) -> Step:
        """Hears what today brought: something that happened may be told, or rested from (dialogue 6)."""
        heard = hear(answer.text)
        talk.set(held={"intent": answer.intent, "text": answer.text})
        said_back = reflection(heard)
        if heard.topic != "trigger" or heard.has_situation or said_back is None:
            talk.set(**{PAUSED: None})
            return Done("action_route")
        talk.set(held={"intent": "trigger_report", "text": answer.text})
        talk.say(said_back[0], **said_back[1])
        return Ask("resume_tell")

    def _tell_or_rest(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_resume_tell"))
        if choice == "tell" or answer.yes_no() == "yes":
            talk.set(**{PAUSED: None})
            return Done("action_route")
        if choice != "rest" and answer.yes_no() != "no" and not answer.skipped:
            return None
        people = hear((talk.slot("held") or {}).get("text", "")).people
        talk.set(held=None)
        if people:
            talk.say("utter_resume_wait", them=people[0].spoken)
        return Ask("resume_rest")

    def _rested(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Opens the other question, with what was said after a yes as its answer; or leaves it shut."""
        choice = answer.one_of(titles("utter_ask_resume_rest")) or answer.yes_no()
        agreed, _, rest = answer.text.partition(".")
        if not answer.choice and yes_no(agreed) == "yes" and not nothing_said(rest):
            talk.set(held={"intent": KEPT, "text": rest.strip()})
            return Done(talk.slot(PAUSED)["form"])
        if choice in ("open", "yes"):
            return Done(talk.slot(PAUSED)["form"])
        if choice in ("shut", "no") or answer.skipped:
            talk.set(**{PAUSED: None})
            talk.say("utter_resume_shut")
            return Done()
        return None


class Pause(CoachAction):
    """Answers "later" and goodbye: the question waits, nothing is lost."""

    action = "action_pause"

    async def act(self, talk: Talk) -> None:
        """Puts the open form aside and says so; with nothing open it says goodbye."""
        if talk.answer.intent == "goodbye" and hear(talk.answer.text).topic in TOPICS:
            talk.go("action_route")
        elif talk.form == "onboarding_form":
            talk.say("utter_onboarding_later")
        elif talk.form and talk.form not in PASSING:
            talk.put_aside(auto=False)
            talk.say(f"utter_paused{talk.unkept}")
        elif talk.book.profile.consent is None:
            talk.say("utter_goodbye_stranger")
        else:
            talk.leave_form()
            said_bye = talk.answer.intent == "goodbye" and talk.sitting.asked >= SOMETHING
            one_tap = said_bye and not talk.unkept and may_write_first(talk)
            talk.say("utter_goodbye_tap" if one_tap else f"utter_goodbye{talk.unkept}")


class Stop(CoachAction):
    """Answers "stop": ends the exercise; with nothing open, everything that is sent unasked (rule U13)."""

    action = "action_stop"

    async def act(self, talk: Talk) -> None:
        """Ends the form without comment and keeps what was saved."""
        open_form = None if talk.question in PUSHED or talk.form in SENT else talk.form
        talk.leave_form()
        talk.set(**{PAUSED: None, "held": None, "entry": None, "scratch": None})
        if talk.answer.intent == "leave_me_alone" or not open_form:
            await cancel_all(talk)
            talk.say("utter_stopped_all")
        else:
            talk.say(f"utter_stopped{talk.unkept}")
