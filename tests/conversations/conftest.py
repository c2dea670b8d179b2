"""One assembled program for all transcripts; every transcript is somebody new."""

from __future__ import annotations

from pathlib import Path
from typing import AsyncIterator

import pytest
import pytest_asyncio

from bot.runtime.training import train

from .player import Somebody, Theatre


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def theatre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Theatre]:
    """The program, opened once."""
    train()
    folder: Path = tmp_path_factory.mktemp("theatre")
    opened = await Theatre.open(folder)
    yield opened
    await opened.app.close()


@pytest.fixture
def somebody(theatre: Theatre) -> Somebody:
    """A person nobody has met yet."""
    return theatre.somebody()
