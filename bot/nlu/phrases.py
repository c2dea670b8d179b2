"""Recognises the dialogue's own words, as whole messages, with certainty."""

from __future__ import annotations

from functools import cache
from typing import Any, Dict, FrozenSet, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.coaching.answers import nothing_said
from bot.coaching.asked import requests
from bot.coaching.commands import Said, commands, phrase, plainly
from bot.coaching.hearing import hear
from bot.nudges.replies import may_be_wish

INTERRUPTING = frozenset(
    {"greet", "thanks", "goodbye", "ask_human", "ask_is_bot", "ask_privacy", "ask_what_stored"}
    | {"ask_who_reads"}
)
"""Intents that would take the floor from an open question; only a sure classifier may say them."""
SURE = 0.6
"""The classifier's confidence from which it is sure. [measured: `make eval`]"""
LONGEST = 8
"""Words of a text that may be the dialogue's own: what is longer tells something. [design]"""
WORDLESS = "smalltalk"
"""What a text without letters or digits is taken for, rather than guessed to be something."""
WAITING = "waiting"
"""Topic of a text about an answer that does not come: "no reply" is neither a no nor a hello."""
OPEN = "open"
"""Key in a message's metadata: a question is open."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PhraseMatcher(GraphComponent):
    """Sets the intent of a message that is, as a whole, one of the phrases of `content/commands.yml`."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PhraseMatcher:
        """Makes the component; it has nothing to load."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Overrides what a classifier guessed where the message leaves nothing to guess."""
        for message in messages:
            text = message.get(TEXT) or ""
            said = Said(WORDLESS) if nothing_said(text) else phrase(text)
            if said is None:
                self._doubt(message)
            else:
                self._settle(message, said)
        return messages

    def _settle(self, message: Message, said: Said) -> None:
        """Writes what the message stands for into it."""
        found = {"name": said.intent, "confidence": 1.0}
        message.set(INTENT, found, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [found], add_to_output=True)
        if said.room:
            message.set(ENTITIES, [{"entity": "room", "value": said.room}], add_to_output=True)

    def _doubt(self, message: Message) -> None:
        """Leaves, of the classifier's guesses, those that may be meant; shares add up to 1 again.

        The dialogue's own words count where the whole text is plainly that, and nothing else, or where the
        classifier is sure, the text is short, and no question is open: there answers stay answers. That it is
        a crisis is the screen's to say.
        """
        text = message.get(TEXT) or ""
        asked = bool((message.get(METADATA) or {}).get(OPEN))
        guesses: List[Dict[str, Any]] = message.get(INTENT_RANKING_KEY) or []
        if not asked and not any(letter.isalpha() for letter in text):  # a number answers nothing here
            guesses = []
        waits = hear(text).topic == WAITING
        left = []
        for guess in guesses:
            name = guess["name"]
            plain = guess is guesses[0] and name in commands().plainly and plainly(name, text)
            sure = not asked and not waits and guess["confidence"] >= SURE and len(text.split()) <= LONGEST
            if name == "nudges" and not may_be_wish(text):
                continue
            if name not in own_words() or (name != "crisis" and (plain or sure)):
                left.append(guess)
        whole = sum(guess["confidence"] for guess in left)
        ranking = [{**guess, "confidence": guess["confidence"] / whole} for guess in left if whole]
        nothing = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 0.0}
        message.set(INTENT, ranking[0] if ranking else nothing, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


@cache
def own_words() -> FrozenSet[str]:
    """Returns the intents that steer the dialogue itself, rather than tell something."""
    requested = {f"asked_{name}" for name in requests()}
    return INTERRUPTING | frozenset(commands().intents) | requested | {"crisis"}
