"""The team cards of the practice network: what teams try, how it went, what help they want.

Which story a team tells is made up from its number and the period, so that every practice network
is the same. Nothing is mailed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from zlib import crc32

from portal.cards import code_keeping, queries, services
from portal.cards.models import TeamCard, Went
from portal.cards.services import Said, Writer, revision_of
from portal.meetings.models import MeetingKind
from portal.meetings.queries import held_meetings
from portal.network.models import Post, Team
from portal.network.queries import ambassador_of, current_posts
from portal.policy.decide import Actor, PostHeld
from portal.policy.table import Role
from portal.taxonomy.sectors import Sector

PERIODS: Final = 3
WITH_CODE: Final = 3
WRITES_BELOW: Final = (45, 70, 62)  # of a hundred teams, from the oldest period to this one


@dataclass(frozen=True)
class Story:
    """What a team tries, how that goes, and what it would like help with."""

    tries: str
    went: Went
    words: str
    help: str = ""


EVERYWHERE: Final = (
    Story(
        "Bij de overdracht vertelt elke dag één collega een klein gebaar dat deugd deed.",
        Went.WELL,
        "Het duurt twee minuten. Ook de nachtdienst vraagt er nu naar.",
    ),
    Story(
        "We vragen wekelijks aan een collega van onthaal of keuken wat zij zagen.",
        Went.SO_SO,
        "De keuken deed graag mee. Met onthaal vonden we nog geen goed uur.",
        "Hoe betrekken jullie collega’s die nooit op de afdeling komen?",
    ),
    Story(
        "Een bord in de teamruimte: wie een mooi moment ziet, hangt een kaartje op.",
        Went.FELL_FLAT,
        "Na twee weken hing er niets nieuws. Praten werkt hier beter dan schrijven.",
        "Wat doen jullie om verhalen te verzamelen als niemand graag schrijft?",
    ),
    Story(
        "Nieuwe collega’s horen in hun eerste week wat een Mangomoment is.",
        Went.NOT_YET,
        "Er begon niemand nieuw. We nemen het mee naar januari.",
        "Hebben jullie een blad voor nieuwe collega’s dat we mogen overnemen?",
    ),
)
STORIES: Final[Mapping[Sector, Sequence[Story]]] = {
    Sector.HOSPITAL: (
        Story(
            "Bij elke opname vragen we: wat is belangrijk voor u, vandaag?",
            Went.WELL,
            "Een patiënt wilde zijn hond zien. Dat lukte, in de tuin.",
            "Patiënten zeggen ons wat belangrijk is. Hoe geven jullie dat door aan de volgende "
            "dienst, zonder extra formulier?",
        ),
        Story(
            "Tijdens de chemo bieden we aan om de stoel naar het raam te draaien.",
            Went.WELL,
            "Bijna iedereen zegt ja. Het kost niets.",
        ),
        Story(
            "Vijf minuten zitten bij wie alleen op een uitslag wacht.",
            Went.SO_SO,
            "Op rustige dagen lukt het. Op maandag niet.",
            "Vijf minuten bij een patiënt zitten: wie houdt dat ook op drukke dagen vol, en hoe?",
        ),
    ),
    Sector.RESIDENTIAL_CARE: (
        Story(
            "Elke bewoner kiest één liedje voor bij het ochtendtoilet.",
            Went.WELL,
            "Er wordt meegezongen. De familie bracht zelf plaatjes mee.",
            "Waar vinden jullie muziek van vroeger die we mogen laten horen?",
        ),
        Story(
            "We eten één keer per week zelf mee aan tafel.",
            Went.SO_SO,
            "De sfeer is anders, rustiger. De planning is nog een puzzel.",
            "Hoe regelen andere huizen het samen eten met bewoners in de uurroosters?",
        ),
        Story(
            "Naasten schrijven op een kaart wat hun moeder of vader blij maakt.",
            Went.NOT_YET,
            "De kaarten zijn gedrukt. We delen ze uit op de familieraad.",
        ),
    ),
    Sector.REHABILITATION: (
        Story(
            "We vieren elke eerste keer: de eerste trap, de eerste stap buiten.",
            Went.WELL,
            "De kinesisten begonnen er zelf mee.",
        ),
        Story(
            "Aan het einde van de week vragen we wat het meest deugd deed.",
            Went.SO_SO,
            "Sommige patiënten vinden de vraag vreemd. Tegen de derde week niet meer.",
            "Hoe vragen jullie aan patiënten wat deugd deed, in gewone woorden?",
        ),
    ),
    Sector.DISABILITY: (
        Story(
            "Cliënten kiezen zelf wie hen ’s avonds nog even gezelschap houdt.",
            Went.WELL,
            "Twee cliënten die weinig spreken, wijzen nu foto’s aan.",
            "Wie werkt met foto’s om cliënten die weinig spreken te laten kiezen?",
        ),
        Story(
            "We vragen de chauffeurs van het busje wat zij onderweg horen.",
            Went.WELL,
            "Ze weten veel. Nu zitten ze om de maand mee aan tafel.",
            "Betrekken jullie ook vrijwilligers? Wat vertellen jullie hen vooraf?",
        ),
    ),
    Sector.PRIMARY_CARE: (
        Story(
            "Na elk huisbezoek één zin over de persoon, niet over de wonde.",
            Went.SO_SO,
            "Het helpt de collega die vervangt. We vergeten het nog vaak.",
        ),
        Story(
            "Bij het eerste bezoek vragen we hoe iemand graag aangesproken wordt.",
            Went.WELL,
            "Een kleine vraag met een groot verschil.",
            "Hoe onthouden jullie hoe iemand aangesproken wil worden, als er veel collega’s komen?",
        ),
    ),
}
FIRST: Final = Story(
    "Bij het ontslag vragen we welke kleine dingen deugd deden, en we vertellen dat door.",
    Went.SO_SO,
    "Iedereen weet iets te noemen. Doorvertellen aan de juiste collega is moeilijker.",
    "Hoe brengen jullie een dankwoord bij collega’s van een andere dienst?",
)
ANSWER: Final = (
    "Bij ons hangt een lijst aan het onthaal: wie iets hoort, belt diezelfde dag. "
    "Bel gerust, dan vertellen we hoe we begonnen."
)


def fill_cards(*, today: date) -> None:
    """Fill in cards for the last three periods, answer one question, make a few codes."""
    moments = [one.local_date for one in held_meetings() if one.kind is MeetingKind.REFLECTION]
    for age, start in enumerate(reversed(moments[:PERIODS])):
        _fill_period(age, start, set(), today=today)
    leads = _leads(today)
    _look_back(leads[0], on=today)
    _close_one(leads, on=today)
    _answer_one(leads, on=today)
    for post in leads[:WITH_CODE]:
        if post.team:
            code_keeping.make_code(post.team, by=post.person_id, on=today)


def _leads(day: date) -> Sequence[Post]:
    """Return who leads a team that day, one for each team, by the number of the team."""
    by_team = {post.team_id or 0: post for post in current_posts(Role.TEAM_LEAD, day)}
    return [by_team[team_id] for team_id in sorted(by_team)]


def _fill_period(age: int, start: date, shown: set[str], *, today: date) -> None:
    """Let teams write on their cards; a question that one team shows, no other shows as well."""
    for place, post in enumerate(_leads(start)):
        team = post.team
        on = start + timedelta(days=2 + _lot(post.person_id, age) % 17)
        is_there = team is not None and (team.valid_to is None or team.valid_to > on)
        if team is None or not is_there or on > today or not _writes(place, team, age):
            continue
        latest = queries.latest_card(team.id)
        said = _said(_story(team, age), _story(team, age - 1), latest, shown)
        if place == WITH_CODE - 1:
            said = replace(said, share=False)  # one team keeps its questions to itself
        based_on = revision_of(latest)
        writer = Writer(on=on, person_id=post.person_id)
        services.save_card(team.id, said, based_on=based_on, last_moment=start, writer=writer)


def _writes(place: int, team: Team, age: int) -> bool:
    """Let the first two teams write each time and the third skip this period, the rest by lot."""
    this_period = age == PERIODS - 1
    if place < WITH_CODE:
        return not (this_period and place == WITH_CODE - 1)
    return _lot(team.id, age) < WRITES_BELOW[age]


def _said(story: Story, before: Story, latest: TeamCard | None, shown: set[str]) -> Said:
    shares = bool(story.help) and story.help not in shown
    shown.add(story.help)
    return Said(
        tries=story.tries,
        went=before.went if latest else None,
        went_words=before.words if latest else "",
        help=story.help,
        share=shares,
    )


def _story(team: Team, age: int) -> Story:
    """Return what a team tells of in a period; the team of the first card shows each question."""
    if team.id == 1 and age == PERIODS - 1:
        return FIRST
    stories = (*STORIES[team.organisation.sector], *EVERYWHERE)
    return stories[(team.id * 5 + age) % len(stories)]


def _look_back(lead: Post, *, on: date) -> None:
    """Let the first team say how it went before the moment comes: its card is full."""
    card = queries.latest_card(lead.team_id or 0)
    if card and card.tries and card.help:
        said = Said(
            tries=card.tries.words,
            went=FIRST.went,
            went_words=FIRST.words,
            help=card.help.words,
            share=True,
        )
        writer = Writer(on=on, person_id=lead.person_id)
        based_on = revision_of(card)
        services.save_card(
            card.team_id, said, based_on=based_on, last_moment=card.since, writer=writer
        )


def _close_one(leads: Sequence[Post], *, on: date) -> None:
    """Let the last team that shows a question say that it has been helped."""
    shared = queries.shared_help(on)
    if shared:
        lead = next(post for post in leads if post.team_id == shared[-1].team_id)
        services.close_help(shared[-1].team_id, writer=Writer(on=on, person_id=lead.person_id))


def _answer_one(leads: Sequence[Post], *, on: date) -> None:
    """Let the ambassador of the last organisation answer the first question that is shown."""
    shared = sorted(queries.shared_help(on), key=lambda card: card.team_id)
    home = leads[-1].organisation_id if leads else None
    person = ambassador_of(home, on) if home else None
    if shared and person and home != shared[0].team.organisation_id:
        post = PostHeld(role=Role.AMBASSADOR, organisation_id=home)
        actor = Actor(person_id=person.id, name=person.name, locale="nl", posts=frozenset({post}))
        services.keep_answer(shared[0], Said(help=ANSWER), actor=actor, on=on)


def _lot(number: int, age: int) -> int:
    """Return a number below 100 that looks drawn, and is the same every time."""
    return crc32(f"card/{number}/{age}".encode()) % 100
