"""The people on call in a proof: their group, who reads, presses and answers there; what passes by copies."""

from __future__ import annotations

import time
from typing import Any

from bot.journal.journal import Journal
from prove.town import ONBOARDING, Coach, Heard, Person, Town
from tests.channels.bot_api import message, person

GROUP = -100_555
TAKE = "I take this"
MEMBER = 99
KINDS: tuple[dict[str, Any], ...] = (
    {"text": "words"},
    {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 2}},
    {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 90, "height": 90}]},
)


class OnCall(Person):
    """Somebody in the group of the people on call."""

    def __init__(self, town: Town) -> None:
        super().__init__(town, GROUP)
        town.people[GROUP] = self

    def _body(self, **content: Any) -> dict[str, Any]:
        chat = {"id": GROUP, "type": "supergroup", "title": "On call"}
        ids = {"message_id": self.town.next_message_id(), "date": int(time.time())}
        return {**message(GROUP, **ids, **content), "chat": chat, "from": person(MEMBER)}

    def take(self, alert: Heard) -> None:
        """Presses the first button of an alert."""
        carrier = {**self._body(text=alert.text), "message_id": alert.message_id}
        press = {
            "id": f"press-{self.town.next_message_id()}",
            "from": person(MEMBER),
            "chat_instance": "1",
            "data": alert.buttons[TAKE],
            "message": carrier,
        }
        self.town.send(GROUP, callback_query=press)

    def answer(self, alert: Heard, **content: Any) -> int:
        """Writes as an answer to the alert; returns the message's id."""
        about = {**self._body(text=alert.text), "message_id": alert.message_id}
        body = self._body(reply_to_message=about, **content)
        self.town.send(GROUP, message=body)
        return int(body["message_id"])


def write(somebody: Person, **content: Any) -> int:
    """Has somebody send any kind of message; returns its id."""
    ids = {"message_id": somebody.town.next_message_id(), "date": int(time.time())}
    body = message(somebody.id, **ids, **content)
    somebody.town.send(somebody.id, message=body)
    return int(body["message_id"])


async def alone(town: Town, coach: Coach) -> Person:
    """Somebody who has been through onboarding and reads this phone alone."""
    somebody = town.person()
    await somebody.play(ONBOARDING)
    journal = coach.journal()
    book = await journal.book(user(journal, somebody))
    book.update_profile(phone_privacy="private", country="GB")
    await journal.commit(book)
    journal.close()
    await somebody.ask("hello", 20)
    return somebody


def user(journal: Journal, somebody: Person) -> str:
    """Returns the id somebody's rows carry."""
    return journal.keys.user_id("telegram", str(somebody.id))
