"""Step 4, triggers: what a text fills, which question comes next, what a correction touches.

At most four questions follow the opening text (rule U1); what is known is not asked (rule U3);
a word is kept as it was said (rule U4). Nothing here keeps or asks anything by itself.
"""

from __future__ import annotations

import re
from typing import Any, Iterable, Literal, Optional, Union

from bot.coaching import answers, cues
from bot.coaching.hearing import Heard, capital, hear, words_joined
from bot.coaching.records import Feeling, Trigger
from bot.coaching.words import feeling, feelings_in
from bot.content import Shape, content

Question = Literal["situation", "intensity", "softer", "feelings", "thought", "action"]
STRAIGHT = str.maketrans("’‘", "''")
LONGEST = 500
"""Most characters of one answer that are kept (content 3.1)."""
OWN_WORDS = 4
"""Most words of an answer that counts as the person's own word for a feeling."""


class CardLines(Shape):
    """The formats of a summary card."""

    quote: str
    feeling: str
    feeling_intensity: str
    feeling_one: str
    intensity: str
    thought: str
    action: str


class TriggerWords(Shape):
    """Shape of `content/triggers.yml`."""

    actions: dict[str, tuple[str, ...]]
    thought_after: tuple[str, ...]
    thought_ends: tuple[str, ...]
    hard_group: str
    under_it: str
    trailing: tuple[str, ...]
    under_hard: str
    fields: dict[Literal["thought", "action", "when_text", "situation"], tuple[str, ...]]
    denials: frozenset[str]
    instead: tuple[str, ...]
    card: CardLines
    journal: str
    journal_long: int
    more: str

    class Config:
        anystr_strip_whitespace = False


def words() -> TriggerWords:
    """Returns the reading lists and card formats of `content/triggers.yml`."""
    return content("triggers.yml", TriggerWords)


def prefill(text: str, heard: Heard) -> dict[str, Any]:
    """Returns the fields of a `Trigger` an opening text fills; a number only where marked as one.

    The text itself is the situation, even where it is vague and the situation is still asked for.
    """
    filled: dict[str, Any] = {
        "kind": "pattern" if heard.pattern else "event",
        "situation": text.strip()[:LONGEST],
    }
    strength = re.search(r"\b(?:\d{1,2}\s*(?:/|out of)\s*10)\b", text.lower())
    told: dict[str, Any] = {
        "feelings": heard.feelings,
        "when_text": heard.times[0] if heard.times and not heard.pattern else None,
        "intensity": answers.number(strength.group()) if strength else None,
        "thought": _thought(text),
    }
    return filled | {field: value for field, value in told.items() if value not in (None, ())}


def _thought(text: str) -> Optional[str]:
    """Returns what follows "i thought …" in a text, up to the next clause."""
    lists = words()
    for mark in lists.thought_after:
        found = re.search(rf"\b{re.escape(mark)}\b:?\s*", text, re.IGNORECASE)
        if found:
            rest = text[found.end() :]
            ends = [at for at in (rest.lower().find(end) for end in lists.thought_ends) if at > 0]
            said = rest[: min(ends, default=len(rest))].strip(" .,!")
            if len(said.split()) >= 2:
                return said
    return None


def felt(answer: str) -> tuple[Feeling, ...]:
    """Returns the feelings an answer about feelings names, or its own few words as one."""
    found: list[Feeling] = []
    trailing = "|".join(words().trailing)
    for part in re.split(r"[,;/.\n]|\band\b|\+|&", answer):
        part = re.sub(rf"(?:\s+(?:{trailing}))+\W*$", "", part, flags=re.IGNORECASE)
        named = feeling(part)
        found.extend((named,) if named else feelings_in(part))
    if not found:
        found.extend(feelings_in(answer))
    own = "" if answers.nothing_said(answer) else answer.strip(" .,!?…").lower()
    if not found and answers.yes_no(own) is None and 0 < len(own.split()) <= OWN_WORDS:
        found.append(Feeling(word=own))
    return _each_once(found or _leading(answer))


