"""The two taps before anything is kept, and the country when it is first needed (amendments 4)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Optional

from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.desk import say_place
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching.hearing import hear, reflection
from bot.coaching.records import Wish
from bot.content import titles
from bot.safety.cards import card, card_text, countries, known_country

ADULT = 18
TOLD = 3
"""Least words of a text that tells something, rather than misses a tap."""
HELD_MOST = 2000
"""Most characters that are held until the taps are done."""
MINOR_ERASED = timedelta(hours=23)
"""After this what a minor had written is erased, answered or not: within a day (rule MN3)."""
MINOR_REMEMBERED = timedelta(days=30)
"""How long a declared minor's keyed hash is kept, and nothing else of theirs (rule MN1)."""


class OnboardingForm(CoachForm):
    """Hears the person first, asks two things, and goes back to what they said."""

    form = "onboarding_form"
    unclear = "utter_onboarding_unclear"

    async def open(self, talk: Talk) -> Step:
        """Reflects a first text (door A) or says what this is (door B)."""
        held = talk.slot("held")
        heard = reflection(hear(held["text"])) if held else None
        if heard:
            talk.say(heard[0], **heard[1])
        if held:
            talk.say("utter_door_a")
        else:
            talk.say("utter_door_b")
        if talk.book.profile.adult:
            return Ask("onboarding_keep")
        return Ask("onboarding_adult")

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the age, then the consent."""
        if question == "onboarding_adult":
            return self._age(talk, answer)
        choice = answer.one_of(titles("utter_ask_onboarding_keep")) or {
            "yes": "keep",
            "no": "nothing",
        }.get(answer.yes_no() or "")
        if choice == "more":
            operator = talk.metadata.get("operator")
            if operator:
                talk.say("utter_tell_more_operator", operator=operator)
            else:
                talk.say("utter_tell_more")
            say_place(talk)
            return Ask("onboarding_keep")
        if choice is None:
            return self._heard(talk, question, answer)
        talk.book.update_profile(consent=choice, met_at=talk.now)
        talk.say("utter_kept" if choice == "keep" else "utter_keeping_nothing")
        if talk.slot("held"):
            return Done("action_route")
        talk.say("utter_what_brings_you")
        return Done("action_listen")

    def _age(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Takes the tap, a whole yes or no, or an age by itself, never a "no" inside a story."""
        told = (
            len(answer.text.split()) >= TOLD and answer.intent not in ("affirm", "deny") and not answer.choice
        )
        said = None if told else answers.number(answer.text, 5, 110)
        agreed = answer.yes_no()
        adult = True if agreed == "yes" else False if agreed == "no" and not told else None
        if said is not None:
            adult = said >= ADULT
        if adult is None:
            return self._heard(talk, "onboarding_adult", answer)
        if adult:
            talk.book.update_profile(adult=True)
            return Ask("onboarding_keep")
        return turn_away_minor(talk)

    def _heard(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Holds what is told between the taps with what was told before them; None where nothing is told."""
        if len(answer.text.split()) < TOLD:
            return None
        held = talk.slot("held") or {"intent": answer.intent, "text": ""}
        text = "\n".join(part for part in (held["text"], answer.text) if part)
        talk.set(held={**held, "text": text[-HELD_MOST:]})
        talk.say("utter_door_heard")
        return Ask(question)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks the same of the two questions again."""
        return Ask(question)


PHONE = "country_phone"
"""Whether others read this phone, asked with the country."""
PRIVACY = frozenset({"private", "shared", "unsure"})


def turn_away_minor(talk: Talk) -> Done:
    """Ends coaching for a minor with the youth lines; what was kept goes within a day (rules MN1, MN3).

    Where there is any, a copy is offered first; coaching is closed at once, whatever they answer.
    """
    talk.set(held=None, paused=None, entry=None)
    talk.say("utter_minor_lines")
    talk.say("utter_card", card=card_text("MI", talk.book.profile.country, talk.now))
    if talk.book.profile.consent == "keep":
        talk.book.update_profile(adult=False)
        due, now = talk.now + MINOR_ERASED, talk.now
        talk.book.put(Wish(created_at=now, updated_at=now, due_at=due, what="minor"))
        return Done("forget_form")
    erase_minor(talk)
    return Done()


def erase_minor(talk: Talk) -> None:
    """Has the runtime erase what a minor wrote; nothing is kept but an expiring hash (rule MN1)."""
    talk.say("utter_minor_kept")
    talk.turn.afterwards.append(("minor", {"until": (talk.now + MINOR_REMEMBERED).isoformat()}))


class CountryForm(CoachForm):
    """Asks the country once, at the first natural pause; "later" is an answer."""

    form = "country_form"

    async def open(self, talk: Talk) -> Step:
        """Offers the likely ones by interface language, for order only."""
        talk.book.update_profile(country_asked=True)
        return self._question(talk)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Offers the countries again, or asks the same once more."""
        if question == PHONE:
            return Ask(PHONE, {}, "utter_ask_settings_phone")
        return Ask(question) if question == "country_which" else self._question(talk)

    def _question(self, talk: Talk) -> Ask:
        likely = countries(talk.book.profile.language)[:3]
        buttons = [{"title": title, "payload": iso} for iso, title in likely]
        buttons += [{"title": t, "payload": p} for p, t in titles("utter_country_where").items()]
        return Ask("country_where", {"buttons": buttons}, "utter_country_where")

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes a country in any wording; anything else goes where it belongs."""
        if question == PHONE:
            return self._phone(talk, answer)
        choice = answer.choice or answers.choice(answer.text, list(titles("utter_country_where").items()))
        if choice == "another":
            return Ask("country_which")
        if choice == "later" or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_country_later")
            return Done()
        iso = known_country(answer.choice or answer.text)
        if iso is None:
            if question == "country_which":
                talk.say("utter_country_unknown")
                return Done()
            talk.set(held={"intent": answer.intent, "text": answer.text})
            return Done("action_route")
        talk.book.update_profile(country=iso)
        talk.say("utter_country_thanks")
        talk.say("utter_card", card="\n".join(card(iso, "SU", talk.now).lines))
        if talk.book.profile.phone_privacy != "unasked":
            return Done()
        return Ask(PHONE, {}, "utter_ask_settings_phone")

    def _phone(self, talk: Talk, answer: Answer) -> Step:
        """Takes whose phone it is (rule PR1); who would rather not say is not sure."""
        buttons = titles("utter_ask_settings_phone")
        value: Any = answer.choice or answers.choice(answer.text, list(buttons.items()))
        if value in PRIVACY:
            talk.book.update_profile(phone_privacy=value)
            talk.say(f"utter_settings_phone_{value}")
            return Done()
        talk.book.update_profile(phone_privacy="unsure")
        if value is None and not answer.skipped:
            talk.set(held={"intent": answer.intent, "text": answer.text})
            return Done("action_route")
        talk.say("utter_country_later")
        return Done()
