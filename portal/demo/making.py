"""What the practice network is making: a proposal, a no, two drafts and one that became a kit.

Nothing is mailed: what was said is told before today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import md5
from typing import Final

from sqlalchemy import select, update

from portal.db import db
from portal.making import answering, authors, services, talking
from portal.making.models import Draft, DraftAuthor, DraftComment
from portal.making.services import Plan
from portal.making.talking import Words
from portal.moi.models import Kit
from portal.needs.models import Need
from portal.network.models import Post
from portal.network.queries import current_posts
from portal.policy.table import Role

COORDINATOR: Final = "coordinator"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something that somebody said about a draft, with what was answered."""

    by: str
    on: date
    words: str
    path: str = ""
    answers: Sequence[tuple[str, date, str]] = ()
    settled_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Story:
    """A kit in the making: who proposed it and when, and what became of it."""

    plan: Plan
    by: str
    on: date
    need: str = ""
    kit: str = ""
    slug: str = ""
    moi_id: str = ""
    accepted_on: date | None = None
    accepted_with: str = ""
    declined_on: date | None = None
    declined_with: str = ""
    pilot_on: date | None = None
    along: Sequence[tuple[str, date]] = ()
    remarks: Sequence[Remark] = ()


STORIES: Final = (
    Story(
        plan=Plan(
            title="Op een kier",
            lang="nl",
            why="Iedereen knikt als we zeggen dat je moet openstaan voor het moment. Maar hoe begin"
            " je daaraan op een drukke ochtend?",
            able_to="Tijdens een gewone verzorging één keer stilstaan, kijken en wachten.",
            constructs=["openness", "timing"],
            sectors=["hospital", "residential_care"],
            team_ids=[],
        ),
        by="lead.05-1",
        on=date(2022, 2, 8),
        kit="op-een-kier",
        accepted_on=date(2022, 2, 22),
        accepted_with="Mooi begin. Houd de opdrachten kort: wat lukt met één hand vrij?",
        pilot_on=date(2022, 10, 3),
    ),
    Story(
        plan=Plan(
            title="Een kaartje voor elke verjaardag",
            lang="nl",
            why="Bij ons krijgt elke bewoner een kaartje. Andere teams kunnen dat ook.",
            able_to="Een kalender met verjaardagen bijhouden en elke maand kaartjes maken.",
            constructs=["customised_care"],
            sectors=["residential_care"],
            team_ids=[],
        ),
        by="lead.17-1",
        on=date(2022, 9, 6),
        declined_on=date(2022, 9, 20),
        declined_with="Een kaartje voor iedereen is fijn, maar het is niet op maat van één mens."
        " Dat verschil is net de kern van MOI-004. Schrijf je mee aan een opdracht daarvoor?"
        " Jullie kalender is een goed begin.",
    ),
    Story(
        plan=Plan(
            title="Als een gebaar verkeerd valt",
            lang="nl",
            why="Elk team heeft zo’n verhaal, en niemand vertelt het. Wie een keer misgreep, durft"
            " daarna minder.",
            able_to="Na een gebaar dat pijn deed samen zeggen wat er gebeurde, zonder schuldige.",
            constructs=["tolerance", "open_communication"],
            team_ids=[],
        ),
        by="lead.01-1",
        on=date(2022, 9, 15),
        need="Wat doen we als een klein gebaar verkeerd valt?",
        slug="als-een-gebaar-verkeerd-valt",
        moi_id="MOI-013",
        accepted_on=date(2022, 9, 27),
        accepted_with="Ja, graag. Vraag er een team bij uit een andere sector.",
        along=(("lead.15-1", date(2022, 10, 4)),),
        remarks=(
            Remark(
                by="lead.15-1",
                on=date(2022, 10, 11),
                words="Het verhaal van de jarige is sterk. Bij ons zou het om een maaltijd gaan."
                " Kunnen we twee korte verhalen naast elkaar zetten?",
                path="intro.nl.md",
                answers=(
                    (
                        "lead.01-1",
                        date(2022, 10, 12),
                        "Goed idee. Ik kort het eerste in, schrijf jij het tweede?",
                    ),
                    ("lead.15-1", date(2022, 10, 17), "Het staat erin, 90 woorden."),
                ),
                settled_on=date(2022, 10, 18),
            ),
            Remark(
                by=COORDINATOR,
                on=date(2022, 10, 25),
                words="Opdracht 2 vraagt nu om het te vertellen voor de hele ploeg. Dat is een"
                " grote stap. Kan het eerst per twee?",
                path="assignments/02-samen.nl.md",
                answers=(
                    ("lead.01-1", date(2022, 11, 3), "Ja. We maken er tien minuten per twee van."),
                ),
            ),
            Remark(
                by="lead.01-1",
                on=date(2022, 11, 8),
                words="Wie kent er een goede tekening voor ‘even teruggaan en het zeggen’? Ik zoek"
                " iets zonder opgestoken vinger.",
            ),
        ),
    ),
    Story(
        plan=Plan(
            title="Kringen in het water, ook op huisbezoek",
            lang="nl",
            why="Wie alleen op de baan is, heeft geen briefing om iets te delen. De opdrachten gaan"
            " nu uit van een team dat elkaar elke dag ziet.",
            able_to="Eén keer per week een mooi moment inspreken, en samen beluisteren.",
            constructs=["sharing_measuring"],
            sectors=["primary_care"],
            team_ids=[],
        ),
        by="lead.30-1",
        on=date(2022, 10, 18),
        need="Wij werken elk apart op huisbezoek: hoe leren we van elkaars mooie momenten?",
        kit="kringen-in-het-water",
        accepted_on=date(2022, 10, 25),
        remarks=(
            Remark(
                by="lead.30-1",
                on=date(2022, 11, 4),
                words="Mag inspreken via de telefoon van de dienst? Anders schrap ik dat stuk.",
            ),
        ),
    ),
    Story(
        plan=Plan(
            title="Vijf minuten voor de nacht",
            lang="nl",
            why="Met twee op de nacht raken we nooit op een sessie. Toch gebeurt er ’s nachts veel"
            " dat niemand ziet.",
            able_to="Tussen twee bellen één opdracht doen, en ’s morgens iets doorgeven.",
            constructs=["timing", "joy_in_work"],
            sectors=["hospital", "residential_care"],
            team_ids=[],
        ),
        by="lead.03-1",
        on=date(2022, 11, 8),
        need="Een lespakket dat werkt voor wie alleen de nacht doet.",
    ),
)


