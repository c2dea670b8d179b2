"""Step 8: a boundary in four steps, a rehearsed sentence for each, and how it went when it was needed."""

from __future__ import annotations

from datetime import timezone
from typing import Any, Optional

from bot.actions.appointments import DUE, HOW_DID_IT_GO, appoint, own_zone
from bot.actions.base import Ask, Done, Step
from bot.actions.crisis_deeds import show_card
from bot.actions.people import known, somebody
from bot.actions.prepared import Prepared
from bot.actions.talk import HISTORY, Answer, Talk
from bot.coaching import step8_boundaries as boundaries
from bot.coaching.hearing import hear
from bot.coaching.records import Mark
from bot.coaching.records_boundary import Boundary
from bot.content import titles
from bot.language.rehearse import analyse_text

QUESTIONS = {
    "times": Ask("boundary_times"),
    "friend": Ask("boundary_friend"),
    "need": Ask("boundary_need"),
    "restate": Ask("boundary_restate"),
    "limit": Ask("boundary_limit"),
    "act": Ask("boundary_act"),
    "away": Ask("boundary_away"),
    "easier": Ask("boundary_easier"),
}
"""The questions of the ladder by its parts."""
HARD = Ask("boundary_easier", {}, "utter_boundary_easier")
"""What would help, once it is known to be hard to keep."""
TRUST = Ask("boundary_easier", {}, "utter_boundary_trust")
FEW = 5
"""Most words of an answer that is a plain yes or no."""


