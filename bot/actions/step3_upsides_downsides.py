"""Step 3: ten upsides and ten downsides, kept line by line over as many sittings as it takes."""

from __future__ import annotations

from datetime import timezone
from typing import Optional, Sequence

from bot.actions.appointments import own_zone
from bot.actions.base import KEPT, Ask, CoachForm, Done, Step
from bot.actions.step3_resting import Resting
from bot.actions.step3_shown import CHOSEN
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching import step3_upsides_downsides as lists
from bot.coaching.commands import BEGIN
from bot.coaching.journal import spoken_day
from bot.coaching.records_self import ListLine, Side
from bot.content import titles


class ListsForm(Resting):
    """Takes lines for either list, and notices what stands there twice or on the wrong one."""

    form = "lists_form"
    numbers = frozenset({"lists_down_how"})
    asides = CoachForm.asides - {"idk"}

    async def act(self, talk: Talk) -> None:
        """Takes the room's own words, said inside it, as a wish, or as the name of a list."""
        here = talk.form == self.form and talk.question and talk.entity("room") == "lists"
        if here and talk.question == "lists_where":
            await self._take(talk, "lists_where", Answer(talk.answer.text, KEPT))
        elif here and talk.answer.intent == BEGIN:
            self._tell(talk, await self.open(talk))
        else:
            await super().act(talk)

    async def open(self, talk: Talk) -> Step:
        """Goes to the list that is named; else begins with upsides, or asks which."""
        opening = talk.opening
        said = lists.side_named(opening.partition(" ")[2] if opening.startswith("/") else opening)
        lines = await self._lines(talk)
        talk.set(held=None, entry=None, scratch=None)
        if talk.unkept and not lines:
            talk.say("utter_lists_unkept")
        if said == "show" and lines:
            return await self._show(talk)
        if said in lists.SIDES:
            return await self._begin(talk, lists.SIDES[said])
        return self._which(lines) if lines else await self._begin(talk, "up")

    def _which(self, lines: Sequence[ListLine]) -> Ask:
        ups, downs = [lists.bar(len(lists.on(lines, side))) for side in lists.SIDES.values()][:2]
        return Ask("lists_choose", {"ups": ups, "downs": downs})

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again, with how far the lists are."""
        lines, line = await self._lines(talk), await self._open_line(talk)
        state, part = self._state(talk), question.removeprefix("lists_")
        if part == "choose":
            return self._which(lines)
        if part in ("up", "down"):
            return self._first(lines, part)
        if part == "down_heavy":
            return self._heavy(talk)
        if part == "where":
            return self._where_to([one for one in lines if one.id in state.get("costs", ())])
        if part == "verdict" and line and line.left_off:
            return self._verdict_of(lines, [line])
        if part == "hints":
            return Ask("lists_hints", {}, f"utter_ask_lists_hints_{self._side(talk)}")
        if part == "gap":
            return self._gap(talk, "utter_ask_lists_gap_soon")
        if part == "line" and line:
            return Ask("lists_line", {"line": line.text})
        if part in ("pair", *CHOSEN):
            return await self._choosing(talk, question)
        return await self._show(talk) if part in ("shown", "line", "verdict") else Ask(question)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes lines, a wish, or the answer to what was asked about them."""
        wish, part = lists.wish(answer.text), question.removeprefix("lists_")
        if answer.intent == "stop" and wish != "enough":
            talk.say(f"utter_stopped{talk.unkept}")
            return Done()
        if part in ("edit", "respect", "own"):
            return await {"edit": self._edit, "respect": self._respect, "own": self._own}[part](talk, answer)
        if wish in lists.SIDES and part not in ("where", "gap"):
            return await self._begin(talk, lists.SIDES[wish])
        if part in lists.SIDES:
            return await self._told(talk, lists.SIDES[part], answer, wish)
        if wish == "show":
            return await self._show(talk)
        if part in CHOSEN and part != "less":
            return await self._marked(talk, part, answer)
        taken = {
            "choose": self._choose, "down_how": self._how, "down_heavy": self._carried, "where": self._where,
            "verdict": self._verdict, "hints": self._hints, "gap": self._between, "shown": self._shown,
            "line": self._line, "pair": self._pair, "less": self._less,
        }  # fmt: skip
        return await taken[part](talk, answer)

    async def _begin(self, talk: Talk, side: Side) -> Step:
        """Begins a list; downsides wait for the upsides to settle, unless they are wanted now."""
        lines = await self._lines(talk)
        if side == "respect":
            did, today = lists.on(lines, "respect")[-1:], self._days(talk, lines)
            if did and today[did[0].id] == self._today(talk):
                talk.say("utter_lists_respect_today", line=did[0].text)
                return Done()
            return Ask("lists_respect")
        talk.set(scratch={"side": side})
        if side == "down" and not lists.settled(lines, talk.now):
            ups = lists.on(lines, "up")
            return self._gap(talk, "utter_ask_lists_gap_soon" if ups else "utter_ask_lists_gap_first")
        return await self._asked_how(talk) if side == "down" else self._first(lines, "up")

    async def _choose(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_lists_choose"))
        if choice == "show":
            return await self._show(talk)
        if choice in lists.SIDES:
            return await self._begin(talk, lists.SIDES[choice])
        if answer.skipped or lists.wish(answer.text) == "enough":
            return self._back(talk)
        return await self._acted(talk, answer.text, "delete", "change", "show")

    async def _shown(self, talk: Talk, answer: Answer) -> Optional[Step]:
        acted = await self._acted(talk, answer.text, "delete", "change", "show")
        if acted:
            return acted
        choice = answer.one_of(titles("utter_ask_lists_shown"))
        if choice in lists.SIDES:
            return await self._begin(talk, lists.SIDES[choice])
        if choice or answer.skipped or lists.wish(answer.text) == "enough":
            return self._back(talk)
        return None

    async def _told(self, talk: Talk, side: Side, answer: Answer, wish: Optional[str]) -> Optional[Step]:
        """Takes a message at a list: a wish, a question about a line, or lines."""
        choice, lines = answer.choice or wish, await self._lines(talk)
        none = side == "down" and lists.none_left(answer.text)
        if choice == "enough" or answer.skipped or answer.intent == "deny" or none:
            return await self._close(talk, side)
        if choice == "show":
            return await self._show(talk)
        if choice == "stuck" or answer.intent == "idk":
            return await self._stuck(talk, side)
        if choice == "another" or answer.intent == "affirm":
            return self._next(lines, side)
        if answer.intent == "delete_that":
            return await self._forgotten(talk, side)
        acted = await self._acted(talk, answer.text, "delete", "change")
        if acted:
            return acted
        asked = lists.asked_about(answer.text, lists.on(lines, side))
        if asked:
            talk.set(scratch={**self._state(talk), "costs": [asked.id]})
            return Ask("lists_where", {"lines": lists.quoted([asked])}, "utter_ask_lists_where_asked")
        if side == "up" and lists.none_left(answer.text):
            return await self._sideways(talk, lists.harsh(answer.text))
        return await self._write(talk, side, lists.split(answer.text))

    async def _write(self, talk: Talk, side: Side, told: Sequence[str]) -> Optional[Step]:
        """Keeps each line at once, and asks what has to be asked about them."""
        before, new, label, twice = await self._lines(talk), list[ListLine](), None, None
        for said in map(lists.judged, told):
            same = lists.said_before(said.text, lists.on([*before, *new], side)) if said.text else None
            twice = twice or same
            label = said.label or label
            if same is None and (said.text or side == "down"):
                line = ListLine(created_at=talk.now, updated_at=talk.now, side=side, text=said.text)
                new.append(talk.keep(line, left_off=said.verdict))
        if twice:
            talk.say("utter_lists_twice", line=twice.text)
        state = self._state(talk)
        costs = [line.id for line in new if side == "up" and lists.costly(line.text)]
        ids = [*state.get("new", ()), *(line.id for line in new)]
        talk.set(scratch={**state, "side": side, "new": ids, "costs": costs})
        lines = [*before, *new]
        judged = [line for line in new if line.left_off]
        if judged:
            talk.set(entry=judged[-1].id)
            return self._verdict_of(lines, new)
        if new:
            return await self._kept(talk, lines, side)
        if label and side == "up":
            return await self._sideways(talk, label)
        return self._next(lines, side) if twice else None

    def _verdict_of(self, lines: Sequence[ListLine], new: Sequence[ListLine]) -> Ask:
        """Says which verdict was left off the newest judged line."""
        line = [one for one in new if one.left_off][-1]
        label = lists.judged(line.left_off or "").label or ""
        if not line.text:
            return Ask("lists_verdict", {"label": label}, "utter_ask_lists_verdict_only")
        parts = {"lines": lists.quoted(lists.on(new, line.side)), "label": label}
        return Ask("lists_verdict", {**parts, "bar": lists.bar(len(lists.on(lines, line.side)))})

    async def _verdict(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Puts a verdict in or leaves it off; what else is told goes on the list."""
        line, side = await self._open_line(talk), self._side(talk)
        choice = answer.one_of(titles("utter_ask_lists_verdict"))
        choice = choice or {"yes": "put", "no": "leave"}.get(answer.yes_no() or "")
        rest = self._left_over(answer, titles("utter_ask_lists_verdict"))
        if choice is None and not rest and not answer.skipped:
            return None
        if line and choice == "put":
            both = ". ".join(part for part in (line.text, line.left_off) if part)
            talk.keep(line, text=both[: lists.LONGEST], left_off=None)
            talk.say("utter_lists_put_in")
        elif line:
            talk.keep(line, left_off=None)
            if not line.text:
                talk.book.remove(line)
            if choice and not rest:
                talk.say("utter_lists_left_off")
        if rest:
            return await self._write(talk, side, rest)
        return await self._kept(talk, await self._lines(talk), side, shown=False)

    def _left_over(self, answer: Answer, options: dict[str, str]) -> tuple[str, ...]:
        """Returns the lines of an answer that also chooses something."""
        if answer.choice or answer.skipped or len(answer.text.split()) <= 4:
            return ()
        told = lists.split(answer.text)
        return tuple(
            one
            for one in told
            if lists.place(one) is None and answers.choice(one, list(options.items())) is None
        )

    async def _kept(self, talk: Talk, lines: Sequence[ListLine], side: Side, shown: bool = True) -> Step:
        """Asks where a cost belongs, else for the next line, else what a full list asks."""
        state, ours = self._state(talk), lists.on(lines, side)
        new = [line for line in ours if line.id in state.get("new", ())]
        costs = [line for line in new if line.id in state.get("costs", ())]
        if costs:
            return self._where_to(costs)
        if len(ours) >= lists.TEN > len(ours) - len(new) and not state.get("full"):
            talk.set(scratch={**state, "full": True})
            return await self._full(talk, lines, side)
        if not shown or not new:
            return self._next(lines, side)
        latest = [line for line in new if line.created_at == new[-1].created_at]
        row = lists.numbered(latest, ours.index(latest[0]) + 1) if len(latest) > 1 else lists.quoted(latest)
        parts = {"lines": row, "bar": lists.bar(len(ours))}
        how = "plenty" if len(new) >= lists.PLENTY else "more"
        how = "one" if side == "up" and len(ours) == 1 else how
        return Ask("lists_up" if side == "up" else "lists_down", parts, f"utter_ask_lists_{side}_{how}")

    def _where_to(self, costs: Sequence[ListLine]) -> Ask:
        return Ask("lists_where", {"lines": lists.quoted(costs)})

    async def _where(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Puts the lines asked about on the list they belong to, or on both."""
        options, state, side = titles("utter_ask_lists_where"), self._state(talk), self._side(talk)
        choice = side if answer.skipped else answer.one_of(options)
        choice = choice or lists.place(answer.text.partition(". ")[0])
        rest = self._left_over(answer, options)
        if choice is None and not rest:
            return None
        lines = await self._lines(talk)
        for line in (line for line in lines if line.id in state.get("costs", ())):
            if choice in ("up", "down"):
                talk.keep(line, side=choice)
            elif choice == "both":
                other: Side = "down" if line.side == "up" else "up"
                if not lists.said_before(line.text, lists.on(lines, other)):
                    talk.keep(ListLine(created_at=talk.now, updated_at=talk.now, side=other, text=line.text))
        if choice and not answer.skipped:
            talk.say(f"utter_lists_where_{choice}")
        talk.set(scratch={**state, "costs": []})
        if rest:
            return await self._write(talk, side, rest)
        lines = await self._lines(talk)
        new = [line for line in lists.on(lines, side) if line.id in state.get("new", ())]
        if side == "up" and len(new) >= lists.CHUNK:
            return await self._close(talk, "up")
        if side == "up" and not lists.on(lines, "up"):
            return await self._sideways(talk, None, say=False)
        return self._next(lines, side)

    async def _sideways(self, talk: Talk, label: Optional[str], say: bool = True) -> Step:
        """Answers "there is none" with a question from the side, then one from outside, then leave to go."""
        state = self._state(talk)
        tried = int(state.get("sideways", 0))
        talk.set(scratch={**state, "sideways": tried + 1})
        if tried >= 2:
            return await self._close(talk, "up")
        if tried:
            return Ask("lists_up", {}, "utter_ask_lists_up_sideways_two")
        if say and label:
            talk.say("utter_lists_harsh", label=label[:1].upper() + label[1:])
        elif say:
            talk.say("utter_lists_none")
        return Ask("lists_up", {}, "utter_ask_lists_up_sideways")

    async def _stuck(self, talk: Talk, side: Side) -> Step:
        """Helps with a way of looking, then with what some people say, then lets it be."""
        state = self._state(talk)
        tried = int(state.get("stuck", 0))
        talk.set(scratch={**state, "side": side, "stuck": tried + 1})
        if tried == 0:
            talk.say(f"utter_lists_hint_{side}")
            return self._next(await self._lines(talk), side)
        if tried == 1:
            return Ask("lists_hints", {}, f"utter_ask_lists_hints_{side}")
        return await self._close(talk, side)

    async def _hints(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Takes what some people say as theirs once they add a word of their own."""
        side = self._side(talk)
        choice = answer.one_of(titles(f"utter_ask_lists_hints_{side}"))
        away = choice == "none" or answer.skipped or answer.intent in ("idk", "deny")
        if away or lists.wish(answer.text) in ("enough", "stuck"):
            return await self._close(talk, side)
        if choice is None:
            return await self._write(talk, side, lists.split(answer.text))
        talk.set(scratch={**self._state(talk), "hint": choice})
        return Ask("lists_own")

    async def _own(self, talk: Talk, answer: Answer) -> Optional[Step]:
        side, hint = self._side(talk), self._state(talk).get("hint", "")
        if answer.skipped or answer.intent == "idk" or lists.wish(answer.text) == "enough":
            return await self._close(talk, side)
        told = lists.split(answer.text)
        if not told:
            return None
        title = titles(f"utter_ask_lists_hints_{side}").get(hint, "")
        own = lists.words().hinted.format(hint=title, words=", ".join(told))
        return await self._write(talk, side, (own[: lists.LONGEST],))

    async def _forgotten(self, talk: Talk, side: Side) -> Step:
        """Deletes the newest line of this list."""
        lines = await self._lines(talk)
        newest = lists.on(lines, side)[-1:]
        if newest:
            talk.book.remove(newest[0])
            talk.say("utter_lists_deleted", line=newest[0].text)
        return self._next([line for line in lines if line not in newest], side)

    async def _respect(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Keeps one thing they did that they would respect in somebody else (amendments 3.1)."""
        if (
            answer.skipped
            or answer.intent in ("idk", "deny")
            or lists.wish(answer.text) in ("enough", "stuck")
        ):
            return self._back(talk)
        if not lists.split(answer.text):
            return None
        text = answer.text.strip()[: lists.LONGEST]
        talk.keep(ListLine(created_at=talk.now, updated_at=talk.now, side="respect", text=text))
        talk.say("utter_lists_respect_kept", line=text)
        return Done()

    def _today(self, talk: Talk) -> str:
        return spoken_day(talk.now, talk.now, own_zone(talk) or timezone.utc)

    async def _full(self, talk: Talk, lines: Sequence[ListLine], side: Side) -> Step:
        if side == "up":
            return await self._choosing(talk, "lists_surprise")
        if len(lists.on(lines, "up")) >= lists.ENOUGH:
            return await self._choosing(talk, "lists_pair")
        return await self._close(talk, side)

    async def _marked(self, talk: Talk, part: str, answer: Answer) -> Optional[Step]:
        if await self._choose_one(talk, part, answer) is None:
            return None
        return Ask("lists_less") if part == "keep" else await self._close(talk, "up")
