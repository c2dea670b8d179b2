"""After the real talk: whether it happened, how it was, was it safe, what the person did (content 5.5)."""

from __future__ import annotations

from typing import Optional, Union

from bot.actions.appointments import DUE, HOW_DID_IT_GO, appoint
from bot.actions.base import Ask, Done, Step
from bot.actions.partner_safety import Guarded
from bot.actions.people import known
from bot.actions.talk import Answer, Talk
from bot.coaching.after_talk import happened, went_hard
from bot.coaching.records import Mark, Rehearsal
from bot.coaching.records_boundary import Repair
from bot.content import titles
from bot.safety.records import Person

LONGEST = 500
"""Most characters of one answer that are kept (content 3.1)."""
THEN = {"practise": "rehearsal_form", "steadier": "practice_form"}
"""What may help with nerves."""
Talked = Union[Rehearsal, Repair]


class AfterTalkForm(Guarded):
    """Asks how a rehearsed sentence or a repair went, and keeps the answer with its day."""

    form = "after_talk_form"

    async def open(self, talk: Talk) -> Step:
        """Asks in neutral words where the appointment asks; else about the latest that is ready."""
        talk.set(held=None, scratch=None)
        if talk.answer.intent == DUE:
            return Ask("after_how", {}, HOW_DID_IT_GO)
        ready: list[Talked] = [one for one in await talk.book.all(Rehearsal) if one.complete]
        ready += [one for one in await talk.book.all(Repair) if one.complete]
        if not ready:
            talk.say("utter_after_nothing")
            return Done()
        talk.set(entry=max(ready, key=lambda one: one.updated_at).id)
        return Ask("after_how")

    def begin(self, talk: Talk, person: Person) -> Step:
        """Goes on to what the person did; how it went is asked of whoever it is about."""
        return Ask("after_marks")

    def drop(self, talk: Talk) -> None:
        """Removes nothing: what was rehearsed, and how it went, stays the person's own."""

    async def said(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps what was told and asks the next thing, if there is one."""
        id = talk.slot("entry") or ""
        record: Talked = await talk.book.get(Rehearsal, id) or await talk.entry(Repair)
        steps = {
            "after_how": self._how,
            "after_tell": self._tell_it,
            "after_safe": self._safe,
            "after_marks": self._marks,
            "after_block": self._block,
            "after_when": self._when,
            "after_nerves": self._nerves,
        }
        return steps[question](talk, record, answer)

    def _how(self, talk: Talk, record: Talked, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_after_how")) or happened(answer.text)
        if choice is None and answer.yes_no() in ("yes", "no") and len(answer.text.split()) <= 2:
            choice = "said" if answer.yes_no() == "yes" else "not_yet"
        if choice == "said":
            return Ask("after_tell")
        if answer.skipped:
            talk.say("utter_after_left")
            return Done()
        if choice is None:
            return self._tell_it(talk, record, answer)
        talk.keep(record, marks=(*record.marks, Mark(at=talk.now, how=choice, words=_words(answer))))
        if choice == "decided_not":
            talk.say("utter_after_decided")
            return Done()
        return Ask("after_block")

    def _tell_it(self, talk: Talk, record: Talked, answer: Answer) -> Optional[Step]:
        if answer.skipped:
            return Ask("after_marks")
        choice = answer.one_of(titles("utter_ask_after_tell"))
        words = None if choice else _words(answer)
        if choice is None and not any(letter.isalpha() for letter in answer.text):
            return None
        talk.keep(record, marks=(*record.marks, Mark(at=talk.now, how=choice or "said", words=words)))
        hard = choice == "hard" or went_hard(words or "")
        return Ask("after_safe") if hard else Ask("after_marks")

    def _safe(self, talk: Talk, record: Talked, answer: Answer) -> Optional[Step]:
        """Goes on where it was safe; anything else is a concern of its own (content 8.3)."""
        choice = answer.one_of(titles("utter_ask_after_safe")) or answer.yes_no()
        if choice is None and not answer.skipped:
            return None
        if choice in ("no", "unsure"):
            return self.disclosed(talk, known(talk, record.who))
        return Ask("after_marks")

    def _marks(self, talk: Talk, record: Talked, answer: Answer) -> Optional[Step]:
        """Adds what they did, one or several at a time, until they have no more."""
        options = titles("utter_ask_after_marks")
        done = answer.skipped or answer.choice == "enough" or answer.yes_no() == "no"
        told = (answer.one_of(options) or "") if not done else ""
        named = {key for key, title in options.items() if title.lower() in answer.text.lower()} | {told}
        did = tuple(key for key in options if key in named and key != "enough")
        if not did and not done and told != "enough":
            return None
        if did and record.marks:
            last = record.marks[-1]
            last = last.copy(update={"did": tuple(dict.fromkeys((*last.did, *did)))})
            talk.keep(record, marks=(*record.marks[:-1], last))
            if len(last.did) < len(options) - 1:
                return Ask("after_marks", {}, "utter_ask_after_marks_more")
        talk.say("utter_after_noted")
        return Done()

    def _block(self, talk: Talk, record: Talked, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_after_block"))
        if choice == "timing":
            return Ask("after_when")
        if choice == "nerves":
            return Ask("after_nerves")
        if choice is None and not answer.skipped:
            return None
        talk.say("utter_after_left")
        return Done()

    def _when(self, talk: Talk, record: Talked, answer: Answer) -> Optional[Step]:
        offered = titles("utter_ask_after_when")
        choice = answer.one_of(offered)
        if answer.skipped or choice == "never" or answer.yes_no() == "no":
            talk.say("utter_after_left")
            return Done()
        when = appoint(talk, offered.get(choice or "", answer.text), record.id)
        if when is None and choice is None:
            return None
        talk.say("utter_after_when_kept" if when else "utter_after_no_clock", When=when or "")
        return Done()

    def _nerves(self, talk: Talk, record: Talked, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_after_nerves"))
        if choice in THEN:
            return Done(THEN[choice])
        talk.say("utter_after_left")
        return Done()


def _words(answer: Answer) -> Optional[str]:
    """Returns what was typed, as it is kept; nothing for a press."""
    return None if answer.choice else answer.text.strip()[:LONGEST]
