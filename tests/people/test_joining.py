"""Two rows of one person become one: nothing is left behind and nothing is lost."""

from datetime import date

import pytest
from sqlalchemy import UniqueConstraint, select

from portal.accounts.models import User, UserSession
from portal.accounts.services import add_account, open_session
from portal.audit.models import AuditEvent
from portal.clock import now
from portal.db import GUARDED, Model, db, transaction
from portal.meetings.deputies import Colleague, Deputy, deputy_of, name_deputy
from portal.meetings.links import invitation_of, token_of
from portal.meetings.models import Answer, Attendance, Invitation, Presence
from portal.moi.models import ActKind, Kit, KitAct
from portal.network.models import Person, Post
from portal.network.rules import Interval
from portal.people.models import MailChoice, MailTopic
from portal.people.queries.doubles import doubles_of, holdings_of, references_to
from portal.people.rules import Likeness, joined, likeness
from portal.people.services.choices import stop_mails
from portal.people.services.describing import Facts
from portal.people.services.joining import FIXED, merge_people
from portal.policy.decide import Actor, PostHeld
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import CampaignInvitation
from portal.rules import RuleBroken
from tests.cast import Cast, Member
from tests.conftest import Visitor
from tests.meetings.planned import plan
from tests.people.members import account_of, add_member
from tests.questionnaires.campaigns import make_campaign, send

ON = date(2022, 11, 15)
HASH = "$argon2id$x"


@pytest.fixture
def twice(cast: Cast) -> Member:
    """The member of the first team once more, under another address."""
    return add_member(cast.home, cast.member.name, "member.again@demo.example", locale="en")


def acting(cast: Cast, role: Role = Role.ADMINISTRATOR) -> Actor:
    who = cast.network[role]
    posts = frozenset({PostHeld(role=role)})
    return Actor(person_id=who.person_id, name=who.name, locale="nl", posts=posts)


def _merge(cast: Cast, kept: Member, gone: Member, role: Role = Role.ADMINISTRATOR) -> None:
    facts = Facts(name=kept.name, email=gone.email, locale="nl")
    with transaction():
        merge_people(
            kept.person_id, gone.person_id, facts, actor=acting(cast, role), on=ON, now=now()
        )
    db.session.rollback()


def _rows(person_id: int) -> dict[str, int]:
    return dict(holdings_of(person_id))


def test_no_column_that_points_at_people_is_forgotten() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if any(key.target_fullname == "person.id" for key in column.foreign_keys)
    }
    people = references_to(Model.metadata.tables["person"])
    assert {f"{column.table.name}.{column.name}" for column in people} == named
    assert len(named) > 15


def test_what_nobody_may_change_is_what_the_merge_leaves_alone() -> None:
    always = {
        guarded.table for guarded in GUARDED.values() if "never_changes_update" in guarded.name
    }
    people = {column.table.name for column in references_to(Model.metadata.tables["person"])}
    assert always & people == FIXED


def test_everything_moves_and_the_row_goes(cast: Cast, twice: Member) -> None:
    meeting = plan(by=cast.coordinator.person_id, day=date(2023, 2, 9), number=1)
    with transaction():
        db.session.add(_invitation(cast, meeting, twice))
        attended = {"meeting_id": meeting, "presence": Presence.ONLINE}
        db.session.add(Attendance(person_id=twice.person_id, **attended))
        stop_mails(twice.person_id, MailTopic.MEETING_REMINDERS, on=ON)
        kit = Kit(slug="proef", moi_id="MOI-PROEF")
        db.session.add(kit)
        db.session.flush()
        act = {"kind": ActKind.PROPOSED, "happened_on": ON}
        db.session.add(KitAct(kit_id=kit.id, by_person_id=twice.person_id, **act))
    before = _rows(twice.person_id)
    assert set(before) == {"post", "invitation", "attendance", "mail_choice", "kit_act"}
    _merge(cast, cast.member, twice)
    assert _rows(twice.person_id) == {}
    assert db.session.get(Person, twice.person_id) is None
    kept = db.session.get_one(Person, cast.member.person_id)
    assert (kept.name, kept.email, kept.locale) == (cast.member.name, twice.email, "nl")
    after = _rows(cast.member.person_id)
    assert after == {**before, "post": 1}
    line = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert line is not None
    assert (line.event, line.object_id) == ("person_merged", str(cast.member.person_id))
    assert line.detail == {"gone": twice.person_id}


