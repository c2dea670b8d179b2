"""Rasa's own validator finds nothing wrong with the domain, the stories and the data."""

from __future__ import annotations

import re
import subprocess
import sys

from bot.content import ROOT, responses

UNUSED = re.compile(r"The utterance '(\w+)' is not used in any story or rule")
FINDING = re.compile(r"UserWarning: (.*)|(?:WARNING|ERROR) +rasa\S* +- (.*)")


def test_the_validator_finds_only_names_that_code_uses() -> None:
    asked = [sys.executable, "-m", "bot.cli", "rasa", "data", "validate"]
    run = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    found = ["".join(filter(None, parts)) for parts in FINDING.findall(run.stdout + run.stderr)]
    unused = {name for line in found for name in UNUSED.findall(line)}
    others = [line for line in found if not UNUSED.search(line)]
    assert run.returncode == 0 and unused, run.stderr[-2000:]
    assert others == []
    assert unused <= set(responses())  # that each of them is spoken: tests/test_words.py
