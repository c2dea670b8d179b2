"""Step 6: from a wound, a note or nothing to a need: then if they like, now, and in their own words."""

from __future__ import annotations

from typing import Any, Optional

from bot.actions.base import Ask, CoachForm, Done, Step, steady
from bot.actions.crisis_deeds import show_card
from bot.actions.journal import own_zone
from bot.actions.step5_wounds import notes_to_look_at, themes_kept, told_lately
from bot.actions.talk import Answer, Talk
from bot.coaching import answers
from bot.coaching import side_by_side as sides
from bot.coaching import step6_needs as needs
from bot.coaching.hearing import capital
from bot.coaching.journal import spoken_day
from bot.coaching.records import Need, Trigger, Wound
from bot.content import titles

STIRRED = 7
"""From this number on the past is left for another day (content 2.6)."""
FROM_WOUND = "needs"
"""What a theme's last question is answered with where the need under it is wanted."""


class NeedsForm(CoachForm):
    """Looks for one need: a headline of the past at most, one example of today, the person's own word."""

    form = "needs_form"
    numbers = frozenset({"needs_before", "needs_after"})

    async def open(self, talk: Talk) -> Step:
        """Starts from a theme that was named, else from the newest note, else from nothing."""
        talk.set(held=None, entry=None, scratch=None)
        named = [one for one in await themes_kept(talk) if one.status == "accepted"]
        newest = max(named, key=lambda one: one.updated_at, default=None)
        if len(named) > 1 and talk.answer.choice != FROM_WOUND:
            return self._which(named)
        return await self._begin(talk, newest)

    def _which(self, named: list[Wound]) -> Ask:
        buttons = [{"title": capital(sides.called(one)), "payload": one.id} for one in named[-3:]]
        buttons += [
            {"title": title, "payload": value} for value, title in titles("utter_ask_needs_from").items()
        ]
        return Ask("needs_from", {"buttons": buttons})

    async def _begin(self, talk: Talk, wound: Optional[Wound], bare: bool = False) -> Step:
        """Asks how much of the past is all right: none where somebody is feared, or where it stays shut."""
        notes = await notes_to_look_at(talk)
        note = notes[-1] if notes and wound is None and not bare else None
        talk.set(scratch={"wound": wound.id if wound else None, "note": note.id if note else None})
        if talk.book.profile.past_shut or any(person.dv_flag_at for person in talk.book.people):
            return Ask("needs_now", {}, "utter_ask_needs_now_first")
        return await self.ask(talk, "needs_depth")

    def _state(self, talk: Talk) -> dict[str, Any]:
        return dict(talk.slot("scratch") or {})

    async def _wound(self, talk: Talk) -> Optional[Wound]:
        wound: Optional[Wound] = await talk.book.get(Wound, self._state(talk).get("wound") or "")
        return wound

    async def _note(self, talk: Talk) -> Optional[Trigger]:
        note: Optional[Trigger] = await talk.book.get(Trigger, self._state(talk).get("note") or "")
        return note

    async def _need(self, talk: Talk) -> Need:
        """Returns the need that is looked for, begun where nothing was kept of it yet."""
        kept: Optional[Need] = await talk.book.get(Need, talk.slot("entry") or "")
        if kept is not None:
            return kept
        note = await self._note(talk)
        return Need(
            created_at=talk.now,
            updated_at=talk.now,
            wound=self._state(talk).get("wound"),
            trigger=note.id if note else None,
            who=note.who if note else None,
        )

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this search again, with its words."""
        need, wound, note = await self._need(talk), await self._wound(talk), await self._note(talk)
        if question == "needs_from":
            return self._which([one for one in await themes_kept(talk) if one.status == "accepted"])
        if question == "needs_depth" and wound is not None:
            return Ask(question, {"line": sides.clip(wound.learned or sides.called(wound), "").rstrip(".")})
        if question == "needs_depth" and note is not None:
            day = spoken_day(note.created_at, talk.now, own_zone(talk))
            return Ask(question, {"line": sides.first_words(note), "day": day}, "utter_ask_needs_depth_note")
        if question == "needs_depth":
            return Ask(question, {}, "utter_ask_needs_depth_bare")
        if question in ("needs_then", "needs_word"):
            return await self._offer(talk, question)
        if question == "needs_now":
            line = None if need.words else "utter_ask_needs_now_first"
            return Ask(question, {"need": capital(need.words)} if need.words else {}, line)
        if question == "needs_list":
            return self._list(talk, self._state(talk).get("group") or needs.groups()[0])
        if question == "needs_confirm":
            return Ask(question, {"card": needs.card(need)})
        return Ask(question)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes the answer to one question and goes on."""
        takes = {
            "needs_from": self._from,
            "needs_depth": self._depth,
            "needs_before": self._before,
            "needs_headline": self._headline,
            "needs_stop": self._stopped,
            "needs_then": self._word,
            "needs_word": self._word,
            "needs_group": self._group,
            "needs_list": self._word,
            "needs_after": self._after,
            "needs_now": self._now,
            "needs_confirm": self._confirm,
            "needs_change": self._change,
            "needs_edit": self._edit,
            "needs_next": self._next,
            "needs_own_part": self._own_part,
        }
        return await takes[question](talk, answer)

    async def _from(self, talk: Talk, answer: Answer) -> Optional[Step]:
        named = {one.id: one for one in await themes_kept(talk) if one.status == "accepted"}
        options = {id: sides.called(one) for id, one in named.items()}
        choice = answer.one_of({**options, **titles("utter_ask_needs_from")})
        if choice in named:
            return await self._begin(talk, named[choice])
        if choice == "else" or answer.skipped:
            return await self._begin(talk, None, bare=True)
        return None

    async def _depth(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_needs_depth"))
        if choice == "not_today" or answer.yes_no() == "no":
            talk.say("utter_needs_another_day")
            return Done()
        if choice == "now" or answer.skipped:
            return await self.ask(talk, "needs_now")
        if choice is None:
            return None
        told = told_lately(talk)
        return Ask("needs_before") if told is None else await self._past(talk, told)

    async def _before(self, talk: Talk, answer: Answer) -> Optional[Step]:
        number = answer.number()
        if number is None:
            return Ask("needs_headline") if answer.skipped else None
        return steady(talk) if talk.rated(number) else await self._past(talk, number)

    async def _past(self, talk: Talk, distress: int) -> Ask:
        if distress >= STIRRED:
            talk.say("utter_needs_present_today")
            return await self.ask(talk, "needs_now")
        return Ask("needs_headline")

    async def _headline(self, talk: Talk, answer: Answer) -> Optional[Step]:
        if answer.skipped or answer.yes_no() == "no":
            talk.say("utter_needs_no_cause")
            return await self.ask(talk, "needs_now")
        if answers.nothing_said(answer.text):
            return None
        if needs.discloses(answer.text):
            return Ask("needs_stop")
        talk.keep(await self._need(talk), then=answer.text.strip()[: needs.LONGEST])
        return await self._offer(talk, "needs_then")

    async def _stopped(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Follows what helps after a disclosure; more of it may be told, and none of it is kept."""
        choice = answer.one_of(titles("utter_ask_needs_stop"))
        if choice == "steadier":
            return Done("practice_form")
        if choice == "who":
            talk.say("utter_needs_who")
            show_card(talk, "SU")
            return Done()
        if choice == "present":
            return await self.ask(talk, "needs_now")
        if choice == "leave" or answer.skipped or answer.yes_no() == "no":
            talk.say("utter_needs_another_day")
            return Done()
        return Ask("needs_stop", {}, "utter_ask_needs_stop_more")

    async def _offer(self, talk: Talk, question: str, say: Optional[str] = None) -> Ask:
        """Asks for a need with the likeliest ones as buttons; any word will do."""
        note = await self._note(talk)
        first = needs.likely(await self._wound(talk), [note] if note else [])
        buttons = [{"title": needs.titled(need), "payload": need} for need in first]
        own = titles(f"utter_ask_{question}").items()
        return Ask(question, {"buttons": [*buttons, *({"title": t, "payload": v} for v, t in own)]}, say)

    def _list(self, talk: Talk, group: str) -> Ask:
        talk.set(scratch={**self._state(talk), "group": group})
        words = [{"title": needs.titled(need), "payload": need} for need in needs.of_group(group)]
        own = [{"title": t, "payload": v} for v, t in titles("utter_ask_needs_list").items()]
        return Ask("needs_list", {"buttons": [*words, *own]})

    async def _word(self, talk: Talk, answer: Answer) -> Optional[Step]:
        """Keeps the need in their words; one way to meet it is asked about once (content 4.2)."""
        need, state = await self._need(talk), self._state(talk)
        then = "needs_then" if need.then and need.now is None else "needs_word"
        choice = answer.choice or answer.one_of(titles(f"utter_ask_{talk.question}"))
        if choice in ("more", "groups"):
            return Ask("needs_group")
        if choice == "own":
            return Ask(then, {}, "utter_ask_needs_own")
        if answer.skipped:
            return await self._on(talk, need)
        said = choice if choice and needs.known(choice) else answer.text
        if needs.is_a_way(said) and not state.get("way"):
            talk.set(scratch={**state, "way": True})
            return await self._offer(talk, then, "utter_ask_needs_under")
        found = needs.named(said)
        return None if found is None else await self._on(talk, talk.keep(need, words=found[0], need=found[1]))

    async def _on(self, talk: Talk, need: Need) -> Step:
        """Goes from the past to a number, from there to today, and at last to the card."""
        if need.then and need.now is None and not self._state(talk).get("after"):
            return Ask("needs_after")
        if need.now is None and not self._state(talk).get("now"):
            return await self.ask(talk, "needs_now")
        if not need.words:
            talk.say("utter_needs_another_day")
            return Done()
        return Ask("needs_confirm", {"card": needs.card(need)})

    async def _group(self, talk: Talk, answer: Answer) -> Optional[Step]:
        group = answer.one_of(titles("utter_ask_needs_group"))
        if group is not None:
            return self._list(talk, group)
        return await self._word(talk, answer)

    async def _after(self, talk: Talk, answer: Answer) -> Optional[Step]:
        number = answer.number()
        if number is None and not answer.skipped:
            return None
        talk.set(scratch={**self._state(talk), "after": True})
        if number is not None and (talk.rated(number) or number >= STIRRED):
            return steady(talk)
        return await self._on(talk, await self._need(talk))

    async def _now(self, talk: Talk, answer: Answer) -> Optional[Step]:
        need = await self._need(talk)
        talk.set(scratch={**self._state(talk), "now": True})
        if not answer.skipped:
            if answers.nothing_said(answer.text):
                return None
            need = talk.keep(need, now=answer.text.strip()[: needs.LONGEST])
        return await (self._on(talk, need) if need.words else self._offer(talk, "needs_word"))

    async def _confirm(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_needs_confirm"))
        changed = None if answer.choice else needs.change(await self._need(talk), answer.text)
        if changed is not None:
            return await self._changed(talk, *changed)
        if choice == "change" or answer.yes_no() == "no":
            return Ask("needs_change")
        if choice == "right" or answer.skipped or answer.yes_no() == "yes":
            return Ask("needs_next")
        return None

    async def _changed(self, talk: Talk, field: needs.Field, text: str) -> Optional[Step]:
        """Puts a corrected line in its place and goes to the end; without its words it asks for them."""
        if answers.nothing_said(text):
            talk.set(scratch={**self._state(talk), "field": field})
            return Ask("needs_edit")
        update: dict[str, Any] = {field: text.strip()}
        if field == "words":
            found = needs.named(text)
            if found is None:
                return None
            update = {"words": found[0], "need": found[1]}
        talk.keep(await self._need(talk), **update)
        return Ask("needs_next", {}, "utter_ask_needs_next_changed")

    async def _change(self, talk: Talk, answer: Answer) -> Optional[Step]:
        field: Any = answer.one_of(titles("utter_ask_needs_change"))
        if field is not None:
            return await self._changed(talk, field, "")
        changed = needs.change(await self._need(talk), answer.text)
        if changed is not None:
            return await self._changed(talk, *changed)
        return await self.ask(talk, "needs_confirm") if answer.skipped else None

    async def _edit(self, talk: Talk, answer: Answer) -> Optional[Step]:
        if answer.skipped:
            return await self.ask(talk, "needs_confirm")
        if answers.nothing_said(answer.text):
            return None
        return await self._changed(talk, self._state(talk).get("field", "words"), answer.text)

    async def _next(self, talk: Talk, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_needs_next"))
        if choice == "practise" or answer.yes_no() == "yes":
            return Done("rehearsal_form")
        if choice == "own_part":
            return Ask("needs_own_part")
        talk.say(f"utter_needs_left{talk.unkept}")
        return Done()

    async def _own_part(self, talk: Talk, answer: Answer) -> Optional[Step]:
        if answers.nothing_said(answer.text) and not answer.skipped:
            return None
        if not answer.skipped:
            talk.keep(await self._need(talk), own_part=answer.text.strip()[: needs.LONGEST])
        talk.say(f"utter_needs_left{talk.unkept}")
        return Done()