def _invitation(cast: Cast, meeting: int, who: Member, answer: Answer | None = None) -> Invitation:
    return Invitation(
        meeting_id=meeting,
        person_id=who.person_id,
        role=Role.TEAM_MEMBER,
        organisation_id=cast.home.organisation_id,
        invited_on=ON,
        answer=answer,
        answered_on=ON if answer else None,
    )


def test_of_two_invitations_the_answer_and_the_deputy_stay(cast: Cast, twice: Member) -> None:
    meeting = plan(by=cast.coordinator.person_id, day=date(2023, 2, 9), number=1)
    with transaction():
        mine = _invitation(cast, meeting, cast.member)
        theirs = _invitation(cast, meeting, twice, Answer.YES)
        db.session.add_all([mine, theirs])
        db.session.flush()
        mine_link, their_link = token_of(mine), token_of(theirs)
        name_deputy(theirs, Colleague(name="Jo", email=None, locale="nl"), on=ON, now=now())
        for who in (cast.member, twice):
            attended = {"meeting_id": meeting, "presence": Presence.ONLINE}
            db.session.add(Attendance(person_id=who.person_id, **attended))
            stop_mails(who.person_id, MailTopic.MEETING_REMINDERS, on=ON)
    _merge(cast, cast.member, twice)
    one = db.session.scalars(select(Invitation)).one()
    assert (one.person_id, one.answer) == (cast.member.person_id, Answer.YES)
    assert invitation_of(mine_link) is one
    assert invitation_of(their_link) is None
    assert [deputy.name for deputy in db.session.scalars(select(Deputy))] == ["Jo"]
    assert deputy_of(one.id) is not None
    for model in (Attendance, MailChoice):
        assert db.session.scalars(select(model.person_id)).all() == [cast.member.person_id]


@pytest.mark.parametrize(
    ("mine", "theirs", "stays"),
    [
        (None, None, None),
        (None, "theirs", "theirs"),
        ("mine", None, "mine"),
        ("mine", "theirs", "mine"),
        ("invited", "theirs", "theirs"),
        ("closed", "theirs", "theirs"),
        ("mine", "closed", "mine"),
    ],
)
def test_the_account_that_can_sign_in_stays(
    cast: Cast, twice: Member, mine: str | None, theirs: str | None, stays: str | None
) -> None:
    marks = {}
    with transaction():
        for who, kind in ((cast.member, mine), (twice, theirs)):
            if kind is not None:
                user = add_account(who.person_id, password_hash=None if kind == "invited" else HASH)
                user.active = kind != "closed"
                open_session(user, now=now())
                marks[kind] = user.fs_uniquifier
    _merge(cast, cast.member, twice)
    left = db.session.scalars(select(User)).all()
    assert [one.fs_uniquifier for one in left] == ([marks[stays]] if stays else [])
    assert {one.person_id for one in left} <= {cast.member.person_id}
    open_ones = db.session.scalars(select(UserSession.account_id)).all()
    assert len(open_ones) == (1 if stays == "mine" else 0)


def test_posts_on_the_same_days_become_one(cast: Cast, twice: Member) -> None:
    _merge(cast, twice, cast.member)
    post = db.session.scalars(select(Post).where(Post.person_id == twice.person_id)).one()
    assert (post.valid_from, post.valid_to) == (date(2019, 11, 1), None)


DAY = [date(2022, month, 1) for month in range(1, 8)]


@pytest.mark.parametrize(
    ("periods", "whole"),
    [
        ([(0, 2), (1, 3)], [(0, 3)]),
        ([(1, 3), (0, 2)], [(0, 3)]),
        ([(0, 5), (1, 2)], [(0, 5)]),
        ([(0, None), (2, 3)], [(0, None)]),
        ([(0, 2), (1, None)], [(0, None)]),
        ([(0, 2), (2, 3)], [(0, 2), (2, 3)]),
        ([(0, 1), (2, 3)], [(0, 1), (2, 3)]),
    ],
)
def test_only_what_overlaps_is_joined(
    periods: list[tuple[int, int | None]], whole: list[tuple[int, int | None]]
) -> None:
    def made(pairs: list[tuple[int, int | None]]) -> list[Interval]:
        return [Interval(start=DAY[a], end=DAY[b] if b else None) for a, b in pairs]

    assert joined(made(periods)) == made(whole)


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (("Aïcha De Wit", None), ("aicha de wit", None), Likeness.SAME_NAME),
        (("De Wit Aïcha", None), ("Aicha de Wit", None), Likeness.SAME_NAME),
        (("Katrien Claes", None), ("Catrien Claes", None), Likeness.SIMILAR_NAME),
        (("K. Claes", "katrien.claes@a.be"), ("Iemand", "katrien.claes@b.be"), "similar_address"),
        (("Katrien Claes", None), ("Karim Peeters", None), None),
        (("Iemand", "lead.01@a.be"), ("Niemand anders", "lead.02@a.be"), None),
        (("An", None), ("Jan", None), None),
    ],
)
def test_who_looks_alike(
    one: tuple[str, str | None], other: tuple[str, str | None], why: Likeness | None
) -> None:
    assert likeness(*one, *other) == why
    assert likeness(*other, *one) == why


