"""The life of a kit, step by step: what is kept, who is mailed, what is refused."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.clock import now
from portal.db import db, transaction
from portal.making.models import Draft, DraftAuthor, DraftStep, DraftTeam, Step
from portal.moi.models import ActKind, KitVersion
from portal.network.models import Organisation, OrganisationStatus, Status
from portal.outbox.models import OutboxMail
from portal.rules import RuleBroken
from portal.stewardship.jobs import keep_lives
from portal.stewardship.models import KitAnnouncement, KitPilot, KitReview, PilotState
from portal.stewardship.queries import listing
from portal.stewardship.queries.life import find_review, pilots_of, successor_of
from portal.stewardship.queries.listing import LifeFilters
from portal.stewardship.rules import Moved
from portal.stewardship.services import announcing, pilots, reviewing, steps
from portal.stewardship.services.pilots import Found, Writer
from portal.support.models import Task, TaskKind
from portal.web.stale import Stale
from tests.at_once import at_once
from tests.cast import Cast
from tests.conftest import TODAY
from tests.moi.conftest import DAY
from tests.stewardship.conftest import FOUND, REVIEW, Pilot, life, step, writer

NOW = datetime(2022, 11, 15, 10, tzinfo=now().tzinfo)


def mails(key: str) -> list[tuple[str, str]]:
    """Return recipient and language of the mails whose key begins like this."""
    db.session.rollback()
    query = select(OutboxMail).where(OutboxMail.dedupe_key.startswith(key))
    return sorted((mail.recipient, mail.locale) for mail in db.session.scalars(query))


def write(kit_id: int, team_id: int, *, by: int | None = None) -> None:
    """Let a team be an author of the kit, and somebody who wrote along."""
    with transaction():
        draft = Draft(
            title="Een klein gebaar",
            why="Nodig",
            constructs=["radar"],
            sectors=["hospital"],
            kit_id=kit_id,
            step=Step.PROPOSED,
            since=DAY,
            form_key="f",
        )
        db.session.add(draft)
        db.session.flush()
        db.session.add(DraftTeam(draft_id=draft.id, team_id=team_id))
        proposed = DraftStep(step=Step.PROPOSED, happened_on=DAY, by_person_id=by, note="Graag")
        draft.steps.append(proposed)
        if by is not None:
            db.session.add(DraftAuthor(draft_id=draft.id, person_id=by, since=DAY, told_until=DAY))
        db.session.flush()
        draft.step, draft.slug, draft.moi_id = Step.DRAFT, "een-klein-gebaar", "MOI-901"


def test_who_speaks_for_a_team_hears_that_it_is_asked(cast: Cast, kit_id: int) -> None:
    coordinator = Writer(by=cast.coordinator.person_id, on=TODAY, now=NOW)
    with transaction():
        asked = pilots.ask_team(kit_id, cast.home.team_ids[0], "Past dit?", coordinator)
        key = f"kit-pilot/{asked.id}/asked"
    assert mails(key) == [
        ("acting_ambassador.home@demo.example", "nl"),
        ("ambassador.home@demo.example", "nl"),
        ("team_lead.home@demo.example", "nl"),
    ]


def test_the_coordinator_hears_of_an_offer_and_the_team_of_the_answer(
    cast: Cast, kit_id: int
) -> None:
    lead = Writer(by=cast.lead.person_id, on=TODAY, now=NOW)
    coordinator = Writer(by=cast.coordinator.person_id, on=TODAY, now=NOW)
    with transaction():
        offered = pilots.offer_to_test(kit_id, cast.home.team_ids[0], "", lead)
        pilot_id = offered.id
    assert mails(f"kit-pilot/{pilot_id}/offered") == [("coordinator.network@demo.example", "nl")]
    with transaction(), pytest.raises(RuleBroken):
        pilots.turn_down(pilot_id, "", coordinator)
    with transaction():
        pilots.turn_down(pilot_id, "Er testen al vijf teams.", coordinator)
    assert len(mails(f"kit-pilot/{pilot_id}/settled")) == 3
    with transaction(), pytest.raises(RuleBroken):
        pilots.accept_offer(pilot_id, coordinator)
    with transaction():
        again = pilots.offer_to_test(kit_id, cast.home.team_ids[0], "", lead)
        assert pilots.accept_offer(again.id, coordinator).state is PilotState.RUNNING


def test_a_team_does_not_test_what_it_wrote_nor_twice(cast: Cast, kit_id: int) -> None:
    first, second = cast.home.team_ids[:2]
    write(kit_id, first)
    me = writer(cast.coordinator.person_id)
    with transaction(), pytest.raises(RuleBroken, match="wrote"):
        pilots.ask_team(kit_id, first, "", me)
    with transaction():
        pilots.ask_team(kit_id, second, "", me)
    with transaction(), pytest.raises(RuleBroken, match="already"):
        pilots.offer_to_test(kit_id, second, "", writer(cast.lead.person_id))


def test_feedback_counts_in_the_life_once_it_is_sent(cast: Cast, pilot: Pilot) -> None:
    pilot_id, me = pilot(send=False), writer(cast.lead.person_id)
    with transaction():
        pilots.save_feedback(pilot_id, Found(change="Half"), based_on=0, send=False, writer=me)
    assert [act.team_id for act in life().acts] == [None]
    with transaction(), pytest.raises(Stale):
        pilots.save_feedback(pilot_id, FOUND, based_on=0, send=True, writer=me)
    with transaction():
        pilots.save_feedback(pilot_id, FOUND, based_on=1, send=True, writer=me)
    with transaction():
        pilots.save_feedback(pilot_id, FOUND, based_on=2, send=True, writer=me)
    assert [act.team_id for act in life().acts] == [None, cast.home.team_ids[0]]
    [one] = pilots_of(life().kit.id)
    assert one.feedback is not None
    assert [(r.position, r.words) for r in one.feedback.remarks] == [(1, FOUND.remarks[1])]


def test_feedback_stays_once_the_kit_is_approved(cast: Cast, ready: int) -> None:
    with transaction():
        steps.validate(ready, step(cast))
    [one] = pilots_of(ready)
    pilot_id, me = one.id, writer(cast.lead.person_id)
    with transaction(), pytest.raises(RuleBroken, match="over"):
        pilots.save_feedback(pilot_id, FOUND, based_on=1, send=True, writer=me)
    with transaction(), pytest.raises(RuleBroken, match="over"):
        pilots.answer_feedback(pilot_id, "Toch niet.", writer(cast.coordinator.person_id))


def test_a_team_that_stops_may_be_asked_again(cast: Cast, kit_id: int, pilot: Pilot) -> None:
    pilot_id, me = pilot(send=False), writer(cast.lead.person_id)
    with transaction():
        stopped = pilots.stop_testing(pilot_id, "Te druk.", me)
        assert (stopped.state, stopped.reason) == (PilotState.STOPPED, "Te druk.")
    with transaction(), pytest.raises(RuleBroken):
        pilots.stop_testing(pilot_id, "", me)
    with transaction():
        team = cast.home.team_ids[0]
        assert pilots.ask_team(kit_id, team, "", writer(cast.coordinator.person_id)).id != pilot_id


def test_an_approval_that_is_not_due_is_refused(cast: Cast, kit_id: int, pilot: Pilot) -> None:
    pilot()
    with transaction(), pytest.raises(RuleBroken, match="waits for your answer"):
        steps.validate(kit_id, step(cast))
    assert life().at.stage is ActKind.PILOT


def test_a_step_decided_on_an_old_page_is_not_taken(cast: Cast, ready: int) -> None:
    seen = life().seen
    with transaction():
        steps.validate(ready, step(cast, seen=seen))
    with transaction(), pytest.raises(Moved):
        steps.validate(ready, step(cast, seen=seen))
    with transaction(), pytest.raises(Moved):
        steps.retire(ready, step(cast, seen=seen, note="Weg"))
    assert [act.kind for act in life().acts[-1:]] == [ActKind.VALIDATED]


def test_two_who_approve_together_approve_once(app: Flask, cast: Cast, ready: int) -> None:
    taken = step(cast)
    ended = at_once(app, 2, lambda _n: steps.validate(ready, taken))
    assert ended == ["Moved", "done"]
    assert [act.kind for act in life().acts].count(ActKind.VALIDATED) == 1


def test_publication_plans_the_look_once_more(cast: Cast, published: int) -> None:
    review = find_review(published)
    assert review is not None
    assert (review.due_on, review.set_by_id) == (REVIEW, cast.coordinator.person_id)
    [line] = listing.all_lives(LifeFilters(), TODAY)
    assert (line.stage, line.review_on, line.sent) == (ActKind.PUBLISHED, REVIEW, 1)


def test_a_kit_is_announced_once_to_each_whom_it_suits(cast: Cast, published: int) -> None:
    by = cast.coordinator.person_id
    words = {"words_nl": "Probeer het.", "words_en": "Try it."}
    with transaction():
        told = announcing.announce(published, **words, on=TODAY, now=NOW, by=by)
        assert (told.people, told.teams) == (3, 3)
        key = f"kit-announcement/{told.version_id}"
    assert [recipient for recipient, _ in mails(key)] == [
        "acting_ambassador.home@demo.example",
        "ambassador.home@demo.example",
        "team_lead.home@demo.example",
    ]  # the good kit is for hospitals: the other house hears nothing
    query = select(OutboxMail).where(OutboxMail.dedupe_key.startswith(key))
    for mail in db.session.scalars(query):
        assert mail.topic == "kit_news"
        assert "Deze mails stoppen: http://localhost/" in mail.text
    with transaction(), pytest.raises(RuleBroken):
        announcing.announce(published, **words, on=TODAY, now=NOW, by=by)
    with transaction(), pytest.raises(RuleBroken):
        announcing.leave_out(published, "Toch niet.", on=TODAY, by=by)
    assert len(mails(key)) == 3


def test_nobody_hears_where_no_house_is_active(cast: Cast, published: int) -> None:
    with transaction():
        home = db.session.get_one(Organisation, cast.home.organisation_id)
        db.session.add(
            OrganisationStatus(
                organisation_id=home.id, status=Status.PAUSED, valid_from=TODAY, reason="Verbouwing"
            )
        )
    by = cast.coordinator.person_id
    with transaction(), pytest.raises(RuleBroken):
        announcing.announce(published, words_nl="", words_en="", on=TODAY, now=NOW, by=by)
    with transaction():
        announcing.leave_out(published, "Er is niemand.", on=TODAY, by=by)
    assert db.session.scalars(select(KitAnnouncement.people)).all() == [0]


def test_a_look_once_more_is_asked_on_its_day_and_ends_its_task(cast: Cast, published: int) -> None:
    with transaction():
        assert reviewing.open_due_reviews(REVIEW - timedelta(days=1)) == 0
        assert reviewing.open_due_reviews(REVIEW) == 1
        assert reviewing.open_due_reviews(REVIEW) == 0
    review = find_review(published)
    assert review is not None
    seen, by = review.id, cast.coordinator.person_id
    task = db.session.scalars(select(Task).filter_by(kind=TaskKind.KIT_REVIEW)).one()
    assert (task.words, task.done_on, task.organisation_id) == ("Een klein gebaar", None, None)
    later = date(2024, 11, 15)
    with transaction():
        reviewing.review(published, seen=seen, on=REVIEW, by=by, next_on=later)
    with transaction(), pytest.raises(Moved):
        reviewing.review(published, seen=seen, on=REVIEW, by=by, next_on=later)
    db.session.rollback()
    again = find_review(published)
    assert again is not None
    assert (again.due_on, db.session.scalars(select(Task.done_on)).all()) == (later, [REVIEW])
    with transaction(), pytest.raises(RuleBroken):
        reviewing.review(published, seen=again.id, on=REVIEW, by=by, next_on=None)
    with transaction():
        reviewing.review(
            published, seen=again.id, on=REVIEW, by=by, next_on=None, note="Nieuwe richtlijn."
        )
    assert db.session.scalar(select(func.count(KitReview.id))) == 2


def test_a_withdrawn_kit_points_to_its_successor_and_tests_no_more(
    cast: Cast, published: int
) -> None:
    with transaction(), pytest.raises(RuleBroken):
        steps.retire(published, step(cast))
    with transaction(), pytest.raises(RuleBroken, match="follow itself"):
        steps.retire(published, step(cast, note="Oud"), successor="moi-901")
    with transaction():
        steps.retire(published, step(cast, note="Oud"))
    assert (life().at.stage, find_review(published), successor_of(published)) == (
        ActKind.RETIRED,
        None,
        None,
    )
    with transaction(), pytest.raises(RuleBroken):
        pilots.ask_team(published, cast.home.team_ids[1], "", writer(cast.coordinator.person_id))


def test_a_new_version_begins_a_new_pilot(cast: Cast, published: int) -> None:
    with transaction():
        old = life().version
        db.session.add(
            KitVersion(
                kit_id=published,
                number="2.0.0",
                content_sha256="b" * 64,
                manifest=old.manifest,
                published_on=TODAY,
            )
        )
    assert (life().at.stage, life().at.has_new_version) == (ActKind.PUBLISHED, True)
    with transaction():
        steps.begin_pilot(published, step(cast))
    assert (life().at.stage, life().at.has_new_version) == (ActKind.PILOT, False)
    with transaction():
        pilots.ask_team(published, cast.home.team_ids[0], "", writer(cast.coordinator.person_id))
    assert len(pilots_of(published)) == 2


def test_a_team_is_reminded_once_after_four_weeks(cast: Cast, pilot: Pilot) -> None:
    early = pilot(send=False)
    pilot(cast.home.team_ids[1], send=True)
    late = pilot(cast.home.team_ids[2], send=False, on=TODAY - timedelta(days=27))
    assert keep_lives() == 1
    assert keep_lives() == 0
    assert (len(mails(f"kit-pilot/{early}/reminder")), mails(f"kit-pilot/{late}/reminder")) == (
        3,
        [],
    )
    assert db.session.get_one(KitPilot, early).reminded_on == TODAY
