"""A hidden conversation: the word stays with its owner, and appointments stay silent (rules HD3, HD4)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.coaching.hiding import sealed
from bot.coaching.records import Appointment
from tests.conversations.player import Theatre


@pytest.mark.asyncio
async def test_hidden_nothing_is_said_first_and_the_word_is_in_no_copy(tmp_path: Path) -> None:
    """A reminder that falls due is not said, and neither the word nor its hash is exported."""
    somebody = (await Theatre.open(tmp_path)).somebody()
    theatre = somebody.theatre
    kept, now = sealed("lanterns", somebody.user_id), theatre.clock()
    await somebody.given(country="GB", hidden=True, hidden_word=kept)
    book = await somebody.book()
    due = now + timedelta(days=1)
    book.put(Appointment(created_at=now, updated_at=now, due_at=due, line="utter_lists_due"))
    await theatre.app.journal.commit(book)
    await somebody.remind()
    assert somebody.spoken == []
    assert await somebody.say("anything") == ["utter_hidden"]
    assert await somebody.say("lanterns") == ["utter_back"]
    assert "lanterns" not in await somebody.everything_kept()
    copy = str(await theatre.app.journal.export(somebody.user_id))
    assert "lanterns" not in copy and kept not in copy
