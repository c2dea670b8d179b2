"""The one test that looks at words: length, tone, parts, and that every line is spoken by somebody."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any, Iterator, get_args

import pytest
import yaml

from bot.actions.jealousy import ORDER
from bot.coaching import current_events, history, roleplay, step2_partner_style
from bot.coaching.practices import practices
from bot.coaching.rubric import Band
from bot.coaching.safety_plan import PARTS
from bot.coaching.step4_triggers import Question
from bot.coaching.step7_stating_needs import Next
from bot.coaching.unhelpful_thoughts import Part
from bot.content import CONTENT, responses
from bot.safety.conversation import conversation, line_of
from bot.safety.partner import OPTIONS

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 350
NEVER = (
    "glad", "proud", "brave", "amazing", "waiting for you", "always here", "toxic",
    "out of proportion", "calm down",
)  # fmt: skip
NEVER_IN_DANGER = ("both of you",)
RASAS = frozenset({"utter_message", "utter_action"})
"""Rasa's own words, no lines of ours."""
TOO_WIDE = frozenset({"utter_*", "utter_ask_*", "utter_*_*", "utter_ask_*_*", "utter_rehearsal_*"})
"""Names built from nothing but a question or an intent; what they speak is named otherwise too."""
WEAK = (
    "utter_why_", "utter_idk_", "utter_ask_settings_", "utter_ask_forget_", "utter_ask_journal_",
    "utter_ask_triggers_", "utter_ask_wounds_", "utter_ask_needs_", "utter_what_means_",
)  # fmt: skip
"""Questions whose ids are also names of other things; their lines are checked by their transcripts."""
PLACE = re.compile(r"{(\w+)}")


def lines() -> Iterator[tuple[str, str]]:
    """Yields (response, every text and button title of it)."""
    for name, wordings in responses().items():
        for wording in wordings:
            yield name, str(wording["text"])
            last = wording.get("metadata", {}).get("last", ())
            for button in (*wording.get("buttons", ()), *last):
                yield name, str(button["title"])


@cache
def trees() -> tuple[ast.AST, ...]:
    """Returns all code, parsed."""
    return tuple(ast.parse(path.read_text()) for path in sorted((ROOT / "bot").rglob("*.py")))


def strings() -> Iterator[str]:
    """Yields every string of the code and of `content/` outside the lines themselves; built parts as `*`."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(v.value if isinstance(v, ast.Constant) else "*" for v in node.values)
    for path in (*CONTENT.glob("*.yml"), CONTENT / "crisis" / "conversation.yml"):
        yield from re.findall(r"[\w/*]+", path.read_text())


def asks() -> Iterator[str]:
    """Yields the lines of questions that are asked by their own id: `Ask("x")` speaks utter_ask_x."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Ask":
                question = node.args[0]
                third = node.args[2] if len(node.args) > 2 else None
                branch = third.orelse if isinstance(third, ast.IfExp) else third
                own = branch is None or (isinstance(branch, ast.Constant) and branch.value is None)
                if own and isinstance(question, ast.Constant):
                    yield f"utter_ask_{question.value}"


@cache
def named() -> frozenset[str]:
    """Returns every response that is named, `*` standing for a part that code fills in."""
    table = conversation()
    found = {text for text in strings() if re.fullmatch(r"utter_[\w*]*[^_]", text)} | set(asks())
    found |= {f"utter_rehearsal_{band}" for band in get_args(Band)}
    found |= {f"utter_ask_rehearsal_{part}" for part in (*get_args(Next), "line")}
    parts = (*(item.id for item in step2_partner_style.words().items), "i_did", "hoped", "guess")
    found |= {f"utter_{kind}_partner_{part}" for part in parts for kind in ("ask", "why")}
    found |= {f"utter_{kind}_safety_{part}" for part in OPTIONS for kind in ("ask", "why")}
    found |= {f"utter_why_event_{part}" for part in current_events.PARTS}
    found |= {f"utter_why_history_{part}" for part in history.PARTS}
    rooms = (("thought", get_args(Part)), ("jealousy", ORDER), ("plan", PARTS))
    found |= {f"utter_{w}_{room}_{part}" for w in ("ask", "why") for room, parts in rooms for part in parts}
    found |= {
        f"utter_ask_{name}_{when}"
        for name, one in practices().items()
        if one.numbers
        for when in ("before", "after")
    }
    words = {text for text in strings() if re.fullmatch(r"\w+", text)}
    words |= {f"triggers_{part}" for part in get_args(Question)}
    words |= {text.partition("_")[0] for text in words}
    found |= {f"utter_{aside}_{text}" for aside in ("why", "idk", "what_means") for text in words}
    found |= {line for line in map(line_of, table.questions) if line}
    found |= {
        f"utter_ask_{text}"
        for text in strings()
        if re.fullmatch(r"(settings|forget|journal|triggers|wounds|needs)_[\w*]+", text)
    }
    return frozenset(found - RASAS)


def filled() -> set[str]:
    """Returns every name that code gives a part by: a keyword, or a key of a dictionary."""
    found: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
            elif isinstance(node, ast.Dict):
                found |= {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}
    return found


@pytest.mark.parametrize(("name", "text"), lines())
def test_a_line_is_short_and_in_tone(name: str, text: str) -> None:
    low = text.lower()
    assert len(text) <= LONGEST, f"{name}: {len(text)} characters"
    assert "!" not in text, name
    assert not [word for word in NEVER if re.search(rf"\b{word}\b", low)], name
    assert not re.search(r"\b(a|the|that|big|last|this) rows?\b", low), name
    if "crisis" in name or "concern" in name or "_PV" in name:
        assert not [word for word in NEVER_IN_DANGER if word in low], name


def test_every_line_is_spoken() -> None:
    domain: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text())
    intents = {f"utter_{intent}" for intent in domain["intents"]}
    built = [
        re.compile(name.replace("*", r"\w+")) for name in named() if "*" in name and name not in TOO_WIDE
    ]
    unused = sorted(
        name
        for name in set(responses()) - named() - intents
        if not any(pattern.fullmatch(name) for pattern in built)
    )
    assert not unused


def test_every_line_that_is_named_exists() -> None:
    wanted = {name for name in named() if "*" not in name and not name.startswith(WEAK)}
    pseudo = {f"utter_ask_rehearsal_{part}" for part in ("pseudo", "decide")}  # asked in words of their own
    wanted = wanted - pseudo | set(asks()) | {name for name in map(line_of, conversation().questions) if name}
    wanted |= {line for q in conversation().questions.values() for r in q.replies.values() for line in r.say}
    assert not sorted(wanted - set(responses()))


def test_every_part_of_a_line_is_filled_by_somebody() -> None:
    places = {part for _, text in lines() for part in PLACE.findall(text)}
    built = {f"{start}eeling{n}" for start in "fF" for n in (1, 2, 3)}
    assert not sorted(places - filled() - built)


def test_the_pretend_partner_has_a_line_for_each_turn() -> None:
    known = set(responses())
    for manner in ("warm", "distracted", "defensive", "dismissive"):
        assert roleplay.opening(manner) in known
