"""Hears what a first text already tells, so that nothing told is asked again.

Reflections are built from parts only (rule U5): a feeling word, a length of time, a label.
Without a confident part there is no reflection.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Optional, Sequence

from bot.coaching import answers, cues
from bot.coaching.records import Feeling
from bot.coaching.words import feelings_in
from bot.content import Shape, content

Pronoun = Literal["he", "she", "they"]
Topic = Literal[
    "waiting",
    "trigger",
    "feeling",
    "rehearse",
    "breakup",
    "death",
    "betrayal",
    "watching",
    "urge",
    "sex",
    "history",
    "verdict",
    "other",
]
DETAIL = 12
"""Words with somebody in them that tell a situation even where no kind is recognised."""


class PeopleWords(Shape):
    """Words for one sort of person."""

    words: tuple[str, ...]
    relation: str
    pronoun: Optional[Pronoun] = None


class PronounWords(Shape):
    """A pronoun's forms: those heard, and the two that are spoken."""

    words: frozenset[str]
    object: str
    possessive: str


class KindCues(Shape):
    """Cues of one kind of happening; `concrete` where a camera would have seen it."""

    concrete: bool
    cues: tuple[str, ...]


class HearingWords(Shape):
    """Shape of `content/hearing.yml`."""

    people: tuple[PeopleWords, ...]
    owners: frozenset[str]
    owner_spoken: str
    name_after: tuple[str, ...]
    not_names: frozenset[str]
    name_ends: frozenset[str]
    pronouns: dict[Pronoun, PronounWords]
    times: tuple[str, ...]
    no_time_after: tuple[str, ...]
    units: tuple[str, ...]
    short_units: dict[str, str]
    counts: tuple[str, ...]
    wholes: dict[str, str]
    ago: tuple[str, ...]
    pattern: tuple[str, ...]
    pattern_begins: tuple[str, ...]
    event_marks: tuple[str, ...]
    habits: tuple[str, ...]
    not_said_back: frozenset[str]
    softeners: frozenset[str]
    intensity: tuple[str, ...]
    kinds: dict[str, KindCues]
    verdict: tuple[str, ...]
    death: tuple[str, ...]
    breakup: tuple[str, ...]
    left: tuple[str, ...]
    left_otherwise: tuple[str, ...]
    betrayal: tuple[str, ...]
    betrayal_doubted: tuple[str, ...]
    rehearse: tuple[str, ...]
    watching: tuple[str, ...]
    urge: tuple[str, ...]
    sex: tuple[str, ...]
    history: tuple[str, ...]
    waiting: tuple[str, ...]
    names_that_are_words: frozenset[str]


@dataclass(frozen=True)
class Somebody:
    """A person a text names: as they put it ("my mum"), as it is said back ("your mum")."""

    label: str
    spoken: str
    relation: Optional[str] = None
    pronoun: Optional[Pronoun] = None


@dataclass(frozen=True)
class Heard:
    """What one text tells; every part may be missing."""

    durations: tuple[str, ...] = ()
    """As they are said back ("six hours", "a whole evening")."""
    times: tuple[str, ...] = ()
    people: tuple[Somebody, ...] = ()
    pronoun: Optional[Pronoun] = None
    """Of the person the text is about, where it says one."""
    feelings: tuple[Feeling, ...] = ()
    intensity: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    pattern: bool = False
    topic: Topic = "other"
    has_situation: bool = False
    """Who did what is told well enough not to be asked again."""


def words() -> HearingWords:
    """Returns the reading lists of `content/hearing.yml`."""
    return content("hearing.yml", HearingWords)


def hear(text: str) -> Heard:
    """Returns what a text tells by itself."""
    lists = words()
    told = cues.unquoted(text)
    people = _people(told, lists)
    kinds = tuple(kind for kind, sort in lists.kinds.items() if cues.hit(told, sort.cues))
    feelings = tuple(feelings_in(text))
    pattern = _is_pattern(told, lists)
    pronoun = _pronoun(told, people, lists)
    topic = _topic(told, kinds, feelings, pattern, lists)
    somebody = bool(people or pronoun)
    return Heard(
        durations=_durations(told, lists),
        times=_times(told, lists),
        people=people,
        pronoun=pronoun,
        feelings=feelings,
        intensity=_phrases(told, lists.intensity),
        kinds=kinds,
        pattern=pattern,
        topic=topic,
        has_situation=pattern
        or any(lists.kinds[kind].concrete for kind in kinds)
        or (somebody and len(cues.tokens(told)) >= DETAIL and topic not in ("feeling", "rehearse")),
    )


