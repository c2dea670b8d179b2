"""Runs database work in a few threads, each call with its time, and tells every failure as one error."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Callable, Iterator, TypeVar

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError, TimeoutError

from bot.journal.tables import writer

T = TypeVar("T")


class DatabaseDown(Exception):
    """The database did not do what was asked in time; carries the kind of failure, never a value."""


class _Call:
    """One call in the pool; either its transaction is committed or its caller has given up, not both."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given_up = self._committing = False

    def commit(self) -> None:
        """Claims the right to commit; raises `DatabaseDown` when the caller is gone."""
        with self._lock:
            if self._given_up:
                raise DatabaseDown("given up")
            self._committing = True

    def give_up(self) -> bool:
        """Returns whether nothing of the call will be committed any more."""
        with self._lock:
            self._given_up = not self._committing
            return self._given_up


class Pool:
    """A few threads over one engine; writes to SQLite go one at a time."""

    def __init__(self, engine: Engine, threads: int, timeout: float) -> None:
        self.engine, self.timeout = engine, timeout
        self._writer = writer(engine)
        self._one_writer = threading.Lock() if engine.dialect.name == "sqlite" else None
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="journal")
        self._local = threading.local()

    async def run(self, work: Callable[..., T], *args: Any) -> T:
        """Returns what `work(*args)` returns; raises `DatabaseDown` after the timeout or a failure.

        A call that is given up commits nothing afterwards; one at its commit already is seen to its end.
        """
        call = _Call()
        future = asyncio.get_running_loop().run_in_executor(self._executor, self._work, call, work, args)
        future.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # never left unread
        try:
            done, _ = await asyncio.wait({future}, timeout=self.timeout)
            if not done and not call.give_up():
                done, _ = await asyncio.wait({future}, timeout=self.timeout)
        except asyncio.CancelledError:
            call.give_up()
            raise
        if not done:
            future.cancel()
            raise DatabaseDown("timeout")
        return future.result()

    def _work(self, call: _Call, work: Callable[..., T], args: tuple[Any, ...]) -> T:
        self._local.call = call
        try:
            return work(*args)
        except (IntegrityError, ProgrammingError):
            raise
        except (DBAPIError, TimeoutError) as error:
            raise DatabaseDown(type(error).__name__) from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Gives a connection whose reads see one moment."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Gives a transaction that is committed at the end of the block, if the caller still wants it."""
        lock = self._one_writer
        if lock is not None and not lock.acquire(timeout=self.timeout):
            raise DatabaseDown("busy")
        try:
            with self._writer.begin() as connection:
                yield connection
                self._local.call.commit()
        finally:
            if lock is not None:
                lock.release()

    def close(self) -> None:
        """Waits for what runs and lets go of the connections."""
        self._executor.shutdown(wait=True)
        self.engine.dispose()
