"""A trial round: planned, opened, told, answered under a name, closed; never a result."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.asks.asking import asks_in
from portal.asks.models import AskKind
from portal.asks.rules import Period
from portal.clock import now
from portal.db import db, transaction
from portal.outbox.models import OutboxMail
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.filling.hosts import host_of
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.instruments.loader import INSTRUMENTS, load_instrument
from portal.questionnaires.instruments.models import InstrumentVersion
from portal.questionnaires.kinds import InstrumentKind, Length, Mode, VersionStatus
from portal.questionnaires.trials import queries, rules, services
from portal.questionnaires.trials.hosting import TrialHost
from portal.questionnaires.trials.models import TrialRound
from portal.questionnaires.trials.reading import sheet_of
from portal.questionnaires.trials.rules import Stage, stage_of
from portal.rules import RuleBroken
from portal.web.hooks import Act, tell
from tests.cast import Cast, Member
from tests.conftest import TODAY, Counter
from tests.questionnaires.campaigns import make_people
from tests.questionnaires.trials import CLOSES, answer_as, campaign_at, end, make_round, remark_as

LATER = TODAY + timedelta(days=3)


def _mails() -> list[tuple[str, str, str]]:
    """Return to whom which letter of a round goes, and its subject."""
    db.session.rollback()
    rows = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    found = [(one.dedupe_key.split("/"), one) for one in rows if "trial/" in one.dedupe_key]
    return [(one.recipient, key[2], one.subject) for key, one in found]


# --- The life of a round ------------------------------------------------------------------------


def test_a_round_of_today_is_open_at_once_and_asks_its_list_with_names(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador, cast.member])
    campaign = campaign_at(campaign_id)
    assert (campaign.mode, stage_of(campaign)) == (Mode.IDENTIFIED, Stage.OPEN)
    assert (campaign.opened_on, campaign.series, campaign.closes_on) == (TODAY, None, CLOSES)
    asked = {(one.name, one.done) for one in queries.asked_in(campaign_id)}
    assert asked == {(cast.ambassador.name, False), (cast.member.name, False)}
    assert isinstance(host_of(campaign), TrialHost)


def test_a_round_of_later_opens_on_its_day_and_closes_after_its_last(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador], opens_on=LATER)
    assert stage_of(campaign_at(campaign_id)) is Stage.PLANNED
    with transaction():
        assert services.open_due(TODAY) == []
        assert [one.campaign_id for one in services.open_due(LATER)] == [campaign_id]
        assert services.open_due(LATER) == []
    assert stage_of(campaign_at(campaign_id)) is Stage.OPEN
    last = campaign_at(campaign_id).closes_on
    with transaction():
        assert services.close_due(last) == 0
        assert services.close_due(last + timedelta(days=1)) == 1
    assert stage_of(campaign_at(campaign_id)) is Stage.CLOSED


def test_a_planned_round_can_be_called_off_and_an_open_one_only_closed(cast: Cast) -> None:
    planned = make_round(cast, [cast.ambassador], opens_on=LATER)
    opened = make_round(cast, [cast.ambassador])
    with pytest.raises(RuleBroken, match="open already"), transaction():
        services.call_off(db.session.get_one(TrialRound, opened), on=TODAY, by=None)
    end(planned, cast)
    end(opened, cast)
    assert db.session.scalars(select(TrialRound.campaign_id)).all() == [opened]
    assert db.session.get(Campaign, planned) is None
    assert stage_of(campaign_at(opened)) is Stage.CLOSED


def test_the_same_act_twice_is_refused(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    end(campaign_id, cast)
    with pytest.raises(RuleBroken, match="closed already"):
        end(campaign_id, cast)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"opens_on": TODAY - timedelta(days=1)}, "from today on"),
        ({"closes_on": TODAY - timedelta(days=1)}, "before the opening"),
        ({"closes_on": TODAY + timedelta(days=61)}, "within"),
    ],
)
def test_what_a_round_may_not_be(cast: Cast, changes: dict[str, object], why: str) -> None:
    with pytest.raises(RuleBroken, match=why):
        make_round(cast, [cast.ambassador], **changes)  # type: ignore[arg-type]
    assert db.session.scalars(select(TrialRound)).all() == []


def test_a_round_asks_sixty_at_most_and_only_who_can_answer(cast: Cast) -> None:
    days = (TODAY, CLOSES)
    rules.check_may_plan_round(*days, range(60), today=TODAY)
    with pytest.raises(RuleBroken, match="at most"):
        rules.check_may_plan_round(*days, range(61), today=TODAY)
    with pytest.raises(RuleBroken, match="at least one person"):
        make_round(cast, [])
    (unknown,) = make_people(1)
    with pytest.raises(RuleBroken, match="no longer sign in"):
        make_round(cast, [cast.ambassador, Member(person_id=unknown, name="", email="")])
    for one in (cast.stranger, cast.board_reader, cast.administrator):
        with pytest.raises(RuleBroken, match="no longer sign in"):
            make_round(cast, [one])


def test_only_a_published_version_is_tried_out() -> None:
    rules.check_may_try_out(VersionStatus.PUBLISHED)
    for status in (VersionStatus.DRAFT, VersionStatus.RETIRED):
        with pytest.raises(RuleBroken, match="published"):
            rules.check_may_try_out(status)


def test_questions_about_culture_wait_until_staff_was_told(cast: Cast) -> None:
    with transaction():
        version = import_instrument(load_instrument(INSTRUMENTS / "culture.yaml"), on=TODAY)
    for told in (None, TODAY + timedelta(days=1)):
        with pytest.raises(RuleBroken, match="representatives"):
            _ask_about_culture(cast, version, told)
    campaign_id = _ask_about_culture(cast, version, TODAY)
    assert campaign_at(campaign_id).staff_informed_on == TODAY
    rules.check_staff_was_told(InstrumentKind.PROCESS, None, TODAY, today=TODAY)


def _ask_about_culture(cast: Cast, version: InstrumentVersion, told: date | None) -> int:
    return make_round(
        cast,
        [cast.ambassador],
        version=version,
        length=Length.SHORT,
        staff_informed_on=told,
    )


# --- Letters ------------------------------------------------------------------------------------


def test_each_is_told_once_and_reminded_twice_at_most_unless_they_sent_it(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador, cast.member])
    with transaction():
        opened = db.session.get_one(TrialRound, campaign_id)
        assert services.tell_asked(opened, now=now()) == 2
        assert services.tell_asked(opened, now=now()) == 0
    answer_as(cast.member, campaign_id, P08="2")
    reminded = []
    day = TODAY
    while day <= CLOSES:
        with transaction():
            reminded.append((day, services.remind(day, now=now())))
        day += timedelta(days=1)
    days = [on for on, letters in reminded if letters]
    assert days == [TODAY + timedelta(days=7), CLOSES - timedelta(days=3)]
    assert sum(letters for _, letters in reminded) == 2
    told = [(to, letter) for to, letter, _ in _mails()]
    assert sorted(told[:2]) == sorted(
        [(cast.ambassador.email, "opened"), (cast.member.email, "opened")]
    )
    assert {to for to, _ in told[2:]} == {cast.ambassador.email}
    assert _mails()[0][2] == "Probeer je een vragenlijst uit? Procesevaluatie"


def test_what_is_made_up_writes_to_nobody_and_asks_nobodys_time(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador], simulated=True)
    with transaction():
        opened = db.session.get_one(TrialRound, campaign_id)
        assert services.tell_asked(opened, now=now()) == 0
    assert _mails() == []
    assert [one for one in asks_in(Period.of(TODAY)) if one.kind is AskKind.TRIAL] == []


def test_the_ask_budget_counts_a_round(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador], opens_on=LATER)
    (ask,) = [one for one in asks_in(Period.of(LATER)) if one.kind is AskKind.TRIAL]
    minutes = campaign_at(campaign_id).version.minutes(Length.FULL)
    assert (ask.thing_id, ask.minutes, ask.on) == (campaign_id, minutes, LATER)
    assert db.session.scalars(ask.people).all() == [cast.ambassador.person_id]


# --- What people say ----------------------------------------------------------------------------


def _said_at(campaign_id: int, code: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    db.session.rollback()
    sheet = sheet_of(db.session.get_one(Campaign, campaign_id), lang="nl")
    (question,) = [one for one in sheet.questions if one.code == code]
    return (
        [(one.name, one.words) for one in question.said],
        [(one.person.name, one.body) for one in question.remarks],
    )


def test_names_stand_beside_answers_texts_and_remarks(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador, cast.member])
    answer_as(cast.ambassador, campaign_id, P04="1", P16="Van de ambassadeur")
    answer_as(cast.member, campaign_id, P16="Van het lid")
    remark_as(cast.member, campaign_id, "Wat is een netwerk?", code="P04")
    remark_as(cast.ambassador, campaign_id, "Te lang")
    said, remarks = _said_at(campaign_id, "P16")
    names = (cast.ambassador.name, cast.member.name)
    assert said == [(names[0], "Van de ambassadeur"), (names[1], "Van het lid")]
    assert remarks == []
    said, remarks = _said_at(campaign_id, "P04")
    assert [name for name, _ in said] == [*names]
    assert said[1][1] == "Opengelaten"
    assert said[0][1] != "Opengelaten"
    assert remarks == [(names[1], "Wat is een netwerk?")]
    whole = sheet_of(db.session.get_one(Campaign, campaign_id), lang="nl").remarks
    assert [(one.person.name, one.body) for one in whole] == [(names[0], "Te lang")]


def test_two_rounds_of_a_version_keep_apart_what_was_said(cast: Cast) -> None:
    first, second = (make_round(cast, [cast.ambassador]) for _ in range(2))
    answer_as(cast.ambassador, first, P16="In de eerste")
    remark_as(cast.ambassador, first, "Alleen hier", code="P16")
    assert _said_at(first, "P16")[0] == [(cast.ambassador.name, "In de eerste")]
    assert _said_at(second, "P16") == ([], [])


def test_reading_takes_the_same_statements_for_one_as_for_many(
    cast: Cast, count_statements: Counter
) -> None:
    people = [one for role, one in cast.home.people.items() if role is not Role.BOARD_READER]
    small, large = make_round(cast, people[:1]), make_round(cast, people)
    for campaign_id, asked in ((small, people[:1]), (large, people)):
        for one in asked:
            answer_as(one, campaign_id, P04="1", P16="x")
            remark_as(one, campaign_id, "y", code="P04")
    counts = []
    for campaign_id in (small, large):
        campaign = campaign_at(campaign_id)
        sheet_of(campaign, lang="nl")
        db.session.rollback()
        campaign = db.session.get_one(Campaign, campaign_id)
        _ = campaign.version
        with count_statements() as seen:
            sheet_of(campaign, lang="nl")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5


def test_a_remark_needs_words_and_an_open_round(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador])
    with pytest.raises(RuleBroken, match="stumbled"):
        remark_as(cast.ambassador, campaign_id, "")
    end(campaign_id, cast)
    with pytest.raises(RuleBroken, match="closed"):
        remark_as(cast.ambassador, campaign_id, "Te laat")


def test_each_erases_their_own_words_also_after_the_close(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador, cast.member])
    for one in (cast.ambassador, cast.member):
        answer_as(one, campaign_id, P16=f"Van {one.name}")
        remark_as(one, campaign_id, f"Opmerking van {one.name}", code="P16")
    end(campaign_id, cast)
    with transaction():
        services.erase_own(campaign_id, cast.member.person_id)
    mine = cast.ambassador.name
    assert _said_at(campaign_id, "P16") == (
        [(mine, f"Van {mine}")],
        [(mine, f"Opmerking van {mine}")],
    )
    assert {(one.name, one.done) for one in queries.asked_in(campaign_id)} == {
        (cast.ambassador.name, True),
        (cast.member.name, True),
    }


def test_one_takes_away_only_a_remark_of_ones_own(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador, cast.member])
    remark_as(cast.ambassador, campaign_id, "Blijft")
    (remark,) = queries.remarks_of(campaign_id)
    with transaction():
        services.remove_remark(campaign_id, cast.member.person_id, remark.id)
    assert len(queries.remarks_of(campaign_id)) == 1
    with transaction():
        services.remove_remark(campaign_id, cast.ambassador.person_id, remark.id)
    assert queries.remarks_of(campaign_id) == []


def test_remarks_go_with_a_person_and_come_along_with_their_data(cast: Cast) -> None:
    campaign_id = make_round(cast, [cast.ambassador, cast.member, cast.lead])
    for one in (cast.ambassador, cast.member, cast.lead):
        remark_as(one, campaign_id, f"Van {one.name}")
    data: dict[str, object] = {}
    for part in tell(Act.PERSON_DATA, person_id=cast.member.person_id):
        data |= part
    assert data["remarks_in_trial_rounds"] == [
        {"language": "nl", "remark": f"Van {cast.member.name}"}
    ]
    with transaction():
        tell(Act.ERASE, person_id=cast.lead.person_id)
        tell(Act.MERGE, kept_id=cast.ambassador.person_id, gone_id=cast.member.person_id)
    db.session.rollback()
    kept = {(one.person_id, one.body) for one in queries.remarks_of(campaign_id)}
    mine = cast.ambassador.person_id
    assert kept == {(mine, f"Van {cast.ambassador.name}"), (mine, f"Van {cast.member.name}")}
