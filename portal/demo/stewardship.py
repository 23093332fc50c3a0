"""The lives of the kits of the practice network: some are tested, one is ready, one is published.

This is the story of a network that does not exist: what ships with the portal is in its pilot.
Nothing is mailed, since all of it lies before today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from portal.db import db
from portal.moi.models import Kit
from portal.network.models import Post
from portal.network.queries import current_posts
from portal.policy.table import Role
from portal.stewardship.models import Again, Clear, Item, Length
from portal.stewardship.queries.life import get_life
from portal.stewardship.services import announcing, pilots, steps
from portal.stewardship.services.pilots import Found, Writer
from portal.stewardship.services.steps import Step

YES, PARTLY, NO = Clear.YES, Clear.PARTLY, Clear.NO
READER: Final = "Een oncologisch verpleegkundige die niet meeschreef"
WORDS_NL: Final = "Drie teams testten het uit. Begin gerust met de vijf minuten voor twee."
WORDS_EN: Final = "Three teams tested it. Feel free to begin with the five minutes for two."


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A team that tried a kit out: since when, what it found on which day, what came of it."""

    who: str
    since: date
    sent_on: date | None = None
    length: Length = Length.FIFTEEN
    minutes: int = 15
    people: int = 5
    clear: Sequence[Clear] = (YES, YES, YES, YES)
    again: Again = Again.YES
    change: str = ""
    remarks: Mapping[int, str] | None = None
    answer: str = ""


OCTOBER: Final = date(2022, 10, 4)
TRIED: Final[Mapping[str, Sequence[Tried]]] = {
    "op-een-kier": (
        Tried(
            who="lead.01-1",
            since=OCTOBER,
            sent_on=date(2022, 10, 18),
            minutes=20,
            people=6,
            change="Zet de opdracht met de deur vooraan. Daar begon bij ons het gesprek.",
            answer="Die opdracht staat nu als eerste in de handleiding van vijftien minuten.",
        ),
        Tried(
            who="lead.02-2",
            since=OCTOBER,
            sent_on=date(2022, 10, 21),
            length=Length.FIVE,
            minutes=10,
            people=2,
            clear=(YES, PARTLY, YES, YES),
            answer="De korte vorm duurt eerder tien minuten. Dat staat er nu eerlijk bij.",
        ),
        Tried(
            who="lead.06-1",
            since=OCTOBER,
            sent_on=date(2022, 10, 25),
            minutes=15,
            people=8,
            change="Geen foto’s van kamers, bij ons zijn het leefgroepen.",
            answer="De tekeningen tonen nu ook een woonkamer.",
        ),
    ),
    "wat-kan-wat-niet": (
        Tried(
            who="lead.02-1",
            since=OCTOBER,
            sent_on=date(2022, 10, 20),
            length=Length.SIXTY,
            minutes=75,
            people=9,
            change="De vierde opdracht mag weg of naar huis.",
            again=Again.CHANGED,
            answer="De vierde opdracht is nu een vraag om mee naar huis te nemen.",
        ),
    ),
    "de-vraag-van-vandaag": (
        Tried(
            who="lead.01-2",
            since=OCTOBER,
            sent_on=date(2022, 10, 24),
            minutes=20,
            people=5,
            remarks={1: "Iedereen schreef meteen iets op. Dat verraste ons."},
            answer="Mooi om te horen. We lieten de opdracht zoals ze is.",
        ),
        Tried(
            who="lead.03-1",
            since=OCTOBER,
            sent_on=date(2022, 10, 28),
            minutes=25,
            people=7,
            clear=(YES, YES, PARTLY, YES),
            change="De kaartjes zijn klein voor wie slecht ziet.",
            answer="De kaartjes hebben nu grote letters.",
        ),
        Tried(
            who="lead.05-2",
            since=date(2022, 10, 11),
            sent_on=date(2022, 11, 4),
            length=Length.WEEKS,
            minutes=120,
            people=11,
            change="Na twee weken viel het stil. Een herinnering op het bord hielp.",
            again=Again.CHANGED,
            answer="De vier weken hebben nu halverwege een korte stop.",
        ),
    ),
    "radar-aan": (
        Tried(
            who="lead.02-3",
            since=date(2022, 10, 11),
            sent_on=date(2022, 11, 7),
            minutes=25,
            people=6,
            clear=(YES, PARTLY, YES, NO),
            change="In de handleiding zochten we lang naar de vorm voor een kwartier.",
            remarks={2: "De tekening van de kamer werkt goed, ook op een telefoon."},
        ),
        Tried(who="lead.01-1", since=date(2022, 10, 25)),
    ),
    "eerst-veilig-dan-bijzonder": (Tried(who="lead.04-1", since=date(2022, 10, 25)),),
}
OFFERED: Final = ("radar-aan", "lead.03-2", "We hebben veel nachtdiensten. Past dat?")
CHECKED: Final[Mapping[str, date]] = {
    "op-een-kier": date(2022, 10, 27),
    "wat-kan-wat-niet": date(2022, 11, 3),
    "de-vraag-van-vandaag": date(2022, 11, 10),
}


