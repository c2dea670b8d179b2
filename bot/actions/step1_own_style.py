"""Step 1: sixteen statements or one's own words, a blend that can be put right, and one real moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Optional

from bot.actions.about_attachment import listened_to
from bot.actions.base import Ask, CoachForm, Done, Step
from bot.actions.crisis import begin_concern
from bot.actions.elsewhere import elsewhere
from bot.actions.talk import Answer, Talk
from bot.coaching import step1_own_style as style
from bot.coaching import style_words
from bot.coaching.answers import nothing_said
from bot.coaching.records import Trigger
from bot.coaching.records_style import StyleAnswer, StyleCheck, Voice
from bot.content import titles

LONGEST = 500
"""Most characters of an answer that are kept."""
TOO_STIRRED = 8
"""A rating from which the check waits (content 1.3)."""
SHOWN = 5
"""Earlier checks shown at most."""
LENGTHS: dict[str, style.Length] = {"16": "long", "8": "short"}
THEN = {"ladder": "ladder_form", "note": "triggers_form"}
"""What the last question's choices lead to."""
ITEM = "style_item"
VERDICTS = frozenset({"style_fits", "style_own", "style_more", "style_again", "style_next", ITEM})
"""Questions at which "so I'm broken" is answered as such (F43)."""


class OwnStyleForm(CoachForm):
    """Keeps each check as a record of its own, tap by tap."""

    form = "own_style_form"

    async def open(self, talk: Talk) -> Step:
        """Takes a style that is told; else goes on with what is begun, shows what there is, or begins."""
        told = talk.told
        talk.set(held=None, entry=None)
        checks = await talk.book.all(StyleCheck)
        last = checks[-1] if checks else None
        if style_words.declared(told):
            return self._in_words(talk, told)
        if max(talk.sitting.ratings[-1:], default=0) >= TOO_STIRRED:
            talk.say("utter_style_not_now")
            return Done()
        if last and last.answers and not last.complete and talk.now - last.updated_at < style.STALE:
            talk.set(entry=last.id)
            return await self.ask(talk, "style_unfinished")
        if any(check.complete for check in checks):
            return await self.ask(talk, "style_again")
        return await self._begin(talk)

    async def _begin(self, talk: Talk) -> Step:
        shaken = style.shaken(await talk.book.all(Trigger), talk.now)
        return Ask("style_wait") if shaken else Ask("style_how")

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks a question with what it shows; a statement gone back to is the one answered last."""
        check = await talk.book.get(StyleCheck, talk.slot("entry") or "")
        if question == "style_again":
            return await self._again(talk)
        if check is None:
            return Ask(question)
        if question == ITEM:
            reopened = style.next_item(_length(check), check.answers) is None
            return self._item(talk.keep(check, answers=check.answers[:-1]) if reopened else check)
        return self._asked(talk, check, question)

    def _asked(self, talk: Talk, check: StyleCheck, question: str) -> Ask:
        if question == "style_unfinished":
            return Ask("style_unfinished", self._place(check))
        if question == "style_enough":
            given = sum(answer.value is not None for answer in check.answers)
            return Ask("style_enough", {"given": given, "count": len(style.items(_length(check)))})
        if question == "style_unsure":
            return Ask("style_unsure", {}, f"utter_ask_style_unsure_{check.doubts[0]}")
        if question == "style_own":
            return Ask("style_own", {"blend": style_words.line(check.own or check.blend, all_of_them=True)})
        if question == "style_upset":
            return Ask("style_upset", {}, "utter_ask_about_upset")
        if question == "style_keep":
            return Ask("style_keep", {"line": check.protects})
        if question == "style_next":
            lines = [line for line in (check.scene, check.protects) if line]
            card = "\n".join(f"“{line}”" for line in lines)
            return Ask("style_next", {"card": card}, f"utter_ask_style_next{talk.unkept}")
        return Ask(question)

    def _place(self, check: StyleCheck) -> dict[str, Any]:
        item = style.next_item(_length(check), check.answers)
        return dict(style.position(_length(check), item)) if item else {}

    def _item(self, check: StyleCheck) -> Ask:
        item = style.next_item(_length(check), check.answers)
        return Ask("style_item", {**self._place(check), "statement": item.text if item else ""})

    async def _again(self, talk: Talk) -> Ask:
        """Shows earlier checks, the newest last, and how far the last one moved."""
        checks = [check for check in await talk.book.all(StyleCheck) if check.complete]
        lines = "\n".join(f"{_day(check.created_at)}: {_line(check)}" for check in checks[-SHOWN:])
        talk.set(entry=checks[-1].id)
        return Ask("style_again", {"checks": lines})

    async def _take(self, talk: Talk, question: str, said: Optional[Answer] = None) -> None:
        """Goes back one statement where there is one; else as every form."""
        if question == ITEM and (said or talk.answer).intent == "go_back":
            check = await talk.entry(StyleCheck)
            if check.answers:
                self._tell(talk, self._item(talk.keep(check, answers=check.answers[:-1])))
                return
        await super()._take(talk, question, said)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Follows a choice, or keeps an answer in the check it belongs to."""
        if question in VERDICTS and style_words.takes_as_verdict(answer.text, result_known=True):
            return Ask("style_upset", {}, "utter_ask_about_upset")
        if question == "style_upset":
            return listened_to(talk, answer)
        if question in ("style_how", "style_wait", "style_again", "style_unfinished"):
            return await self._way(talk, question, answer)
        if question == "style_words":
            return self._left(talk) if answer.skipped else self._in_words(talk, answer.text)
        check = await talk.entry(StyleCheck)
        if question == ITEM:
            return await self._tapped(talk, check, answer)
        steps = {
            "style_enough": self._enough,
            "style_unsure": self._unsure,
            "style_fits": self._fits,
            "style_own": self._own,
            "style_lean": self._lean,
            "style_safe": self._safe,
            "style_more": self._more,
            "style_scene": self._scene,
            "style_protects": self._protects,
            "style_friend": self._protects,
            "style_keep": self._keep,
            "style_change": self._change,
            "style_next": self._next,
        }
        return steps[question](talk, check, answer)

    async def _way(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Follows a choice of how, whether and when to do it."""
        told = answer.choice is None and style_words.own_parts(answer.text)
        if told:
            return self._in_words(talk, answer.text)
        choice = answer.one_of(titles(f"utter_ask_{question}"))
        if choice is None:
            choice = "leave" if answer.skipped or answer.yes_no() == "no" else answer.yes_no()
        if choice == "leave":
            return self._left(talk)
        if choice in LENGTHS:
            return self._start(talk, LENGTHS[choice])
        if choice in ("words", "anyway", "anew"):
            return Ask("style_words") if choice == "words" else Ask("style_how")
        if question == "style_unfinished" and choice in ("go_on", "yes"):
            return self._item(await talk.entry(StyleCheck))
        if question == "style_again" and choice in ("redo", "moment", "yes"):
            check = await talk.entry(StyleCheck)
            if choice == "moment":
                return Ask("style_scene")
            if talk.now - check.created_at < style.AGAIN_AFTER:
                talk.say("utter_style_soon")
            return await self._begin(talk)
        return Ask("style_how") if question == "style_wait" and choice == "yes" else elsewhere(talk, answer)

    def _start(self, talk: Talk, length: style.Length) -> Ask:
        version = style.style_items().version
        check = StyleCheck(created_at=talk.now, updated_at=talk.now, how=length, version=version)
        return self._item(talk.keep(check))

    async def _tapped(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        value = None if answer.skipped else style.number(answer.choice or answer.text)
        if value is None and not answer.skipped:
            return elsewhere(talk, answer)
        item = style.next_item(_length(check), check.answers)
        if item is not None:
            given = StyleAnswer(item=item.id, value=value, at=talk.now)
            check = talk.keep(check, answers=(*check.answers, given))
        if style.next_item(_length(check), check.answers):
            return self._item(check)
        return await self._read(talk, check)

    async def _read(self, talk: Talk, check: StyleCheck) -> Step:
        """Says what the answers say, or why they say little."""
        found = style.result(_length(check), check.answers, check.created_at)
        if found is None:
            return self._asked(talk, check, "style_enough")
        before = [one for one in await talk.book.all(StyleCheck) if one.anxiety and not one.doubts]
        facts = {"anxiety": found.anxiety, "avoidance": found.avoidance, "blend": found.blend}
        check = talk.keep(check, **facts, doubts=found.doubts, complete=True)
        if found.doubts:
            return self._asked(talk, check, "style_unsure")
        check = self._speak_as(talk, check, found.voice)
        talk.say("utter_style_result", blend=style_words.line(check.blend))
        talk.say(f"utter_style_{found.voice}")
        earlier = [one for one in before if one.id != check.id]
        if earlier:
            talk.say(f"utter_style_since_{style.change(earlier[-1], check)}")
        return Ask("style_fits")

    def _enough(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_style_enough"))
        if choice == "missing" or choice is None and answer.yes_no() == "yes":
            kept = tuple(given for given in check.answers if given.value is not None)
            return self._item(talk.keep(check, answers=kept))
        if choice == "words":
            return Ask("style_words")
        left = choice == "leave" or answer.skipped or answer.yes_no() == "no"
        return self._left(talk) if left else elsewhere(talk, answer)

    def _unsure(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_style_unsure_alike"))
        if choice == "redo" or choice is None and answer.yes_no() == "yes":
            return self._start(talk, _length(check))
        if choice == "show":
            talk.say("utter_style_result", blend=style_words.line(check.blend))
            talk.say("utter_style_lightly")
            return Ask("style_fits")
        left = choice == "leave" or answer.skipped or answer.yes_no() == "no"
        return self._left(talk) if left else elsewhere(talk, answer)

    def _fits(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        if answer.choice is None and style_words.own_parts(answer.text):
            return self._own(talk, check, answer)
        choice = answer.one_of(titles("utter_ask_style_fits"))
        choice = choice or {"yes": "yes", "no": "no", "unsure": "partly"}.get(answer.yes_no() or "")
        if choice in ("partly", "no", "adjust"):
            fits = check.fits if choice == "adjust" else choice
            return self._asked(talk, talk.keep(check, fits=fits), "style_own")
        if choice is None and not answer.skipped:
            return elsewhere(talk, answer)
        return self._after(talk, talk.keep(check, fits="yes" if choice else None))

    def _own(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        """Moves a part by a tap, takes parts in words, or keeps free words beside the result."""
        shown, choice = check.own or check.blend, answer.one_of(titles("utter_ask_style_own"))
        if choice == "done" or answer.skipped or answer.choice is None and answer.yes_no() == "yes":
            return self._after(talk, check)
        moved = style_words.moved(shown, answer.text)
        if moved is not None:
            check = self._speak_as(talk, talk.keep(check, own=moved), style.told(moved))
            return self._asked(talk, check, "style_own")
        return None if nothing_said(answer.text) else self._told(talk, check, answer.text)

    def _in_words(self, talk: Talk, text: str) -> Step:
        version = style.style_items().version
        check = StyleCheck(
            created_at=talk.now, updated_at=talk.now, how="words", version=version, complete=True
        )
        return self._told(talk, check, text)

    def _told(self, talk: Talk, check: StyleCheck, text: str) -> Step:
        """Keeps a self-description; asks which is nearest where it names no style."""
        parts = style_words.own_parts(text)
        check = talk.keep(check, own_words=text.strip()[:LONGEST], own=parts or check.own)
        if parts is None:
            return Ask("style_lean")
        check = self._speak_as(talk, check, style.told(parts))
        talk.say("utter_style_own_word", blend=style_words.line(parts))
        return self._after(talk, check)

    def _lean(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        choice: Any = answer.one_of(titles("utter_ask_style_lean"))
        if choice is None and not answer.skipped:
            return None
        if choice in style.STYLES:
            check = self._speak_as(talk, check, choice)
        return self._after(talk, check)

    def _speak_as(self, talk: Talk, check: StyleCheck, voice: Voice) -> StyleCheck:
        """Keeps the voice of a check, in which the coach speaks from now on (content 0.5)."""
        talk.book.update_profile(voice=voice)
        return talk.keep(check, voice=voice)

    def _after(self, talk: Talk, check: StyleCheck) -> Ask:
        """Asks whether somebody makes them unsafe, where fear can look like a style (content 1.6)."""
        parts = check.own or check.blend
        afraid = parts.get("disorganised", 0) >= style.SAFETY_FROM
        return Ask("style_safe") if afraid else Ask("style_more")

    def _safe(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        said = answer.yes_no()
        if said in ("yes", "unsure"):
            begin_concern(talk, "PV")
            return Done("concern_form")
        return Ask("style_more") if said == "no" or answer.skipped else None

    def _more(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_style_more"))
        if choice == "scene" or choice is None and answer.yes_no() == "yes":
            return Ask("style_scene")
        if choice == "leave" or answer.skipped or answer.yes_no() == "no":
            return self._left(talk)
        return elsewhere(talk, answer)

    def _scene(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        if answer.skipped or nothing_said(answer.text):
            return self._left(talk) if answer.skipped else None
        check = talk.keep(check, scene=answer.text.strip()[:LONGEST])
        return Ask("style_friend") if style_words.harsh(answer.text) else Ask("style_protects")

    def _protects(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        if answer.skipped:
            return self._asked(talk, check, "style_next")
        if nothing_said(answer.text):
            return None
        if style_words.harsh(answer.text) and talk.question != "style_friend":
            return Ask("style_friend")
        check = talk.keep(check, protects=answer.text.strip()[:LONGEST])
        return self._asked(talk, check, "style_keep")

    def _keep(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_style_keep"))
        if choice == "reword" or choice is None and answer.yes_no() == "no":
            return Ask("style_change")
        kept = choice == "stays" or answer.skipped or answer.yes_no() == "yes"
        return self._asked(talk, check, "style_next") if kept else self._change(talk, check, answer)

    def _change(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        if not answer.skipped and nothing_said(answer.text):
            return None
        line = check.protects if answer.skipped else answer.text.strip()[:LONGEST]
        return self._asked(talk, talk.keep(check, protects=line), "style_next")

    def _next(self, talk: Talk, check: StyleCheck, answer: Answer) -> Optional[Step]:
        choice = answer.one_of(titles("utter_ask_style_next"))
        if choice in THEN:
            return Done(THEN[choice])
        left = choice == "leave" or answer.skipped or answer.yes_no() is not None
        return self._left(talk) if left else elsewhere(talk, answer)

    def _left(self, talk: Talk) -> Done:
        talk.say(f"utter_style_left{talk.unkept}")
        return Done()


def _length(check: StyleCheck) -> style.Length:
    return "short" if check.how == "short" else "long"


def _line(check: StyleCheck) -> str:
    return style_words.shown_line(check.own or check.blend, check.own_words or "", bool(check.doubts))


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B}"
