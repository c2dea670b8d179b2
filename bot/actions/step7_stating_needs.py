"""Step 7: one hard sentence, built from the person's own words, tried on a pretend partner if they like."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, Done, Step
from bot.actions.crisis import begin_concern
from bot.actions.crisis_deeds import show_card
from bot.actions.partner_safety import PREFIX
from bot.actions.people import forms_of, known
from bot.actions.step7_beginning import Beginning
from bot.actions.step7_trying_out import LONGEST
from bot.actions.talk import Answer, Talk
from bot.coaching.hearing import capital, words_joined
from bot.coaching.records import Need, Rehearsal
from bot.coaching.rubric import Analysis
from bot.coaching.step4_triggers import felt
from bot.coaching.step7_stating_needs import Parts, advice, next_part, pseudo_params
from bot.coaching.words import PseudoFeeling, display, feeling_words, needs_in, pseudo_feelings_in
from bot.content import titles
from bot.language.compose import compose, finished, moment_name, split_moment
from bot.language.rehearse import analyse_text
from bot.safety.records import Person

FEW = 4
"""Most words that are taken for a feeling as they are."""
AGAIN_LINES = {
    "rehearsal_limits": "utter_rehearsal_limits_again",
    "rehearsal_ask_when": "utter_rehearsal_ask_after_when",
    "rehearsal_zone": "utter_ask_settings_zone",
}
"""Questions that are asked in other words than by their id."""


class RehearsalForm(Beginning):
    """Gathers a moment, a feeling, a need, perhaps an ask; never polishes control or courts danger."""

    form = "rehearsal_form"
    record = Rehearsal
    verbatim = frozenset({"rehearsal_draft", "rehearsal_change", "rehearsal_line", "rehearsal_keeper"})

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question of this rehearsal again, with its words."""
        if question.startswith(PREFIX):
            return await super().ask(talk, question)
        if question == "rehearsal_which":
            return await self.ask_which(talk)
        rehearsal = await talk.entry(Rehearsal)
        person = known(talk, rehearsal.who)
        forms = forms_of(person)
        if question == "rehearsal_decision":
            return Ask(question, {**forms, "sentence": rehearsal.sentence or ""})
        if question == "rehearsal_pseudo":
            word = (talk.slot("scratch") or {}).get("pseudo")
            return self._pseudo(talk, forms, pseudo_feelings_in(str(word)) if word else ())
        return Ask(question, forms, AGAIN_LINES.get(question))

    async def said(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Keeps the answer in its part and asks for the next."""
        rehearsal = await talk.entry(Rehearsal)
        person = known(talk, rehearsal.who)
        part = question.removeprefix("rehearsal_")
        if part == "which":
            return await self._which(talk, rehearsal, answer)
        steps = {
            "who": self._who,
            "draft": self._draft,
            "change": self._draft,
            "moment": self._moment,
            "feeling": self._feeling,
            "pseudo": self._feeling,
            "need": self._need,
            "request": self._request,
            "limits": self._limits,
            "freedom": self._freedom,
            "decision": self._decision,
            "manner": self._manner,
            "line": self._line,
            "keeper": self._keeper,
            "nerves": self._nerves,
            "ask_after": self._ask_after,
            "ask_when": self._ask_when,
            "zone": self._zone,
        }
        if part == "decision":
            tried = any(other.manner for other in await talk.book.all(Rehearsal))
            self.note(talk, tried=tried)
        return steps[part](talk, rehearsal, person, answer)

    def _draft(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        if answer.skipped:
            return self._next(talk, rehearsal, person, None)
        analysis = analyse_text(answer.text)
        before = self._latest(rehearsal)
        rehearsal = self._tried(talk, rehearsal, analysis)
        given = advice(analysis, before, len(rehearsal.attempts))
        if analysis.harm:
            return Ask("safety_fear", dict(given.params), given.response)
        if analysis.limits_freedom:
            return self._takes_freedom(talk, person, "rehearsal_change")
        whole = talk.question == "rehearsal_decision" and 2 in (analysis.F, analysis.N, analysis.R)
        changed = whole or talk.question == "rehearsal_change"
        if changed and rehearsal.sentence:
            if given.difference:
                talk.say("utter_rehearsal_difference", **given.difference)
            return self._decide(talk, talk.keep(rehearsal, sentence=finished(answer.text[:LONGEST])), person)
        if analysis.total >= CLEAR and analysis.B == 2 and analysis.N == 2 and analysis.O == 2:
            talk.say(given.response, **forms_of(person), **given.params)
            return self._decide(talk, talk.keep(rehearsal, sentence=finished(answer.text[:LONGEST])), person)
        step = self._next(talk, rehearsal, person, analysis)
        moment = isinstance(step, Ask) and step.question == "rehearsal_moment"
        if moment and analysis.attack:
            return Ask("rehearsal_moment", {**forms_of(person), **given.params}, given.response)
        return step

    def _moment(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        if answer.skipped:
            return Ask("rehearsal_feeling", forms_of(person))
        if analyse_text(answer.text).limits_freedom:
            return self._takes_freedom(talk, person, "rehearsal_moment")
        when, happened = split_moment(answer.text[:LONGEST])
        rehearsal = talk.keep(rehearsal, when_text=when, observation=happened or answer.text)
        if when:
            talk.say("utter_rehearsal_moment_when", **forms_of(person), when=moment_name(when))
        return self._next(talk, rehearsal, person, None)

    def _feeling(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        if answer.skipped:
            return Ask("rehearsal_need")
        if answer.choice is None and len(answer.text.split()) > FEW and not felt(answer.text):
            return None
        if answer.choice == "something_else":
            return Ask("rehearsal_feeling", {}, "utter_rehearsal_feeling_other")
        said = (answer.choice or answer.text).strip(" .").lower()[:60]
        named = [one.word for one in felt(said) if one.group]
        pseudo = pseudo_feelings_in(said)
        if pseudo and talk.question == "rehearsal_feeling" and not named:
            return self._pseudo(talk, forms_of(person), pseudo)
        if named and (pseudo or set(feeling_words().own).intersection(said.split())):
            said = words_joined(
                named
            )  # a clause around it is no part of the sentence ("scared i said scared")
        rehearsal = talk.keep(rehearsal, feeling=said)
        if len(said.split()) <= 3:
            talk.say("utter_rehearsal_feeling_heard", Feeling=capital(said))
        return self._next(talk, rehearsal, person, None)

    def _need(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        if answer.skipped:
            return Ask("rehearsal_request", forms_of(person))
        if any(analyse_text(lead + answer.text).limits_freedom for lead in ("", f"{REQUEST_LEAD} ")):
            return self._takes_freedom(talk, person, "rehearsal_need")
        said = answer.text.strip(" .")[:LONGEST]
        keys = needs_in(said)
        talk.book.put(
            Need(
                created_at=talk.now,
                updated_at=talk.now,
                words=said,
                need=keys[0] if keys else None,
                who=rehearsal.who,
            )
        )
        rehearsal = talk.keep(rehearsal, need=said)
        talk.say("utter_rehearsal_need_heard")
        return self._next(talk, rehearsal, person, self._clean(rehearsal))

    def _request(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        if answer.skipped or answer.choice == "skip" or answer.yes_no() == "no":
            return self._composed(talk, rehearsal, person)
        asked = analyse_text(f"{REQUEST_LEAD} {answer.text}")
        if asked.limits_freedom or analyse_text(answer.text).limits_freedom:
            return self._takes_freedom(talk, person, "rehearsal_request")
        rehearsal = talk.keep(rehearsal, request=answer.text.strip(" .")[:LONGEST])
        if asked.flaw == "demand":
            return Ask("rehearsal_freedom", forms_of(person))
        return self._composed(talk, rehearsal, person)

    def _takes_freedom(self, talk: Talk, person: Optional[Person], question: str) -> Ask:
        """Asks once for what leaves them free; the second time offers the lines (rule RQ1)."""
        state = talk.slot("scratch") or {}
        if state.get("limits"):
            return Ask("rehearsal_limits", forms_of(person), "utter_rehearsal_limits_again")
        talk.set(scratch={**state, "limits": True})
        return Ask(question, forms_of(person), "utter_rehearsal_limits")

    def _limits(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        if answer.choice == "show_lines" or answer.yes_no() == "yes":
            show_card(talk, "PO")
        if rehearsal.need or rehearsal.feeling:
            return self._composed(talk, rehearsal, person)
        talk.say("utter_rehearsal_done")
        return Done()

    def _freedom(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        """Asks whether they could say no; "not really" is a concern of its own and ends it (rule RQ1)."""
        choice = answer.one_of(titles("utter_ask_rehearsal_freedom")) or answer.yes_no()
        if choice is None and not answer.skipped:
            return None
        if choice in ("not_really", "no"):
            talk.keep(rehearsal, request=None, keeper_line=None, complete=False)
            begin_concern(talk, "PO")
            return Done("concern_form")
        return (
            self._afterwards(talk, rehearsal)
            if rehearsal.complete
            else self._composed(talk, rehearsal, person)
        )

    def _decision(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], answer: Answer
    ) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_rehearsal_decision"))
        if choice == "try":
            return self._try(talk, rehearsal, person)
        if choice == "change":
            return Ask("rehearsal_change")
        if choice == "keep" or answer.skipped or answer.yes_no() == "yes":
            return self._kept(talk, talk.keep(rehearsal, keeper_line=rehearsal.sentence), person)
        if len(answer.text.split()) > 4:
            return self._draft(talk, rehearsal, person, answer)
        return None

    def _clean(self, rehearsal: Rehearsal) -> Optional[Analysis]:
        """Returns the draft's analysis where the draft stands as it is and only wants a need or an ask."""
        latest = self._latest(rehearsal)
        stands = latest and not rehearsal.observation and (latest.F, latest.O, latest.B) == (2, 2, 2)
        return latest if stands else None

    def _next(
        self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person], analysis: Optional[Analysis]
    ) -> Step:
        parts = Parts(
            rehearsal.when_text,
            rehearsal.observation,
            rehearsal.feeling,
            rehearsal.need,
            rehearsal.request,
        )
        following = next_part(parts, analysis)
        forms = forms_of(person)
        if following == "pseudo":
            return self._pseudo(talk, forms, pseudo_feelings_in(analysis.text) if analysis else ())
        if following == "decide":
            return self._composed(talk, rehearsal, person)
        return Ask(f"rehearsal_{following}", forms)

    def _pseudo(self, talk: Talk, forms: dict[str, str], found: tuple[PseudoFeeling, ...]) -> Ask:
        if not found:
            return Ask("rehearsal_feeling", forms)
        word = display(found[0].w)
        self.note(talk, pseudo=word)
        params = {"word": word, **pseudo_params(found[0])}
        return Ask("rehearsal_pseudo", {**forms, **params}, "utter_rehearsal_pseudo")

    def _composed(self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person]) -> Step:
        draft = self._clean(rehearsal)
        parts = Parts(
            rehearsal.when_text,
            rehearsal.observation,
            rehearsal.feeling,
            None if draft is not None and draft.N == 2 else rehearsal.need,
            rehearsal.request,
            request_skipped=rehearsal.request is None,
        )
        sentence = compose(parts, (person.pronoun if person else None) or "they")
        if draft is not None:
            sentence = f"{finished(draft.text, '.')} {sentence}".strip()
        return self._decide(talk, talk.keep(rehearsal, sentence=sentence), person)

    def _decide(self, talk: Talk, rehearsal: Rehearsal, person: Optional[Person]) -> Step:
        parts = {**forms_of(person), "sentence": rehearsal.sentence or ""}
        return Ask("rehearsal_decision", parts)


CLEAR = 7
"""From this total a draft is clear (content 5.1) and is not taken apart."""
REQUEST_LEAD = "Would you"
"""A request typed bare is read as one that is asked."""
