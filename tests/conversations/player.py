"""Plays transcripts through Rasa with the real actions and journal; the one way to test a dialogue.

A transcript is a list of steps. `you` says or presses something ("[Label]"); `coach` names responses
that must be spoken in that turn, in this order; `never` ones that must not; `says` and `unsaid` name
facts of the text; `kept` tells facts of the journal afterwards; `given` sets the person and the time
before it begins; `later` moves the clock.
Wording is never asserted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Iterable, Optional, Union

from bot.actions.base import utc_now
from bot.channels.base import Outgoing
from bot.channels.typed import typed
from bot.coaching.records import Appointment, Record
from bot.coaching.records_nudges import NudgePlan
from bot.content import Shape, load, responses_once
from bot.journal.book import KINDS, Book
from bot.journal.queues import OutboxRow
from bot.runtime.app import App, assemble
from bot.runtime.reply import Reply
from bot.safety.records import Person
from bot.settings import Settings

PUT_BACK = 5
"""How often at most a message is waited for that a conversation put back."""
EVENING = datetime(2026, 11, 22, 21, 0, tzinfo=timezone.utc)


class Step(Shape):
    """One step of a transcript."""

    you: Optional[str] = None
    coach: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    """Facts (numbers, the person's own words) that must be in what is said; never our wording."""
    unsaid: tuple[str, ...] = ()
    """Facts that must not be in it: another country's number, their own words in a crisis."""
    kept: Optional[dict[str, Union[int, list[dict[str, Any]]]]] = None
    """How many records of a kind stand in the journal, or facts of each, oldest first."""
    given: Optional[dict[str, Any]] = None
    later: Optional[dict[str, float]] = None
    """Arguments of a timedelta."""
    remind: bool = False
    """Whether the appointment that was kept falls due."""
    nudge: bool = False
    """Whether the clock goes to the next message at an hour they chose, and it comes."""
    silent: bool = False
    """Whether nothing is said; otherwise every turn has an answer."""


class Transcript(Shape):
    """A conversation that must go this way."""

    about: str
    steps: tuple[Step, ...]


def transcripts(folder: Path) -> dict[str, Transcript]:
    """Returns every transcript of a folder by its file's name."""
    return {path.stem: load(path, Transcript) for path in sorted(folder.glob("*.yml"))}


@dataclass(frozen=True)
class Way:
    """The shortest way to a question in any transcript, and all that is kept of the one who went it."""

    steps: tuple[Step, ...]
    book: Book
    records: tuple[Record, ...]
    now: datetime


Ways = dict[tuple[str, str], Way]
"""(form, question) -> the way to it."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = EVENING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Returns the time it was set to."""
        return self.now


class Theatre:
    """The assembled program with a clock of its own, and as many people as are asked for."""

    def __init__(self, app: App, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.replies: list[Reply] = []
        self.ways: Ways = {}
        self._played: dict[str, Optional[AssertionError]] = {}
        self._people = 0
        think = app.brain.think

        async def listened(*args: Any, **kwargs: Any) -> Reply:
            reply = await think(*args, **kwargs)
            self.replies.append(reply)
            return reply

        app.brain.think = listened  # type: ignore[method-assign]
        self.sent: list[OutboxRow] = []
        submit = app.sender.submit

        def seen(rows: Iterable[OutboxRow]) -> list[Any]:
            made = list(rows)
            self.sent += made
            submit(made)
            return []  # on this stage nothing is ever delivered, and nobody waits for it

        app.sender.submit = seen  # type: ignore[method-assign]

    @classmethod
    async def open(cls, folder: Path) -> Theatre:
        """Opens the program on databases of its own."""
        clock = Clock()
        settings = Settings(
            database_url=f"sqlite:///{folder / 'coach.db'}",
            keys_database_url=f"sqlite:///{folder / 'keys.db'}",
            key_file=folder / "operator.key",
            var=folder,
            nudge_holdout=True,
        )
        return cls(await assemble(settings, channel="test", clock=clock), clock)

    async def play(self, transcript: Transcript) -> Optional[AssertionError]:
        """Plays a transcript, once however often asked for; returns what went otherwise than written."""
        if transcript.about not in self._played:
            failed = None
            try:
                await self.somebody().play(transcript)
            except AssertionError as error:
                failed = error
            self._played[transcript.about] = failed
        return self._played[transcript.about]

    async def at(self, way: Way) -> Somebody:
        """Returns somebody new of whom all is kept that was kept of the one who went this way."""
        somebody = self.somebody()
        book, read = way.book, self.app.journal._read_entries
        copied = replace(
            book, user_id=somebody.user_id, read=read, keyboards=dict(book.keyboards), written=None
        )
        copied.changes = {record.id: record for record in way.records}
        copied.loaded = {}
        self.clock.now = book.last_seen_at or way.now
        await self.app.journal.commit(copied)
        if book.profile.consent == "nothing":
            self.app.coach._memory._unkept[somebody.user_id] = copied
        self.clock.now = way.now
        return somebody

    def somebody(self) -> Somebody:
        """Returns a person nobody has met yet."""
        self._people += 1
        return Somebody(self, f"person-{self._people}-{utc_now().timestamp()}")


class Somebody:
    """One person in a conversation with the coach."""

    def __init__(self, theatre: Theatre, address: str) -> None:
        self.theatre, self.address = theatre, address
        self.user_id = theatre.app.journal.keys.user_id("test", address)
        self.spoken: list[str] = []
        self.messages: tuple[Outgoing, ...] = ()

    async def given(
        self, country: Optional[str] = None, people: Any = (), records: Any = (), **profile: Any
    ) -> None:
        """Makes them someone who has been through onboarding, with these facts known.

        `records` are {kind, times, about: a label, and fields}; the kinds are those of the journal.
        """
        book = await self.book()
        facts: dict[str, Any] = {"consent": "keep", "adult": True, "country_asked": True}
        facts |= {"address": self.address, "channel": "test"}
        book.update_profile(**{**facts, "country": country, **profile})
        now = self.theatre.clock()
        met = [Person(created_at=now, updated_at=now, **person) for person in people]
        for person in met:
            book.put(person)
        for told in records:
            fields = {"created_at": now, "updated_at": now, **told}
            kind, times, about = KINDS[fields.pop("kind")], fields.pop("times", 1), fields.pop("about", None)
            if about:
                fields["who"] = next(person.id for person in met if person.label == about)
            for _ in range(times):
                book.put(kind(**fields))
        await self.theatre.app.journal.commit(book)

    async def say(self, text: str) -> list[str]:
        """Says or presses something; returns the names of the responses spoken."""
        before = len(self.theatre.replies)
        update = typed(text, self.address, self.theatre.clock())
        self.messages = await self.theatre.app.coach.say(update)
        self.spoken = [name for reply in self.theatre.replies[before:] for name in reply.responses]
        self.theatre.clock.now += timedelta(seconds=20)
        return self.spoken

    async def remind(self) -> None:
        """Lets the first appointment fall due."""
        before, coach = len(self.theatre.replies), self.theatre.app.coach
        appointment = (await (await self.book()).all(Appointment))[0]
        coach.remind(self.user_id, appointment.id)
        await coach.drain()
        self.spoken = [name for reply in self.theatre.replies[before:] for name in reply.responses]

    async def nudge(self) -> None:
        """Lets the clock go to the next message at an hour they chose, however often it was put back."""
        app, clock = self.theatre.app, self.theatre.clock
        self.spoken, self.messages, before = [], (), len(self.theatre.sent)
        for _ in range(PUT_BACK):
            plan = (await (await self.book()).all(NudgePlan))[-1]
            if plan.due_at is None or self.spoken:
                return
            clock.now = max(plan.due_at, clock.now)
            for claim in await app.journal.claim(clock(), 500, ("nudge_plan",)):
                if claim.user_id == self.user_id:
                    await app.coach.unasked.take(claim)
            made = [row for row in self.theatre.sent[before:] if row.user_id == self.user_id]
            self.messages = tuple(row.message for row in made)
            told = {message.text for message in self.messages}
            self.spoken = [name for name, lines in responses_once().items() if lines[0]["text"] in told]

    @property
    def text(self) -> str:
        """What the coach said last, as one text."""
        return "\n".join(message.text for message in self.messages)

    async def book(self) -> Book:
        """Returns their book as it stands."""
        held = self.theatre.app.coach._memory._unkept.get(self.user_id)
        return held or await self.theatre.app.journal.book(self.user_id)

    async def play(self, transcript: Transcript) -> None:
        """Plays a transcript, asserts what it names, and notes the ways to questions it finds."""
        for number, step in enumerate(transcript.steps, start=1):
            await self.do(step)
            await self._note(transcript.steps[:number])
            if step.you is not None or step.remind or step.nudge:
                told = f"after {step.you!r}: {self.spoken}\n{self.text}"
                assert _in_order(step.coach, self.spoken), f"{step.coach} not spoken {told}"
                assert step.remind or step.nudge or bool(self.messages) is not step.silent, f"said {told}"
                assert "{" not in self.text, f"a part is missing {told}"
                assert not set(step.never) & set(self.spoken), f"{step.never} spoken {told}"
                assert all(fact in self.text for fact in step.says), f"{step.says} missing {told}"
                assert not any(fact in self.text for fact in step.unsaid), f"{step.unsaid} said {told}"
            for kind, facts in (step.kept or {}).items():
                await self._assert_kept(kind, facts)

    async def _note(self, steps: tuple[Step, ...]) -> None:
        """Keeps the way to the open question if it is the shortest so far."""
        form, question = await self.open_question()
        known = self.theatre.ways.get((form or "", question or ""))
        if form and question and (known is None or len(known.steps) > len(steps)):
            book = await self.book()
            records = [record for kind in KINDS.values() for record in await book.all(kind)]
            now = self.theatre.clock()
            self.theatre.ways[form, question] = Way(steps, replace(book), tuple(records), now)

    async def do(self, step: Step) -> None:
        """Does what a step says, without looking at what comes of it."""
        if step.given is not None:
            given = dict(step.given)
            self.theatre.clock.now = given.pop("now", EVENING)
            if given.pop("onboarded", True):
                await self.given(**given)
        if step.later is not None:
            self.theatre.clock.now += timedelta(**step.later)
        if step.you is not None:
            await self.say(step.you)
        if step.remind:
            await self.remind()
        if step.nudge:
            await self.nudge()

    async def open_question(self) -> tuple[Optional[str], Optional[str]]:
        """Returns (form, question) as the conversation stands; nothing where nothing is open."""
        form = question = None
        for event in json.loads((await self.book()).tracker or "[]"):
            if event["event"] == "active_loop":
                form = event.get("name")
            elif event["event"] == "slot" and event["name"] == "question":
                question = event.get("value")
        return (form, question) if form and question else (None, None)

    async def everything_kept(self) -> str:
        """Returns all that is kept about them as one text: records, profile, conversation, buttons."""
        book = await self.book()
        records = [record.json() for kind in KINDS.values() for record in await book.all(kind)]
        return "\n".join([*records, book.profile.json(), book.tracker or "", json.dumps(book.keyboards)])

    async def _assert_kept(self, kind: str, facts: Union[int, list[dict[str, Any]]]) -> None:
        records = [record.dict() for record in await (await self.book()).all(KINDS[kind])]
        if isinstance(facts, int):
            assert len(records) == facts, f"{kind}: {records}"
            return
        assert len(records) == len(facts), f"{kind}: {records}"
        for record, wanted in zip(records, facts, strict=True):
            for name, value in wanted.items():
                assert _fits(_plain(record[name]), value), f"{kind}.{name}: {record[name]!r}, not {value!r}"


def _in_order(wanted: tuple[str, ...], spoken: list[str]) -> bool:
    rest = iter(spoken)
    return all(name in rest for name in wanted)


def _fits(found: Any, wanted: Any) -> bool:
    """Tells whether a kept value is as wanted; of a nested record only the named fields count."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(_fits(found.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(_fits, found, wanted))
    return bool(found == wanted)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict) and "word" in value:
        return value["word"]
    return {k: _plain(v) for k, v in value.items()} if isinstance(value, dict) else value
