"""Every transcript of this folder goes as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from .player import Theatre, Transcript, transcripts

ALL = transcripts(Path(__file__).parent)


@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize("transcript", ALL.values(), ids=ALL.keys())
async def test_goes_as_written(theatre: Theatre, transcript: Transcript) -> None:
    wrong = await theatre.play(transcript)
    assert wrong is None, wrong
