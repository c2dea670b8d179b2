"""Where something said, typed or tapped goes: data, so that adding a room is a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from bot.coaching.records import Profile

FORMS: dict[str, str] = {
    "ask_partner_style": "partner_style_form",
    "trigger_report": "triggers_form",
    "trigger": "triggers_form",
    "need_statement": "rehearsal_form",
    "rehearse": "rehearsal_form",
    "selfsoothe_request": "moment_form",
    "my_message": "my_message_form",
    "share_feeling": "listening_form",
    "listen_request": "listening_form",
    "unhelpful_thought": "thought_form",
    "jealousy": "jealousy_form",
    "conflict_repair": "repair_form",
    "boundary_issue": "boundaries_form",
    "ask_about_styles": "about_attachment_form",
    "find_therapist": "therapy_guide_form",
    "past_childhood": "past_form",
    "journal": "journal_form",
    "delete_that": "journal_form",
    "settings": "settings_form",
    "forget": "forget_form",
    "ask_what_stored": "forget_form",
    "ask_who_reads": "forget_form",
    "nudges": "nudges_form",
}
"""Intent -> the form or action that takes it."""

ACTIONS: dict[str, str] = {
    "steps": "action_steps",
    "all_steps": "action_steps",
    "next": "action_next",
    "look_back": "action_look_back",
    "nudge_now": "nudge_form",
    "nudge_later": "nudge_form",
    "nudge_not_today": "nudge_form",
    "nudge_hour": "nudge_form",
    "nudge_tonight": "nudge_form",
    "nudge_tomorrow": "nudge_form",
    "ask_tomorrow": "appoint_form",
    "message_tomorrow": "appoint_form",
    "mine": "action_mine",
    "export": "action_export",
}
"""Rooms asked for by name that are not the form of their name."""

TOPICS: dict[str, str] = {
    "waiting": "moment_form",
    "urge": "moment_form",
    "rehearse": "rehearsal_form",
    "watching": "jealousy_form",
    "breakup": "listening_form",
    "death": "listening_form",
    "betrayal": "listening_form",
    "sex": "sex_form",
    "history": "history_form",
    "verdict": "verdict_form",
}
"""What a first text is plainly about outranks the classifier's guess."""

OWN: frozenset[tuple[str, str]] = frozenset({("jealousy", "urge")})
"""Guesses that keep their room whatever else the text is about: an urge to check is jealousy's own."""

OWN_WORDS: frozenset[str] = frozenset({"journal", "delete_that", "settings", "forget", "nudges"})
"""Guesses that no topic outranks."""

OPEN_TO_STRANGERS: frozenset[str] = frozenset({"forget", "ask_what_stored", "ask_who_reads", "plan"})
"""What needs no consent first, by its intent or its room."""

MAY_BE_EVENTS: frozenset[str] = frozenset(
    {"share_feeling", "unhelpful_thought", "nlu_fallback", "smalltalk", "out_of_scope"}
)
"""Guesses that a told event outranks: it is noted, with its feeling."""

NEEDS: dict[str, str] = {
    "partner_style_form": "exercises",
    "triggers_form": "exercises",
    "wounds_form": "exercises",
    "needs_form": "exercises",
    "rehearsal_form": "exercises",
    "past_form": "exercises",
    "history_form": "exercises",
    "sex_form": "exercises",
    "current_events_form": "exercises",
    "thought_form": "exercises",
    "jealousy_form": "exercises",
    "lists_form": "exercises",
    "base_form": "exercises",
    "goal_form": "exercises",
    "boundaries_form": "exercises",
    "repair_form": "exercises",
    "self_love_form": "exercises",
    "verdict_form": "exercises",
    "after_talk_form": "listening",
    "listening_form": "listening",
    "moment_form": "listening",
    "own_style_form": "exercises",
    "about_attachment_form": "exercises",
    "how_long_form": "exercises",
    "ladder_form": "exercises",
    "action_look_back": "exercises",
}
"""Targets that records may close: a short practice and the lines never are (rule ST3)."""

ALWAYS = "practice_form"

NEEDS_KEEPING: frozenset[str] = frozenset({"journal_form", "my_message_form"})
"""Targets that are about what was kept alone."""


SHOWS_KEPT: frozenset[str] = NEEDS_KEEPING | {"plan_form"} | set(ACTIONS.values()) - {"action_next"}
"""Targets that show what was kept; where it was hidden, they ask first (rule HD4)."""


@dataclass(frozen=True)
class Target:
    """Where to go: a form or action, or a response to say."""

    go: Optional[str] = None
    say: Optional[str] = None
    hold: bool = False
    """Whether the text is held until what comes first is done."""
    closed: bool = False
    """Whether `say` is said because records close what was asked for."""


def route(
    intent: str,
    topic: Optional[str],
    profile: Profile,
    *,
    room: Optional[str] = None,
    event: bool = False,
    closed: frozenset[str] = frozenset(),
) -> Target:
    """Returns where a message goes, by intent and topic, by consent, and by what is closed to the person.

    `room` is the name of a room that was asked for; `event`: the text tells who did what; `closed` holds
    "exercises", "listening" or both.
    """
    if profile.consent is None and (room or intent) not in OPEN_TO_STRANGERS:
        return Target(go="onboarding_form", hold=True)
    go = ACTIONS.get(room, f"{room}_form") if room else FORMS.get(intent)
    if not room and intent not in OWN_WORDS and topic in TOPICS:
        own = intent in ("trigger", "rehearse") or (intent, topic) in OWN
        go = go if own else TOPICS[topic]
    if intent in MAY_BE_EVENTS and event and topic == "trigger":
        go = "triggers_form"
    if go is None and topic == "feeling":
        go = "listening_form"
    if go is None:
        return Target(say="utter_low_confidence")
    if go in NEEDS_KEEPING and profile.consent == "nothing":
        return Target(say="utter_nothing_kept")
    if NEEDS.get(go) in closed:
        if intent == "selfsoothe_request":
            return Target(go=ALWAYS)
        return Target(
            say="utter_exercises_closed" if "listening" in closed else "utter_steps_rest", closed=True
        )
    return Target(go=go)
