"""Reads what a wish about messages means: days, hours, place, how often, pause, stop, one appointment.

What cannot be told for certain stands in `unclear` and is asked back, never guessed.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from functools import cache
from typing import Optional
from zoneinfo import ZoneInfo

from bot.coaching import answers
from bot.nudges import places
from bot.nudges.hours import HOUR, hours, meant
from bot.nudges.pauses import read_pause, read_quiet
from bot.nudges.told import Told, alternatives, cleaned, denied_parts, either, parts_of, weekdays, words
from bot.nudges.wish import A_WEEK, ALL, EARLIEST, Part, Unclear, Wish, is_quiet

FORTNIGHT, MONTH = 14, 28
"""Days between two messages "every two weeks" and "once a month"."""
SOME_TIME = (
    r"\b(?:when|whenever|while|once|after|before|as soon as|by the time) "
    r"(?:i|im|ive|he|hes|she|shes|they|theyre|its|it|the|my|we|were|everyone|everybody|work|school|dinner|lunch)\b"
)
"""A time that only they know."""
AND_THEN = ("then", "after that", "afterwards", "from then on", "after then")
"""What goes on with what comes after a pause."""
DAYTIME = r"(?:days?|mornings?|evenings?|nights?|afternoons?)"


def read(text: str, now: datetime, zone: Optional[tzinfo] = None, *, asked: Optional[Unclear] = None) -> Wish:
    """Returns what a text wishes about messages.

    `now` is aware; `zone` is the person's, None where it is not known; `asked` is the part this text answers.
    """
    plain = answers.plain(places.folded(text))
    if plain in words().stop_whole:
        return Wish(stop=True)
    whole = cleaned(text)
    if _ends_all(whole):
        return Wish(stop=True)
    if asked in ("at", "days") and plain in words().your_choice:
        return Wish(part="morning") if asked == "at" else Wish(per_week=A_WEEK)
    told = Told(whole, now, zone, asked)
    _place(told)
    read_pause(told)
    read_quiet(told)
    parts = parts_of(told.text)
    _often(told)
    paused = "pause_until" in told.wish and not told.has(AND_THEN)
    if not paused and not _one_off(told):
        _days(told)
        _hour(told, parts)
        if re.search(rf"\buntil (?:the )?(?:end|{either(weekdays())}|next|\d)", told.text):
            told.unclear.append("pause")
    _stop(told, whole)
    if not told.wish.get("stop"):
        _on_less_more(told)
    return told.done()


def _place(told: Told) -> None:
    """Reads the place whose clock counts."""
    lists = words()
    no_places = lists.no_places | set(lists.days)
    marks = places.Marks(lists.by_place, lists.place_marks, no_places, lists.two_zones)
    place = places.find(told.text, marks, told.asked == "place")
    moved = told.has(lists.moved)
    if place is None:
        somewhere = re.search(
            rf"{either(lists.lives)} (?!bed\b|the (?:morning|evening|afternoon|middle)|a |an |my )", told.text
        )
        if moved or told.asked == "place" and not told.has((*lists.stop, *lists.stop_clause)):
            told.unclear.append("place")
        elif (
            somewhere
            and told.asked is None
            and somewhere[0].startswith(("i live", "we live", "time", "based"))
        ):
            told.unclear.append("place")
        told.wish.update({"moved": True} if moved else {})
        return
    told.text = f"{told.text[: place.start]}{' ' * (place.end - place.start)}{told.text[place.end :]}"
    told.wish.update({"moved": True} if moved else {})
    if place.zone is None:
        told.unclear.append("place")
    else:
        told.wish.update(place=place.name, zone=place.zone)


@cache
def _numbers() -> dict[str, int]:
    """Returns the numbers from 1 to 30 as they are typed, "third" and "3rd" among them."""
    found = {str(number): number for number in range(1, 31)}
    found.update({word: number for word, number in answers.words().numbers.items() if 0 < number <= 30})
    found.update({word: number for word, number in words().numerals.items() if number > 2})
    return found


def _often(told: Told) -> None:
    """Reads how many a week, or every how many days."""
    lists, wish = words(), told.wish
    often = {name: either(phrases) for name, phrases in lists.often.items()}
    number = alternatives(_numbers())
    told.take(
        r"\b(?:at most|max|maximum|no more than|not more than|only|just) (?:one|once|1) (?:a|per) day\b"
    )
    if told.take(
        rf"\bnot (?:that often as )?(?:{often['daily']})",
        rf"{often['daily']}(?: \w+){{0,2}} too (?:much|often|many)\b",
    ):
        wish["less"] = True
    elif told.take(either(lists.too_often)):
        told.unclear.append("often")
    elif found := told.take(rf"\bevery (?P<number>{number})(?:rd|th|nd)? (?:{DAYTIME})(?!\w)"):
        wish["every"] = _numbers()[found["number"]]
    elif told.take(often["fortnight"]):
        wish["every"] = FORTNIGHT
    elif told.take(often["month"]):
        wish["every"] = MONTH
    elif found := told.take(rf"{often['second']} (?P<day>{alternatives(weekdays())})(?!\w)"):
        wish.update(every=FORTNIGHT, days=(weekdays()[found["day"]],))
    elif told.take(rf"{often['second']}(?: {DAYTIME}(?!\w))?"):
        wish["every"] = 2
    elif found := told.take(
        rf"(?<![\w.:])(?P<number>{number})(?: ?(?:-|to|or) ?(?:{number}))?(?:\s?(?:x|times?|days?|messages?|texts?|nudges?|reminders?|notes?|of (?:them|these)|mornings?|evenings?))*"
        r"(?: ?/ ?| ?(?:(?:a|per|each|every|in the|in a|the|in one|by) )?)(?:week|weekly)\b"
    ):
        wish["per_week"] = _numbers()[found["number"]]
    elif few := told.take(rf"\b(?:a )?(?P<few>{alternatives(lists.few)})(?!\w)"):
        wish["per_week"] = lists.few[few["few"]]
    elif told.take(often["daily"]):
        wish["days"] = ALL
    elif told.take(either(lists.most_days)):
        told.unclear.append("days")
    if wish.get("per_week", 0) > len(ALL):
        wish.pop("per_week")
        told.unclear.append("often")


def _days(told: Told) -> None:
    """Reads the weekdays wanted, added and taken out."""
    lists, wish, names = words(), told.wish, alternatives(words().days)
    told.text = re.sub(
        rf"(?<!\w)(?P<first>{names}) ?(?:-|–|to|thru|through|until) ?(?P<last>{names})(?!\w)", _run, told.text
    )
    told.text = re.sub(r"(?<!\w)(?:m ?/ ?w ?/ ?f|mwf)(?!\w)", "mon wed fri", told.text)
    swapped = told.take(
        rf"\b(?:swap|change|move|switch|trade|replace) (?:the |my )?(?P<old>{names})(?: one| ones| message)? (?:for|to|with|by|into) (?:the )?(?P<new>{names})(?!\w)",
        rf"(?<!\w)(?P<new>{names}) (?:instead of|rather than|in place of|not) (?:on )?(?P<old>{names})(?!\w)",
    )
    if swapped:
        wish.update(added=lists.days[swapped["new"]], excluded=lists.days[swapped["old"]])
        return
    marks = re.finditer(
        rf"(?P<day>{either(lists.days)})|(?P<deny>{either(lists.denies)}|{either(('stop', 'leave me alone', 'turn off', 'switch off', 'cancel', 'mute'))})"
        rf"|(?P<turn>{either(lists.turns)})|(?P<end>[.;!?\n]|,(?=\s*(?:but|just|only|{HOUR})))",
        told.text,
    )
    wanted: set[int] = set()
    out: set[int] = set()
    denied = False
    apart = -1
    passing = "moved" in wish and not told.has(lists.plural)
    for mark in () if passing else marks:
        if mark["day"] is None:
            denied, apart = mark["deny"] is not None, mark.end()
            continue
        after = told.text[mark.end() :]
        late = re.match(
            rf"(?: (?:mornings?|evenings?|nights?|and \w+))?\s+{either(lists.denied_after)}(?!\s+(?:on )?(?:{names})\b)",
            after,
        )
        granted = re.match(rf"\s+(?:mornings? |evenings? )?{either(lists.granted_after)}", after)
        if granted and re.search(r",|\bbut\b|\band\b", told.text[apart : mark.start()]):
            denied = False
        days = set(lists.days[mark["day"]])
        (out if denied or late else wanted).update(days)
    if (
        re.search(
            r"\b(?:not|never|no messages?|nothing) (?:then|those|on those|these days)\b|\b(?:leave|skip|take|drop) (?:it|them|that|those)(?: day| one)? out\b",
            told.text,
        )
        and not out
    ):
        out, wanted = wanted, set()
    choice = re.search(rf"(?<!\w)(?:{names})\W+or (?:on )?(?:{names})(?!\w)", told.text) and not out
    daily = wish.get("days") == ALL
    if daily and wanted - out or choice or out and wanted and not wanted - out:
        told.unclear.append("days")
    if daily or not wanted:
        wish.update({"days": tuple(sorted(set(ALL) - out))} if daily else {})
    elif told.has(lists.adds):
        wish["added"] = tuple(sorted(wanted - out))
    elif "every" not in wish or "days" not in wish:
        wish["days"] = tuple(sorted(wanted - out))
    if out:
        wish["excluded"] = tuple(sorted(out))
    if not wish.get("days", ALL):
        del wish["days"]
    number = len(wish.get("days", ()))
    if wanted and number and wish.get("per_week", 0) > number:
        told.unclear.append("days")
    elif wish.get("per_week") == number:
        del wish["per_week"]


def _run(match: re.Match[str]) -> str:
    """Returns "mon tue wed" for "mon to wed"."""
    first, last = words().days[match["first"]][0], words().days[match["last"]][-1]
    short = {number: name for name, number in weekdays().items() if len(name) == 3}
    return " ".join(short[(first + n) % 7] for n in range((last - first) % 7 + 1))


def _hour(told: Told, parts: tuple[Part, ...]) -> None:
    """Reads the one hour the messages are to come at, or the part of the day."""
    lists, wish = words(), told.wish
    if "pause" in told.unclear:
        return
    part = parts[0] if len(set(parts)) == 1 else None
    found = meant(hours(told.text, part), told.text)
    if part == "noon" and not found:
        found = hours("lunch" if "lunch" in told.text else "noon")
    elif part and part != "noon":
        wish["part"] = part
    if len({one.at for one in found}) > 1 or (len(set(parts)) > 1 and not found):
        wish.pop("part", None)
        told.unclear.append("at")
    elif found and found[0].open:
        wish["hour"] = found[0].at
        told.unclear.append("at")
    elif found and _clashes(found[0].at, wish.get("quiet_from"), wish.get("quiet_until")):
        told.unclear.append("at")
    elif found:
        wish["at"] = found[0].at
    elif {"quiet_from", "quiet_until"} & set(wish):
        return
    elif told.has(lists.vague_hours) or re.search(SOME_TIME, told.text) or denied_parts(told.text):
        told.unclear.append("at")


def _clashes(at: str, quiet_from: Optional[str], quiet_until: Optional[str]) -> bool:
    """Tells whether an hour lies in the quiet hours of the same text."""
    if quiet_from and quiet_until:
        return is_quiet(at, quiet_from, quiet_until)
    return bool(quiet_from and at >= quiet_from or quiet_until and at < quiet_until)


def _one_off(told: Told) -> bool:
    """Reads one appointment; returns whether it is one."""
    lists, wish, names = words(), told.wish, weekdays()
    if "pause_until" in wish or "pause" in told.unclear or wish.get("stop"):
        return False
    text = told.text
    starts = told.take(
        rf"{either(lists.starts)} (?:on )?(?:next )?(?P<day>tomorrow|today|{alternatives(names)})(?!\w)(?! to\b)"
    )
    if starts:
        ahead = {"tomorrow": 1, "today": 0}.get(starts["day"])
        ahead = (names[starts["day"]] - told.today.weekday() - 1) % 7 + 1 if ahead is None else ahead
        wish.update({"pause_until": told.begins(told.today + timedelta(days=ahead))} if ahead else {})
        return False
    singular = [name for name in names if name not in lists.plural]
    clauses = [part for part in re.split(r"[.,;!?\n]", text) if re.search(either(lists.asks), part)]
    named = set(re.findall(either(singular), next(iter(clauses), "") or text)) or set(
        re.findall(either(singular), text)
    )
    again = told.has((*lists.plural, "mornings", "evenings", "afternoons", "nights", *lists.recurs))
    again = again or bool({"every", "per_week", "days"} & set(wish))
    about = told.has(lists.one_off) and not told.has((*lists.plural, "mornings", "evenings", "every"))
    count = r"(?:about )?(?:\d+|an?|half an|one|two|three|four|five|six|a couple of|a few)"
    soon = re.search(rf"\bin {count} (?:minutes?|mins?|hours?|hrs?|days?)(?!\w)", text)
    asks = told.has(lists.asks)
    once = (
        about
        or soon
        or (told.has(lists.one_day) and not again)
        or (len(named) == 1 and asks and not again and told.asked != "days")
    )
    if (
        re.search(rf"{either(lists.denies)}[^.;,!?\n]{{0,20}}?{either((*singular, *lists.one_day))}", text)
        and not about
    ):
        once = False
    if not once:
        vague = asks and not again and not named and told.asked is None
        if vague and re.search(r"\bin the (?:morning|evening|afternoon)\b", text) and not hours(text):
            told.unclear.append("once")
        return False
    wish["one_off"] = True
    zone = ZoneInfo(wish["zone"]) if wish.get("zone") else told.zone
    moment = answers.when(_moment(told, soon), told.now, zone) if zone else None
    if moment is None:
        told.unclear.append("once" if zone else "place")
    else:
        wish["once"] = moment
    return True


def _moment(told: Told, soon: Optional[re.Match[str]]) -> str:
    """Returns the day and hour of one appointment in the words that `answers.when` reads."""
    if soon:
        return soon[0]
    clauses = [
        clause for clause in re.split(r"[.,;!?\n]", told.text) if re.search(either(words().asks), clause)
    ]
    text = next(
        (clause for clause in clauses if re.search(either((*words().one_day, *weekdays())), clause)),
        told.text,
    )
    parts = parts_of(text)
    found = hours(text, parts[0] if parts else None)
    day = re.search(either(("tomorrow", "today", "tonight", *weekdays())), text)
    name = day[0].rstrip("s") if day else ""
    if "day after tomorrow" in text:
        name = f"{told.today + timedelta(days=2):%A}".lower()
    if found:
        return f"{name} {parts[0] if parts and found[0].open else ''} at {int(found[0].at[:2])}:{found[0].at[3:]}"
    return f"{name} {parts[0] if parts else ''}".strip() or EARLIEST


def _stop(told: Told, whole: str) -> None:
    """Reads that nothing is to come any more, unless it is said of some days, hours or of a while only."""
    lists, wish = words(), told.wish
    narrowed = {"excluded", "quiet_from", "quiet_until", "pause_until", "per_week", "every", "added"}
    if wish.get("stop"):
        return told.stopped()
    if wish.get("one_off") and re.search(either(lists.one_off), whole):
        return None
    if narrowed & set(wish) - ({"pause_until"} if wish.get("days") == ALL else set()) or {
        "pause",
        "quiet",
        "often",
    } & set(told.unclear):
        return None
    clauses = re.split(r"[.;!?\n]", whole)
    if not any(_stops(clause) for clause in clauses) or re.search(r"\bstop spamming\b", whole):
        return None
    sometimes = r"\b(?:stop|dont|do not|no|never)\b[^.;!?\n]*\b(?:(?:in|at|during) (?:the )?(?:morning|evening|night|afternoon|lunch)|so (?:early|late)|when|while|during)\b"
    if re.search(sometimes, whole):
        wish.pop("part", None)
        told.unclear[:] = ["quiet"]
        return None
    return told.stopped()


def _ends_all(text: str) -> bool:
    """Tells whether a clause ends all messages without a day, an hour or a while in it that makes it less."""
    lists = words()
    clauses = re.split(r"[.,;!?\n]| (?=(?:i|im|ive|its|because|cos|since|you|youre|this|maybe)\b)", text)
    after = [*clauses[1:], ""]
    limits = rf"{either((*lists.limits, *lists.days))}|\d|{either(('every', 'daily', 'each'))}"
    return any(
        _stops(clause)
        and (re.search(either(lists.for_ever), clause) or not re.search(limits, clause))
        and not re.match(rf"\s*{either((*lists.takes_back, *lists.limits, *lists.days))}", rest)
        for clause, rest in zip(clauses, after)
    )


def _stops(clause: str) -> bool:
    """Tells whether a clause ends all messages, spoken by the person about themselves."""
    lists = words()
    alone = " ".join(word for word in re.findall(r"[^\W_]+", clause) if word not in lists.polite)
    whole = " ".join(re.findall(r"[^\W_]+", clause))
    if alone in lists.stop_clause or whole in lists.stop_clause:
        return True
    ends = (
        rf"(?<!\w)(?:{alternatives(lists.ends)})(?:p?ed|d|p?ing|l?ing)?(?: \w+){{0,3}}? {either(lists.ended)}"
    )
    made = rf"{ends}|{either(lists.unwanted)}(?: \w+){{0,3}}? {either(lists.received)}"
    told = re.search(rf"{either(lists.stop)}|{made}", clause)
    return bool(
        told and not re.search(either(lists.keep_on), clause)
        and not re.search(either(lists.others), clause[: told.start()])
    )  # fmt: skip


def _on_less_more(told: Told) -> None:
    """Reads that they are to come again, less often or more often."""
    lists, wish = words(), told.wish
    denied = r"(?<!\bnot )(?<!\bno )(?<!\bdont )(?<!\bnever )(?<!\bany )(?<!\bonce )(?<!\bone )(?<!\ba )"
    if (
        not {"pause_until", "stop"} & set(wish)
        and "pause" not in told.unclear
        and re.search(denied + either(lists.resume), told.text)
    ):
        wish["resume"] = True
    if re.search(r"(?<!\bnot )(?<!\bno )" + either(lists.less), told.text) and not told.has(
        ("more or less",)
    ):
        wish["less"] = True
    elif re.search(
        denied.replace(r"(?<!\ba )", "") + either(lists.more) + r"(?! than| like| or less| time)", told.text
    ):
        wish["more"] = True
