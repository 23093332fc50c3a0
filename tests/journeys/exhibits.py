"""Two portals to look at: the practice network with something in each state, and an empty one."""

import re
from dataclasses import replace
from datetime import date
from typing import Final

from flask import Flask
from sqlalchemy import select

from portal.accounts.jobs import answer_reset_requests
from portal.accounts.oidc.queries import get_account
from portal.accounts.own.services import ask_address
from portal.accounts.passwords import hashed
from portal.accounts.services import add_account, ask_reset
from portal.app import create_app
from portal.attendance.checking_in import make_code
from portal.cards.codes import unseal as unseal_code
from portal.cards.queries import code_of, shared_help
from portal.clock import now
from portal.config import Settings
from portal.culture.models import Measurement
from portal.db import db, transaction
from portal.demo.polls import NOW as JANUARY
from portal.evaluation.models import Evaluation
from portal.meetings import deputies, inviting
from portal.meetings.agenda.services import PointPlan, add_point
from portal.meetings.deputies import Colleague, name_deputy
from portal.meetings.links import token_of
from portal.meetings.models import BlockKind, Meeting, MeetingKind
from portal.meetings.queries import expected_participants
from portal.meetings.roster import roster_on
from portal.meetings.services import PastMeeting, record_past_meeting
from portal.network.models import Person, Post, Team
from portal.outbox.models import OutboxMail
from portal.outbox.sealing import unseal
from portal.people.models import MailTopic
from portal.people.stopping import stop_link_for
from portal.policy.table import Role
from portal.polls.links import token_of as poll_token
from portal.polls.queries import asked_in as find_asked
from portal.polls.services import propose
from portal.questionnaires.builder.services import Hand, begin_next
from portal.questionnaires.campaigns.models import CampaignUnit
from tests.databases import SECRET
from tests.journeys.networks import PASSWORD, TODAY
from tests.journeys.roster_exhibits import roster_places
from tests.journeys.trial_exhibits import trial_places
from tests.meetings.planned import AGENDA, ONLINE, meeting_by, plan, slot

Places = dict[str, str]
SENT_ON: Final = date(2023, 2, 9)
HELD_ON: Final = date(2022, 11, 10)
DRAFT_ON: Final = date(2023, 4, 20)
OPEN_POLL: Final = 2
MEASURED: Final = 2  # the last measurement whose results are out
FOUNDERS: Final = {"admin": Role.ADMINISTRATOR, "coordinator": Role.COORDINATOR}


def furnish(url: str) -> Places:
    """Add what the practice network lacks on its day; return where one of each thing is found."""
    with _app(url).app_context():
        coordinator = _person("coordinator").id
        sent = plan(by=coordinator, day=SENT_ON, number=15)
        draft = plan(by=coordinator, day=DRAFT_ON, number=16)
        with transaction():
            inviting.invite(meeting_by(sent), on=TODAY, now=now(), by=coordinator)
            own = PointPlan(block=BlockKind.INTERVISION, words="Wat lukte er niet?")
            point = add_point(meeting_by(sent), own, on=TODAY, by=coordinator).id
            check_in = make_code(meeting_by(sent), on=TODAY, by=coordinator)
            ask_reset("member.01-1@demo.example", now=now())
            ask_address(get_account(_person("member.01-2").id), "new@demo.example", now=now())
            held = record_past_meeting(_workshop(), on=TODAY, by=coordinator).id
            hand = Hand(by=coordinator, on=TODAY)
            written = begin_next("process-evaluation", hand)
            tried = trial_places(by=coordinator)
        answer_reset_requests()
        places = _places() | {"sent": str(sent), "draft": str(draft), "held": str(held)}
        places |= {"agenda_point": str(point)}
        places["check_in"] = check_in
        places["instrument_draft"] = str(written)
        places |= tried | _expected(sent) | _polls()
        db.engine.dispose()
        return places


def _expected(meeting_id: int) -> Places:
    """Return the links of somebody who is invited and of who goes instead of another."""
    found = expected_participants(meeting_by(meeting_id))
    mine = next(one for one in found if one.person_id == _person("contact.01").id)
    other = next(one for one in found if one.id != mine.id)
    colleague = Colleague(name="Griet Verzonnen", email=None, locale="nl")
    with transaction():
        deputy = name_deputy(other, colleague, on=TODAY, now=now())
    return {
        "invitation": token_of(mine),
        "listed": str(mine.id),
        "instead": deputies.token_of(deputy),
    }


