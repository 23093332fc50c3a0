"""Telling, sharing, answering and merging, and what is counted of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.needs import queries, services
from portal.needs.listing import NeedFilters, all_needs, line_of, open_by_support
from portal.needs.models import Need, NeedSupport, State, StepKind
from portal.needs.queries import NeedCounts
from portal.needs.services import Step, Told
from portal.network.models import Team
from portal.rules import RuleBroken
from portal.taxonomy.sectors import Sector
from portal.web.stale import Stale
from tests.cast import Cast
from tests.conftest import TODAY
from tests.needs.conftest import Share, Tell, need_of

LATER = TODAY + timedelta(days=30)


def step(cast: Cast, *, on: date = TODAY, based_on: int | None = None) -> Step:
    return Step(by=cast.coordinator.person_id, on=on, based_on=based_on)


def merge(cast: Cast, need_id: int, into_id: int, *, on: date = TODAY) -> None:
    with transaction():
        services.merge_need(need_of_now(need_id), need_of_now(into_id), step(cast, on=on))


def need_of_now(need_id: int) -> Need:
    return db.session.get_one(Need, need_id)


def shares(need_id: int, day: date = TODAY) -> tuple[int, int, int, int]:
    db.session.rollback()
    line = line_of(need_id, day)
    return line.teams, line.counted, line.sectors, line.beside


def test_a_team_that_tells_shares_from_the_start(cast: Cast, tell: Tell) -> None:
    need_id = tell(constructs=["timing", "radar"])
    need = need_of(need_id)
    assert (need.team_id, need.organisation_id) == (cast.home.team_ids[0], 1)
    assert need.constructs == {"timing", "radar"}
    assert shares(need_id) == (1, 6, 1, 0)


def test_who_tells_for_a_house_or_the_network_speaks_for_no_team(cast: Cast, tell: Tell) -> None:
    house = tell(team_id=None, organisation_id=cast.home.organisation_id)
    network = tell("Iets anders", team_id=None, by=cast.coordinator.person_id)
    assert shares(house) == shares(network) == (0, 6, 0, 0)


def test_a_team_counts_once_however_often_it_is_said(tell: Tell, share: Share) -> None:
    need_id = tell()
    share(need_id)
    with pytest.raises(RuleBroken):
        share(need_id)
    assert shares(need_id) == (2, 6, 2, 0)


def test_taken_back_is_in_no_list_of_any_day(cast: Cast, tell: Tell, share: Share) -> None:
    need_id = tell()
    share(need_id, named=True)
    with transaction():
        team = db.session.get_one(Team, cast.away.team_ids[0])
        services.take_back(need_of_now(need_id), team, by=1, on=LATER)
    assert shares(need_id) == (1, 6, 1, 0)
    assert len(db.session.scalars(select(NeedSupport)).all()) == 1


def test_a_team_that_follows_along_is_beside_the_count_until_it_counts(
    cast: Cast, tell: Tell, share: Share
) -> None:
    need_id = tell()
    with transaction():
        team = db.session.get_one(Team, cast.home.team_ids[0])
        follower = Team(
            organisation_id=cast.away.organisation_id,
            name="Nachtploeg",
            care_context=team.care_context,
            valid_from=TODAY,
        )
        db.session.add(follower)
        db.session.flush()
        key = follower.id
    share(need_id, key)
    assert shares(need_id) == (1, 6, 1, 1)


def test_the_yes_to_be_named_is_given_and_taken_back(cast: Cast, tell: Tell, share: Share) -> None:
    need_id = tell()
    share(need_id)
    for named, day in ((True, TODAY), (False, None), (True, TODAY)):
        with transaction():
            team = db.session.get_one(Team, cast.away.team_ids[0])
            services.name_team(need_of_now(need_id), team, named=named, on=TODAY)
        known = db.session.scalar(select(NeedSupport.named_on).filter_by(team_id=team.id))
        assert known == day


def test_an_answer_with_a_kit_is_one_answer(tell: Tell, kit_id: int) -> None:
    need_id = tell()
    for _ in range(2):
        with transaction():
            services.answer_with_kit(need_of_now(need_id), kit_id, by=None, on=TODAY)
    db.session.rollback()
    line = line_of(need_id, TODAY)
    assert line.state is State.ANSWERED
    assert [one.kind for one in queries.steps_of(need_id)] == [StepKind.KIT]
    assert [one.need.id for one in queries.answered_with(kit_id, TODAY)] == [need_id]


def test_a_kit_answers_the_need_that_another_was_merged_into(
    cast: Cast, tell: Tell, kit_id: int
) -> None:
    first, root = tell("Een"), tell("Twee")
    merge(cast, first, root)
    with transaction():
        services.answer_with_kit(need_of_now(first), kit_id, by=None, on=TODAY)
    db.session.rollback()
    assert line_of(root, TODAY).state is State.ANSWERED
    assert line_of(first, TODAY).state is State.MERGED


def test_a_reason_has_words_and_a_need_opens_again_with_some(cast: Cast, tell: Tell) -> None:
    need_id = tell()
    with pytest.raises(RuleBroken), transaction():
        services.answer_need(need_of_now(need_id), step(cast))
    with transaction():
        services.answer_need(need_of_now(need_id), step(cast), reason="Niet nu.")
    with pytest.raises(RuleBroken), transaction():
        services.reopen(need_of_now(need_id), "", step(cast))
    with transaction():
        services.reopen(need_of_now(need_id), "Het helpt niet.", step(cast, on=LATER))
    db.session.rollback()
    assert line_of(need_id, TODAY).state is State.ANSWERED  # on that day it was
    assert line_of(need_id, LATER).state is State.OPEN


def test_a_kit_being_made_is_noted_once_and_ends_with_its_answer(tell: Tell, kit_id: int) -> None:
    need_id = tell()
    for _ in range(2):
        with transaction():
            services.note_being_made(need_of_now(need_id), by=None, on=TODAY)
    with transaction():
        services.answer_with_kit(need_of_now(need_id), kit_id, by=None, on=TODAY)
    assert [one.kind for one in queries.steps_of(need_id)] == [StepKind.BEING_MADE, StepKind.KIT]
    with pytest.raises(RuleBroken), transaction():
        services.note_being_made(need_of_now(need_id), by=None, on=TODAY)


def test_a_kit_that_is_not_made_opens_its_need_and_leaves_an_answer(
    cast: Cast, tell: Tell, kit_id: int
) -> None:
    own, root, answered = tell("Een"), tell("Twee"), tell("Drie")
    merge(cast, own, root)
    for need_id in (own, answered):
        with transaction():
            services.note_being_made(need_of_now(need_id), by=None, on=TODAY)
    with transaction():
        services.answer_with_kit(need_of_now(answered), kit_id, by=None, on=TODAY)
    for need_id in (own, answered, own):
        with transaction():
            services.note_not_made(need_of_now(need_id), "Toch niet.", step(cast))
    db.session.rollback()
    states = [line_of(one, TODAY).state for one in (own, root, answered)]
    assert states == [State.MERGED, State.OPEN, State.ANSWERED]


def test_mergers_add_up_without_counting_a_team_twice(cast: Cast, tell: Tell, share: Share) -> None:
    first = tell("Een", on=TODAY - timedelta(days=9), constructs=["timing"])
    root = tell("Twee", constructs=["radar"])
    share(root)
    merge(cast, first, root)
    assert shares(root) == (2, 6, 2, 0)
    line = line_of(root, TODAY)
    assert line.since == TODAY - timedelta(days=9)
    assert line.about == {"timing", "radar"}
    assert [one.id for one in queries.merged_into(root)] == [first]
    with pytest.raises(RuleBroken):  # it said so of the other one
        share(root, cast.home.team_ids[0], by=cast.lead.person_id)


def test_what_was_merged_comes_along_and_none_is_two_deep(cast: Cast, tell: Tell) -> None:
    first, second, third = tell("Een"), tell("Twee"), tell("Drie")
    merge(cast, first, second)
    merge(cast, second, third)
    assert [one.id for one in queries.merged_into(third)] == [first, second]
    for need, into in ((third, first), (first, second), (third, third)):
        with pytest.raises(RuleBroken):
            merge(cast, need, into)


def test_a_merger_is_taken_back(cast: Cast, tell: Tell) -> None:
    first, root = tell("Een", team_id=cast.away.team_ids[1]), tell("Twee")
    merge(cast, first, root)
    with transaction():
        services.part_need(need_of_now(first), step(cast, on=LATER))
    assert shares(root, TODAY) == (2, 6, 2, 0)
    assert shares(root, LATER) == (1, 6, 1, 0)
    assert line_of(first, LATER).state is State.OPEN
    with pytest.raises(RuleBroken), transaction():
        services.part_need(need_of_now(first), step(cast, on=LATER))


def test_two_who_take_a_step_at_once_see_each_other(cast: Cast, tell: Tell) -> None:
    need_id = tell()
    with transaction():
        services.answer_need(need_of_now(need_id), step(cast, based_on=1), reason="Niet nu.")
    with pytest.raises(Stale), transaction():
        services.answer_need(need_of_now(need_id), step(cast, based_on=1), reason="Nooit.")
    with pytest.raises(Stale), transaction():
        services.change_need(
            need_of_now(need_id), Told(words="x"), step(cast, based_on=1), keeps=True
        )


def test_words_are_put_right_and_found_under_the_new_ones(cast: Cast, tell: Tell) -> None:
    need_id = tell("Woorden met een tiepfout", constructs=["timing", "radar"])
    told = Told(words="Wóórden zonder", happened="Zo was het.", constructs=["radar", "openness"])
    with transaction():
        services.change_need(need_of_now(need_id), told, step(cast, based_on=1), keeps=False)
    need = need_of(need_id)
    assert (need.words, need.revision) == ("Wóórden zonder", 2)
    assert need.constructs == {"radar", "openness"}
    assert [one.need.id for one in all_needs(TODAY, NeedFilters(text="woorden zo"))] == [need_id]
    assert all_needs(TODAY, NeedFilters(text="tiepfout")) == []


def test_the_list_is_narrowed_and_ordered(
    cast: Cast, tell: Tell, share: Share, kit_id: int
) -> None:
    done = tell("Beantwoord", constructs=["timing"])
    lonely = tell("Alleen", on=TODAY - timedelta(days=1))
    many = tell("Veel", constructs=["radar"])
    gone = tell("Samengevoegd", constructs=["self_care"])
    for need_id in (done, many):
        share(need_id)
    with transaction():
        services.answer_with_kit(need_of_now(done), kit_id, by=None, on=TODAY)
    merge(cast, gone, many)

    def found(**asked: object) -> list[int]:
        return [one.need.id for one in all_needs(TODAY, NeedFilters(**asked))]  # type: ignore[arg-type]

    assert found() == [many, lonely, done]
    assert found(state=State.OPEN) == [many, lonely]
    assert found(state=State.ANSWERED) == [done]
    assert found(state=State.MERGED) == [gone]
    assert found(construct="self_care") == [many]
    assert found(construct="timing") == [done]
    assert found(sector=Sector.RESIDENTIAL_CARE) == [many, done]
    assert found(sector=Sector.PRIMARY_CARE) == []
    assert found(text="SAMEN") == [many]
    assert [one.need.id for one in open_by_support(TODAY)] == [many, lonely]
    assert [one.need.id for one in open_by_support(TODAY - timedelta(days=1))] == [lonely]


def test_counts_by_construct(cast: Cast, tell: Tell, share: Share, kit_id: int) -> None:
    first, done = tell("Een", constructs=["timing", "radar"]), tell("Twee", constructs=["timing"])
    gone = tell("Drie", constructs=["self_care"], team_id=cast.home.team_ids[1])
    share(first)
    share(done, cast.away.team_ids[1])
    with transaction():
        services.answer_with_kit(need_of_now(done), kit_id, by=None, on=TODAY)
    merge(cast, gone, first)
    assert queries.counts_by_construct(TODAY) == {
        "timing": NeedCounts(open=1, answered=1, teams=3),
        "radar": NeedCounts(open=1, answered=0, teams=3),
        "self_care": NeedCounts(open=1, answered=0, teams=3),
    }
    assert queries.counts_by_construct(TODAY - timedelta(days=1)) == {}


def test_needs_that_sound_alike_are_found_under_the_one_they_went_into(
    cast: Cast, tell: Tell
) -> None:
    gone, root = tell("Wat als een gebaar verkeerd valt?"), tell("Iets dat slecht aankwam")
    merge(cast, gone, root)
    near = queries.alike("Een gebaar dat verkeerd valt", TODAY)
    assert [one.need.id for one in near] == [root]
    assert queries.alike("Een gebaar dat verkeerd valt", TODAY, but=root) == []
    assert queries.find_need(root) is need_of_now(root)
    assert queries.find_need(9999) is None


def test_what_happened_to_a_need_is_read_day_by_day(cast: Cast, tell: Tell) -> None:
    older, other = tell(), tell("Iets wat erop lijkt")
    merge(cast, other, older, on=TODAY + timedelta(days=2))
    with transaction():
        services.note_being_made(
            need_of_now(older), by=cast.coordinator.person_id, on=TODAY + timedelta(days=1)
        )
    kinds = [one.kind for one in queries.steps_of(older)]
    assert kinds == [StepKind.BEING_MADE, StepKind.MERGED]
