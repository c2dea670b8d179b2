"""Puts a sentence together from the person's own parts, said to the other person (dialogue 3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.coaching.rehearsal_words import cues, regex
from bot.coaching.step7_stating_needs import Parts
from bot.language.sentence import people, read, spelt

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def split_moment(text: str) -> tuple[str | None, str]:
    """Returns (when, what happened) of a told moment; when is None where no time comes first."""
    clean = spelt(text).strip(" .,")
    for source, front in ((cues().opens_day, "On "), (cues().opens_plain, "")):
        found = re.match(source, clean + " ", re.IGNORECASE)
        if found:
            said = found[1].strip()
            rest = clean[found.end() :].strip(" .,")
            return front + (said if front else _upper(said)), rest
    return None, clean


def moment_name(when: str) -> str:
    """Returns a moment's time to say it back alone: "On Sunday" is "Sunday"."""
    return _upper(re.sub(cues().time_lead, "", when))


def compose(parts: Parts, partner_pronoun: str) -> str:
    """Returns one sentence to say, from parts in the person's words; absent parts are left out.

    `partner_pronoun` is he, she or they: it becomes "you". Where a part is not understood, its
    words stay as they are. The frame is `frame` of `content/rehearsal.yml`.
    """
    frame = cues().frame
    lines: list[str] = []
    observation = addressed(parts.observation or "", partner_pronoun)
    feeling = _without_lead("feeling", parts.feeling)
    habit = bool(observation and feeling) and not parts.when and not _is_past(observation)
    if habit:
        opened = re.sub(r"^(?:when|whenever) ", "", observation, flags=re.IGNORECASE)
        lines.append(frame["feels"].format(observation=opened, feeling=feeling))
    elif observation:
        kind = "moment" if parts.when else "moment_plain"
        when = addressed(parts.when or "", partner_pronoun)
        lines.append(_upper(frame[kind].format(when=when, observation=observation)))
    if feeling and not habit:
        lines.append(frame["felt" if observation else "feel"].format(feeling=feeling))
    if parts.need:
        lines.append(frame["need"].format(need=_need(parts.need, partner_pronoun)))
    if parts.request:
        lines.append(_request(parts.request, partner_pronoun))
    return " ".join(lines)


def finished(text: str, stop: str = "") -> str:
    """Returns a text as typed, ending with a question mark where its last sentence asks, else with `stop`."""
    said = text.strip()
    bare = said.rstrip(".")
    asks = regex(cues().asks).search(re.split(r"[.!?;\n]", bare)[-1].lower())
    ends_on_a_word = re.search(r"\w[\"'”’)]*$", bare)
    if not ends_on_a_word:
        return said
    return f"{bare}?" if asks else f"{bare}{stop}" if stop else said


def addressed(text: str, pronoun: str) -> str:
    """Returns a text about somebody turned to them: "her mum said" is "your mum said"."""
    doc = read(spelt(text).strip(" ."))
    turned = "".join(_turned(doc, token, pronoun) + token.whitespace_ for token in doc)
    return re.sub(r"\s+", " ", turned).strip()


def _turned(doc: Doc, token: Token, pronoun: str) -> str:
    forms = people().turned.get(pronoun, people().turned["they"])
    low = token.lower_
    if _is_partner(token):
        return "you"
    before = doc[token.i - 1] if token.i else None
    if before is not None and _is_partner(before) and token.tag_ == "POS":
        return "r"
    if low == "my" and token.i + 1 < len(doc) and _is_partner(doc[token.i + 1]):
        return ""
    if low in forms:
        return "your" if token.tag_ == "PRP$" else forms[low]
    if _turned_subject(token, pronoun) and (token.tag_ == "VBZ" or low == "was"):
        return _second_person(token)
    if low in cues().sharpeners and token.dep_ == "advmod" and _turned_subject(token.head, pronoun):
        return ""
    return token.text


def _is_partner(token: Token) -> bool:
    mine = token.i > 0 and token.nbor(-1).lower_ == "my"
    return mine and token.lower_ in people().partners


def _turned_subject(verb: Token, pronoun: str) -> bool:
    """Tells whether a verb's subject is the person spoken to."""
    head = verb.head if verb.dep_ in {"aux", "auxpass"} else verb
    subjects = [c for v in (verb, head) for c in v.children if c.dep_ in {"nsubj", "nsubjpass"}]
    return any(c.lower_ == pronoun or _is_partner(c) for c in subjects)


def _second_person(verb: Token) -> str:
    if verb.lower_ == "'s" and verb.dep_ == "aux" and verb.head.tag_ == "VBN":
        return "'ve"
    return people().second_person.get(verb.lower_, verb.lemma_)


def _is_past(text: str) -> bool:
    doc = read(text)
    return any(token.tag_ == "VBD" for token in doc)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _without_lead(part: str, text: str | None) -> str:
    clean = spelt(text or "").strip(" .,!?")
    return re.sub(cues().lead[part], "", clean, flags=re.IGNORECASE).strip()


def _need(text: str, pronoun: str) -> str:
    need = addressed(re.split(r"[.;\n]", _without_lead("need", text))[0], pronoun)
    first = next(iter(read(f"I need {need}")[2:3]), None)
    return f"to {need}" if first is not None and first.tag_ in {"VB", "VBP"} else need


def _request(text: str, pronoun: str) -> str:
    frame = cues().frame
    clean = spelt(text).strip(" .,!?")
    timed = bool(re.search(cues().own_time, clean, re.IGNORECASE))
    together = re.match(cues().lead["we"], clean, re.IGNORECASE)
    if together:
        act = clean[together.end() :]
    else:
        act, previous = clean, ""
        while act != previous:
            previous, act = act, re.sub(cues().lead["request"], "", act, flags=re.IGNORECASE)
    quoted = re.match(cues().quote, act, re.IGNORECASE)
    if quoted:
        act = f"{addressed(quoted[1], pronoun)} '{quoted[2].strip()}'"
    else:
        act = addressed(act, pronoun)
        first = next(iter(read(f"would you {act}?")[2:3]), None)
        if first is None or first.tag_ not in {"VB", "RB"}:
            return frame["ask_plain"].format(request=act)
    kind = ("ask_we" if together else "ask") + ("" if timed else "_next")
    return frame[kind].format(request=act)