def _polls() -> Places:
    """Return a poll as a draft, and the link of somebody who has not marked in the open one."""
    asked = find_asked(OPEN_POLL, _person("lead.01-3").id)
    assert asked is not None
    with transaction():
        draft = propose(
            replace(JANUARY, title="Een dag om elkaar te zien"),
            form_key="f" * 32,
            on=TODAY,
            by=_person("coordinator").id,
        )
    return {"poll_draft": str(draft.id), "poll_link": poll_token(asked)}


def _workshop() -> PastMeeting:
    """Return a meeting of last week: its minutes and its evaluation are still to come."""
    when = slot(HELD_ON)
    return PastMeeting(
        slot=replace(when, kind=MeetingKind.WORKSHOP),
        where=ONLINE,
        agenda=AGENDA,
        number=2,
        expected=roster_on(HELD_ON).participants,
        attendance={},
    )


def found(url: str) -> None:
    """Put an administrator and a coordinator in an empty network: the day it starts."""
    with _app(url).app_context():
        secret = hashed(PASSWORD)
        with transaction():
            for name, role in FOUNDERS.items():
                person = Person(name=f"{name.title()} Begin", email=f"{name}@demo.example")
                db.session.add(person)
                db.session.flush()
                db.session.add(Post(person_id=person.id, role=role, valid_from=TODAY))
                db.session.flush()
                add_account(person.id, password_hash=secret)
        db.engine.dispose()


def _app(url: str) -> Flask:
    return create_app(Settings(secret_key=SECRET, database_url=url, today=TODAY, require_mfa=False))


def _places() -> Places:
    team = db.session.scalars(select(Team).order_by(Team.id)).first()
    mail = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).first()
    ran = db.session.scalars(select(Evaluation).order_by(Evaluation.meeting_id)).all()
    assert team is not None
    assert mail is not None
    event = select(Meeting.id).where(Meeting.kind == MeetingKind.NETWORK_EVENT)
    return {
        "event": str(db.session.scalars(event).one()),
        "organisation": team.organisation.slug,
        "team": str(team.id),
        "person": str(_person("ambassador.01").id),
        "other": str(_person("alumnus").id),
        "stop": stop_link_for(_person("lead.01-1").id, MailTopic.MEETING_REMINDERS).split("/")[-1],
        "mail": str(mail.id),
        "closed": str(next(one for one in ran if one.campaign.released).meeting_id),
        "answered": str([one for one in ran if one.campaign.released][-1].meeting_id),
        "open": str(next(one for one in ran if not one.campaign.released).meeting_id),
        "code": _code(team.id),
        "question": str(_question(team.organisation_id)),
        "password": _link("member.01-1", "/set-password/"),
        "address": _link("new", "/new-address/"),
        **_measured(team.id),
        **roster_places(),
    }


def _measured(team_id: int) -> Places:
    """Return the campaign of a measurement, its questionnaire, and a team's unit in it."""
    measured = select(Measurement).where(Measurement.number == MEASURED)
    campaign = db.session.scalars(measured).one().campaign
    unit = select(CampaignUnit.id).where(
        CampaignUnit.campaign_id == campaign.id, CampaignUnit.team_id == team_id
    )
    return {
        "measured": str(campaign.id),
        "measure": str(campaign.version_id),
        "unit": str(db.session.scalars(unit).one()),
    }


def _person(name: str) -> Person:
    person = db.session.scalar(select(Person).where(Person.email == f"{name}@demo.example"))
    assert person is not None
    return person


def _code(team_id: int) -> str:
    """Return the code of a team, as its sheet shows it."""
    kept = code_of(team_id)
    assert kept is not None
    return unseal_code(kept.sealed)


def _question(home_id: int) -> int:
    """Return the card of a question that another organisation lets the network see."""
    others = (card for card in shared_help(TODAY) if card.team.organisation_id != home_id)
    return next(others).id


def _link(name: str, before: str) -> str:
    """Return the secret at the end of the link in somebody's mail."""
    mails = db.session.scalars(
        select(OutboxMail).where(OutboxMail.recipient == f"{name}@demo.example")
    )
    for mail in mails:
        if secret := re.search(rf"{before}([\w-]+)", unseal(mail.text)):
            return secret[1]
    raise LookupError(f"No mail with {before} to {name}")
