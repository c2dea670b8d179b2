"""Step 9: a repair talk prepared alone, its card to share, and the guide for two (RA; content 10.4)."""

from __future__ import annotations

from typing import Optional

from bot.actions.appointments import appoint
from bot.actions.base import Ask, Done, Step
from bot.actions.crisis import begin_concern
from bot.actions.crisis_deeds import show_card
from bot.actions.people import forms_of, known, somebody
from bot.actions.prepared import Prepared
from bot.actions.talk import HISTORY, Answer, Talk
from bot.coaching import step9_wound_repair as repairs
from bot.coaching.quotes import quote
from bot.coaching.records_boundary import Repair
from bot.content import titles
from bot.language.rehearse import analyse_text
from bot.safety.records import Category

GUIDE = 8
"""Messages of the guide for two, before the one about its pace."""
HURT: dict[str, Category] = {"me": "PV", "yes": "PV", "unsure": "PV", "them": "PO"}
"""Who was hurt, scared or kept from leaving, and the concern that is (content 7.4, P7)."""


class RepairForm(Prepared):
    """Prepares one repair talk in six lines; never where somebody was hurt or is feared."""

    form = "repair_form"
    record = Repair
    verbatim = frozenset({"repair_edit"})

    async def open(self, talk: Talk) -> Step:
        """Offers what is prepared already; else asks first whether anyone was hurt (rule U15)."""
        told, guide = talk.told, repairs.wants_guide(talk.opening)
        talk.set(held=None, scratch={"guide": guide})
        ready = [one for one in await talk.book.all(Repair) if one.complete]
        if ready and not told and not guide:
            repair = talk.keep(ready[-1])
            self.note(talk, kept=True)
            return await self.guarded(talk, known(talk, repair.who))
        person = somebody(talk, told) if told else None
        who = person.id if person else None
        blank = [one for one in await talk.book.all(Repair) if not (one.what or one.complete)]
        repair = blank[-1] if blank else Repair(created_at=talk.now, updated_at=talk.now)
        talk.keep(repair, who=who, mine=repairs.own_part(told))
        return Ask("repair_anyone")

    async def go_on(self, talk: Talk) -> Step:
        """Shows what is prepared, goes to the guide, or asks for the first line."""
        repair = await talk.entry(Repair)
        if repair.complete:
            return Ask("repair_back", {"card": repairs.card(repair)})
        if (talk.slot("scratch") or {}).get("guide"):
            return Ask("repair_ready")
        return self._begun(talk, repair)

    def _begun(self, talk: Talk, repair: Repair) -> Step:
        """Says how it goes; a part of theirs that they opened with is said back, and not asked for."""
        talk.say("utter_repair_start")
        if repair.mine:
            talk.say("utter_repair_mine_told", said=quote(repair.mine))
        return self._next(talk, repair)

    async def said(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the answer in its part and asks for the next."""
        repair = await talk.entry(Repair)
        part = question.removeprefix("repair_")
        if part == "anyone":
            return await self._anyone(talk, repair, answer)
        if part == "who":
            return await self._who(talk, repair, answer)
        endings = {
            "lines": self._lines,
            "confirm": self._confirm,
            "change": self._change,
            "edit": self._edit,
            "next": self._next_room,
            "more": self._next_room,
            "ready": self._ready,
            "alone": self._alone,
            "ask_after": self._ask_after,
            "back": self._back,
        }
        if part in endings:
            return endings[part](talk, repair, answer)
        return self._part(talk, repair, part, answer)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this repair again, with its words."""
        if not question.startswith("repair_"):
            return await super().ask(talk, question)
        return self._asked(talk, await talk.entry(Repair), question.removeprefix("repair_"))

    def _asked(self, talk: Talk, repair: Repair, part: str) -> Ask:
        forms = forms_of(known(talk, repair.who))
        shown = {"card": repairs.card(repair)}
        questions = {
            "what": Ask("repair_what"),
            "mine": Ask("repair_mine"),
            "theirs": Ask("repair_theirs", forms),
            "offer": Ask("repair_offer"),
            "ask": Ask("repair_ask", forms),
            "line": Ask("repair_line"),
            "confirm": Ask("repair_confirm", shown),
            "back": Ask("repair_back", shown),
        }
        return questions.get(part) or Ask(f"repair_{part}")

    def _next(self, talk: Talk, repair: Repair, answered: Optional[str] = None) -> Ask:
        asked = {one.removeprefix("repair_") for one in talk.slot(HISTORY) or []}
        part = repairs.next_part(repair, frozenset(asked | ({answered} if answered else set())))
        return self._asked(talk, repair, part or "confirm")

    async def _anyone(self, talk: Talk, repair: Repair, answer: Answer) -> Optional[Step]:
        """Goes on only where nobody was hurt; else it is a concern, and nothing is prepared."""
        choice = answer.one_of(titles("utter_ask_repair_anyone")) or answer.yes_no()
        if answer.skipped or choice == "rather_not_say":
            talk.book.remove(repair)
            talk.say("utter_repair_not_said")
            return Done()
        if choice is None:
            return None
        if choice in HURT:
            return self._concern(talk, repair, HURT[choice])
        person = known(talk, repair.who)
        return Ask("repair_who") if person is None else await self.guarded(talk, person)

    def _concern(self, talk: Talk, repair: Repair, category: Category) -> Step:
        """Asks about the danger, by the person's name where there is one; nothing more is prepared."""
        person = known(talk, repair.who)
        if category == "PV" and person is not None:
            return self.disclosed(talk, person)
        self.drop(talk)
        begin_concern(talk, category)
        return Done("concern_form")

    async def _who(self, talk: Talk, repair: Repair, answer: Answer) -> Optional[Step]:
        person = None if answer.skipped else self.named(talk, answer)
        if person is None and not answer.skipped:
            return None
        talk.keep(repair, who=person.id if person else None)
        return await self.guarded(talk, person)

    def _part(self, talk: Talk, repair: Repair, part: str, answer: Answer) -> Optional[Step]:
        """Keeps a line; one that attacks or would control is asked about once (rules U4, RQ1)."""
        if answer.skipped:
            return self._next(talk, repair, part)
        kept = repairs.kept(repair, part, answer.text)
        if kept is None:
            return None
        analysis = analyse_text(answer.text)
        wrong, state = repairs.wrong(part, answer.text, analysis), dict(talk.slot("scratch") or {})
        again = state.get("part") == part
        if wrong is None or (wrong == "blame" and again):
            return self._next(talk, talk.keep(kept), part)
        self.note(talk, part=part, wrong=wrong)
        if wrong == "control" and state.get("wrong") == "control":
            return Ask("repair_lines")
        phrase = analysis.attack.phrase if analysis.attack else ""
        parts = {**forms_of(known(talk, repair.who)), "phrase": phrase}
        return Ask(f"repair_{part}", parts, f"utter_repair_{wrong}")

    def _lines(self, talk: Talk, repair: Repair, answer: Answer) -> Optional[Step]:
        if answer.choice == "show_lines" or answer.yes_no() == "yes":
            show_card(talk, "PO")
        return self._next(talk, repair, str((talk.slot("scratch") or {}).get("part")))

    def _confirm(self, talk: Talk, repair: Repair, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_repair_confirm"))
        if choice == "delete":
            talk.book.remove(repair)
            talk.say("utter_repair_deleted")
            return Done()
        if choice == "change" or answer.yes_no() == "no":
            return Ask("repair_change")
        if choice is None and answer.yes_no() != "yes" and not answer.skipped:
            return None
        talk.keep(repair, complete=True)
        return Ask("repair_next")

    def _change(self, talk: Talk, repair: Repair, answer: Answer) -> Optional[Step]:
        part = answer.one_of(titles("utter_ask_repair_change"))
        if answer.skipped:
            return self._asked(talk, repair, "confirm")
        if part is None:
            return None
        self.note(talk, edited=part)
        return Ask("repair_edit")

    def _edit(self, talk: Talk, repair: Repair, answer: Answer) -> Optional[Step]:
        part = str((talk.slot("scratch") or {}).get("edited", "what"))
        changed = repair if answer.skipped else repairs.kept(repair, part, answer.text)
        if changed is None:
            return None
        if not answer.skipped and repairs.wrong(part, answer.text, analyse_text(answer.text)) == "control":
            talk.say("utter_repair_left_out")
            changed = repair
        return self._asked(talk, talk.keep(changed), "confirm")

    def _next_room(self, talk: Talk, repair: Repair, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_repair_next"))
        if choice == "card":
            talk.say("utter_repair_card", card=repairs.card(repair))
            return Ask("repair_more")
        if choice == "guide":
            return Ask("repair_ready")
        if talk.unkept:
            talk.say("utter_repair_done_unkept")
            return Done()
        return Ask("repair_ask_after")

    def _ready(self, talk: Talk, repair: Repair, answer: Answer) -> Optional[Step]:
        """Gives the guide only where both are free to say no (content 2.9, S9_1); else it is a concern."""
        choice = answer.one_of(titles("utter_ask_repair_ready")) or answer.yes_no()
        if choice is None and not answer.skipped:
            return None
        if choice == "not_free":
            return self._concern(talk, repair, "PV")
        if choice == "yes":
            for number in range(1, GUIDE + 1):
                talk.say(f"utter_repair_guide_{number}")
            talk.say("utter_repair_guide_pace")
        else:
            talk.say("utter_repair_not_ready")
        return Ask("repair_more") if repair.complete else Ask("repair_alone")

    def _alone(self, talk: Talk, repair: Repair, answer: Answer) -> Optional[Step]:
        """Prepares one's own lines, or not, where the guide was asked for by itself."""
        choice = answer.one_of(titles("utter_ask_repair_alone")) or answer.yes_no()
        if choice in ("prepare", "yes"):
            return self._begun(talk, repair)
        talk.book.remove(repair)
        talk.say("utter_repair_left")
        return Done()

    def _ask_after(self, talk: Talk, repair: Repair, answer: Answer) -> Optional[Step]:
        offered = titles("utter_ask_repair_ask_after")
        choice = answer.one_of(offered)
        if answer.skipped or choice == "no" or answer.yes_no() == "no":
            talk.say("utter_repair_done")
            return Done()
        when = appoint(talk, offered.get(choice or "", answer.text), repair.id)
        if when is None and choice is None:
            return None
        talk.say("utter_repair_asked" if when else "utter_repair_no_clock", When=when or "")
        return Done()

    def _back(self, talk: Talk, repair: Repair, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_repair_back"))
        if choice == "went":
            return Done("after_talk_form")
        if choice == "another":
            talk.keep(Repair(created_at=talk.now, updated_at=talk.now))
            talk.set(scratch=None)
            return Ask("repair_anyone")
        if choice is None and answer.yes_no() != "yes" and not answer.skipped:
            return None
        return self._asked(talk, repair, "confirm")