class BoundariesForm(Prepared):
    """Builds one boundary answer by answer; asks how it went with the one that is kept."""

    form = "boundaries_form"
    record = Boundary
    verbatim = frozenset({"boundary_edit"})

    async def open(self, talk: Talk) -> Step:
        """Asks after the boundary that is kept, or begins one with what was told."""
        told = talk.told
        talk.set(held=None, scratch=None)
        kept = [one for one in await talk.book.all(Boundary) if one.status == "kept"]
        if talk.answer.intent == DUE:
            boundary = await talk.entry(Boundary)
            self.note(talk, who=boundary.who, kept=True)
            return Ask("boundary_back", {}, HOW_DID_IT_GO)
        if kept and not told:
            boundary = talk.keep(kept[-1])
            self.note(talk, kept=True)
            return await self.guarded(talk, known(talk, boundary.who))
        if not told:
            return await self._new(talk)
        boundary = talk.keep(await self._blank(talk))
        if not hear(told).has_situation:
            return Ask("boundary_situation")
        return await self._situation(talk, boundary, told)

    async def _blank(self, talk: Talk) -> Boundary:
        """Returns a draft that was begun and never told, or a new one."""
        drafts = [one for one in await talk.book.all(Boundary) if one.status == "draft" and not one.situation]
        return drafts[-1] if drafts else Boundary(created_at=talk.now, updated_at=talk.now)

    async def _new(self, talk: Talk) -> Ask:
        """Begins one from nothing."""
        talk.keep(await self._blank(talk))
        talk.set(scratch=None)
        return Ask("boundary_situation", {}, "utter_boundary_start")

    async def go_on(self, talk: Talk) -> Step:
        """Asks how the kept one is going, or the next thing a new one needs."""
        boundary = await talk.entry(Boundary)
        return (
            self._asked(talk, boundary, "back") if boundary.status == "kept" else self._next(talk, boundary)
        )

    async def said(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the answer in its part and asks for the next."""
        boundary = await talk.entry(Boundary)
        part = question.removeprefix("boundary_")
        if boundaries.asks_to_decide(answer.text):
            return Ask("boundary_lay_out")
        if part == "situation":
            told = "" if answer.skipped else answer.text
            return await self._situation(talk, boundary, told)
        if part == "who":
            return await self._who(talk, boundary, answer)
        if part == "back":
            return await self._back(talk, boundary, answer)
        endings = {
            "lay_out": self._lay_out,
            "lines": self._lines,
            "confirm": self._confirm,
            "change": self._change,
            "edit": self._edit,
            "next": self._next_room,
            "safe": self._safe,
            "again": self._again,
        }
        if part in endings:
            return endings[part](talk, boundary, answer)
        return self._part(talk, boundary, part, answer)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this boundary again, with its words."""
        if not question.startswith("boundary_"):
            return await super().ask(talk, question)
        return self._asked(talk, await talk.entry(Boundary), question.removeprefix("boundary_"))

    def _asked(self, talk: Talk, boundary: Boundary, part: str) -> Ask:
        if part in ("confirm", "back"):
            zone = own_zone(talk) or timezone.utc
            parts = {"card": boundaries.card(boundary, talk.now, zone)}
            return Ask("boundary_confirm", parts) if part == "confirm" else Ask("boundary_back", parts)
        if part == "easier" and boundary.marks:
            return HARD
        return QUESTIONS.get(part) or Ask(f"boundary_{part}")

    async def _situation(self, talk: Talk, boundary: Boundary, text: str) -> Step:
        person = somebody(talk, text)
        boundary = talk.keep(
            boundary,
            situation=text.strip()[: boundaries.LONGEST],
            times=boundaries.told_before(text),
            who=person.id if person else None,
        )
        return Ask("boundary_who") if person is None else await self.guarded(talk, person)

    async def _who(self, talk: Talk, boundary: Boundary, answer: Answer) -> Optional[Step]:
        person = None if answer.skipped else self.named(talk, answer)
        if person is None and not answer.skipped:
            return None
        talk.keep(boundary, who=person.id if person else None)
        return await self.guarded(talk, person)

    def _next(self, talk: Talk, boundary: Boundary, answered: Optional[str] = None) -> Step:
        asked = {one.removeprefix("boundary_") for one in talk.slot(HISTORY) or []}
        asked |= {answered} if answered else set()
        if boundary.status == "kept":
            return self._asked(talk, boundary, "again" if boundary.marks else "confirm")
        part = boundaries.next_question(boundary, frozenset(asked))
        return self._asked(talk, boundary, part or "confirm")

    def _part(self, talk: Talk, boundary: Boundary, part: str, answer: Answer) -> Optional[Step]:
        if answer.skipped:
            return self._next(talk, boundary, part)
        hard = answer.yes_no() if part == "easier" and len(answer.text.split()) <= FEW else None
        if hard:
            return HARD if hard == "yes" else self._next(talk, boundary, part)
        if part in boundaries.STEPS:
            return self._rung(talk, boundary, part, answer)
        told: Any = answer.text.strip()[: boundaries.LONGEST]
        if part == "times":
            told = answer.one_of(titles("utter_ask_boundary_times")) or boundaries.told_before(answer.text)
            if told is None:
                return None
        elif answer.choice:
            told = answer.choice
        return self._next(talk, talk.keep(boundary, **{part: told}), part)

    def _rung(self, talk: Talk, boundary: Boundary, step: Any, answer: Answer) -> Optional[Step]:
        """Keeps a step that is the person's own; another is asked about once, then left empty (rule RQ1)."""
        analysis = analyse_text(answer.text)
        wrong, state = boundaries.wrong(step, answer.text, analysis), dict(talk.slot("scratch") or {})
        if wrong is None or (wrong == "blame" and state.get("step") == step):
            kept = talk.keep(boundary, rungs=boundaries.with_rung(boundary, step, answer.text))
            return self._next(talk, kept, step)
        self.note(talk, step=step, wrong=wrong)
        if wrong == "control" and state.get("wrong") == "control":
            return Ask("boundary_lines")
        if state.get("step") == step:
            talk.say("utter_boundary_left_out")
            return self._next(talk, boundary, step)
        phrase = analysis.attack.phrase if analysis.attack else ""
        return Ask(f"boundary_{step}", {"phrase": phrase}, f"utter_boundary_{wrong}")

    def _lines(self, talk: Talk, boundary: Boundary, answer: Answer) -> Optional[Step]:
        if answer.choice == "show_lines" or answer.yes_no() == "yes":
            show_card(talk, "PO")
        return self._next(talk, boundary, str((talk.slot("scratch") or {}).get("step")))

    def _lay_out(self, talk: Talk, boundary: Boundary, answer: Answer) -> Optional[Step]:
        part = answer.one_of(titles("utter_ask_boundary_lay_out"))
        if part is None and not answer.skipped:
            return None
        if part == "easier":
            return TRUST
        return QUESTIONS[part] if part else self._next(talk, boundary)

    def _confirm(self, talk: Talk, boundary: Boundary, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_boundary_confirm"))
        if choice == "delete":
            talk.book.remove(boundary)
            talk.say("utter_boundary_deleted")
            return Done()
        if choice == "change" or answer.yes_no() == "no":
            return Ask("boundary_change")
        if choice is None and answer.yes_no() != "yes" and not answer.skipped:
            return None
        talk.keep(boundary, status="kept")
        if talk.unkept:
            talk.say("utter_boundary_unkept")
            return Done()
        return Ask("boundary_next")

    def _change(self, talk: Talk, boundary: Boundary, answer: Answer) -> Optional[Step]:
        part = answer.one_of(titles("utter_ask_boundary_change"))
        if answer.skipped:
            return self._asked(talk, boundary, "confirm")
        if part is None:
            return None
        self.note(talk, part=part)
        return Ask("boundary_edit")

    def _edit(self, talk: Talk, boundary: Boundary, answer: Answer) -> Optional[Step]:
        part: Any = (talk.slot("scratch") or {}).get("part", "situation")
        said = answer.text.strip()[: boundaries.LONGEST]
        if answer.skipped:
            return self._asked(talk, boundary, "confirm")
        if part not in boundaries.STEPS:
            return self._asked(talk, talk.keep(boundary, **{part: said}), "confirm")
        wrong = boundaries.wrong(part, said, analyse_text(said))
        if wrong is not None:
            talk.say("utter_boundary_left_out")
            return self._asked(talk, boundary, "confirm")
        kept = talk.keep(boundary, rungs=boundaries.with_rung(boundary, part, said))
        return self._asked(talk, kept, "confirm")

    def _next_room(self, talk: Talk, boundary: Boundary, answer: Answer) -> Optional[Step]:
        offered = titles("utter_ask_boundary_next")
        choice = answer.one_of(offered) or ("week" if answer.yes_no() == "yes" else "done")
        if choice == "me":
            return Done("self_love_form")
        if choice == "week":
            when = appoint(talk, offered["week"], boundary.id)
            talk.say("utter_boundary_asked" if when else "utter_boundary_no_clock", When=when or "")
        else:
            talk.say("utter_boundary_done")
        return Done()

    async def _back(self, talk: Talk, boundary: Boundary, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_boundary_back"))
        if choice == "another":
            return await self._new(talk)
        if answer.skipped or choice == "unused":
            return Ask("boundary_again")
        told = None if answer.choice else answer.text.strip()[: boundaries.LONGEST]
        mark = Mark(at=talk.now, how=choice, words=told)
        talk.keep(boundary, marks=(*boundary.marks, mark))
        if choice == "not":
            return Ask("boundary_safe")
        if choice == "partly":
            talk.say("utter_boundary_wobbled")
            return HARD
        talk.say("utter_boundary_held" if choice else "utter_boundary_noted")
        return Ask("boundary_again")

    def _safe(self, talk: Talk, boundary: Boundary, answer: Answer) -> Optional[Step]:
        """Asks whether it was safe when it did not hold (content 5.5, AT3); anything but yes is a concern."""
        choice = answer.one_of(titles("utter_ask_boundary_safe")) or answer.yes_no()
        if choice is None and not answer.skipped:
            return None
        if choice in ("no", "unsure"):
            return self.disclosed(talk, known(talk, boundary.who))
        talk.say("utter_boundary_wobbled")
        return HARD

    def _again(self, talk: Talk, boundary: Boundary, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_boundary_again"))
        if choice == "change":
            return Ask("boundary_change")
        if choice == "let_go":
            talk.keep(boundary, status="let_go")
            talk.say("utter_boundary_let_go")
        else:
            talk.say("utter_boundary_done")
        return Done()
