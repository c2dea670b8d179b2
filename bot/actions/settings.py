"""The settings: one list, changed one at a time by a tap or in a few words, said back in a line."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Literal, Optional
from zoneinfo import ZoneInfo, available_timezones

from bot.actions.base import Ask, Done, Step
from bot.actions.elsewhere import Called, elsewhere
from bot.actions.kept import WRITTEN, counts
from bot.actions.nudges import move_plan
from bot.actions.people import renamed
from bot.actions.talk import Answer, Talk
from bot.coaching import answers, settings
from bot.coaching.counting import counted
from bot.coaching.journal import named as names_person
from bot.coaching.settings import Setting
from bot.content import titles
from bot.safety.cards import countries, country_name, known_country
from bot.safety.records import Person

LEAVE = "leave"
LIKELY = 3
"""Countries offered as buttons, by interface language (order only, rule LN3)."""
PEOPLE_MOST = 8
"""People offered as buttons."""
About = Literal["nickname", "relation"]


class SettingsForm(Called):
    """Shows every setting and changes the one that is meant; every question may be left."""

    form = "settings_form"
    called = "settings"

    async def open(self, talk: Talk) -> Step:
        """Goes to the setting the opening text names, else shows the list."""
        said = talk.opening
        talk.set(held=None, entry=None, scratch=None)
        if said.startswith("/"):
            said = said.partition(" ")[2]
        return await self._meant(talk, said) or self._list(talk)

    async def answer(self, talk: Talk, question: str, answer: Answer) -> Optional[Step]:
        """Takes a choice from the list, or the new value of the open setting."""
        part = question.removeprefix("settings_")
        choice = answer.choice or answers.choice(answer.text, list(titles(f"utter_ask_{question}").items()))
        if choice == LEAVE or answer.skipped or answers.plain(answer.text) in settings.words().leave:
            talk.say("utter_settings_left")
            return Done()
        if part == "choose" and choice == "safety":
            return Done("safety_form")
        if part == "choose":
            meant = None if answer.choice else await self._meant(talk, answer.text)
            if meant is None and choice in self._changes:
                return await self._about(talk, choice)
            return meant or elsewhere(talk, answer)
        if part == "keep_sure":
            return await self._keep_nothing(talk, choice, answer)
        if part.endswith("_who"):
            return await self._whose(talk, part.removesuffix("_who"), answer)
        changed = await self._changes[part](self, talk, Answer(answer.text, answer.intent, choice))
        return changed or await self._meant(talk, answer.text) or elsewhere(talk, answer)

    async def ask(self, talk: Talk, question: str) -> Ask:
        """Asks again, for the person it is about; at "change my name" asks for that one instead."""
        typed = settings.named(talk.answer.text) if talk.answer.intent == "settings" else None
        if typed:
            step = await self._about(talk, typed.setting)
            return step if isinstance(step, Ask) else self._list(talk)
        if talk.answer.intent == "settings" or question == "settings_choose":
            return self._list(talk)
        return await self._question(talk, question)

    def _list(self, talk: Talk) -> Ask:
        profile = talk.book.profile
        country = country_name(profile.country) if profile.country else None
        people = [(person.label, person.relation) for person in talk.book.people]
        return Ask("settings_choose", dict(settings.shown(profile, country, people)))

    async def _meant(self, talk: Talk, text: str) -> Optional[Step]:
        """Changes the setting a text names, or asks for its value; None where it names none."""
        named = settings.named(text)
        if named is None:
            return None
        if not named.value:
            return await self._about(talk, named.setting)
        step = await self._about(talk, named.setting, named.value)
        if not isinstance(step, Ask) or step.question.endswith("_who"):
            return step
        changed = await self._changes[named.setting](self, talk, Answer(named.value, ""))
        return changed or step

    async def _about(self, talk: Talk, setting: str, value: str = "") -> Step:
        """Asks for a setting's value; a nickname or a relation needs to know whose first."""
        if setting not in ("nickname", "relation"):
            return await self._question(talk, f"settings_{setting}")
        people = talk.book.people
        if not people:
            talk.say("utter_settings_nobody")
            return Done()
        meant = [person for person in people if names_person(value, person.label)]
        if len(people) == 1 or len(meant) == 1:
            talk.set(entry=(meant or people)[0].id)
            return await self._question(talk, f"settings_{setting}")
        return await self._question(talk, f"settings_{setting}_who")

    async def _question(self, talk: Talk, question: str) -> Ask:
        if question.endswith("_who"):
            named = [(person.id, person.label) for person in talk.book.people[:PEOPLE_MOST]]
            return Ask(question, {"buttons": _buttons(question, named)})
        if question == "settings_country":
            likely = countries(talk.book.profile.language)[:LIKELY]
            return Ask(question, {"buttons": _buttons(question, list(likely))})
        if question == "settings_keep_sure":
            kept = await counts(talk.book)
            return Ask(question, {"what": counted({**kept, "crisis": 0})})
        if question in ("settings_nickname", "settings_relation"):
            return Ask(question, {"label": (await talk.entry(Person)).label})
        return Ask(question)

    async def _whose(self, talk: Talk, setting: str, answer: Answer) -> Optional[Step]:
        for person in talk.book.people:
            if answer.choice == person.id or names_person(answer.text, person.label):
                talk.set(entry=person.id)
                return await self._question(talk, f"settings_{setting}")
        return None

    async def _country(self, talk: Talk, answer: Answer) -> Optional[Step]:
        iso = known_country(answer.choice or answer.text)
        if iso is None:
            talk.say("utter_country_unknown")
            return Done()
        talk.book.update_profile(country=iso, country_asked=True)
        talk.say("utter_settings_country", country=country_name(iso))
        return Done()

    async def _phone(self, talk: Talk, answer: Answer) -> Optional[Step]:
        value = _chosen("phone", answer)
        if value is None:
            return None
        talk.book.update_profile(phone_privacy=value)
        talk.say(f"utter_settings_phone_{value}")
        return Done()

    async def _nickname(self, talk: Talk, answer: Answer) -> Optional[Step]:
        person = await talk.entry(Person)
        label = settings.renamed(answer.text, person.label)
        if not label or answers.plain(label) == answers.plain(person.label):
            return None
        others = [other for other in talk.book.people if other.id != person.id]
        if any(answers.plain(other.label) == answers.plain(label) for other in others):
            talk.say("utter_settings_nickname_taken", label=label)
            return await self._question(talk, "settings_nickname")
        talk.keep(person, **renamed(person, label))
        talk.say("utter_settings_nickname", label=label)
        return Done()

    async def _relation(self, talk: Talk, answer: Answer) -> Optional[Step]:
        person = await talk.entry(Person)
        value = _chosen("relation", answer)
        if value is None:
            return None
        talk.keep(person, relation=value)
        shown = settings.words().shown.relation[value]
        talk.say("utter_settings_relation", label=person.label, relation=shown)
        return Done()

    async def _zone(self, talk: Talk, answer: Answer) -> Optional[Step]:
        zone = settings.zone(answer.text, available_timezones())
        if zone is None:
            talk.say("utter_settings_zone_unknown")
            return Ask("settings_zone")
        talk.book.update_profile(zone=zone)
        await move_plan(talk, zone)
        talk.say("utter_settings_zone", zone=zone, time=f"{talk.now.astimezone(ZoneInfo(zone)):%H:%M}")
        return Done()

    async def _name(self, talk: Talk, answer: Answer) -> Optional[Step]:
        named = settings.named(answer.text)
        value = named.value if named and named.setting == "name" else answer.text
        name = None if answer.choice == "none" else settings.name(value)
        if name == "":
            return None
        talk.book.update_profile(name=name)
        if name is None:
            talk.say("utter_settings_name_none")
        else:
            talk.say("utter_settings_name", name=name)
        return Done()

    async def _keep(self, talk: Talk, answer: Answer) -> Optional[Step]:
        value = _chosen("keep", answer) or {"yes": "keep", "no": "nothing"}.get(answer.yes_no() or "")
        if value == "keep":
            talk.book.update_profile(consent="keep")
            talk.say("utter_settings_keep")
            return Done()
        if value is None:
            return None
        if set(await counts(talk.book)) - {"crisis"}:
            return await self._question(talk, "settings_keep_sure")
        return await self._keep_nothing(talk, "nothing", answer)

    async def _keep_nothing(self, talk: Talk, choice: Optional[str], answer: Answer) -> Optional[Step]:
        """Deletes what was written and keeps nothing from now on; a safety flag holds on in memory."""
        sure = choice == "nothing" or answer.yes_no() == "yes"
        if not sure:
            if answer.yes_no() is None:
                return None
            talk.say("utter_settings_left")
            return Done()
        harmless = [p for p in talk.book.people if not (p.dv_flag_at or p.po_flag_at)]
        written = [record for kind in WRITTEN.values() for record in await talk.book.all(kind)]
        for record in (*written, *harmless):
            talk.book.remove(record)
        talk.book.update_profile(consent="nothing", name=None, last_person=None)
        talk.set(paused=None)
        talk.say("utter_settings_keep_nothing")
        return Done()

    async def _alerts(self, talk: Talk, answer: Answer) -> Optional[Step]:
        return self._switch(talk, "alerts", answer)

    async def _short(self, talk: Talk, answer: Answer) -> Optional[Step]:
        return self._switch(talk, "short", answer)

    def _switch(self, talk: Talk, setting: Setting, answer: Answer) -> Optional[Step]:
        on = settings.on_off(answer.choice or answer.text)
        if on is None:
            return None
        talk.book.update_profile(**{setting: on})
        talk.say(f"utter_settings_{setting}_{'yes' if on else 'no'}")
        return Done()

    _changes: dict[str, Callable[[Any, Talk, Answer], Awaitable[Optional[Step]]]] = {
        "country": _country,
        "phone": _phone,
        "nickname": _nickname,
        "relation": _relation,
        "zone": _zone,
        "name": _name,
        "keep": _keep,
        "alerts": _alerts,
        "short": _short,
    }


def _buttons(question: str, named: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Returns buttons for {value, title} pairs made from data, then the ones the line ends with."""
    last = titles(f"utter_ask_{question}").items()
    return [{"title": title, "payload": value} for value, title in (*named, *last)]


def _chosen(setting: Setting, answer: Answer) -> Optional[str]:
    options = {v: t for v, t in titles(f"utter_ask_settings_{setting}").items() if v != LEAVE}
    if answer.choice in options:
        return answer.choice
    synonyms = settings.words().synonyms.get(setting, {})
    return answers.choice(answer.text, list(options.items()), synonyms)
