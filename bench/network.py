"""Networks to measure on: the practice network, smaller or larger, with two hundred answers."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import flask_migrate
from flask import Flask, session
from sqlalchemy import func, select

from portal.accounts import door
from portal.accounts.models import User
from portal.app import create_app
from portal.config import Settings
from portal.db import db, transaction
from portal.demo.accounts import fill_accounts
from portal.demo.evaluation import fill_evaluation
from portal.demo.meetings import fill_meetings
from portal.demo.roster import fill_roster
from portal.evaluation.models import Evaluation
from portal.meetings.models import TOOK_PLACE, Meeting
from portal.moi.services import publish_library
from portal.moi.source.folder import CONTENT
from portal.network.models import Organisation, Person, Post, Status, Team
from portal.network.rules import Interval
from portal.network.services.organisations import OrganisationFacts, add_organisation
from portal.network.services.people import add_person
from portal.network.services.posts import give_post
from portal.network.services.teams import TeamFacts, add_team
from portal.policy.table import Role
from portal.questionnaires.campaigns.response_models import Response
from portal.questionnaires.campaigns.services import open_campaign
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.instruments import versions
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import Length
from portal.questionnaires.results.services import release

DATA = Path(__file__).parents[1] / "portal" / "demo" / "network.json"
TODAY = date(2022, 11, 15)
SECRET = "a key that only the bench uses, long enough"  # noqa: S105 -- opens nothing
PASSWORD = "not used: sessions are opened by the door"  # noqa: S105
ANSWERS = 200
COMMENTS = 60
WEEK = timedelta(days=7)
SMALL = frozenset({"ORG05", "ORG09", "ORG10"})  # something is added to 05, 09 and the second wave
TEAMS = (1, 2, 3)
ASKED = (Role.AMBASSADOR, Role.TEAM_LEAD, Role.TEAM_MEMBER, Role.PRIMARY_CONTACT)


@dataclass(frozen=True, kw_only=True)
class Network:
    """A filled network: its application, and what a measurement asks for by number."""

    app: Flask
    organisation: str
    team: int
    person: int
    meeting: int
    closed: int
    open_short: int
    open_full: int
    parts: int
    invited: list[int]

    def sign_in(self, address: str) -> dict[str, str]:
        """Return the cookies of a new session of the person with this mail address."""
        with self.app.app_context():
            person = db.session.scalars(select(Person.id).where(Person.email == address)).one()
        return self.sign_in_as(person)

    def leave(self) -> None:
        """Let go of the database, so that its server can stop."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def responses(self, meeting_id: int) -> int:
        """Return how many answers the evaluation of a meeting has."""
        with self.app.app_context():
            mine = Evaluation.meeting_id == meeting_id
            count = select(func.count()).select_from(Response)
            joined = count.join(Evaluation, Evaluation.campaign_id == Response.campaign_id)
            return db.session.scalar(joined.where(mine)) or 0

    def sign_in_as(self, person_id: int) -> dict[str, str]:
        """Return the cookies of a new session: opened by the door, without a password's cost."""
        with self.app.test_request_context():
            user = db.session.scalars(select(User).where(User.person_id == person_id)).one()
            with transaction():
                door.let_in(user)
            response = self.app.response_class()
            self.app.session_interface.save_session(self.app, session, response)
        name, _, value = response.headers["Set-Cookie"].split(";")[0].partition("=")
        return {name: value}


def make_network(url: str, files: Path, *, organisations: int) -> Network:
    """Fill the empty database at ``url`` with a network of 3, 30 or more organisations."""
    settings = Settings(
        secret_key=SECRET, database_url=url, files=files, today=TODAY, require_mfa=False
    )
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        data = json.loads(DATA.read_text())
        if organisations == len(SMALL):
            data["organisations"] = [one for one in data["organisations"] if one["id"] in SMALL]
        with transaction():
            fill_roster(data)
            _grow(organisations - len(data["organisations"]))
            fill_accounts(PASSWORD)
            publish_library(CONTENT, on=TODAY, by=None)
            fill_meetings(data, today=TODAY)
            fill_evaluation(today=TODAY)
        with transaction():
            return _with_evaluations(app)


