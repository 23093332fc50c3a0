"""Saving, joining, approving and locking minutes: what is kept and what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.meetings.models import BlockKind, MeetingState
from portal.minutes import services
from portal.minutes.models import Section, SectionEdit
from portal.minutes.queries import sections_of, written
from portal.minutes.services import PastMinutes, StaleText, record_past_minutes
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.meetings.planned import ON, mails, meeting_by
from tests.minutes.written import approve, keep, lock


def _texts() -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(SectionEdit.version, SectionEdit.body).order_by(SectionEdit.version)
    )
    return [(version, body) for version, body in rows]


def _traces(meeting_id: int) -> list[str]:
    events = select(AuditEvent.event).where(AuditEvent.object_id == str(meeting_id))
    return [
        event
        for event in db.session.scalars(events.order_by(AuditEvent.id))
        if event.startswith("minutes_")
    ]


def test_a_section_is_saved_under_its_block_and_the_same_text_is_one_save(
    cast: Cast, today_held: int
) -> None:
    by = cast.coordinator.person_id
    for _twice in range(2):
        with transaction():
            services.save_section(
                meeting_by(today_held),
                BlockKind.INTERVISION,
                "Zeven vertelden.\r\n",
                version=0,
                on=ON,
                by=by,
            )
    (section,) = sections_of(today_held)
    assert (section.part, section.body, section.version, section.lang) == (
        "intervision",
        "Zeven vertelden.",
        1,
        "nl",
    )
    assert section.saved_by.name == cast.coordinator.name
    assert _traces(today_held) == ["minutes_saved"]


def test_lines_of_two_writers_are_joined_and_what_was_sent_stays(
    cast: Cast, today_held: int
) -> None:
    keep(today_held, "eerste\n\ntweede", cast)
    keep(today_held, "eerste, van An\n\ntweede", cast, version=1)
    kept = keep(today_held, "eerste\n\ntweede, van Bea", cast, version=1)
    assert kept.was_merged
    assert kept.body == "eerste, van An\n\ntweede, van Bea"
    assert (kept.sent, kept.version) == (3, 4)
    assert _texts()[2:] == [(3, "eerste\n\ntweede, van Bea"), (4, kept.body)]
    # Who wrote on meanwhile goes on from what was sent, and meets nobody.
    onward = keep(today_held, "eerste\n\ntweede, van Bea, langer", cast, version=kept.sent)
    assert onward.body == "eerste, van An\n\ntweede, van Bea, langer"


def test_the_same_line_changed_twice_is_refused_with_all_three_texts(
    cast: Cast, today_held: int
) -> None:
    keep(today_held, "een regel", cast)
    keep(today_held, "een regel van An", cast, version=1)
    with pytest.raises(StaleText) as stale:
        keep(today_held, "een regel van Bea", cast, version=1)
    found = stale.value
    assert (found.base, found.theirs, found.version) == ("een regel", "een regel van An", 2)
    assert [section.body for section in sections_of(today_held)] == ["een regel van An"]


def test_a_version_that_nobody_knows_is_shown_beside_what_is_there(
    cast: Cast, today_held: int
) -> None:
    keep(today_held, "een regel", cast)
    with pytest.raises(StaleText) as stale:
        keep(today_held, "iets anders", cast, version=7)
    assert (stale.value.base, stale.value.theirs) == ("", "een regel")


def test_writing_nothing_keeps_nothing_and_wiping_out_keeps_what_was(
    cast: Cast, today_held: int
) -> None:
    assert keep(today_held, "  ", cast).version == 0
    assert db.session.scalar(select(func.count()).select_from(Section)) == 0
    keep(today_held, "een regel", cast)
    assert keep(today_held, "", cast, version=1).version == 2
    assert _texts() == [(1, "een regel"), (2, "")]


def test_three_lines_are_three_lines(cast: Cast, today_held: int) -> None:
    keep(today_held, "een\n\ntwee\ndrie", cast, part="in_brief")
    with pytest.raises(RuleBroken, match="Three lines"):
        keep(today_held, "een\ntwee\ndrie\nvier", cast, part="in_brief", version=1)
    with pytest.raises(RuleBroken, match="Three lines"):
        keep(today_held, "x" * 401, cast, part="in_brief", version=1)


def test_two_who_together_write_more_than_fits_join_it_by_hand(cast: Cast, today_held: int) -> None:
    keep(today_held, "een\ntwee", cast, part="in_brief")
    with pytest.raises(StaleText):
        keep(today_held, "drie\nvier", cast, part="in_brief")


def test_before_the_day_nothing_is_written(cast: Cast, today_held: int) -> None:
    draft = services.Draft(part="general", body="Al iets", version=0)
    with pytest.raises(RuleBroken, match="from the day"), transaction():
        services.save_part(
            meeting_by(today_held),
            draft,
            on=ON - timedelta(days=1),
            by=cast.coordinator.person_id,
        )


def test_approved_minutes_change_with_a_reason_that_stays(cast: Cast, today_held: int) -> None:
    with pytest.raises(RuleBroken, match="no minutes to approve"):
        approve(today_held, cast)
    keep(today_held, "Ver", cast)
    keep(today_held, "Verslag", cast, version=1)
    approve(today_held, cast)
    assert meeting_by(today_held).state is MeetingState.MINUTES_APPROVED
    assert _texts() == [(2, "Verslag")]
    with pytest.raises(RuleBroken, match="Say why"):
        keep(today_held, "Verslag, beter", cast, version=2)
    keep(today_held, "Verslag, beter", cast, version=2, reason="Naam verkeerd")
    lock(today_held, cast)
    keep(today_held, "Verslag, best", cast, version=3, reason="Nog een naam")
    changes = written(meeting_by(today_held)).changes
    assert [change.reason for change in changes] == ["Naam verkeerd", "Nog een naam"]
    assert meeting_by(today_held).state is MeetingState.LOCKED
    assert _traces(today_held) == [
        "minutes_saved",
        "minutes_approved",
        "minutes_saved",
        "minutes_locked",
        "minutes_saved",
    ]


def test_minutes_are_approved_once_and_locked_after_that(cast: Cast, today_held: int) -> None:
    keep(today_held, "Verslag", cast)
    with pytest.raises(RuleBroken, match="Only approved minutes"):
        lock(today_held, cast)
    approve(today_held, cast)
    with pytest.raises(RuleBroken, match="approved once"):
        approve(today_held, cast)


def test_the_database_itself_refuses_a_change_of_approved_minutes_without_reason(
    cast: Cast, today_held: int
) -> None:
    keep(today_held, "Verslag", cast)
    approve(today_held, cast)
    with pytest.raises(DBAPIError, match="approved_minutes_change_with_a_reason"), transaction():
        db.session.execute(
            text(
                "INSERT INTO minutes_edit (section_id, version, body, reason, saved_on, "
                "saved_by_id) SELECT id, 9, 'Stil', '', saved_on, saved_by_id FROM minutes_section"
            )
        )


@pytest.mark.parametrize(
    "change", ["part = ''", "version = 0", "lang = 'fr'", "part = 'in_brief', body = :long"]
)
def test_the_database_itself_refuses_a_section_that_cannot_be(
    cast: Cast, today_held: int, change: str
) -> None:
    keep(today_held, "Verslag", cast)
    known = {"long": "x" * 401} if ":long" in change else {}
    with pytest.raises(DBAPIError), transaction():
        db.session.execute(text(f"UPDATE minutes_section SET {change}"), known)


def test_minutes_of_long_ago_are_kept_as_approved_and_mail_nobody(
    cast: Cast, today_held: int
) -> None:
    before = len(mails())
    past = PastMinutes(texts={"in_brief": "Kort.", "intervision": "Er werd verteld."})
    with transaction():
        record_past_minutes(meeting_by(today_held), past, on=ON, by=cast.coordinator.person_id)
    minutes = written(meeting_by(today_held))
    assert [sheet.body for sheet in minutes.sheets if sheet.body] == ["Kort.", "Er werd verteld."]
    assert minutes.approval is not None
    assert minutes.approval.approved_on == ON
    assert len(mails()) == before
