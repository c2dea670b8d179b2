"""What a person kept, shown back when they ask: the last seven days (W8), and one screen of all (W6)."""

from __future__ import annotations

from bot.actions.base import CoachAction
from bot.actions.kept import unflagged
from bot.actions.step5_wounds import notes_to_look_at
from bot.actions.talk import Talk
from bot.actions.veil import asks_first
from bot.coaching import look_back, mine
from bot.coaching.goal import current
from bot.coaching.practices import last_that_helped
from bot.coaching.quotes import quote
from bot.coaching.records import Need, Rehearsal, ThoughtRecord, UnsentMessage
from bot.coaching.records_boundary import Boundary, Repair
from bot.coaching.records_everyday import PracticeDone
from bot.coaching.records_self import Goal
from bot.coaching.records_style import Rung
from bot.content import titles


async def kept_of(talk: Talk) -> look_back.Kept:
    """Returns what may be looked back at: nothing that is about somebody who is flagged (rule VI6)."""
    book = talk.book
    return look_back.Kept(
        notes=await notes_to_look_at(talk),
        rehearsals=await unflagged(book, Rehearsal),
        repairs=await unflagged(book, Repair),
        boundaries=await unflagged(book, Boundary),
        rungs=await unflagged(book, Rung),
        thoughts=await unflagged(book, ThoughtRecord),
        practices=await unflagged(book, PracticeDone),
        needs=await unflagged(book, Need),
        unsent=[message for message in await unflagged(book, UnsentMessage) if message.choice != "bin"],
    )


async def look_back_due(talk: Talk) -> bool:
    """Tells whether to offer the look back: once, from a week after the first sitting, if it has lines."""
    profile = talk.book.profile
    if profile.look_back_offered or profile.consent != "keep":
        return False
    kept = await kept_of(talk)
    return look_back.begun(kept, talk.now) and bool(look_back.lines(kept, talk.now))


class LookBack(CoachAction):
    """Looks back at the last seven days in plain lines, with one question at the end (W8)."""

    action = "action_look_back"

    async def act(self, talk: Talk) -> None:
        """Shows what is kept of the week; their goal is the question, where they have one."""
        lines = look_back.lines(await kept_of(talk), talk.now)
        goal = current(await talk.book.all(Goal))
        talk.book.update_profile(look_back_offered=True)
        if not lines:
            talk.say("utter_look_back_none")
        elif goal:
            talk.say("utter_look_back_goal", lines="\n".join(lines), goal=quote(goal.text, look_back.QUOTE))
        else:
            talk.say("utter_look_back", lines="\n".join(lines))
        if talk.form:
            talk.go(talk.form)


class Mine(CoachAction):
    """Shows on one screen what the person chose to keep, in their words (W6)."""

    action = "action_mine"

    async def act(self, talk: Talk) -> None:
        """Shows at most four messages, then the open question again."""
        if asks_first(talk, "begin", room="mine"):
            return
        kept, goal = await kept_of(talk), current(await talk.book.all(Goal))
        helped = last_that_helped(kept.practices)
        shown = mine.screen(
            [line for _, line in look_back.own_lines(kept)],
            [need.words for need in kept.needs if need.words],
            goal.text if goal else None,
            [boundary for boundary in kept.boundaries if boundary.status != "let_go"],
            titles("utter_ask_practice_all")[helped] if helped else None,
            bool(kept.unsent),
        )
        for lines in shown:
            talk.say("utter_mine", lines=lines)
        if not shown:
            talk.say("utter_mine_empty")
        if talk.form:
            talk.go(talk.form)
