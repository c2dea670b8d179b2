"""A word typed at every question of every form stands in no file and no log, at any level."""

from __future__ import annotations

import logging
import random
import string

import pytest

from .player import Theatre, Ways

CHANCE = random.Random(12)


@pytest.mark.asyncio(loop_scope="session")
async def test_no_typed_word_is_readable(
    theatre: Theatre, ways: Ways, caplog: pytest.LogCaptureFixture
) -> None:
    typed: dict[str, str] = {}
    with caplog.at_level(logging.DEBUG):
        for (form, question), way in ways.items():
            somebody = await theatre.at(way)
            word = "".join(CHANCE.choices(string.ascii_lowercase, k=12))
            typed[word] = f"{form}.{question}"
            await somebody.say(f"it was {word}")
    files = [path for path in theatre.app.settings.var.rglob("*") if path.is_file()]
    written = [path.read_bytes().lower() for path in files] + [caplog.text.lower().encode()]
    readable = [where for word, where in typed.items() if any(word.encode() in text for text in written)]
    assert len(typed) > 100 and any(path.suffix == ".db" for path in files)
    assert not readable, "\n".join(readable)