def _leading(answer: str) -> list[Feeling]:
    """Returns the two or more single words a longer answer begins with ("sick. and stupid. I keep …")."""
    found: list[Feeling] = []
    for part in re.split(r"[,;.\n]|\band\b", answer.lower()):
        word = answers.plain(part)
        if len(word.split()) > 1 or answers.yes_no(word) is not None:
            break
        found += [Feeling(word=word)] if word.isalpha() else []
    return found if len(found) > 1 else []


def _each_once(feelings: Iterable[Feeling]) -> tuple[Feeling, ...]:
    return tuple({one.word: one for one in feelings}.values())


def tags(action: str) -> tuple[str, ...]:
    """Returns the tags of what a person did (content 3.1), "other" where none fits."""
    found = tuple(tag for tag, phrases in words().actions.items() if cues.hit(action, phrases))
    return found or (("other",) if action.strip() else ())


def next_question(trigger: Trigger, asked: frozenset[str]) -> Optional[Question]:
    """Returns the question to ask now, or nothing when the entry is told.

    A pattern is complete as it stands: only feelings and thought are asked (amendments 3.1).
    """
    pattern = trigger.kind == "pattern"
    hard = any(one.group == words().hard_group for one in trigger.feelings)
    soft = any(one.group != words().hard_group for one in trigger.feelings)
    told = bool(trigger.situation) and ("\n" in trigger.situation or hear(trigger.situation).has_situation)
    open_now: tuple[tuple[Question, bool], ...] = (
        ("situation", not told and not (pattern and trigger.situation)),
        ("intensity", trigger.intensity is None and not pattern),
        ("feelings", not trigger.feelings),
        ("softer", hard and not soft and "feelings" not in asked),
        ("thought", not trigger.thought),
        ("action", not trigger.action and not pattern),
    )
    return next((name for name, needed in open_now if needed and name not in asked), None)


def answer(trigger: Trigger, question: str, text: str) -> Optional[Trigger]:
    """Returns the trigger with an answer in its field, or nothing where the text is none.

    A situation is added to what the opening text told, on a line of its own.
    """
    said = text.strip()[:LONGEST]
    if answers.nothing_said(said):
        return None
    if question == "intensity":
        value = answers.number(said)
        if value is not None:
            return trigger.copy(update={"intensity": value})
        more = _each_once((*trigger.feelings, *feelings_in(said)))
        return trigger.copy(update={"feelings": more}) if more != trigger.feelings else None
    if question == "feelings":
        value = answers.number(said)
        if value is not None and not feelings_in(said):
            return trigger.copy(update={"intensity": value})
        return trigger.copy(update={"feelings": felt(said)}) if felt(said) else None
    if question == "softer":
        return trigger.copy(update={"feelings": _each_once((*trigger.feelings, *_softer(said)))})
    if question == "action":
        return trigger.copy(update={"action": said, "action_tags": tags(said)})
    if question == "situation":
        whole = "\n".join(line for line in (trigger.situation, said) if line)
        more = _each_once((*trigger.feelings, *feelings_in(said)))
        return trigger.copy(update={"situation": whole, "feelings": more})
    if answers.only_denies(said):
        return trigger
    return trigger.copy(update={question: said})


def _softer(text: str) -> tuple[Feeling, ...]:
    """Returns the softer feelings an answer names; "just angry" names none."""
    if answers.yes_no(text) == "no":
        return ()
    return tuple(one for one in felt(text) if one.group not in (words().hard_group, None))


def under(feelings: Iterable[Feeling]) -> str:
    """Returns what the softer question looks under ("the boiling", "the anger")."""
    lists = words()
    hard = next((one.word for one in feelings if one.group == lists.hard_group), "")
    return lists.under_it.format(word=hard) if hard.endswith("ing") else lists.under_hard