def test_doubles_are_found_near_and_far(cast: Cast, twice: Member) -> None:
    with transaction():
        far = Person(name="Zomaar Iemand", email="team_member.home@elsewhere.example")
        db.session.add(far)
        db.session.flush()
        far_id = far.id
    person = db.session.get_one(Person, cast.member.person_id)
    found = {one.id: one.why for one in doubles_of(acting(cast), person)}
    assert found[twice.person_id] is Likeness.SAME_NAME
    assert found[far_id] is Likeness.SIMILAR_ADDRESS


@pytest.mark.parametrize("both", [True, False])
def test_the_receipt_of_a_form_is_kept(cast: Cast, twice: Member, both: bool) -> None:  # noqa: FBT001
    """The database lets no receipt change its owner; whoever sent the form in, it counts."""
    asked = [twice.person_id, *([cast.member.person_id] if both else [])]
    campaign = make_campaign(asked)
    send(campaign, twice.person_id)
    _merge(cast, cast.member, twice)
    receipts = db.session.execute(select(CampaignInvitation.person_id, CampaignInvitation.done))
    assert [tuple(row) for row in receipts] == [(cast.member.person_id, True)]


def test_every_unique_key_with_a_person_is_settled_by_the_general_way_or_a_room() -> None:
    table = Model.metadata.tables["person"]
    unique = {
        column.table.name
        for column in references_to(table)
        for index in column.table.indexes
        if index.unique and column.name in index.columns
    }
    assert unique == {"wanted_invitation", "coding"}
    constraints = {type(one) for column in references_to(table) for one in column.table.constraints}
    assert UniqueConstraint in constraints


def test_a_coordinator_leaves_the_project_team_alone(cast: Cast) -> None:
    researcher = cast.network[Role.RESEARCHER]
    double = add_member(cast.home, researcher.name, "taker@demo.example")
    with pytest.raises(RuleBroken, match="Only an administrator"):
        _merge(cast, researcher, double, Role.COORDINATOR)
    assert db.session.get(Person, double.person_id) is not None


def test_nobody_lets_themselves_disappear(cast: Cast) -> None:
    admin = cast.administrator
    double = add_member(cast.home, admin.name, "admin.again@demo.example")
    with pytest.raises(RuleBroken, match="signed in as the one"):
        _merge(cast, double, admin)
    with pytest.raises(RuleBroken, match="one and the same"):
        _merge(cast, double, double)


def test_the_page_compares_and_joins(cast: Cast, client: Visitor, twice: Member) -> None:
    client.sign_in(cast.coordinator)
    start = f"/people/{cast.member.person_id}/merge"
    assert "member.again@demo.example" in client.get(start).text
    found = client.get(f"{start}?address=MEMBER.again@demo.example")
    both = f"{start}/{twice.person_id}"
    assert (found.status_code, found.headers["Location"]) == (303, both)
    assert client.get(f"{start}?address=nobody@demo.example").status_code == 400
    page = client.get(both).text
    assert "Deze rij verdwijnt" in page
    unsure = client.submit(both, {"name": "kept", "email": "gone", "locale": "gone"})
    assert unsure.status_code == 400
    assert "Vink aan dat je beide vergeleken hebt." in unsure.text
    assert db.session.get(Person, twice.person_id) is not None
    chosen = {"name": "kept", "email": "gone", "locale": "gone", "sure": "y"}
    assert client.submit(both, dict(chosen)).status_code == 303
    kept = db.session.get_one(Person, cast.member.person_id)
    assert (kept.email, kept.locale) == (twice.email, "en")
    assert account_of(twice) is None
    assert client.get(both).status_code == 404


def test_who_may_not_join_finds_no_page(cast: Cast, client: Visitor, twice: Member) -> None:
    both = f"/people/{cast.member.person_id}/merge/{twice.person_id}"
    for who in (cast.ambassador, cast.neighbour, cast.stranger, cast.lead):
        client.sign_in(who)
        assert client.get(both).status_code == 404
        assert client.get(f"/people/{cast.member.person_id}/merge").status_code == 404
