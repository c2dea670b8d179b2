"""Step 3, the two lists: what a message adds, what it repeats or judges, and how far each list is.

Ten upsides and ten downsides, over as many sittings as it takes (content 2.3). Nothing is kept or asked here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Mapping, Optional, Sequence, Union

from bot.coaching import answers, cues
from bot.coaching.records_self import ListLine, Side
from bot.content import Shape, content

TEN, ENOUGH = 10, 6
"""Lines of a full list, and of one that is done enough where the person says so (content 2.3)."""
CHUNK, PLENTY = 3, 5
"""New lines after which resting is natural, and after which it is said to be plenty (content 2.3)."""
GAP = timedelta(hours=4)
"""Between the newest upside and the first downside, unless the person wants them now (content 2.3)."""
LONGEST = 500
"""Most characters of a line that are kept (content 3.1)."""
ALIKE = 0.75
"""Share of telling words that two lines have in common to be one line said twice. [design]"""
Wish = Literal["enough", "another", "stuck", "show"]
Act = Literal["delete", "change", "show"]
Place = Literal["both", "up", "down"]
FEW = 4
"""Most words of an answer that says where a line is to stand. [design]"""
SIDES: dict[Optional[str], Side] = {"up": "up", "down": "down", "respect": "respect"}
"""The sides by their names."""


class ListWords(Shape):
    """Shape of `content/lists.yml`."""

    joiners: tuple[str, ...]
    openings: tuple[str, ...]
    enough: frozenset[str]
    another: frozenset[str]
    stuck: frozenset[str]
    show: frozenset[str]
    sides: dict[Side, frozenset[str]]
    places: dict[Place, frozenset[str]]
    none: tuple[str, ...]
    asking_begins: tuple[str, ...]
    asking_names: tuple[str, ...]
    costs: tuple[str, ...]
    costs_undone: tuple[str, ...]
    selves: tuple[str, ...]
    verdicts: tuple[str, ...]
    verdict_degrees: tuple[str, ...]
    verdicts_whole: tuple[str, ...]
    verdict_spoken: dict[str, str]
    clause_ends: tuple[str, ...]
    small: frozenset[str]
    negations: frozenset[str]
    verbs: dict[Act, tuple[str, ...]]
    nouns: tuple[str, ...]
    full: str
    blank: str
    bar: str
    bar_over: str
    line: str
    numbered: str
    dated: str
    hinted: str
    asked_in: str

    class Config:
        anystr_strip_whitespace = False


def words() -> ListWords:
    """Returns the reading lists and formats of `content/lists.yml`."""
    return content("lists.yml", ListWords)


@dataclass(frozen=True)
class Said:
    """One thing said for a list: the line, and a verdict on oneself that was taken off it."""

    text: str
    verdict: Optional[str] = None
    label: Optional[str] = None
    """The judging word of the verdict."""


def wish(text: str) -> Union[Wish, Side, None]:
    """Returns what a whole message asks for where it tells no line: a side, to see, to rest, a hint."""
    lists, told = words(), answers.plain(text)
    told = re.sub(r"^(?:ok|okay|right|hi|hey|well|so)\s+(?=\w)", "", told)
    for side, names in lists.sides.items():
        if told in names:
            return side
    asked: tuple[tuple[Wish, frozenset[str]], ...] = (
        ("show", lists.show), ("enough", lists.enough), ("another", lists.another), ("stuck", lists.stuck)
    )  # fmt: skip
    return next((name for name, phrases in asked if told in phrases), None)


def side_named(text: str) -> Union[Wish, Side, None]:
    """Returns what an opening text asks for, by its last sentence where the whole one says nothing."""
    return wish(text) or wish(re.split(r"[.,;:!?\n]", text.strip(" .,;:!?\n"))[-1])


_BULLET = re.compile(r"^\s*(?:[-–—•*●▪·]+|\(?\d{1,2}[.):]|\d{1,2}\s*[-–]|\d{1,2}(?=\s+[^\W\d]))\s*")
_INLINE = re.compile(r"(?:^|(?<=[\s,.;]))\(?\d{1,2}[.)]\s+")
_KEYCAP = re.compile("[\ufe0f\u20e3]")


def split(text: str) -> tuple[str, ...]:
    """Returns the lines a message tells: by newlines, bullets, numbers, semicolons and "also …".

    A comma inside a sentence ends nothing. What holds no word is left out.
    """
    found: list[str] = []
    for row in _KEYCAP.sub("", text).splitlines():
        numbered = len(_INLINE.findall(row)) > 1
        parts = _INLINE.split(row) if numbered else [row]
        for part in parts:
            for piece in part.split(";"):
                found += _joined(_BULLET.sub("", piece))
    bare = (_bare(piece) for piece in found)
    return tuple(piece[:LONGEST] for piece in bare if any(map(str.isalpha, piece)))


def _joined(text: str) -> list[str]:
    """Splits where a sentence ends and the next one begins with a word for one more."""
    more = "|".join(re.escape(word) for word in sorted(words().joiners, key=len, reverse=True))
    return re.split(rf"[.,!?…]+\s+(?={more}\b)|\s+(?=and also\b)", text, flags=re.IGNORECASE)


def _bare(text: str) -> str:
    """Returns a line without what stands before or after it."""
    text = text.strip(" \t,.:…-–—")
    openings = "|".join(re.escape(word) for word in sorted(words().openings, key=len, reverse=True))
    joiners = "|".join(re.escape(word) for word in sorted(words().joiners, key=len, reverse=True))
    shorter = re.sub(rf"^(?:{openings})\s*[.,:!…]+\s*(?=\S)", "", text, flags=re.IGNORECASE)
    shorter = re.sub(rf"^(?:{joiners})\s+(?=\S)", "", shorter, flags=re.IGNORECASE)
    return shorter if shorter == text else _bare(shorter)


def judged(line: str) -> Said:
    """Returns a line without a clause that only judges the person (amendments 1.3, S3_down_kind)."""
    lists = words()
    ends = "|".join(re.escape(end) for end in lists.clause_ends)
    clauses = re.split(rf"({ends})", line)
    kept, off, label = "", "", ""
    for clause, end in zip(clauses[::2], [*clauses[1::2], ""], strict=True):
        found = _verdict(clause)
        if found and not label:
            off, label = clause.strip(" .,!"), found
        else:
            kept += clause + end
    return Said(_bare(kept.strip(" ;")), off, label) if label else Said(line)


def _verdict(clause: str) -> Optional[str]:
    """Returns the judging word where a clause is nothing but a verdict on oneself."""
    lists, told = words(), answers.plain(clause)
    told = re.sub(r"^(?:and|but|because|cos|so|god|ugh|lol)\s+", "", told)
    told = re.sub(r"\s+(?:lol|tbh|really|sometimes|honestly)$", "", told)
    if told in lists.verdicts_whole:
        return lists.verdict_spoken.get(told, told)
    for self in sorted(lists.selves, key=len, reverse=True):
        if told.startswith(f"{self} "):
            rest = told[len(self) + 1 :]
            degrees = "|".join(sorted(lists.verdict_degrees, key=len, reverse=True))
            bare = re.sub(rf"^(?:(?:{degrees})\s+)+", "", rest)
            if rest in lists.verdicts or bare in lists.verdicts:
                return _label(bare)
    return _label(told) if told in lists.verdicts else None


def harsh(text: str) -> Optional[str]:
    """Returns a judging word used in a text that says there is nothing good, or None."""
    told = f" {answers.plain(text)} "
    return next((_label(word) for word in words().verdicts if f" {word} " in told), None)


def _label(word: str) -> str:
    return re.sub(r"^an? ", "", word)


def place(text: str) -> Optional[Place]:
    """Returns where a short answer puts a line, or None."""
    told = answers.plain(text).split()
    if len(told) > FEW:
        return None
    return next((name for name, said in words().places.items() if said.intersection(told)), None)


def none_left(text: str) -> bool:
    """Tells whether a text says that there is nothing for the list of upsides."""
    return bool(cues.hit(text, words().none))


def costly(line: str) -> bool:
    """Tells whether a line given as an upside reads like a cost."""
    lists = words()
    told = f" {answers.plain(line)} "
    return bool(cues.hit(line, lists.costs)) and not any(f" {turn} " in told for turn in lists.costs_undone)


def asked_about(text: str, lines: Sequence[ListLine]) -> Optional[ListLine]:
    """Returns the line a question ("is saying sorry even an upside") is about, or None where it is none."""
    lists, told = words(), f"{answers.plain(text)} "
    begins = any(told.startswith(f"{begin} ") for begin in lists.asking_begins)
    if not (lines and begins and any(f" {name} " in told for name in lists.asking_names)):
        return None
    wanted = _telling(text)
    return max(lines, key=lambda line: (len(wanted & _telling(line.text)), line.created_at))


def _telling(text: str) -> frozenset[str]:
    """Returns the stems that tell a line from others; what is denied stays apart from what is not."""
    lists = words()
    found = {
        token.stem for token in cues.tokens(text) if token.word.isalnum() and token.word not in lists.small
    }
    return frozenset("not" if stem in lists.negations else stem for stem in found)


def said_before(text: str, lines: Sequence[ListLine]) -> Optional[ListLine]:
    """Returns the line that says the same, letter for letter or nearly word for word, or None."""
    plain, telling = answers.plain(text), _telling(text)
    for line in lines:
        there = _telling(line.text)
        both = len(telling & there)
        near = min(len(telling), len(there)) >= 2 and ("not" in telling) is ("not" in there)
        if (
            plain == answers.plain(line.text)
            or (telling and telling == there)
            or (near and both >= ALIKE * len(telling | there))
        ):
            return line
    return None


def on(lines: Sequence[ListLine], side: Side) -> tuple[ListLine, ...]:
    """Returns the lines of a side that stand on its list."""
    return tuple(line for line in lines if line.side == side and line.text)


def settled(lines: Sequence[ListLine], now: datetime) -> bool:
    """Tells whether the upsides had their time before downsides are asked for."""
    ups = on(lines, "up")
    return bool(ups) and (bool(on(lines, "down")) or now - ups[-1].created_at >= GAP)


def done_enough(lines: Sequence[ListLine]) -> bool:
    """Tells whether both lists may be called done (content 2.3)."""
    return min(len(on(lines, "up")), len(on(lines, "down"))) >= ENOUGH


def bar(count: int) -> str:
    """Returns how far a list is ("●●●●○○○○○○ 4 of 10")."""
    lists, filled = words(), min(count, TEN)
    dots = lists.full * filled + lists.blank * (TEN - filled)
    return (lists.bar if count <= TEN else lists.bar_over).format(dots=dots, count=count)


def quoted(lines: Sequence[ListLine]) -> str:
    """Returns lines as quotes, one under the other."""
    return "\n".join(words().line.format(text=line.text) for line in lines)


def numbered(lines: Sequence[ListLine], first: int = 1) -> str:
    """Returns lines as quotes with their numbers from `first` on."""
    rows = enumerate(lines, start=first)
    return "\n".join(words().numbered.format(number=number, text=line.text) for number, line in rows)


def dated(lines: Sequence[ListLine], days: Mapping[str, str]) -> str:
    """Returns lines as quotes with their days, `days` being {id: day}."""
    return "\n".join(words().dated.format(day=days[line.id], text=line.text) for line in lines)


def pointed_at(text: str, lines: Sequence[ListLine]) -> Optional[tuple[Act, ListLine]]:
    """Returns what is wanted with which line, by a number of the shown list; nothing where none is named.

    Upsides are numbered first and downsides after them; "downside 2" counts on its own side.
    """
    lists, told = words(), answers.plain(text)
    shown = [*on(lines, "up"), *on(lines, "down")]
    wanted: Act = "show"
    for act, verbs in lists.verbs.items():
        verb = next((one for one in sorted(verbs, key=len, reverse=True) if told.startswith(f"{one} ")), None)
        if verb:
            wanted, told = act, told[len(verb) + 1 :]
            break
    side: Optional[Side] = "up" if "upside" in told else "down" if "downside" in told else None
    rest = re.sub(rf"\b(?:{'|'.join(lists.nouns)})\b", " ", told).strip()
    row = list(on(lines, side)) if side else shown
    places = answers.words().ordinals
    at = int(rest) if rest.isdigit() else next((n for n, names in places.items() if rest in names), 0)
    return (wanted, row[at - 1]) if rest and 0 < at <= len(row) else None


def chosen(text: str, lines: Sequence[ListLine], side: Side) -> Optional[ListLine]:
    """Returns the line of a side that an answer names by its shown number, its place, or words of it."""
    row = list(on(lines, side))
    first = len(on(lines, "up")) + 1 if side == "down" else 1
    number, told = re.search(r"\d{1,2}", text), answers.plain(text)
    at = next((n for n, names in answers.words().ordinals.items() if told in names), 0)
    at = int(number.group()) if number else at
    if at or number:
        place = at - first if at >= first else at - 1
        return row[place] if 0 <= place < len(row) else None
    wanted = _telling(text)
    best = max(row, key=lambda line: len(wanted & _telling(line.text)), default=None)
    return best if best and wanted & _telling(best.text) else None


def paired(text: str, lines: Sequence[ListLine]) -> Optional[tuple[ListLine, ListLine]]:
    """Returns the upside and the downside that two numbers of the shown list name, or None."""
    shown = [*on(lines, "up"), *on(lines, "down")]
    numbers = [int(number) for number in re.findall(r"\d{1,2}", text)]
    named = [shown[number - 1] for number in numbers if 0 < number <= len(shown)]
    up = next((line for line in named if line.side == "up"), None)
    down = next((line for line in named if line.side == "down"), None)
    return (up, down) if up and down else None
