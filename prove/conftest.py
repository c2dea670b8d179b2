"""What every proof stands on: a trained model, a town, and figures that are printed where they are shown."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import AsyncIterator, Callable

import pytest
import pytest_asyncio

from bot.runtime.without_tensorflow import prepare

prepare()

from bot.runtime.training import train  # noqa: E402
from prove.town import Coach, Town  # noqa: E402
from tests.journal.conftest import postgresql  # noqa: E402, F401


@pytest.fixture(scope="session", autouse=True)
def _model() -> None:
    train()


@pytest_asyncio.fixture
async def town() -> AsyncIterator[Town]:
    """Telegram, with nobody there yet."""
    async with Town() as opened:
        yield opened


@pytest_asyncio.fixture
async def coach(town: Town) -> AsyncIterator[Coach]:
    """The coach by polling, not started, in a folder of its own; ended with the test."""
    with tempfile.TemporaryDirectory(prefix="coach-proof-") as folder:
        process = Coach(Path(folder), town)
        yield process
        if process.running:
            process.kill()


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Prints a figure under the name of its proof."""

    def printed(figure: str) -> None:
        with capsys.disabled():
            print(f"\n  {request.node.name}: {figure}", end="", flush=True)

    return printed
