"""Reads Telegram's updates: what one says, or, where it cannot be read, what can be saved of it."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any, Optional

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update
from telegram.ext.filters import StatusUpdate

from bot.channels.base import Incoming, Kind, Unparsable
from bot.channels.pieces import clean

_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.ASCII | re.DOTALL | re.IGNORECASE)
_BODIES = ("message", "edited_message", "business_message", "edited_business_message")
_HERE = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.OWNER)


def parse(raw: Any, username: Optional[str] = None, desk: Optional[str] = None) -> Incoming:
    """Reads one raw update; `username` is the bot's own, to know when a group speaks to it.

    `desk` is the chat of the people on call: what is written there is theirs.

    A press carries no time of its own, so its `sent_at` is now. Raises
    `Unparsable`, whatever went wrong.
    """
    try:
        update = Update.de_json(raw, None)
        if desk is not None and (found := _desk(update, desk)) is not None:
            return found
        if update.message is not None:
            return _message(update, update.message, username)
        if update.edited_message is not None:
            return _edit(update, update.edited_message)
        if update.callback_query is not None:
            return _press(update, update.callback_query)
        if update.my_chat_member is not None:
            return _membership(update, update.my_chat_member)
        return Incoming(update.update_id, "", "ignored", datetime.now(timezone.utc))
    except Exception:
        raise Unparsable(update_id(raw)) from None


def update_id(raw: Any) -> Optional[int]:
    """Returns the number of a raw update, or None."""
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) else None


def peek(raw: Any) -> tuple[Optional[str], str]:
    """Digs (private chat id or None, text or "") out of an update that cannot be read otherwise.

    A chat that is not private has no address here: an answer there would be read by others.
    """
    if not isinstance(raw, dict):
        return None, ""
    press = raw.get("callback_query")
    bodies = [body for name in _BODIES if isinstance(body := raw.get(name), dict)]
    carriers = [press, press.get("message")] if isinstance(press, dict) else []
    texts = [text for body in bodies for key in ("text", "caption") if isinstance(text := body.get(key), str)]
    address = next((found for body in [*bodies, *carriers] if (found := _private_chat(body))), None)
    return address, clean("\n".join(texts))


def _private_chat(body: Any) -> Optional[str]:
    """Returns the chat id of a raw message, else its sender's, unless others read there."""
    if not isinstance(body, dict):
        return None
    chat, sender = body.get("chat"), body.get("from")
    if isinstance(chat, dict) and chat.get("type", "private") != "private":
        return None
    for party in (chat, sender):
        found = party.get("id") if isinstance(party, dict) else None
        if isinstance(found, int) and found > 0:
            return str(found)
    return None


def _language(user: Any) -> Optional[str]:
    return user.language_code if user is not None else None


def _message(update: Update, message: Message, username: Optional[str]) -> Incoming:
    text = clean(message.text or message.caption or "")
    command = _COMMAND.fullmatch(text)
    kind: Kind
    if message.chat.type != Chat.PRIVATE:
        kind = "group" if _spoken_to(message, text, username) else "ignored"
        command, text = None, ""
    elif command:
        kind, text = "command", (command[3] or "").strip()
    elif text:
        kind = "text"
    else:
        kind = "ignored" if StatusUpdate.ALL.check_update(update) else "unreadable"
    return Incoming(
        update_id=update.update_id,
        address=str(message.chat.id),
        kind=kind,
        sent_at=message.date,
        text=text,
        command=command[1].lower() if command else None,
        message_id=message.message_id,
        language=_language(message.from_user),
        album=message.media_group_id,
    )


def _desk(update: Update, desk: str) -> Optional[Incoming]:
    """Reads what somebody on call wrote or pressed; None for anything from elsewhere."""
    press = update.callback_query
    message = press.message if press is not None else update.message
    if message is None or str(message.chat.id) != desk:
        return None
    if press is None and StatusUpdate.ALL.check_update(update):
        return Incoming(update.update_id, desk, "ignored", datetime.now(timezone.utc))
    written = message if press is None and isinstance(message, Message) else None
    text = clean(written.text or written.caption or "") if written else ""
    command = _COMMAND.fullmatch(text)
    answered = written.reply_to_message if written else None
    return Incoming(
        update_id=update.update_id,
        address=desk,
        kind="desk",
        sent_at=written.date if written else datetime.now(timezone.utc),
        command=command[1].lower() if command else None,
        press=press.data if press else None,
        press_id=press.id if press else None,
        message_id=message.message_id,
        reply_to=answered.message_id if answered else None,
        thread=written.message_thread_id if written and written.is_topic_message else None,
    )


def _spoken_to(message: Message, text: str, username: Optional[str]) -> bool:
    """Whether a message in a group is meant for the bot: a mention, a command or a reply to it."""
    command = _COMMAND.fullmatch(text)
    if command and not command[2]:
        return True
    if not username:
        return False
    answered = message.reply_to_message
    author = answered.from_user if answered is not None else None
    if author is not None and author.username == username:
        return True
    return re.search(rf"@{re.escape(username)}\b", text, re.IGNORECASE) is not None


def _edit(update: Update, message: Message) -> Incoming:
    """Reads an edit; one without text (a live location moving on) is nothing to answer."""
    text = clean(message.text or message.caption or "")
    private = message.chat.type == Chat.PRIVATE
    return Incoming(
        update_id=update.update_id,
        address=str(message.chat.id),
        kind="edit" if private and text else "ignored",
        sent_at=message.edit_date or message.date,
        text=text if private else "",
        message_id=message.message_id,
        language=_language(message.from_user),
    )


def _press(update: Update, press: CallbackQuery) -> Incoming:
    """Reads a press; the message may be gone or too old for the bot to see."""
    message = press.message
    private = message is None or message.chat.type == Chat.PRIVATE
    return Incoming(
        update_id=update.update_id,
        address=str(message.chat.id if message is not None else press.from_user.id),
        kind="press" if private and press.data else "ignored",
        sent_at=datetime.now(timezone.utc),
        press=press.data,
        press_id=press.id,
        message_id=message.message_id if message is not None else None,
        language=_language(press.from_user),
    )


def _membership(update: Update, change: ChatMemberUpdated) -> Incoming:
    """Reads what became of the bot in a chat: blocked, unblocked, or taken into a group."""
    here = change.new_chat_member.status in _HERE
    was_here = change.old_chat_member.status in _HERE
    kind: Kind
    if change.chat.type == Chat.PRIVATE:
        kind = "unblocked" if here else "blocked"
    else:
        joined = here and not was_here and change.chat.type != Chat.CHANNEL
        kind = "group" if joined else "ignored"
    return Incoming(
        update_id=update.update_id,
        address=str(change.chat.id),
        kind=kind,
        sent_at=change.date,
        language=_language(change.from_user),
    )
