"""What the answers of a crisis conversation do: one method for each word of the table's `do`."""

from __future__ import annotations

from inspect import isawaitable
from typing import Any, Optional

from bot.actions import checkins
from bot.actions.base import KEPT, Ask, Done, Step
from bot.actions.desk import offer_person
from bot.actions.onboarding import turn_away_minor
from bot.actions.people import flag, known
from bot.actions.safety_plan import WAVES, feared
from bot.actions.talk import PAUSED, SITTING, Talk
from bot.safety import permits
from bot.safety.cards import card, card_text
from bot.safety.conversation import current, first_question, line_of, worse_question
from bot.safety.records import Category, Crisis
from bot.safety.screen import Screening

KEEP = "concern_keep"
"""Where a text may wait to be kept."""
HEARD_OUT = frozenset({KEEP, "concern_listen"})
"""After these what was told is not asked about once more."""
TOLD = 4
"""Least words of a text that tells something, rather than closes. [design]"""


def show_card(talk: Talk, category: Category) -> None:
    """Shows the lines of help for a category and the person's country, in the language they spoke too."""
    profile, said_in = talk.book.profile, talk.entity("said_in")
    talk.say("utter_card", card=card_text(category, profile.country, talk.now, profile.language, said_in))


class Deeds:
    """What a question or an answer of `content/crisis/conversation.yml` does; each may end the form."""

    async def _do(self, talk: Talk, deeds: tuple[str, ...]) -> Optional[Step]:
        step: Optional[Step] = None
        for deed in deeds:
            name, _, value = deed.partition(":")
            done = getattr(self, f"_do_{name}")(talk, value)
            step = (await done if isawaitable(done) else done) or step
        return step

    def _crisis(self, talk: Talk) -> Optional[Crisis]:
        category = (talk.slot("scratch") or {}).get("category")
        mine = [c for c in talk.book.crises if c.category == category and c.status != "closed"]
        return mine[-1] if mine else current(talk.book.crises)

    def _put(self, talk: Talk, **changes: Any) -> None:
        crisis = self._crisis(talk)
        if crisis is not None:
            talk.book.put(crisis.copy(update={**changes, "updated_at": talk.now}))

    def _do_reached(self, talk: Talk, value: str) -> None:
        crisis = self._crisis(talk)
        if crisis is not None:
            talk.book.put(permits.reached(crisis, talk.now))

    _do_safe = _do_reached

    def _do_denied(self, talk: Talk, value: str) -> None:
        crisis = self._crisis(talk)
        if crisis is None:
            return
        denied = permits.denied(crisis, talk.now)
        if crisis.level == "concern":
            denied = permits.closed(permits.reached(denied, talk.now), talk.now)
        talk.book.put(denied)

    async def _do_checkins(self, talk: Talk, value: str) -> None:
        await checkins.do(talk, value, self._crisis(talk))

    def _do_person(self, talk: Talk, value: str) -> None:
        offer_person(talk)

    def _do_card(self, talk: Talk, value: str) -> None:
        crisis = self._crisis(talk)
        category: Any = value or (crisis.category if crisis else "SU")
        show_card(talk, category)

    def _do_lines(self, talk: Talk, value: str) -> None:
        """Shows the lines of help alone: those of a category, else of the conversation's own."""
        category: Any = value or (talk.slot("scratch") or {}).get("category") or "SU"
        talk.say("utter_lines", lines="\n".join(card(talk.book.profile.country, category, talk.now).lines))

    def _do_code(self, talk: Talk, value: str) -> None:
        crisis = self._crisis(talk)
        if crisis is not None:
            self._put(talk, codes=tuple(dict.fromkeys((*crisis.codes, value))))

    def _do_uncode(self, talk: Talk, value: str) -> None:
        crisis = self._crisis(talk)
        if crisis is not None:
            self._put(talk, codes=tuple(code for code in crisis.codes if code != value))

    def _do_flag(self, talk: Talk, value: str) -> None:
        """Flags who is spoken of as dangerous; or (`po`), where known, as endangered by the person."""
        if value != "po":
            flag(talk)
        elif talk.book.people:
            flag(talk, endangered=True)

    def _do_checked(self, talk: Talk, value: str) -> None:
        person = known(talk, talk.book.profile.last_person)
        if person is None:
            talk.set(**{SITTING: talk.sitting.not_afraid().as_json(talk.now)})
        elif person.dv_flag_at is None:
            talk.book.put(person.copy(update={"checked_on": talk.now, "updated_at": talk.now}))
        self._do_denied(talk, value)

    def _do_minor(self, talk: Talk, value: str) -> Step:
        return turn_away_minor(talk)

    def _do_shared(self, talk: Talk, value: str) -> None:
        talk.book.update_profile(phone_privacy="shared")

    def _do_drop(self, talk: Talk, value: str) -> None:
        """Lets go of what was put aside and what was written: nothing goes on from there."""
        talk.set(**{PAUSED: None, "held": None})

    def _do_past_shut(self, talk: Talk, value: str) -> None:
        talk.book.update_profile(past_shut=True)

    def _do_steady(self, talk: Talk, value: str) -> Step:
        talk.set(held=None)
        return Done("practice_form")

    def _do_offer(self, talk: Talk, value: str) -> Optional[Step]:
        """Offers a small plan, and grounding beside it; never in place of help against somebody (N4)."""
        crisis = self._crisis(talk)
        if crisis is None or crisis.category not in WAVES or feared(talk):
            return None
        talk.set(held=None)
        return Done("offer_form")

    def _do_onward(self, talk: Talk, value: str) -> Step:
        """Lets a text that tells something go where it belongs; to anything less there is no more to say."""
        answer = talk.answer
        if len(answer.text.split()) < TOLD:
            talk.say("utter_crisis_quiet")
            return Done()
        talk.set(held={"intent": answer.intent, "text": answer.text})
        return Done("action_route")

    def _do_unveil(self, talk: Talk, value: str) -> Step:
        """Shows again what was hidden, to somebody alone with their phone: first what they wanted."""
        talk.book.update_profile(veiled=False)
        return Done("action_route" if talk.slot("held") else None)

    def _do_hide(self, talk: Talk, value: str) -> Step:
        return Done("action_hide" if value == "now" else "hiding_form")

    def _do_raise(self, talk: Talk, value: str) -> Step:
        """Raises a concern to a crisis of a category: its card, and its conversation instead of this one.

        Without one, what was is worse again, and is met as what it was (rule ST2).
        """
        category: Any = value or (talk.slot("scratch") or {}).get("category") or "SU"
        screening = Screening(level="crisis", category=category, matched=None, ambiguous=False, codes=())
        crisis = permits.open_crisis([*talk.book.crises], screening, talk.now)
        talk.book.put(permits.carded(crisis, talk.now))
        show_card(talk, category)
        first = first_question("crisis", category, False, False) if value else worse_question(category)
        talk.set(**{PAUSED: None, "held": None}, scratch={"first": first, "category": category})
        return Done("crisis_form")

    def _do_keep(self, talk: Talk, value: str) -> Step:
        """Keeps the pending text: as the answer it was, or as a note of its own."""
        held, paused = talk.slot("held"), talk.slot(PAUSED)
        if held and paused:
            talk.set(held={**held, "intent": KEPT})
            talk.say("utter_concern_kept")
            return Done(paused["form"])
        return Done("action_route" if held else None)

    def _do_back(self, talk: Talk, value: str) -> Step:
        """Goes back to what was put aside; where nothing was, a text that waits may be kept (rule CN6)."""
        paused = talk.slot(PAUSED)
        if talk.book.profile.consent is None and talk.slot("held"):
            return Done("action_route")
        if talk.slot("held") and not paused and talk.question not in HEARD_OUT:
            return Ask(KEEP, {}, line_of(KEEP))
        talk.set(held=None)
        return Done(paused["form"] if paused else None)
