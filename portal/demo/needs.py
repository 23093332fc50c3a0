"""What teams of the practice network miss: told, shared, merged, and answered or not yet.

Which team tells and shares what follows from the order of the roster, so that every practice
network is the same. Nothing is mailed: each answer is older than the mails look back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.meetings.models import MeetingKind
from portal.meetings.queries import held_meetings
from portal.moi.queries import library
from portal.needs import services
from portal.needs.models import Need
from portal.needs.services import Place, Step, Told
from portal.network.models import Post, Team
from portal.network.queries import current_posts
from portal.policy.table import Role
from portal.taxonomy.sectors import Sector

S: Final = Sector
EVERYWHERE: Final = tuple(Sector)
FIRST_DAY: Final = date(2022, 4, 1)  # the teams that tell were there before the first need


@dataclass(frozen=True, kw_only=True)
class Story:
    """A need as a team tells it: on which day, about what, and how many teams share it by now."""

    key: str
    words: str
    happened: str = ""
    about: tuple[str, ...] = ()
    on: date
    sectors: tuple[Sector, ...] = EVERYWHERE
    shared: int = 0
    named: bool = False
    at_meeting: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a need: a lesson kit with a word beside it, a reason, or another need."""

    key: str
    on: date
    kit: str = ""
    reason: str = ""
    into: str = ""


STORIES: Final = (
    Story(
        key="uitleg",
        words="Hoe leg je in vijf minuten uit wat een Mangomoment is?",
        happened="Nieuwe collega’s en stagiairs horen het woord elke week. We vertellen het elk"
        " anders, en soms klinkt het als nog een project.",
        about=("mangomoment",),
        on=date(2022, 5, 24),
        shared=19,
        named=True,
    ),
    Story(
        key="blijven",
        words="Hoe helpen Mangomomenten om goede collega’s bij ons te houden?",
        happened="Dit jaar vertrokken drie ervaren mensen. In het gesprek bij hun afscheid hoorden"
        " we vooral: ik voelde me hier niet meer gezien.",
        about=("loyalty_professional", "joy_in_work"),
        on=date(2022, 6, 16),
        shared=17,
        named=True,
    ),
    Story(
        key="mislukt",
        words="Wat doen we als een klein gebaar verkeerd valt?",
        happened="We zongen voor een jarige. Die dag was het jaar na het overlijden van haar man."
        " Niemand wist achteraf wat te zeggen.",
        about=("tolerance", "open_communication"),
        on=date(2022, 8, 30),
        shared=12,
    ),
    Story(
        key="nacht",
        words="Een lespakket dat werkt voor wie alleen de nacht doet.",
        happened="Met twee op de nacht raken we nooit op een sessie. Wat lukt tussen twee bellen?",
        about=("joy_in_work",),
        on=date(2022, 9, 12),
        sectors=(S.HOSPITAL, S.RESIDENTIAL_CARE),
        shared=9,
        named=True,
    ),
    Story(
        key="taal",
        words="Hoe maak je contact als je elkaars taal niet spreekt?",
        happened="Op één gang horen we zes talen. Een tolk is er voor het slechte nieuws, niet voor"
        " een goedemorgen.",
        about=("communication", "trusting_relationship"),
        on=date(2022, 9, 27),
        sectors=(S.HOSPITAL, S.REHABILITATION, S.PRIMARY_CARE),
        shared=6,
    ),
    Story(
        key="therapie",
        words="Helpt een klein gebaar om een zware behandeling vol te houden?",
        happened="Twee mensen stopten te vroeg met hun oefeningen. We willen weten wat wij kunnen"
        " doen, buiten nog eens uitleggen.",
        about=("therapy_adherence", "perception_of_healing"),
        on=date(2022, 10, 20),
        sectors=(S.REHABILITATION, S.HOSPITAL),
        shared=4,
    ),
    Story(
        key="sfeer",
        words="De sfeer tussen vroege en late ploeg, hoe draai je die?",
        about=("team_atmosphere",),
        on=date(2022, 11, 3),
        sectors=(S.DISABILITY,),
        shared=1,
    ),
    Story(
        key="huisbezoek",
        words="Wij werken elk apart op huisbezoek: hoe leren we van elkaars mooie momenten?",
        happened="We zien elkaar één keer per maand, en dan gaat het over de planning.",
        about=("sharing_measuring",),
        on=date(2022, 10, 13),
        sectors=(S.PRIMARY_CARE,),
        shared=3,
        at_meeting=True,
    ),
    Story(
        key="directie",
        words="Hoe krijgen we onze directie mee in het verhaal van Mangomomenten?",
        about=("management_support",),
        on=date(2022, 4, 21),
        shared=10,
    ),
    Story(
        key="vraag",
        words="Hoe vraag je wat voor iemand belangrijk is, zonder dat het een formulier wordt?",
        happened="Het staat nu in het opnamegesprek, tussen allergieën en huisarts. Zo voelt het"
        " ook.",
        about=("what_matters_to_you",),
        on=date(2022, 5, 10),
        shared=13,
        named=True,
    ),
    Story(
        key="grens",
        words="Waar ligt de grens tussen dichtbij zijn en te dichtbij?",
        happened="Een cliënt vraagt elke avond om een berichtje. Wie niet antwoordt, voelt zich"
        " schuldig.",
        about=("own_boundaries", "self_care"),
        on=date(2022, 6, 2),
        sectors=(S.DISABILITY, S.PRIMARY_CARE),
        shared=7,
    ),
    Story(
        key="woorden",
        words="Wat kan je doen voor iemand die niet meer kan praten?",
        about=("communication", "customised_care"),
        on=date(2022, 7, 5),
        sectors=(S.RESIDENTIAL_CARE, S.REHABILITATION),
        shared=5,
    ),
    Story(
        key="app",
        words="Een app waarin we foto’s van Mangomomenten kunnen delen.",
        on=date(2022, 9, 1),
        shared=2,
    ),
    Story(
        key="collegas",
        words="Waarom gaan goede collega’s weg, en wat kunnen wij als team doen om hen te houden?",
        about=("loyalty_professional",),
        on=date(2022, 9, 20),
        sectors=(S.HOSPITAL, S.DISABILITY),
        shared=4,
    ),
    Story(
        key="verjaardag",
        words="Een attentie die slecht aankwam: hoe praat je daar achteraf over?",
        about=("open_communication",),
        on=date(2022, 10, 6),
        sectors=(S.RESIDENTIAL_CARE,),
        shared=2,
    ),
)
OUTCOMES: Final = (
    Outcome(
        key="app",
        on=date(2022, 9, 15),
        reason="Dat doen we niet. Foto’s van patiënten en"
        " bewoners horen niet in een app van het netwerk. Vertel het verhaal op je teamkaart.",
    ),
    Outcome(
        key="vraag",
        on=date(2022, 10, 4),
        kit="de-vraag-van-vandaag",
        reason="Begin met opdracht 1: één vraag, bij één persoon, op één dag.",
    ),
    Outcome(key="directie", on=date(2022, 10, 4), kit="van-poster-naar-praktijk"),
    Outcome(
        key="grens",
        on=date(2022, 10, 11),
        kit="tot-hier-met-zorg",
        reason="De situatie met het berichtje staat in de tweede opdracht.",
    ),
    Outcome(key="woorden", on=date(2022, 10, 11), kit="meer-dan-woorden"),
    Outcome(key="collegas", on=date(2022, 10, 18), into="blijven"),
    Outcome(key="verjaardag", on=date(2022, 10, 18), into="mislukt"),
)


