"""What the writers keep: a proposal once, its steps, who writes along, and what others hear."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.clock import now
from portal.db import db, transaction
from portal.making import answering, authors, digest, queries, services, talking
from portal.making.models import Draft, DraftComment, Step
from portal.making.talking import Words
from portal.moi.models import Kit
from portal.needs import services as needs
from portal.needs.models import Need, NeedStep, StepKind
from portal.needs.services import Place, Told
from portal.network.models import Person
from portal.outbox.models import OutboxMail
from portal.rules import RuleBroken
from portal.web.stale import Stale
from tests.cast import Cast
from tests.conftest import TODAY
from tests.making.conftest import Propose, authors_of, draft_of, plan, steps_of

TOMORROW = TODAY + timedelta(days=1)


def say(draft_id: int, by: int, words: str = "Goed begin", *, answers: int | None = None) -> int:
    with transaction():
        asked = db.session.get(DraftComment, answers) if answers else None
        said = Words(words=words, lang="nl", answers=asked)
        key = f"{draft_id}-{by}-{words}"
        return talking.say(draft_of_now(draft_id), said, by=by, on=TODAY, form_key=key).id


def draft_of_now(draft_id: int) -> Draft:
    return db.session.get_one(Draft, draft_id)


def authors_of_now(draft_id: int) -> list[int]:
    return [one.person_id for one in draft_of_now(draft_id).authors]


def add(draft_id: int, person_id: int) -> None:
    with transaction():
        person = db.session.get_one(Person, person_id)
        authors.add_author(draft_of_now(draft_id), person, on=TODAY)


def mails_to(address: str) -> list[str]:
    query = select(OutboxMail.subject).where(OutboxMail.recipient == address)
    return list(db.session.scalars(query.order_by(OutboxMail.id)))


def make_need(cast: Cast) -> int:
    with transaction():
        told = Told(words="Hoe neem je afscheid bij ontslag?")
        return needs.tell_need(told, Place(), by=cast.lead.person_id, on=TODAY).id


def state_of(need_id: int) -> list[StepKind]:
    query = select(NeedStep.kind).where(NeedStep.need_id == need_id).order_by(NeedStep.id)
    db.session.rollback()
    return list(db.session.scalars(query))


def test_the_same_form_sent_twice_is_one_proposal(cast: Cast) -> None:
    with transaction():
        first, second = (
            services.begin_draft(
                plan(team_ids=[cast.home.team_ids[0]]),
                by=cast.lead.person_id,
                on=TODAY,
                form_key="f" * 32,
            )
            for _ in range(2)
        )
        assert first is second
    assert db.session.scalar(select(func.count(Draft.id))) == 1
    assert steps_of(first.id) == [(Step.PROPOSED, "")]
    assert authors_of(first.id) == [cast.lead.person_id]


def test_a_kit_goes_from_proposal_to_pilot(cast: Cast, kit: Kit, propose: Propose) -> None:
    draft_id = propose(accepted=True)
    with transaction():
        services.note_pilot(draft_of_now(draft_id), kit.id, by=cast.lead.person_id, on=TOMORROW)
    assert [step for step, _ in steps_of(draft_id)] == [Step.PROPOSED, Step.DRAFT, Step.PILOT]
    assert draft_of(draft_id).since == TOMORROW
    assert queries.author_teams_of(kit.id) == frozenset({cast.home.team_ids[0]})


def test_only_what_was_accepted_makes_its_team_an_author(
    cast: Cast, kit: Kit, propose: Propose
) -> None:
    draft_id = propose(kit=kit)
    assert queries.author_teams_of(kit.id) == frozenset()
    with transaction():
        services.accept(
            draft_of_now(draft_id), slug="", moi_id="", by=cast.coordinator.person_id, on=TODAY
        )
    assert queries.author_teams_of(kit.id) == frozenset({cast.home.team_ids[0]})
    assert (draft_of(draft_id).slug, draft_of(draft_id).moi_id) == ("op-een-kier", "MOI-001")


def test_one_next_version_at_a_time(kit: Kit, propose: Propose) -> None:
    first = propose(kit=kit)
    with pytest.raises(RuleBroken, match="already in the making"):
        propose(kit=kit)
    with transaction():
        services.withdraw(
            draft_of_now(first), by=draft_of_now(first).authors[0].person_id, on=TODAY
        )
    second = propose(kit=kit)
    with pytest.raises(RuleBroken, match="already in the making"), transaction():
        services.propose_again(draft_of_now(first), by=1, on=TODAY)
    assert queries.find_open_draft(kit.id) is not None
    assert draft_of(second).step is Step.PROPOSED


def test_a_no_has_its_reason_and_can_be_proposed_again(cast: Cast, propose: Propose) -> None:
    draft_id, by = propose(), cast.coordinator.person_id
    with pytest.raises(RuleBroken, match="Say why"), transaction():
        services.decline(draft_of_now(draft_id), reason="  ", by=by, on=TODAY)
    with transaction():
        services.decline(draft_of_now(draft_id), reason="Zit al in MOI-004", by=by, on=TODAY)
    with transaction():
        services.propose_again(draft_of_now(draft_id), by=cast.lead.person_id, on=TOMORROW)
    assert steps_of(draft_id) == [
        (Step.PROPOSED, ""),
        (Step.DECLINED, "Zit al in MOI-004"),
        (Step.PROPOSED, ""),
    ]


def test_a_withdrawn_kit_gives_its_names_back(cast: Cast, propose: Propose) -> None:
    draft_id = propose(accepted=True)
    with transaction():
        draft = draft_of_now(draft_id)
        services.withdraw(draft, note="Geen tijd", by=cast.lead.person_id, on=TODAY)
        services.propose_again(draft, by=cast.lead.person_id, on=TODAY)
    assert (draft_of(draft_id).slug, draft_of(draft_id).moi_id) == (None, None)


def test_a_name_of_a_kit_or_another_draft_is_refused(
    cast: Cast, kit: Kit, propose: Propose
) -> None:
    other = draft_of(propose(accepted=True))
    draft_id = propose()
    for slug, moi_id in (
        (kit.slug, "MOI-090"),
        ("vrij", kit.moi_id),
        (other.slug, "MOI-090"),
        ("vrij", other.moi_id),
    ):
        with pytest.raises(RuleBroken, match="is taken"), transaction():
            services.accept(
                draft_of_now(draft_id),
                slug=slug or "",
                moi_id=moi_id or "",
                by=cast.coordinator.person_id,
                on=TODAY,
            )
    assert draft_of(draft_id).step is Step.PROPOSED


def test_the_plan_changes_and_a_stale_change_is_refused(cast: Cast, propose: Propose) -> None:
    draft_id = propose()
    changed = plan(title="Naar huis", team_ids=[cast.home.team_ids[1]], constructs=["openness"])
    with transaction():
        services.change_plan(draft_of_now(draft_id), changed, based_on=1, needs_team=True)
    draft = draft_of(draft_id)
    assert (draft.title, draft.constructs, draft.revision) == ("Naar huis", ["openness"], 2)
    assert [team.id for team in draft.teams] == [cast.home.team_ids[1]]
    with pytest.raises(Stale), transaction():
        services.change_plan(draft_of_now(draft_id), changed, based_on=1, needs_team=True)


def test_needs_hear_that_a_kit_is_made_and_that_it_is_not(cast: Cast, propose: Propose) -> None:
    need = make_need(cast)
    draft_id = propose(accepted=True, need_ids=[need])
    by = cast.lead.person_id
    with transaction():
        answering.say_being_made(draft_of_now(draft_id), by=by, on=TODAY)
    assert state_of(need) == [StepKind.BEING_MADE]
    assert [one.id for one in queries.drafts_for_need(need)] == [draft_id]
    with transaction():
        draft = draft_of_now(draft_id)
        services.withdraw(draft, by=by, on=TODAY)
        answering.say_not_made(draft, reason="", by=by, on=TODAY, lang="nl")
    assert state_of(need) == [StepKind.BEING_MADE, StepKind.REOPENED]
    assert queries.drafts_for_need(need) == []


def test_a_need_stays_being_made_while_another_kit_is_made_for_it(
    cast: Cast, propose: Propose
) -> None:
    need = make_need(cast)
    first, _second = (propose(accepted=True, need_ids=[need]) for _ in range(2))
    with transaction():
        draft = draft_of_now(first)
        answering.say_being_made(draft, by=cast.lead.person_id, on=TODAY)
        services.withdraw(draft, by=cast.lead.person_id, on=TODAY)
        answering.say_not_made(draft, reason="", by=cast.lead.person_id, on=TODAY, lang="nl")
    assert state_of(need) == [StepKind.BEING_MADE]


def test_a_need_that_has_its_answer_keeps_it(cast: Cast, kit: Kit, propose: Propose) -> None:
    need, by = make_need(cast), cast.lead.person_id
    draft_id = propose(accepted=True, need_ids=[need])
    with transaction():
        found = db.session.get_one(Need, need)
        needs.answer_with_kit(found, kit.id, by=by, on=TODAY)
        draft = draft_of_now(draft_id)
        answering.say_being_made(draft, by=by, on=TODAY)
        services.withdraw(draft, by=by, on=TODAY)
        answering.say_not_made(draft, reason="", by=by, on=TODAY, lang="nl")
    assert state_of(need) == [StepKind.KIT]


def test_the_needs_of_a_kit_are_those_of_what_was_accepted(
    cast: Cast, kit: Kit, propose: Propose
) -> None:
    need = make_need(cast)
    draft_id = propose(kit=kit, need_ids=[need])
    assert queries.needs_of_kit(kit.id) == []
    with transaction():
        services.accept(
            draft_of_now(draft_id), slug="", moi_id="", by=cast.coordinator.person_id, on=TODAY
        )
    assert queries.needs_of_kit(kit.id) == [need]


def test_the_last_author_stays_and_nobody_writes_along_twice(cast: Cast, propose: Propose) -> None:
    draft_id, lead, other = propose(), cast.lead.person_id, cast.neighbour.person_id
    with pytest.raises(RuleBroken, match="only author"), transaction():
        authors.leave(draft_of_now(draft_id), lead)
    add(draft_id, other)
    with pytest.raises(RuleBroken, match="already"):
        add(draft_id, other)
    with transaction():
        authors.leave(draft_of_now(draft_id), lead)
    assert authors_of(draft_id) == [other]


def test_a_conversation_is_one_question_with_its_answers(cast: Cast, propose: Propose) -> None:
    draft_id, lead = propose(), cast.lead.person_id
    first = say(draft_id, lead, "Is dit te lang?")
    answer = say(draft_id, cast.coordinator.person_id, "Een beetje", answers=first)
    with pytest.raises(RuleBroken, match="first comment"):
        say(draft_id, lead, "Oké", answers=answer)
    assert say(draft_id, lead, "Is dit te lang?") == first
    with transaction():
        comment = db.session.get_one(DraftComment, first)
        talking.settle(comment, on=TODAY)
        assert comment.resolved_on == TODAY
        talking.open_again(comment)
        assert comment.resolved_on is None
        talking.take_back(comment, by=lead, on=TODAY)
    kept = db.session.get_one(DraftComment, first)
    assert (kept.words, kept.taken_back_on) == ("", TODAY)


def test_nobody_takes_back_what_somebody_else_said(cast: Cast, propose: Propose) -> None:
    comment = say(propose(), cast.lead.person_id)
    with pytest.raises(RuleBroken, match="Only who wrote"), transaction():
        talking.take_back(
            db.session.get_one(DraftComment, comment), by=cast.coordinator.person_id, on=TODAY
        )


def test_an_author_gets_one_mail_a_day_about_what_others_said(cast: Cast, propose: Propose) -> None:
    first, second = propose(), propose(title="Een ander")
    add(first, cast.neighbour.person_id)
    for draft_id, words in ((first, "Een"), (first, "Twee"), (second, "Drie")):
        say(draft_id, cast.coordinator.person_id, words)
    say(first, cast.lead.person_id, "Vier")

    def letters(day: int) -> int:
        with transaction():
            return digest.tell_of_comments(today=TODAY + timedelta(days=day), now=now())

    assert [letters(0), letters(1), letters(1), letters(2)] == [0, 2, 0, 0]
    assert len(mails_to(cast.lead.email)) == len(mails_to(cast.neighbour.email)) == 1
    mail = db.session.scalars(select(OutboxMail).filter_by(recipient=cast.lead.email)).one()
    assert "De laatste uren van een opname: 2 nieuwe opmerkingen" in mail.text
    assert "Een ander: 1 nieuwe opmerking" in mail.text
    assert "Vier" not in mail.text
    assert (mail.topic, "Deze mails stoppen: http://localhost/" in mail.text) == ("kit_news", True)