def reflection(heard: Heard) -> Optional[tuple[str, dict[str, str]]]:
    """Returns the response that says a heard text back, with its parts, or nothing (rule U5)."""
    duration = heard.durations[0] if heard.durations else ""
    lists = words()
    sure = [one for one in heard.feelings if one.group and one.word not in lists.not_said_back]
    feeling = spoken_feelings(sure[:2])
    told = {heard.topic, *(() if heard.pattern else heard.kinds)}
    who = heard.people[0].spoken if heard.people else ""
    parts = {"duration": duration, "feeling": feeling, "them": who}
    for kinds, needed, response in _REFLECTIONS:
        if (not kinds or kinds & told) and all(parts[part] for part in needed):
            given = {part: parts[part] for part in needed}
            if needed and needed[0] == "duration":
                given["duration"] = capital(duration)
            return response, given
    return None


_REFLECTIONS: tuple[tuple[frozenset[str], tuple[str, ...], str], ...] = (
    (frozenset({"death"}), (), "utter_reflect_death"),
    (frozenset({"breakup"}), (), "utter_reflect_breakup"),
    (frozenset({"betrayal"}), (), "utter_reflect_betrayal"),
    (frozenset({"online"}), ("duration",), "utter_reflect_duration_online"),
    (frozenset({"no_answer", "waiting"}), ("duration",), "utter_reflect_duration_no_answer"),
    (frozenset({"no_answer", "waiting"}), ("them",), "utter_reflect_waiting_them"),
    (frozenset(), ("feeling", "duration"), "utter_reflect_feeling_duration"),
    (frozenset({"fight"}), ("them",), "utter_reflect_fight_them"),
    (frozenset({"no_answer", "waiting"}), (), "utter_reflect_waiting"),
    (frozenset(), ("feeling",), "utter_reflect_feeling"),
    (frozenset({"fight"}), (), "utter_reflect_fight"),
    (frozenset(), ("duration",), "utter_reflect_duration"),
)
"""What must be heard, the parts a line needs, the line; the first that fits is said."""


def spoken_feelings(feelings: Sequence[Feeling]) -> str:
    """Returns feelings as one line that begins with a capital ("Angry and lonely")."""
    soft = words().softeners
    bare = [" ".join(word for word in one.word.split() if word not in soft) for one in feelings]
    return capital(words_joined(bare))


def words_joined(parts: Sequence[str]) -> str:
    """Returns words as a list ("hurt", "hurt and sad", "hurt, sad and tired")."""
    if len(parts) < 2:
        return "".join(parts)
    return answers.words().listed.format(first=", ".join(parts[:-1]), last=parts[-1])


def capital(line: str) -> str:
    """Returns a line with its first letter large and the rest as it is."""
    return line[:1].upper() + line[1:]


def them(pronoun: Optional[Pronoun]) -> dict[str, str]:
    """Returns the forms lines need: `them` (object) and `their`; "they" where nothing is known."""
    forms = words().pronouns[pronoun or "they"]
    return {"them": forms.object, "their": forms.possessive}


def _phrases(text: str, phrases: Sequence[str]) -> tuple[str, ...]:
    """Returns the phrases that stand in a text, longest first and none inside another."""
    told = f" {answers.plain(text)} "
    found = [
        phrase for phrase in sorted(phrases, key=len, reverse=True) if f" {answers.plain(phrase)} " in told
    ]
    return tuple(p for i, p in enumerate(found) if not any(p in longer for longer in found[:i]))


def _times(text: str, lists: HearingWords) -> tuple[str, ...]:
    """Returns the times a text names; what only says a span ("in the last month") is none."""
    not_after = "".join(rf"(?<!\b{word} )" for word in lists.no_time_after)
    said = answers.plain(text)
    return tuple(
        time
        for time in _phrases(text, lists.times)
        if re.search(rf"{not_after}\b{re.escape(answers.plain(time))}\b", said)
    )


@lru_cache(maxsize=1)
def _length() -> re.Pattern[str]:
    lists = words()
    numbers = "|".join(answers.words().numbers)
    return re.compile(
        rf"\b(?P<length>(?:(?:a|an|the)\s+)?(?:(?:\d+(?:\.5)?|{numbers}|{'|'.join(lists.counts)})\s+|(?<=a\s)|(?<=an\s))"
        rf"(?:{'|'.join(lists.units)})s?)\b(?!\s+(?:{'|'.join(lists.ago)})\b)"
    )