def fill_needs(*, today: date) -> None:
    """Tell, share, merge and answer the needs of the practice network until ``today``."""
    coordinator = current_posts(Role.COORDINATOR, today)[0].person_id
    kits = {card.slug: card.version.kit_id for card in library(today)}
    told = _tell_all(today, coordinator)
    for outcome in OUTCOMES:
        if outcome.on <= today:
            _close(told, outcome, kits, coordinator)


def _tell_all(today: date, coordinator: int) -> Mapping[str, Need]:
    tellers = _tellers(today)
    moments = [one for one in held_meetings() if one.kind is MeetingKind.REFLECTION]
    told: dict[str, Need] = {}
    for number, story in enumerate(STORIES):
        if story.on > today:
            continue
        teams = [one for one in tellers if one[0].organisation.sector in story.sectors]
        # Steps of 7 through the roster: teams of other organisations, and other ones each time.
        chosen = [teams[(number * 5 + 7 * turn) % len(teams)] for turn in range(story.shared + 1)]
        meeting_id = moments[0].id if story.at_meeting and moments else None
        told[story.key] = _tell(story, chosen, meeting_id, coordinator)
    return told


def _tellers(today: date) -> Sequence[tuple[Team, int]]:
    """Return each counted team with who speaks for it: its lead, else its ambassador."""
    leads = {post.team_id: post for post in current_posts(Role.TEAM_LEAD, today)}
    ambassadors = current_posts(Role.AMBASSADOR, today)
    found: list[tuple[Team, int]] = []
    for post in sorted(ambassadors, key=lambda one: one.organisation_id or 0):
        for team in post.organisation.teams if post.organisation else []:
            if team.slot and team.valid_from <= FIRST_DAY and team.valid_to is None:
                speaker: Post = leads.get(team.id, post)
                found.append((team, speaker.person_id))
    return found


def _tell(
    story: Story, chosen: Sequence[tuple[Team, int]], meeting_id: int | None, coordinator: int
) -> Need:
    """Tell a need for the first team, or by who heard it at a meeting; the others share it."""
    told = Told(words=story.words, happened=story.happened, constructs=story.about)
    first, others = chosen[0], chosen[1:]
    if story.at_meeting:
        place = Place(meeting_id=meeting_id)
        need = services.tell_need(told, place, by=coordinator, on=story.on)
    else:
        place = Place(team=first[0], named=story.named)
        need = services.tell_need(told, place, by=first[1], on=story.on)
    seen = {first[0].id} if need.team_id else set()
    for turn, (team, by) in enumerate(others):
        if team.id not in seen:
            seen.add(team.id)
            named = story.named and turn % 2 == 0
            services.share_need(need, team, named=named, by=by, on=story.on)
    return need


def _close(
    told: Mapping[str, Need], outcome: Outcome, kits: Mapping[str, int], coordinator: int
) -> None:
    need, step = told[outcome.key], Step(by=coordinator, on=outcome.on)
    if outcome.into:
        services.merge_need(need, told[outcome.into], step)
        return
    if outcome.kit in {"", *kits}:  # a network without the library has no such answer
        kit_id = kits.get(outcome.kit)
        services.answer_need(need, step, kit_id=kit_id, reason=outcome.reason)