def _grow(more: int) -> None:
    """Add organisations with three teams, a lead in each, an ambassador and a contact."""
    pattern = db.session.scalars(select(Organisation).limit(1)).one()
    team = db.session.scalars(select(Team).limit(1)).one()
    for number in range(more):
        facts = OrganisationFacts(
            name=f"Zorggroep De Getelde Boom {number}",
            sector=pattern.sector,
            province=pattern.province,
            wave=pattern.wave,
        )
        start = pattern.wave.starts_on
        place = add_organisation(facts, status=Status.ACTIVE, on=start, by=None)
        for role in (Role.AMBASSADOR, Role.PRIMARY_CONTACT):
            _give(role, place, f"{role}.{number}", start)
        for slot in TEAMS:
            made = TeamFacts(
                name=f"Team {slot}",
                care_context=team.care_context,
                care_context_reason=team.care_context_reason,
            )
            grown = add_team(place, made, slot=slot, on=start, by=None)
            _give(Role.TEAM_LEAD, grown, f"lead.{number}.{slot}", start)


def _give(role: Role, place: Organisation | Team, key: str, start: date) -> None:
    person = add_person(f"Proef {key}", f"{key}@bench.example", by=None)
    give_post(person, role, place=place, period=Interval(start=start), by=None)


def _with_evaluations(app: Flask) -> Network:
    """Give three held meetings an evaluation: one closed with 200 full answers, two open."""
    version = versions.find_published("process-evaluation")
    if version is None:
        raise ValueError("The practice network has no published questionnaire")
    invited = _people_with_posts()
    held = db.session.scalars(select(Meeting.id).where(Meeting.state.in_(TOOK_PLACE))).all()
    _open(held[0], version, Length.SHORT, invited)
    _open(held[1], version, Length.FULL, invited)
    closed = _open(held[2], version, Length.FULL, invited)
    for turn, person_id in enumerate(list(invited)[:ANSWERS]):
        submit(closed, _answers(version, turn, person_id), on=TODAY)
    release(closed, on=TODAY)
    organisation = db.session.scalars(select(Organisation).limit(1)).one()
    return Network(
        app=app,
        organisation=organisation.slug,
        team=organisation.teams[0].id,
        person=next(iter(invited)),
        meeting=held[-1],
        closed=held[2],
        open_short=held[0],
        open_full=held[1],
        parts=len(versions.load_version(version).definition.pages(Length.FULL)),
        invited=list(invited),
    )


def _people_with_posts() -> Mapping[int, Role]:
    """Return everybody with a post on this day, with one of their roles."""
    rows = db.session.execute(
        select(Post.person_id, Post.role)
        .where(Post.role.in_(ASKED), Post.valid_from <= TODAY)
        .where(Post.valid_to.is_(None) | (Post.valid_to > TODAY))
        .order_by(Post.person_id)
    )
    return dict(rows.tuples().all())


def _open(
    meeting_id: int, version: InstrumentVersion, length: Length, invited: Mapping[int, Role]
) -> int:
    """Open an evaluation of a meeting and return its campaign."""
    campaign = open_campaign(
        version, length=length, opens_on=TODAY, closes_on=TODAY + WEEK, invited=invited
    )
    db.session.add(Evaluation(meeting_id=meeting_id, campaign_id=campaign.id))
    db.session.flush()
    return campaign.id


def _answers(version: InstrumentVersion, turn: int, person_id: int) -> Submission:
    """Return the answers of somebody who ticks another box each turn; some write a sentence."""
    definition = versions.load_version(version).definition
    given = {}
    for place, item in enumerate(definition.asked(Length.FULL)):
        if item.type.has_options:
            options = definition.scale_of(item).options
            given[item.code] = [options[(turn + place) % len(options)].key]
    if turn < COMMENTS:
        given["P16"] = [f"Doorgaan met de intervisie, {turn}."]
    return Submission(submit_key=secrets.token_hex(16), given=given, lang="nl", person_id=person_id)