def _durations(text: str, lists: HearingWords) -> tuple[str, ...]:
    told = _written_out(text.lower(), lists)
    found = [
        (told.find(whole), said) for whole, said in lists.wholes.items() if re.search(rf"\b{whole}\b", told)
    ]
    found += [(match.start(), match["length"]) for match in _length().finditer(told)]
    return tuple(said for _, said in sorted(found))


def _written_out(text: str, lists: HearingWords) -> str:
    """Returns a text with lengths of time as they are texted ("5h") in words."""
    units = "|".join(lists.short_units)
    return re.sub(
        rf"(?<![\w.,])(\d{{1,2}})({units})\b",
        lambda said: f"{said[1]} {lists.short_units[said[2]].removesuffix('s' if said[1] == '1' else '')}",
        text,
    )


@lru_cache(maxsize=1)
def _relations() -> tuple[re.Pattern[str], dict[str, PeopleWords]]:
    lists = words()
    known = {word: sort for sort in lists.people for word in sort.words}
    longest = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    return re.compile(
        rf"\b(?:{'|'.join(lists.owners)})\s+(?:\w+\s+)??(?P<word>{longest})(?P<of>s|'s|’s)?\b"
    ), known


def _people(text: str, lists: HearingWords) -> tuple[Somebody, ...]:
    """Returns the people of a text in the order they are named, each once."""
    pattern, known = _relations()
    found: dict[int, Somebody] = {}
    for match in pattern.finditer(text.lower().replace("-", " ")):
        label = match.group()[: -len(match["of"])] if match["of"] else match.group()
        sort = known[match["word"]]
        spoken = f"{lists.owner_spoken} {label.split(maxsplit=1)[1]}"
        found[match.start()] = Somebody(label, spoken, sort.relation, sort.pronoun)
    for match in re.finditer(
        r"(?<![.!?\n“\"] )(?<!^)\b(?P<name>[A-Z][a-z]+|[A-Z])\b(?!['’](?:m|ve|ll|d)\b)", text
    ):
        if match["name"].lower() not in lists.not_names:
            found.setdefault(match.start(), Somebody(match["name"], match["name"]))
    after = "|".join(sorted(lists.name_after, key=len, reverse=True))
    ends = "|".join(lists.name_ends)
    for match in re.finditer(
        rf"\b(?:{after})\s+(?P<name>[a-z]+)(?=\s*(?:$|[.,;!?\n)]|\s(?:{ends})\b))", text.lower()
    ):
        if match["name"] not in lists.not_names and match["name"] not in known:
            name = capital(match["name"])
            found.setdefault(match.start("name"), Somebody(name, name))
    return tuple({somebody.label: somebody for _, somebody in sorted(found.items())}.values())


def _pronoun(text: str, people: Sequence[Somebody], lists: HearingWords) -> Optional[Pronoun]:
    """Returns the pronoun the first person's word gives, or else the one used most."""
    known = next((somebody.pronoun for somebody in people if somebody.pronoun), None)
    said = answers.plain(text).split()
    counts = {pronoun: sum(word in forms.words for word in said) for pronoun, forms in lists.pronouns.items()}
    most = max(counts, key=lambda pronoun: counts[pronoun])
    return known or (most if counts[most] else None)


def _is_pattern(text: str, lists: HearingWords) -> bool:
    """Tells whether a text is about what keeps happening, and not about one time."""
    told = f" {answers.plain(text)} "
    if any(f" {mark} " in told for mark in lists.event_marks):
        return False
    begins = any(told.startswith(f" {answers.plain(start)} ") for start in lists.pattern_begins)
    return begins or bool(cues.hit(text, lists.habits)) or any(f" {mark} " in told for mark in lists.pattern)


def _topic(
    text: str, kinds: Sequence[str], feelings: Sequence[Feeling], pattern: bool, lists: HearingWords
) -> Topic:
    told: tuple[tuple[Topic, Sequence[str]], ...] = (
        ("verdict", lists.verdict),
        ("death", lists.death),
        ("breakup", lists.breakup),
        ("breakup", () if cues.hit(text, lists.left_otherwise) else lists.left),
        ("betrayal", () if cues.hit(text, lists.betrayal_doubted) else lists.betrayal),
        ("watching", lists.watching),
        ("rehearse", lists.rehearse),
        ("urge", lists.urge),
        ("sex", lists.sex),
        ("history", lists.history),
    )
    for topic, phrases in told:
        if cues.hit(text, phrases):
            return topic
    if "no_answer" in kinds or cues.hit(text, lists.waiting):
        return "waiting"
    if kinds or pattern:
        return "trigger"
    return "feeling" if feelings or cues.hit(text, lists.intensity) else "other"
