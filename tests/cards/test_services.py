"""What writing on a card keeps, changes and refuses; sharing, answering, forgetting."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit.models import AuditEvent
from portal.cards import queries, services
from portal.cards.models import CardPart, HelpAnswer, Part, TeamCard, Went
from portal.cards.services import Said, Writer, revision_of
from portal.db import db, transaction
from portal.outbox.models import OutboxMail
from portal.policy.decide import Actor, PostHeld
from portal.policy.table import Role
from portal.rules import RuleBroken
from portal.web.stale import Stale
from tests.cards.conftest import LAST, NEXT, Fill, card_of, words_of
from tests.cast import Cast, Member
from tests.conftest import TODAY
from tests.meetings.planned import NOW


def _actor(member: Member, organisation_id: int | None) -> Actor:
    role = Role.AMBASSADOR if organisation_id else Role.COORDINATOR
    post = PostHeld(role=role, organisation_id=organisation_id)
    return Actor(person_id=member.person_id, name=member.name, locale="nl", posts=frozenset({post}))


def _answer(actor: Actor, card_id: int, words: str = "Wij weten iets", on: date = TODAY) -> None:
    with transaction():
        card = queries.find_shared_help(card_id, on)
        assert card is not None
        services.answer_help(card, Said(help=words), actor=actor, on=on, now=NOW)


def _neighbour(cast: Cast) -> Actor:
    return _actor(cast.neighbour, cast.away.organisation_id)


def _shared(as_of: date = TODAY) -> list[int]:
    return [card.id for card in queries.shared_help(as_of)]


def _events() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.event).order_by(AuditEvent.id)))


def _count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_first_card_begins_with_the_period(cast: Cast, fill: Fill) -> None:
    fill(tries="Een vraag per dag", help="Wie deed dit al?")
    card = card_of(cast.home.team_ids[0])
    assert (card.since, card.revision) == (LAST, 1)
    assert words_of(card) == ("Een vraag per dag", "", "Wie deed dit al?")
    assert card.tries is not None
    assert (card.tries.written_on, card.tries.written_by_id) == (TODAY, cast.lead.person_id)
    assert not card.tries.by_code


def test_within_the_period_the_same_card_changes(cast: Cast, fill: Fill) -> None:
    first = fill(tries="Een vraag per dag", on=TODAY - timedelta(days=9))
    again = fill(
        tries="Een vraag per dag",
        went=Went.WELL,
        went_words="De nachtdienst deed mee",
        by=cast.ambassador.person_id,
    )
    card = card_of(cast.home.team_ids[0])
    assert (first, again, card.revision) == (card.id, card.id, 2)
    assert words_of(card) == ("Een vraag per dag", "well: De nachtdienst deed mee", "")
    assert card.tries is not None
    assert card.went is not None
    assert (card.tries.written_by_id, card.went.written_by_id) == (
        cast.lead.person_id,
        cast.ambassador.person_id,
    )
    assert card.tries.written_on == TODAY - timedelta(days=9)


def test_a_new_period_begins_a_new_card_and_how_it_went_stays_with_what_was_tried(
    cast: Cast, fill: Fill
) -> None:
    fill(tries="Een vraag per dag", help="Wie deed dit al?")
    fill(tries="Een bord", went=Went.FELL_FLAT, since=NEXT, on=NEXT)
    new, old = queries.history_of(cast.home.team_ids[0])
    assert words_of(new) == ("Een bord", "", "")
    assert words_of(old) == ("Een vraag per dag", "fell_flat: ", "Wie deed dit al?")
    assert [(one.since, one.revision) for one in (new, old)] == [(NEXT, 2), (LAST, 1)]


def test_to_look_back_alone_begins_no_card(cast: Cast, fill: Fill) -> None:
    fill(tries="Een vraag per dag", help="Wie deed dit al?")
    fill(went=Went.SO_SO, help="Wie deed dit al?", since=NEXT, on=NEXT)
    card = card_of(cast.home.team_ids[0])
    assert words_of(card) == ("Een vraag per dag", "so_so: ", "Wie deed dit al?")
    assert (card.since, _count(TeamCard)) == (LAST, 1)


def test_how_it_went_is_asked_of_what_was_tried_only(cast: Cast, fill: Fill) -> None:
    with pytest.raises(RuleBroken, match="Say first what you try"):
        fill(went=Went.WELL)
    fill(tries="Een vraag per dag", went=Went.WELL)
    assert card_of(cast.home.team_ids[0]).went is None


def test_an_empty_card_is_refused(fill: Fill) -> None:
    with pytest.raises(RuleBroken, match="at least one"):
        fill()
    with pytest.raises(RuleBroken, match="unticked"):
        fill(tries="Een vraag per dag", share=True)


def test_a_team_that_ended_writes_no_more(cast: Cast, fill: Fill) -> None:
    card = fill(team_id=cast.home.team_ids[1], tries="Een vraag per dag")
    with transaction():
        db.session.get_one(TeamCard, card).team.valid_to = TODAY
    with pytest.raises(RuleBroken, match="has ended"):
        fill(team_id=cast.home.team_ids[1], tries="Iets anders")


def test_what_is_emptied_leaves_the_card(cast: Cast, fill: Fill) -> None:
    fill(tries="Een vraag per dag", help="Wie deed dit al?")
    fill(tries="Een vraag per dag")
    assert words_of(card_of(cast.home.team_ids[0])) == ("Een vraag per dag", "", "")
    assert _count(CardPart) == 1


def test_a_stale_card_is_refused_and_nothing_is_lost(cast: Cast, fill: Fill) -> None:
    fill(tries="Van de eerste")
    team = cast.home.team_ids[0]
    writer = Writer(on=TODAY, person_id=cast.ambassador.person_id)
    with pytest.raises(Stale), transaction():
        services.save_card(
            team, Said(tries="Van de tweede"), based_on=0, last_moment=LAST, writer=writer
        )
    assert words_of(card_of(team))[0] == "Van de eerste"


def test_of_two_at_once_one_wins(app: Flask, cast: Cast) -> None:
    team, together, said = cast.home.team_ids[0], Barrier(2), []

    def write(words: str) -> None:
        with app.app_context():
            together.wait()
            try:
                with transaction():
                    services.save_card(
                        team,
                        Said(tries=words),
                        based_on=0,
                        last_moment=LAST,
                        writer=Writer(on=TODAY, person_id=cast.lead.person_id),
                    )
                said.append(words)
            except Stale:
                said.append("stale")
            finally:
                db.session.remove()

    both = [Thread(target=write, args=(words,)) for words in ("een", "twee")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(said, key="stale".__eq__) == [words_of(card_of(team))[0], "stale"]


def test_help_is_hidden_until_the_team_says_yes_and_from_the_moment_it_says_no(
    cast: Cast, fill: Fill
) -> None:
    card = fill(help="Wie deed dit al?", on=TODAY - timedelta(days=3))
    assert _shared() == []
    fill(help="Wie deed dit al?", share=True, on=TODAY - timedelta(days=1))
    assert (_shared(), _shared(TODAY - timedelta(days=2))) == ([card], [])
    with transaction():
        writer = Writer(on=TODAY, person_id=cast.lead.person_id)
        services.withdraw_help(cast.home.team_ids[0], writer=writer)
    assert (_shared(), _shared(TODAY - timedelta(days=1))) == ([], [])
    assert _events() == ["help_shared", "help_withdrawn"]


def test_to_untick_the_box_hides_it_too(fill: Fill) -> None:
    fill(help="Wie deed dit al?", share=True)
    fill(help="Wie deed dit al?", share=False)
    assert _shared() == []
    assert _events() == ["help_shared", "help_withdrawn"]


def test_other_words_by_a_code_need_a_new_yes(cast: Cast, fill: Fill) -> None:
    card = fill(help="Wie deed dit al?", share=True)
    fill(help="Wie deed dit al?", tries="Een bord", by=None)
    assert _shared() == [card]
    fill(help="Iets heel anders", by=None)
    assert _shared() == []
    assert words_of(card_of(cast.home.team_ids[0]))[2] == "Iets heel anders"
    assert _events() == ["help_shared"]


def test_a_new_card_takes_the_question_along(cast: Cast, fill: Fill) -> None:
    old = fill(help="Wie deed dit al?", share=True)
    new = fill(tries="Een bord", help="Wie deed dit al?", share=True, since=NEXT, on=NEXT)
    assert (_shared(NEXT), _shared(TODAY)) == ([new], [old])
    fill(tries="Een bord", since=NEXT, on=NEXT)
    assert (_shared(NEXT), _shared(TODAY)) == ([], [])
    assert words_of(card_of(cast.home.team_ids[0])) == ("Een bord", "", "")


def test_a_new_card_without_the_question_ends_it(fill: Fill) -> None:
    fill(help="Wie deed dit al?", share=True)
    fill(tries="Een bord", since=NEXT, on=NEXT)
    assert _shared(NEXT) == []


def test_a_team_that_has_been_helped_leaves_the_list(cast: Cast, fill: Fill) -> None:
    card = fill(help="Wie deed dit al?", share=True, on=TODAY - timedelta(days=3))
    with transaction():
        writer = Writer(on=TODAY, person_id=cast.lead.person_id)
        services.close_help(cast.home.team_ids[0], writer=writer)
    assert (_shared(), _shared(TODAY - timedelta(days=1))) == ([], [card])
    fill(tries="Een bord")
    settled = card_of(cast.home.team_ids[0])
    assert words_of(settled) == ("Een bord", "", "Wie deed dit al?")
    assert settled.help is not None
    assert settled.help.closed_on == TODAY
    fill(tries="Een bord", help="Iets nieuws", share=True)
    assert _shared() == [card]


def test_a_team_that_ended_asks_nothing_any_more(cast: Cast, fill: Fill) -> None:
    card = fill(team_id=cast.home.team_ids[1], help="Wie deed dit al?", share=True)
    assert _shared() == [card]
    with transaction():
        db.session.get_one(TeamCard, card).team.valid_to = TODAY
    assert _shared() == []


def test_the_list_is_of_the_latest_cards_newest_question_first(cast: Cast, fill: Fill) -> None:
    cards = [
        fill(team_id=team, help="Wie?", share=True, on=TODAY - timedelta(days=days))
        for team, days in zip(cast.home.team_ids, (2, 5, 1), strict=True)
    ]
    assert _shared() == [cards[2], cards[0], cards[1]]


def test_an_answer_reaches_who_leads_and_who_is_ambassador(cast: Cast, fill: Fill) -> None:
    _answer(_neighbour(cast), fill(help="Wie deed dit al?", share=True), "Bel ons gerust.")
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)).all()
    acting = cast.home.people[Role.ACTING_AMBASSADOR]
    expected = {cast.lead.email, cast.ambassador.email, acting.email}
    assert {mail.recipient for mail in mails} == expected
    assert len(mails) == 3
    assert mails[0].subject == f"{cast.neighbour.name} weet iets voor Team 1 home"
    for words in ("Bel ons gerust.", cast.neighbour.email, cast.away.name):
        assert words in mails[0].text
        assert words in mails[0].html
    assert "http://localhost/teams/1/card" in mails[0].text
    [answer] = queries.answers_to(cast.home.team_ids[0])
    assert (answer.words, answer.place) == ("Bel ons gerust.", cast.away.name)


def test_one_answer_a_day_and_none_to_ones_own_house(cast: Cast, fill: Fill) -> None:
    card = fill(help="Wie deed dit al?", share=True)
    _answer(_neighbour(cast), card)
    with pytest.raises(RuleBroken, match="already"):
        _answer(_neighbour(cast), card)
    _answer(_neighbour(cast), card, on=TODAY + timedelta(days=1))
    with pytest.raises(RuleBroken, match="own organisation"):
        _answer(_actor(cast.ambassador, cast.home.organisation_id), card)
    assert _count(HelpAnswer) == 2


def test_the_project_team_answers_as_the_project_team(cast: Cast, fill: Fill) -> None:
    card = fill(help="Wie deed dit al?", share=True)
    _answer(_actor(cast.coordinator, None), card)
    mail = db.session.scalars(select(OutboxMail)).first()
    assert mail is not None
    assert f"{cast.coordinator.name} van het projectteam antwoordt" in mail.text


def test_an_erased_person_leaves_the_words_of_the_team_and_takes_their_own(
    cast: Cast, fill: Fill
) -> None:
    card = fill(tries="Een vraag per dag", help="Wie deed dit al?", share=True)
    _answer(_neighbour(cast), card)
    with transaction():
        services.forget_person(cast.lead.person_id)
        services.forget_person(cast.neighbour.person_id)
    kept = card_of(cast.home.team_ids[0])
    assert words_of(kept) == ("Een vraag per dag", "", "Wie deed dit al?")
    assert {part.written_by_id for part in kept.parts} == {None}
    assert not any(part.by_code for part in kept.parts)
    assert _count(HelpAnswer) == 0


def test_two_rows_of_one_person_are_settled(cast: Cast, fill: Fill) -> None:
    card = fill(help="Wie deed dit al?", share=True)
    with transaction():
        for member, on in (
            (cast.neighbour, TODAY),
            (cast.stranger, TODAY),
            (cast.stranger, TODAY + timedelta(days=1)),
        ):
            found = db.session.get_one(TeamCard, card)
            actor = _actor(member, cast.away.organisation_id)
            services.keep_answer(found, Said(help=member.name), actor=actor, on=on)
    with transaction():
        kept, gone = cast.neighbour.person_id, cast.stranger.person_id
        services.merge_people(kept_id=kept, gone_id=gone)
    left = db.session.execute(
        select(HelpAnswer.person_id, HelpAnswer.sent_on).order_by(HelpAnswer.sent_on)
    )
    assert [tuple(row) for row in left] == [(kept, TODAY), (gone, TODAY + timedelta(days=1))]


def test_revisions_count_on_over_the_cards_of_a_team(cast: Cast, fill: Fill) -> None:
    team, seen = cast.home.team_ids[0], [revision_of(None)]
    for since in (LAST, LAST, NEXT):
        fill(tries=f"Poging {len(seen)}", since=since, on=NEXT)
        seen.append(revision_of(card_of(team)))
    assert seen == [0, 1, 2, 3]
    assert db.session.scalar(select(func.count()).where(CardPart.part == Part.TRIES)) == 2
