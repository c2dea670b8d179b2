"""What attachment is and that it can change, before the steps, as far as the person likes to read."""

from __future__ import annotations

from typing import Optional

from bot.actions.base import Ask, Done, Step
from bot.actions.leaflets import Browsed
from bot.actions.talk import Answer, Talk
from bot.coaching.style_words import declared, takes_as_verdict


class AboutAttachmentForm(Browsed):
    """Shows the lines of amendments 3.3 (AB); a result taken as a verdict is answered first (F43)."""

    form = "about_attachment_form"
    leaflet = "about_attachment"

    async def open(self, talk: Talk) -> Step:
        """Answers a verdict, takes a style that is told as one, or begins to read."""
        if takes_as_verdict(talk.told):
            talk.set(held=None, scratch={"seen": []})
            return Ask("about_upset")
        return Done("own_style_form") if declared(talk.told) else await super().open(talk)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again."""
        return Ask(question) if question == "about_upset" else await super().ask(talk, question)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Listens to what upset them; else goes on reading."""
        if question == "about_upset":
            return listened_to(talk, answer)
        if takes_as_verdict(answer.text, result_known=True):
            return Ask("about_upset")
        if declared(answer.text):
            return Done("own_style_form")
        return await super().answer(talk, question, answer)


def listened_to(talk: Talk, answer: Answer) -> Step:
    """Ends a form towards listening, with what was just said."""
    if answer.skipped:
        talk.say("utter_about_end")
        return Done()
    talk.set(held={"intent": "share_feeling", "text": answer.text})
    return Done("listening_form")
