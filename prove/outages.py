"""Ways for a database to be gone: a SQLite file somebody else holds, a PostgreSQL server nobody reaches."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path
from typing import AsyncIterator, Optional

from sqlalchemy.engine import make_url


class HeldFile:
    """A SQLite database whose write lock another connection takes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.directly: dict[str, str] = {}

    @contextlib.asynccontextmanager
    async def gone(self) -> AsyncIterator[None]:
        """Holds the lock for the length of the block."""
        with contextlib.closing(sqlite3.connect(self._file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")


class Door:
    """A TCP port in front of a PostgreSQL server's socket, which can be shut."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.directly = {"DATABASE_URL": url}
        """The way past the door, for who works in this event loop."""
        self._socket = f"{self._url.query['host']}/.s.PGSQL.{self._url.port or 5432}"
        self._server: Optional[asyncio.Server] = None
        self._through: set[asyncio.StreamWriter] = set()
        self.port = 0

    @property
    def url(self) -> str:
        """The database's URL through the door."""
        return f"postgresql://{self._url.username}@127.0.0.1:{self.port}/{self._url.database}"

    async def open(self) -> None:
        """Lets connections through."""
        self._server = await asyncio.start_server(self._let_through, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Cuts every connection and refuses new ones."""
        assert self._server is not None
        self._server.close()
        for writer in list(self._through):
            writer.transport.abort()
        await asyncio.sleep(0)

    @contextlib.asynccontextmanager
    async def gone(self) -> AsyncIterator[None]:
        """Is shut for the length of the block."""
        await self.shut()
        yield
        await self.open()

    async def _let_through(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_unix_connection(self._socket)
        self._through |= {writer, there_writer}
        await asyncio.gather(self._pour(reader, there_writer), self._pour(there_reader, writer))

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(65536):
                writer.write(piece)
                await writer.drain()
        self._through.discard(writer)
        writer.close()