@dataclass(frozen=True, kw_only=True)
class _People:
    """Who takes part: team leads by the name before the @, and the coordinator."""

    posts: Mapping[str, Post]
    coordinator: int

    def id_of(self, name: str) -> int:
        return self.coordinator if name == COORDINATOR else self.posts[name].person_id


def fill_making(*, today: date) -> None:
    """Propose, answer, write and say what the practice network makes until ``today``."""
    leads = {
        (post.person.email or "").partition("@")[0]: post
        for post in current_posts(Role.TEAM_LEAD, today)
    }
    coordinator = current_posts(Role.COORDINATOR, today)[0].person_id
    people = _People(posts=leads, coordinator=coordinator)
    for story in STORIES:
        if story.on <= today:
            _tell(story, people, today)
    db.session.flush()
    db.session.execute(update(DraftAuthor).values(told_until=today))


def _tell(story: Story, people: _People, today: date) -> None:
    kit = db.session.scalar(select(Kit).where(Kit.slug == story.kit)) if story.kit else None
    if story.kit and kit is None:
        return  # the library is not there: nothing to renew
    draft = services.begin_draft(
        _placed(story, people),
        by=people.id_of(story.by),
        on=story.on,
        form_key=_key(story.plan.title),
        kit=kit,
    )
    _answer(story, draft, people, today)
    for name, on in story.along:
        if on <= today:
            authors.add_author(draft, people.posts[name].person, on=on)
    for remark in story.remarks:
        if remark.on <= today:
            _say(remark, draft, people, today)


def _placed(story: Story, people: _People) -> Plan:
    """Return the plan with the teams of its authors and the need it answers."""
    names = [story.by, *(name for name, _ in story.along)]
    teams = [people.posts[name].team_id for name in names]
    needs = db.session.scalars(select(Need.id).where(Need.words == story.need)).all()
    return Plan(
        **{
            **vars(story.plan),
            "team_ids": [team_id for team_id in teams if team_id],
            "need_ids": needs,
        }
    )


def _answer(story: Story, draft: Draft, people: _People, today: date) -> None:
    by = people.coordinator
    if story.declined_on and story.declined_on <= today:
        services.decline(draft, reason=story.declined_with, by=by, on=story.declined_on)
    if story.accepted_on and story.accepted_on <= today:
        services.accept(
            draft,
            slug=story.slug,
            moi_id=story.moi_id,
            by=by,
            on=story.accepted_on,
            note=story.accepted_with,
        )
        answering.say_being_made(draft, by=by, on=story.accepted_on)
    if story.pilot_on and story.pilot_on <= today and draft.kit_id:
        services.note_pilot(draft, draft.kit_id, by=people.id_of(story.by), on=story.pilot_on)


def _say(remark: Remark, draft: Draft, people: _People, today: date) -> None:
    words = Words(words=remark.words, lang="nl", path=remark.path)
    first = _said(draft, words, people.id_of(remark.by), remark.on)
    for name, on, answer in remark.answers:
        if on <= today:
            _said(draft, Words(words=answer, lang="nl", answers=first), people.id_of(name), on)
    if remark.settled_on and remark.settled_on <= today:
        talking.settle(first, on=remark.settled_on)


def _said(draft: Draft, words: Words, by: int, on: date) -> DraftComment:
    return talking.say(draft, words, by=by, on=on, form_key=_key(words.words))


def _key(words: str) -> str:
    return md5(words.encode(), usedforsecurity=False).hexdigest()
