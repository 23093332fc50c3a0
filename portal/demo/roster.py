"""The roster of the practice network: everything of ``network.json``, and what it leaves out.

Left out there and added here: names of people, sponsors, board readers, leads and members, the
people of the network itself, a candidate that came no further, an exemption after a merger, and
a team that follows. Addresses are those that the README prints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count, zip_longest
from typing import Any, Final

from slugify import slugify
from sqlalchemy import select

from portal.db import db
from portal.demo.names import name_of
from portal.network.models import (
    Organisation,
    Person,
    Post,
    Province,
    Rule,
    Status,
    Team,
    Wave,
)
from portal.network.rules import Interval
from portal.network.services.exemptions import add_exemption
from portal.network.services.handing_over import hand_over_ambassador
from portal.network.services.organisations import OrganisationFacts, add_organisation, change_status
from portal.network.services.people import add_person
from portal.network.services.plan import PlanFacts, add_plan, add_wave
from portal.network.services.posts import end_post, give_post
from portal.network.services.teams import TeamFacts, add_team, replace_team
from portal.policy.table import Role
from portal.taxonomy.sectors import CareContext, Sector

TODAY: Final = date(2022, 11, 15)
START: Final = date(2019, 11, 1)
ALUMNUS: Final = "Ambassadeur 02-A"
READS_ENGLISH: Final = frozenset({"researcher", "evaluator", "ambassador.09", "contact.09"})
PROVINCES: Final[Mapping[str, Province]] = {
    "Antwerpen": Province.ANTWERP,
    "Limburg": Province.LIMBURG,
    "Oost-Vlaanderen": Province.EAST_FLANDERS,
    "Vlaams-Brabant": Province.FLEMISH_BRABANT,
    "West-Vlaanderen": Province.WEST_FLANDERS,
}
OWN_WORDS: Final = (
    ("leefgroep", "leefgroep"),
    ("ploeg", "ploeg"),
    ("afdeling", "afdeling"),
    ("team", "team"),
    ("centrum", "team"),
    ("", "dienst"),
)
WHY: Final[Mapping[str, str]] = {
    "Oncologisch dagziekenhuis": "Wie hier komt, krijgt een behandeling tegen kanker.",
    "Verpleegafdeling oncologie": "De meeste patiënten liggen hier omdat ze kanker hebben.",
    "Palliatief en oncologisch zorgteam": "Komt bij bewoners met kanker en in de laatste fase.",
    "Oncorevalidatie": "Begeleidt het herstel na een behandeling tegen kanker.",
    "Zorgteam bewoners met kanker": "Zorgt voor bewoners met kanker.",
    "Thuisoncologie-team": "Geeft zorg bij kanker aan huis.",
    "Keuken en schoonmaak": "Werkt voor alle bewoners.",
    "Onthaal en vervoer": "Ontvangt alle patiënten, wat ze ook hebben.",
}
WHY_ANOTHER_PLAN: Final = (
    "Door COVID-19 kwam alles later op gang. De dag waarop deze versie ingaat, is verzonnen."
)
WHY_NOT: Final = "Zorgt voor mensen met uiteenlopende zorgvragen."
NETWORK_POSTS: Final = (
    ("coordinator", Role.COORDINATOR, Interval(start=START)),
    ("admin", Role.ADMINISTRATOR, Interval(start=START)),
    ("researcher", Role.RESEARCHER, Interval(start=START)),
    ("funder", Role.FUNDER, Interval(start=START)),
    ("evaluator", Role.EVALUATOR, Interval(start=date(2022, 9, 19), end=date(2023, 7, 1))),
)


@dataclass(frozen=True)
class Roster:
    """Where everything of the file went, by the file's keys.

    ``people`` goes by the first part of the address: ``ambassador.07``, ``lead.07-1``, ``admin``.
    """

    organisations: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)


def is_filled() -> bool:
    """Tell whether the database holds a roster already."""
    return db.session.scalar(select(Organisation.id).limit(1)) is not None


def fill_roster(data: Mapping[str, Any]) -> Roster:
    """Write the roster through the services, in the caller's transaction."""
    filling = _Filling(data)
    filling.fill_plan()
    for key, role, period in NETWORK_POSTS:
        give_post(filling.person(key), role, period=period, by=None)
    for entry in data["organisations"]:
        filling.fill_organisation(entry)
    _add_extras(filling)
    return filling.roster


