"""What the private safety questions come to, over every way to answer them (content 8.3, rule VI4)."""

from __future__ import annotations

from typing import Iterator

import pytest

from bot.content import responses, titles
from bot.safety.partner import (
    CRISIS,
    FLAGS,
    OPTIONS,
    UNSURE,
    clears,
    following,
    neck_line,
    verdict,
)

SAFE = {"fear": "no", "control": "no", "hurt": "no", "sexual": "no", "neck": "no", "threats": "no"}


def ways(codes: dict[str, str], ex: bool) -> Iterator[dict[str, str]]:
    """Yields every state the questions can be in, from a start, in the order they are asked."""
    yield codes
    question = following(codes, ex)
    for code in OPTIONS[question] if question else ():
        yield from ways({**codes, str(question): code}, ex)


ALL = {ex: list(ways({}, ex)) for ex in (False, True)}


@pytest.mark.parametrize("ex", [False, True])
def test_every_way_ends_and_says_what_the_rules_say(ex: bool) -> None:
    assert len(ALL[ex]) > 5000
    for codes in ALL[ex]:
        found, given = verdict(codes, ex), set(codes.items())
        there = codes.get("neck_contact", "no" if ex else "yes") != "no"
        longer = codes.get("neck_when") == "longer" and there
        if given & CRISIS or longer:
            assert found.outcome == "crisis", codes
        elif given & FLAGS or (codes.get("control") == "sometimes" and "skip" in codes.values()):
            assert found.outcome == "flagged", codes
        elif set(codes.values()) <= {"skip"}:
            assert found.outcome == "skipped", codes
        else:
            assert found.outcome == "clear", codes


@pytest.mark.parametrize("ex", [False, True])
def test_one_more_answer_never_makes_it_less_grave(ex: bool) -> None:
    grave = {"skipped": 0, "clear": 0, "flagged": 1, "crisis": 2}
    for codes in ALL[ex]:
        question = following(codes, ex)
        for code in OPTIONS[question] if question else ():
            after = verdict({**codes, str(question): code}, ex)
            assert grave[after.outcome] >= grave[verdict(codes, ex).outcome], (codes, question, code)
            assert set(after.codes) >= set(verdict(codes, ex).codes)


@pytest.mark.parametrize("ex", [False, True])
def test_a_flag_is_lifted_by_plain_noes_alone(ex: bool) -> None:
    lifting = [codes for codes in ALL[ex] if clears(codes)]
    wanted = {**SAFE, "neck": "yes", "neck_when": "wanted", "neck_stop": "yes"}
    assert {frozenset(codes.items()) for codes in lifting} == {
        frozenset(SAFE.items()),
        frozenset(wanted.items()),
    }


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"fear": "no"}, "clear"),
        ({"fear": "sometimes"}, "flagged"),
        ({"fear": "yes"}, "flagged"),
        ({"fear": "skip"}, "skipped"),
        ({**SAFE, "control": "sometimes"}, "clear"),
        ({**SAFE, "control": "sometimes", "threats": "skip"}, "flagged"),
        ({**SAFE, "control": "yes"}, "flagged"),
        ({**SAFE, "hurt": "past"}, "flagged"),
        ({**SAFE, "sexual": "past"}, "flagged"),
        ({**SAFE, "hurt": "yes"}, "crisis"),
        ({**SAFE, "sexual": "yes"}, "crisis"),
        ({**SAFE, "threats": "yes"}, "crisis"),
        ({**SAFE, "neck": "yes", "neck_when": "days"}, "crisis"),
        ({**SAFE, "neck": "yes", "neck_when": "longer"}, "crisis"),
        ({**SAFE, "neck": "yes", "neck_when": "wanted", "neck_stop": "yes"}, "clear"),
        ({**SAFE, "neck": "yes", "neck_when": "wanted", "neck_stop": "no"}, "crisis"),
    ],
)
def test_the_table_of_the_rules(answers: dict[str, str], outcome: str) -> None:
    assert verdict(answers).outcome == outcome


def test_an_ex_out_of_reach_is_met_with_support_and_no_card_of_danger() -> None:
    over = {**SAFE, "neck": "yes", "neck_when": "longer", "neck_contact": "no"}
    assert verdict(over, ex=True).outcome == "flagged"
    assert verdict({**over, "neck_contact": "yes"}, ex=True).outcome == "crisis"
    assert neck_line("neck_when", "longer", ex=True) is None
    assert neck_line("neck_contact", "no", ex=True) != neck_line("neck_contact", "yes", ex=True)


def test_who_is_not_afraid_is_asked_once_and_who_would_rather_not_no_more() -> None:
    assert verdict({"fear": "no"}).outcome == "clear"
    assert following({"fear": "skip"}) is None


def test_the_buttons_are_the_codes_and_every_line_exists() -> None:
    for question, codes in OPTIONS.items():
        assert tuple(titles(f"utter_ask_safety_{question}")) == codes, question
        assert UNSURE[question] in codes
    answers = [(question, code) for question, codes in OPTIONS.items() for code in codes]
    said = {neck_line(*answer, ex) for answer in answers for ex in ALL}
    assert said - {None} <= set(responses())
