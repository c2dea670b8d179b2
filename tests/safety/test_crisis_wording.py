"""The crisis lines obey the house's wording; who signed them is in tests/runtime/test_clinical_review.py."""

from __future__ import annotations

import re
from typing import Any

from bot.content import CONTENT, load

TEXTS: dict[str, list[dict[str, Any]]] = {
    name: lines
    for file in ("crisis.yml", "partner_safety.yml", "safety_plan.yml")
    for name, lines in load(CONTENT / "responses" / file, Any)["responses"].items()
}
NEVER = re.compile(
    r"\b(glad|proud|brave|amazing|waiting for you|always here|toxic|out of proportion|calm down|promise)\b|!",
    re.I,
)


def test_no_crisis_line_holds_a_number_or_a_word_we_never_say() -> None:
    for name, variations in TEXTS.items():
        for one in variations:
            text = one["text"].replace("0 to 10", "").replace("under 18", "")
            assert not re.search(r"\d", text), name
            assert not NEVER.search(text), name
            assert len(text) <= 350, name


def test_every_check_can_be_taken_back() -> None:
    first_asked = {
        f"utter_ask_concern_{c}"
        for c in ("SU", "SU_ambiguous", "SH", "PV", "PO", "PS", "MI", "SX", "PA", "ME")
    }
    for name in first_asked:
        assert "not_meant" in {button["payload"] for button in TEXTS[name][0]["buttons"]}, name


def test_payloads_are_short_values() -> None:
    for variations in TEXTS.values():
        for one in variations:
            payloads = [button["payload"] for button in one.get("buttons", ())]
            assert len(payloads) == len(set(payloads))
            assert all(re.fullmatch(r"/?[a-z_]{2,20}", payload) for payload in payloads)
