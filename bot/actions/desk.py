"""A person on request: asked for where somebody is on duty, told honestly where nobody is (OP3, OP4, F61)."""

from __future__ import annotations

from bot.actions.talk import Talk
from bot.safety.cards import card
from bot.safety.conversation import current

HERE = "here"
"""What `/human_here` says: they are alone with their phone."""
NO_KIND = "-"
"""The kind of risk of somebody who only wants to talk with a person."""
WANTED = "person"
"""What the runtime is asked for."""


def ask_for_person(talk: Talk) -> None:
    """Asks the people on call to join; where nobody is there says so, with the lines."""
    facts, profile = talk.metadata, talk.book.profile
    if not facts.get("operator"):
        talk.say("utter_ask_human")
        show_lines(talk)
    elif facts.get("asked_for_person"):
        talk.say("utter_desk_asked_already")
    elif not facts.get("on_duty"):
        talk.say("utter_desk_off_duty", time=facts.get("next_duty") or "")
        show_lines(talk)
    elif not _alone(talk) and talk.entity("room") != HERE:
        talk.say("utter_desk_alone")
    else:
        crisis = current(talk.book.crises)
        kind = crisis.category if crisis is not None else NO_KIND
        talk.turn.afterwards.append((WANTED, {"kind": kind, "country": profile.country}))
        talk.say("utter_desk_asked")


def offer_person(talk: Talk) -> None:
    """Offers a person here to somebody who just said that nobody else reads this (rule OP4)."""
    facts = talk.metadata
    if facts.get("operator") and facts.get("on_duty") and not facts.get("asked_for_person"):
        talk.say("utter_desk_offer")


def show_lines(talk: Talk) -> None:
    """Shows the lines that answer, where the person is."""
    talk.say("utter_card", card="\n".join(card(talk.book.profile.country, "SU", talk.now).lines))


def _alone(talk: Talk) -> bool:
    """Tells whether nobody else is known to read this phone (rules OP4, PR1)."""
    feared = any(person.dv_flag_at for person in talk.book.people)
    return talk.book.profile.phone_privacy not in ("shared", "unsure") and not feared


def say_place(talk: Talk) -> None:
    """Says where what is kept lies and who keeps it, where the operator told it (rule OP1, C3)."""
    place, keeper = talk.metadata.get("place"), talk.metadata.get("kept_by")
    if place and keeper:
        talk.say("utter_data_place_operator", operator=keeper, place=place)
    elif place:
        talk.say("utter_data_place", place=place)
