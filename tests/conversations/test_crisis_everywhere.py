"""A crisis sentence at every question of every form gets lines of help, ends it, and is kept nowhere."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Iterator, get_args

import pytest

from bot.actions.jealousy import ORDER
from bot.actions.nudges import ASKED_BY, CONSENTS
from bot.actions.settings import SettingsForm
from bot.actions.step2_partner_style import ITEMS
from bot.coaching.safety_plan import PARTS
from bot.coaching.step4_triggers import Question
from bot.coaching.step7_stating_needs import Next
from bot.coaching.unhelpful_thoughts import Part
from bot.safety.conversation import conversation
from bot.safety.partner import OPTIONS

from .player import Somebody, Theatre, Ways

ACTIONS = Path(__file__).resolve().parents[2] / "bot" / "actions"
CANARY = "zqxvkwjpbfgh"
SENTENCE = f"i want to kill myself {CANARY}"
NOT_QUESTIONS = frozenset({"rehearsal_decide", "crisis_PA"})
"""Steps that ask nothing: a sentence is put together; no text is a crisis of panic."""


def questions() -> Iterator[str]:
    """Yields the id of every question there is, from the code and the tables that ask them."""
    for path in ACTIONS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            asks = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Ask"
            if asks and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)
    yield from conversation().questions
    yield from (f"triggers_{part}" for part in get_args(Question))
    yield from (f"rehearsal_{part}" for part in get_args(Next))
    yield from (f"partner_{part}" for part in (*ITEMS, "i_did", "hoped", "guess"))
    yield from (f"safety_{part}" for part in OPTIONS)
    yield from (f"thought_{part}" for part in get_args(Part))
    yield from (f"jealousy_{part}" for part in ORDER)
    yield from (f"settings_{part}" for part in SettingsForm._changes)
    yield from (f"plan_{part}" for part in PARTS)
    yield from (f"nudges_{part}" for part in (*ASKED_BY, *CONSENTS))
    yield from ("settings_nickname_who", "settings_relation_who", "settings_keep_sure")


@pytest.mark.asyncio(loop_scope="session")
async def test_every_question_is_reached(ways: Ways) -> None:
    reached = {question for _, question in ways}
    missing = sorted(set(questions()) - reached - NOT_QUESTIONS)
    assert not missing, "\n".join(missing)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_crisis_is_answered_at_each(theatre: Theatre, ways: Ways) -> None:
    missed = {key: await _missed(await theatre.at(way)) for key, way in ways.items()}
    failed = [f"{form}.{question}: {why}" for (form, question), why in missed.items() if why]
    assert ways
    assert not failed, "\n".join(failed)


async def _missed(somebody: Somebody) -> str:
    """Returns what was wrong with the answer to a crisis sentence, or nothing."""
    spoken = await somebody.say(SENTENCE)
    form, question = await somebody.open_question()
    if "utter_card" not in spoken:
        return f"no lines of help, but {spoken}"
    if form != "crisis_form":
        return f"{form}.{question} goes on"
    return "the text is kept" if CANARY in await somebody.everything_kept() else ""