class _Filling:
    """The work in progress: the file, and what was written of it so far."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.roster = Roster()
        self.waves: dict[int, Wave] = {}
        self.written: dict[str, Organisation] = {}
        self._numbers = count()

    def fill_plan(self) -> None:
        for plan in self.data["plan"]:
            facts = PlanFacts(
                version=plan["version"],
                years=plan["years"],
                target_organisations=plan["target_orgs"],
                second_wave_target=plan["wave2_target"],
                second_wave_from=date.fromisoformat(f"{plan['wave2_start']}-01"),
                reason=WHY_ANOTHER_PLAN if plan.get("reason") else "",
            )
            add_plan(facts, on=_day(plan["valid_from"]), by=None)
        for number in sorted({entry["wave"] for entry in self.data["organisations"]}):
            joined = (
                entry["joined"] for entry in self.data["organisations"] if entry["wave"] == number
            )
            self.waves[number] = add_wave(number, starts_on=_day(min(joined)), by=None)

    def person(self, key: str) -> Person:
        """Register the next made-up person; the key becomes the address."""
        locale = "en" if key in READS_ENGLISH else "nl"
        name = name_of(next(self._numbers))
        person = add_person(name, f"{key}@demo.example", locale=locale, by=None)
        self.roster.people[key] = person.id
        return person

    def fill_organisation(self, entry: Mapping[str, Any]) -> None:
        first, *later = _of(self.data["status"], entry["id"])
        facts = OrganisationFacts(
            name=entry["name"],
            sector=Sector(entry["sector"]),
            province=PROVINCES[entry["province"]],
            wave=self.waves[entry["wave"]],
            slug=slugify(entry["name"].removesuffix(" (fictief)")),
        )
        status, on = Status(first["status"]), _day(first["valid_from"])
        organisation = add_organisation(facts, status=status, on=on, by=None)
        self.written[entry["id"]] = organisation
        self.roster.organisations[entry["id"]] = organisation.id
        self._fill_teams(entry["id"])
        self._fill_posts(entry["id"], since=on)
        for step in later:
            change_status(
                organisation,
                Status(step["status"]),
                on=_day(step["valid_from"]),
                reason=step.get("reason", ""),
                by=None,
            )

    def _fill_teams(self, key: str) -> None:
        """Start the teams with a lead and a member each; both stay when the team is replaced."""
        by_key: dict[str, Team] = {}
        people: dict[int, list[tuple[Person, Role]]] = {}
        for entry in _of(self.data["teams"], key):
            on, slot = _day(entry["valid_from"]), entry["slot"]
            if "replaces" in entry:
                team = replace_team(by_key[entry["replaces"]], _team_facts(entry), on=on, by=None)
            else:
                place = self.written[key]
                team = add_team(place, _team_facts(entry), slot=slot, on=on, by=None)
                people[slot] = [
                    (self.person(f"lead.{key[-2:]}-{slot}"), Role.TEAM_LEAD),
                    (self.person(f"member.{key[-2:]}-{slot}"), Role.TEAM_MEMBER),
                ]
            by_key[entry["id"]] = team
            self.roster.teams[entry["id"]] = team.id
            for person, role in people[slot]:
                give_post(person, role, place=team, period=Interval(start=on), by=None)

    def _fill_posts(self, key: str, *, since: date) -> None:
        place, number = self.written[key], key[-2:]
        entries = _of(self.data["roles"], key)
        self._fill_ambassadors(place, [one for one in entries if one["role"] == "ambassador"])
        for prefix, role in (
            ("contact", Role.PRIMARY_CONTACT),
            ("sponsor", Role.SPONSOR),
            ("board", Role.BOARD_READER),
        ):
            person = self.person(f"{prefix}.{number}")
            give_post(person, role, place=place, period=Interval(start=since), by=None)

    def _fill_ambassadors(self, place: Organisation, entries: Sequence[Mapping[str, Any]]) -> None:
        """Give the post, hand it over where the next starts when one stops, or leave it open."""
        post: Post | None = None
        reason = ""
        for entry, following in zip_longest(entries, entries[1:]):
            on, end = _day(entry["valid_from"]), entry["valid_to"]
            person = self.person(_ambassador_key(entry))
            if post is None:
                period = Interval(start=on)
                post = give_post(person, Role.AMBASSADOR, place=place, period=period, by=None)
            else:
                post = hand_over_ambassador(place, person, on=on, reason=reason, by=None)
            reason = entry.get("end_reason", "")
            if end and (following is None or following["valid_from"] != end):
                end_post(post, on=_day(end), reason=reason, by=None)
                post = None


def _add_extras(filling: _Filling) -> None:
    """Add what the file leaves out: none of it changes a count on any day."""
    candidate = add_organisation(
        OrganisationFacts(
            name="Ziekenhuis De Glazen Muts (fictief)",
            sector=Sector.HOSPITAL,
            province=Province.EAST_FLANDERS,
            wave=filling.waves[2],
            slug="ziekenhuis-de-glazen-muts",
        ),
        status=Status.CANDIDATE,
        on=date(2021, 5, 3),
        by=None,
    )
    reason = "Koos dit jaar voor een ander traject."
    change_status(candidate, Status.DECLINED, on=date(2021, 9, 20), reason=reason, by=None)
    add_exemption(
        filling.written["ORG05"],
        Rule.THREE_TEAMS,
        reason="Geriatrie en revalidatie zijn samengegaan. De fusieafdeling telt als één team, "
        "ook zolang ze op twee plaatsen werkt.",
        period=Interval(start=date(2021, 2, 1), end=date(2021, 9, 1)),
        by=None,
    )
    follower = TeamFacts(
        name="Radiotherapie",
        care_context=CareContext.ONCOLOGY,
        own_word="dienst",
        care_context_reason="Geeft bestraling tegen kanker.",
    )
    add_team(filling.written["ORG09"], follower, slot=None, on=date(2022, 9, 1), by=None)


def _of(entries: Sequence[Mapping[str, Any]], key: str) -> Sequence[Mapping[str, Any]]:
    """Return the entries of one organisation in the order in which they happened."""
    own = (entry for entry in entries if entry["org"] == key)
    return sorted(own, key=lambda entry: (entry["valid_from"], entry.get("slot", 0)))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _ambassador_key(entry: Mapping[str, Any]) -> str:
    """Return the address of an ambassador: the number for who holds the post on the demo's day."""
    if entry["person"] == ALUMNUS:
        return "alumnus"
    person = entry["person"].removeprefix("Ambassadeur ").lower()
    if _day(entry["valid_from"]) > TODAY:
        return f"next.{person}"
    if entry["valid_to"] and _day(entry["valid_to"]) <= TODAY:
        return f"former.{person}"
    return f"ambassador.{entry['org'][-2:]}"


def _team_facts(entry: Mapping[str, Any]) -> TeamFacts:
    name = entry["name"]
    return TeamFacts(
        name=name,
        care_context=CareContext(entry["focus"]),
        own_word=next(word for part, word in OWN_WORDS if part in name.lower()),
        care_context_reason=WHY.get(name, WHY_NOT),
    )
