"""Step 3: both lists shown, one line opened, changed, moved or deleted, and a few chosen at the end."""

from __future__ import annotations

from datetime import timezone
from typing import Any, Optional, Sequence

from bot.actions.appointments import own_zone
from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching import step3_upsides_downsides as lists
from bot.coaching.journal import spoken_day
from bot.coaching.records_self import ListLine, Mark, Side
from bot.content import titles

CHOSEN: dict[str, tuple[Side, Mark]] = {
    "surprise": ("up", "surprise"), "keep": ("up", "keep"), "less": ("down", "less"),
}  # fmt: skip
"""What a choosing question is about, and what its line is marked as."""
RESPECTED = 5
"""Newest lines of things done that are shown."""


class Shown(CoachForm):
    """The part of the room in which the lists are looked at."""

    async def _lines(self, talk: Talk) -> list[ListLine]:
        """Returns every line, oldest first."""
        found: list[ListLine] = await talk.book.all(ListLine)
        return found

    async def _open_line(self, talk: Talk) -> Optional[ListLine]:
        found: Optional[ListLine] = await talk.book.get(ListLine, talk.slot("entry") or "")
        return found

    def _state(self, talk: Talk) -> dict[str, Any]:
        return dict(talk.slot("scratch") or {})

    def _days(self, talk: Talk, lines: Sequence[ListLine]) -> dict[str, str]:
        zone = own_zone(talk) or timezone.utc
        return {line.id: spoken_day(line.created_at, talk.now, zone) for line in lines}

    async def _show(self, talk: Talk) -> Ask:
        """Shows what stands on each list, numbered through."""
        lines = await self._lines(talk)
        ups, downs, did = (lists.on(lines, side) for side in lists.SIDES.values())
        if not (ups or downs or did):
            talk.say("utter_lists_shown_empty")
        self._say_ups(talk, lines)
        if downs:
            row = lists.numbered(downs, len(ups) + 1)
            talk.say("utter_lists_shown_downs", bar=lists.bar(len(downs)), lines=row)
        if did:
            newest = did[-RESPECTED:]
            talk.say("utter_lists_shown_respect", lines=lists.dated(newest, self._days(talk, newest)))
        return Ask("lists_shown")

    def _say_ups(self, talk: Talk, lines: Sequence[ListLine]) -> None:
        ups = lists.on(lines, "up")
        if ups:
            talk.say("utter_lists_shown_ups", bar=lists.bar(len(ups)), lines=lists.numbered(ups))

    async def _acted(self, talk: Talk, text: str, *acts: lists.Act) -> Optional[Step]:
        """Does what a text wants with a numbered line, where it is one of `acts`; else None."""
        found = lists.pointed_at(text, await self._lines(talk))
        if found is None or found[0] not in acts:
            return None
        act, line = found
        talk.set(entry=line.id)
        if act == "delete":
            return await self._deleted(talk, line)
        return Ask("lists_edit") if act == "change" else Ask("lists_line", {"line": line.text})

    async def _deleted(self, talk: Talk, line: ListLine) -> Step:
        talk.book.remove(line)
        talk.say("utter_lists_deleted", line=line.text)
        return await self._show(talk)

    async def _line(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Takes what is to become of the open line."""
        line, choice = await self._open_line(talk), answer.one_of(titles("utter_ask_lists_line"))
        if line is None or choice == "show" or answer.skipped:
            return await self._show(talk)
        if choice == "delete" or answer.intent == "delete_that":
            return await self._deleted(talk, line)
        if choice == "change":
            return Ask("lists_edit")
        if choice == "move":
            other: Side = "down" if line.side == "up" else "up"
            talk.keep(line, side=other)
            talk.say("utter_lists_moved")
            return await self._show(talk)
        return await self._acted(talk, answer.text, "delete", "change", "show")

    async def _edit(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Takes the line as it should read."""
        line, told = await self._open_line(talk), lists.split(answer.text)
        if line is None or answer.skipped:
            return await self._show(talk)
        if not told:
            return None
        changed = talk.keep(line, text=answer.text.strip()[: lists.LONGEST])
        talk.say("utter_lists_changed", line=changed.text)
        return await self._show(talk)

    async def _choose_one(self, talk: Talk, part: str, answer: Answer) -> Optional[bool]:
        """Marks the line an answer names; False where they choose none, None where none is understood."""
        side, mark = CHOSEN[part]
        if _none(answer, part):
            return False
        line = lists.chosen(answer.text, await self._lines(talk), side)
        if line is None:
            return None
        talk.keep(line, mark=mark)
        return True

    async def _pair(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Takes the two lines that are one trait on a good and a bad day."""
        found = lists.paired(answer.text, await self._lines(talk))
        if found is None and not _none(answer, "pair"):
            return None
        if found:
            up, down = found
            talk.keep(up, pair=down.id)
            talk.keep(down, pair=up.id)
        return Ask("lists_keep")

    async def _choosing(self, talk: Talk, question: str) -> Ask:
        """Asks a choosing question again, with the lists it is about."""
        lines = await self._lines(talk)
        ups, downs = lists.on(lines, "up"), lists.on(lines, "down")
        if question == "lists_surprise":
            return Ask("lists_surprise", {"lines": lists.numbered(ups)})
        if question == "lists_pair":
            self._say_ups(talk, lines)
            return Ask("lists_pair", {"lines": lists.numbered(downs, len(ups) + 1)})
        return Ask(question)

    async def _less(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Takes the downside to turn down, and closes both lists with what was chosen."""
        if await self._choose_one(talk, "less", answer) is None:
            return None
        ours = [line for line in await self._lines(talk) if line.mark in ("keep", "less")]
        if ours:
            talk.say("utter_lists_chosen", lines=lists.quoted(ours))
        else:
            talk.say(f"utter_lists_back{talk.unkept}")
        return Done()


def _none(answer: Answer, part: str) -> bool:
    """Tells whether no line is chosen."""
    title = answers.plain(titles(f"utter_ask_lists_{part}")["none"])
    said = answer.choice == "none" or answers.plain(answer.text) == title
    return said or answer.skipped or answer.yes_no() in ("no", "unsure")
