"""One assembled program for all transcripts; every transcript is somebody new."""

from __future__ import annotations

from pathlib import Path
from typing import AsyncIterator

import pytest
import pytest_asyncio

from bot.runtime.training import train

from .player import Somebody, Theatre, Ways, transcripts


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def theatre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Theatre]:
    """The program, opened once."""
    train()
    folder: Path = tmp_path_factory.mktemp("theatre")
    opened = await Theatre.open(folder)
    yield opened
    await opened.app.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def ways(theatre: Theatre) -> Ways:
    """The shortest way to every question there is."""
    for transcript in transcripts(Path(__file__).parent).values():
        await theatre.play(transcript)
    return theatre.ways


@pytest.fixture
def somebody(theatre: Theatre) -> Somebody:
    """A person nobody has met yet."""
    return theatre.somebody()