def fill_stewardship(*, today: date) -> None:
    """Let teams test five kits, tick off three, approve two of them and publish one."""
    leads, coordinator = _leads(today), _coordinator(today)
    kits = {kit.slug: kit.id for kit in db.session.scalars(select(Kit))}
    for slug, tried in TRIED.items():
        for one in tried:
            _try_out(kits[slug], one, leads, coordinator)
    for slug, on in CHECKED.items():
        for item in Item:
            steps.tick(kits[slug], item, _step(kits[slug], coordinator, on, READER))
    _approve(kits["op-een-kier"], coordinator, date(2022, 10, 31), "Drie teams, drie sectoren.")
    _approve(kits["wat-kan-wat-niet"], coordinator, date(2022, 11, 8), "Met een opdracht minder.")
    _publish(kits["op-een-kier"], coordinator, date(2022, 11, 7))
    slug, who, words = OFFERED
    lead = leads[who]
    day = today - timedelta(days=1)
    pilots.offer_to_test(
        kits[slug], lead.team_id or 0, words, Writer(by=lead.person_id, on=day, now=None)
    )


def _try_out(kit_id: int, tried: Tried, leads: Mapping[str, Post], coordinator: int) -> None:
    lead = leads[tried.who]
    asking = Writer(by=coordinator, on=tried.since, now=None)
    words = "Past een kwartier in jullie overleg?"
    pilot = pilots.ask_team(kit_id, lead.team_id or 0, words, asking)
    if tried.sent_on is None:
        return
    writing = Writer(by=lead.person_id, on=tried.sent_on, now=None)
    pilots.save_feedback(pilot.id, _found(tried), based_on=0, send=True, writer=writing)
    if tried.answer:
        answering = Writer(by=coordinator, on=tried.sent_on + timedelta(days=1), now=None)
        pilots.answer_feedback(pilot.id, tried.answer, answering)


def _found(tried: Tried) -> Found:
    introduction, assignments, visuals, teaching_note = tried.clear
    return Found(
        length_used=tried.length,
        minutes=tried.minutes,
        people=tried.people,
        introduction=introduction,
        assignments=assignments,
        visuals=visuals,
        teaching_note=teaching_note,
        again=tried.again,
        change=tried.change,
        remarks=tried.remarks or {},
    )


def _approve(kit_id: int, coordinator: int, on: date, note: str) -> None:
    steps.validate(kit_id, _step(kit_id, coordinator, on, note))


def _publish(kit_id: int, coordinator: int, on: date) -> None:
    step = _step(kit_id, coordinator, on, "")
    steps.publish(kit_id, step, review_on=on + timedelta(days=365))
    announcing.announce(
        kit_id,
        words_nl=WORDS_NL,
        words_en=WORDS_EN,
        on=on + timedelta(days=1),
        now=None,
        by=coordinator,
    )


def _step(kit_id: int, coordinator: int, on: date, note: str) -> Step:
    return Step(seen=get_life(kit_id, on).seen, on=on, by=coordinator, note=note)


def _leads(day: date) -> Mapping[str, Post]:
    """Return who leads a team, by the name in front of their address."""
    posts = current_posts(Role.TEAM_LEAD, day)
    return {(post.person.email or "").partition("@")[0]: post for post in posts}


def _coordinator(day: date) -> int:
    return current_posts(Role.COORDINATOR, day)[0].person_id
