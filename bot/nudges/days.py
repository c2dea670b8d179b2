"""Reads how often messages are to come, and on which weekdays: "twice a week", "every second evening"."""

from __future__ import annotations

import re
from functools import cache

from bot.coaching import answers
from bot.nudges.hours import HOUR
from bot.nudges.told import Told, alternatives, either, weekdays, words
from bot.nudges.wish import ALL, FORTNIGHT, MONTH

DAYTIME = r"(?:days?|mornings?|evenings?|nights?|afternoons?)"
COUNTED = rf"(?:x|times?|{DAYTIME}|messages?|texts?|nudges?|reminders?|notes?|of (?:them|these))"
A_WEEK = r"(?: ?/ ?| ?(?:(?:a|per|each|every|in the|in a|the|in one|by) )?)(?:week|weekly)\b"
ONE_A_DAY = r"\b(?:at most|max|maximum|no more than|not more than|only|just) (?:one|once|1) (?:a|per) day\b"
STOPS = ("stop", "leave me alone", "turn off", "switch off", "cancel", "mute")
"""What takes a day out that stands beside it."""
BACK = (
    r"\b(?:not|never|no messages?|nothing) (?:then|those|on those|these days)\b"
    r"|\b(?:leave|skip|take|drop) (?:it|them|that|those)(?: day| one)? out\b"
)
"""What takes the days out that were named before it."""


@cache
def _numbers() -> dict[str, int]:
    """Returns the numbers from 1 to 30 as they are typed, "third" among them."""
    found = {str(number): number for number in range(1, 31)}
    found.update({word: number for word, number in answers.words().numbers.items() if 0 < number <= 30})
    found.update({word: number for word, number in words().numerals.items() if number > 2})
    return found


def read_often(told: Told) -> None:
    """Reads how many a week, or every how many days."""
    lists, wish = words(), told.wish
    often = {name: either(phrases) for name, phrases in lists.often.items()}
    number = alternatives(_numbers())
    per_week = rf"(?<![\w.:])(?P<number>{number})(?: ?(?:-|to|or) ?(?:{number}))?(?:\s?{COUNTED})*{A_WEEK}"
    told.take(ONE_A_DAY)
    if told.take(
        rf"\bnot (?:that often as )?(?:{often['daily']})",
        rf"{often['daily']}(?: \w+){{0,2}} too (?:much|often|many)\b",
    ):
        wish["less"] = True
    elif told.take(either(lists.too_often)):
        told.unclear.append("often")
    elif found := told.take(rf"\bevery (?P<number>{number})(?:rd|th|nd)? {DAYTIME}(?!\w)"):
        wish["every"] = _numbers()[found["number"]]
    elif told.take(often["fortnight"]):
        wish["every"] = FORTNIGHT
    elif told.take(often["month"]):
        wish["every"] = MONTH
    elif found := told.take(rf"{often['second']} (?P<day>{alternatives(weekdays())})(?!\w)"):
        wish.update(every=FORTNIGHT, days=(weekdays()[found["day"]],))
    elif told.take(rf"{often['second']}(?: {DAYTIME}(?!\w))?"):
        wish["every"] = 2
    elif found := told.take(per_week):
        wish["per_week"] = _numbers()[found["number"]]
    elif found := told.take(rf"\b(?:a )?(?P<few>{alternatives(lists.few)})(?!\w)"):
        wish["per_week"] = lists.few[found["few"]]
    elif told.take(often["daily"]):
        wish["days"] = ALL
    elif told.take(either(lists.most_days)):
        told.unclear.append("days")
    if wish.get("per_week", 0) > len(ALL):
        del wish["per_week"]
        told.unclear.append("often")


def read_days(told: Told) -> None:
    """Reads the weekdays wanted, added and taken out."""
    lists, wish, names = words(), told.wish, alternatives(words().days)
    run = rf"(?<!\w)(?P<first>{names}) ?(?:-|–|to|thru|through|until) ?(?P<last>{names})(?!\w)"
    told.text = re.sub(run, _run, told.text)
    told.text = re.sub(r"(?<!\w)(?:m ?/ ?w ?/ ?f|mwf)(?!\w)", "mon wed fri", told.text)
    swapped = told.take(
        rf"\b(?:swap|change|move|switch|trade|replace) (?:the |my )?(?P<old>{names})(?: ones?| message)?"
        rf" (?:for|to|with|by|into) (?:the )?(?P<new>{names})(?!\w)",
        rf"(?<!\w)(?P<new>{names}) (?:instead of|rather than|in place of|not) (?:on )?(?P<old>{names})(?!\w)",
    )
    if swapped:
        wish.update(added=lists.days[swapped["new"]], excluded=lists.days[swapped["old"]])
        return
    passing = "moved" in wish and not told.has(lists.plural)
    wanted, out = (set(), set()) if passing else _wanted(told.text, names)
    if re.search(BACK, told.text) and not out:
        out, wanted = wanted, set()
    choice = not out and re.search(rf"(?<!\w)(?:{names})\W+or (?:on )?(?:{names})(?!\w)", told.text)
    daily = wish.get("days") == ALL
    if choice or daily and wanted - out or out and wanted and not wanted - out:
        told.unclear.append("days")
    if daily:
        wish["days"] = tuple(sorted(set(ALL) - out))
    elif wanted and told.has(lists.adds):
        wish["added"] = tuple(sorted(wanted - out))
    elif wanted and not ("every" in wish and "days" in wish):
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


def _wanted(text: str, names: str) -> tuple[set[int], set[int]]:
    """Returns the weekdays that are wanted, and those that are taken out."""
    lists = words()
    late = (
        rf"(?: (?:mornings?|evenings?|nights?|and \w+))?\s+{either(lists.denied_after)}"
        rf"(?!\s+(?:on )?(?:{names})\b)"
    )
    late = rf"(?:{late}|\s*[:=]\s*(?:no|not|never|out|off)\b)"
    granted = rf"\s+(?:mornings? |evenings? )?{either(lists.granted_after)}"
    marks = (
        rf"(?P<day>{either(lists.days)})|(?P<deny>{either((*lists.denies, *STOPS))})"
        rf"|(?P<turn>{either(lists.turns)})|(?P<end>[.;!?\n]|,(?=\s*(?:but|just|only|{HOUR})))"
    )
    wanted: set[int] = set()
    out: set[int] = set()
    denied, since = False, 0
    for mark in re.finditer(marks, text):
        if mark["day"] is None:
            denied, since = mark["deny"] is not None, mark.end()
            continue
        after = text[mark.end() :]
        if re.match(granted, after) and re.search(r",|\bbut\b|\band\b", text[since : mark.start()]):
            denied = False
        (out if denied or re.match(late, after) else wanted).update(lists.days[mark["day"]])
    return wanted, out


def _run(match: re.Match[str]) -> str:
    """Returns "mon tue wed" for "mon to wed"."""
    first, last = words().days[match["first"]][0], words().days[match["last"]][-1]
    short = {number: name for name, number in weekdays().items() if len(name) == 3}
    return " ".join(short[(first + n) % 7] for n in range((last - first) % 7 + 1))
