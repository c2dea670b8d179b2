"""Every situation the field names for a crisis and after it is carried by a test under its number."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
NUMBERS = (*range(1, 31), 33, 41, 44, *range(58, 63), 68, *range(71, 76))
"""Situations of a crisis and its aftermath; the two of couple mode (F31, F32) are not among them."""


def carried() -> dict[str, set[str]]:
    """Returns which files carry a number: transcripts in `about`, tests in a name or a docstring."""
    found: dict[str, set[str]] = {}
    for path in TESTS.rglob("*.yml"):
        about = re.match(r"about:.*", path.read_text())
        for number in re.findall(r"\bF\d\d\b", about[0] if about else ""):
            found.setdefault(number, set()).add(path.name)
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                told = f"{node.name.replace('_', ' ')} {ast.get_docstring(node) or ''}"
                for number in re.findall(r"\b[Ff]\d\d\b", told):
                    found.setdefault(number.upper(), set()).add(f"{path.name}:{node.name}")
    return found


CARRIED = carried()


@pytest.mark.parametrize("number", [f"F{n:02}" for n in NUMBERS])
def test_is_carried(number: str) -> None:
    assert CARRIED.get(number), f"no test carries {number}"


def test_a_number_is_looked_for_whole() -> None:
    assert "F31" not in CARRIED and "F99" not in CARRIED