def change(trigger: Trigger, text: str) -> Optional[Trigger]:
    """Returns the trigger with a free correction in the field it touches, or nothing.

    A number is the intensity ("it was more like a 9 tbh"); feelings named are added, and those
    denied ("not lonely, sad") go; otherwise the opening words name the field.
    """
    said = text.strip()[:LONGEST]
    value = answers.number(said)
    if value is not None:
        return trigger.copy(update={"intensity": value})
    named = _field(said)
    if named and named[1]:
        field, rest = named
        update: dict[str, Any] = {field: rest}
        if field == "action":
            update["action_tags"] = tags(rest)
        return trigger.copy(update=update)
    added = feelings_in(said) or tuple(one for one in felt(said) if one.group)
    gone = {one.word for one in trigger.feelings if _denied(said, one.word)}
    if not added and not gone:
        return None
    kept = [one for one in (*trigger.feelings, *added) if one.word not in gone]
    return trigger.copy(update={"feelings": _each_once(kept)})


def instead(text: str) -> Optional[str]:
    """Returns what a denial puts in a word's place ("not really, more like being used"), or nothing."""
    marks = "|".join(map(re.escape, words().instead))
    found = re.search(rf"\b(?:{marks})\b[:,]?\s*(.+)", text.translate(STRAIGHT), re.IGNORECASE)
    return found[1].strip() if found and answers.yes_no(text[: found.start()]) == "no" else None


def _denied(text: str, word: str) -> bool:
    before = answers.plain(text).partition(answers.plain(word))
    return bool(before[1]) and any(said in words().denials for said in before[0].split()[-2:])


def _field(text: str) -> Optional[tuple[str, str]]:
    """Returns the field a correction opens with, and what it should say."""
    for field, openings in words().fields.items():
        for opening in openings:
            found = re.match(
                rf"(?:no,?\s+|actually,?\s+|and\s+)?{re.escape(opening)}\b[:,]?\s*",
                text,
                re.IGNORECASE,
            )
            if found:
                keep = field == "situation" and len(opening.split()) == 1
                return field, text if keep else text[found.end() :]
    return None


def card(trigger: Trigger) -> dict[str, str]:
    """Returns the parts of the summary card: `card`, its lines joined, answers as quoted lines."""
    lists = words().card
    lines = [capital(trigger.when_text or "")]
    lines += [lists.quote.format(line=line) for line in situation_lines(trigger)]
    told = [_feeling_line(trigger)]
    told += [lists.thought.format(line=trigger.thought)] if trigger.thought else []
    told += [lists.action.format(line=trigger.action)] if trigger.action else []
    lines.append(" ".join(part for part in told if part))
    return {"card": "\n".join(line for line in lines if line)}


def situation_lines(trigger: Trigger) -> tuple[str, ...]:
    """Returns the situation's lines, without a vague opening where more was told after it."""
    lines = tuple(line for line in trigger.situation.split("\n") if line.strip())
    return lines[1:] if len(lines) > 1 and not hear(lines[0]).has_situation else lines


def _feeling_line(trigger: Trigger) -> str:
    lists, named = words().card, [one.word for one in trigger.feelings]
    if trigger.intensity is None:
        return lists.feeling.format(feelings=capital(words_joined(named))) if named else ""
    if not named:
        return lists.intensity.format(intensity=trigger.intensity)
    parts: dict[str, Union[str, int]] = {"first": capital(named[0]), "intensity": trigger.intensity}
    line = lists.feeling_intensity if len(named) > 1 else lists.feeling_one
    return line.format(rest=", ".join(named[1:]), **parts)


def journal_line(trigger: Trigger, number: int, day: str) -> str:
    """Returns an entry as one line of `/journal`: its number, its day, and how it begins."""
    lists = words()
    lines = situation_lines(trigger) or (_feeling_line(trigger),)
    line = lines[0]
    if len(line) > lists.journal_long:
        line = lists.more.format(line=line[: lists.journal_long].rsplit(maxsplit=1)[0])
    return lists.journal.format(number=number, day=day, line=line)
