"""The pages of the day itself and after: attendance, minutes, approval."""

from sqlalchemy import func, select

from portal.db import db, transaction
from portal.meetings import services
from portal.meetings.models import (
    MeetingState,
    Minutes,
)
from tests.cast import Cast
from tests.conftest import Visitor
from tests.meetings.planned import (
    ON,
    meeting_by,
)


def _today_is_the_meeting(meeting_id: int) -> None:
    """Let the day of the meeting be the pinned today, as when it takes place."""
    with transaction():
        meeting_by(meeting_id).local_date = ON


def _count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_minutes_are_previewed_kept_approved_and_then_read_by_all(
    client: Visitor, cast: Cast, invited: int
) -> None:
    _today_is_the_meeting(invited)
    client.sign_in(cast.coordinator)
    path = f"/meetings/{invited}/minutes"
    written: dict[str, object] = {
        "version": "0",
        "body": "We **beslisten** veel. <script>x</script>",
    }
    preview = client.submit(path, {**written, "show": "preview"})
    assert "<strong>beslisten</strong>" in preview.text
    assert _count(Minutes) == 0
    assert client.submit(path, written).status_code == 303
    data = {"csrf_token": client.token(path)}
    for step in ("hold", "approve", "lock"):
        assert client.post(f"/meetings/{invited}/{step}", data=data).status_code == 303
    assert meeting_by(invited).state is MeetingState.LOCKED
    page = client.sign_in(cast.contact).get(f"/meetings/{invited}/").text
    assert "<strong>beslisten</strong>" in page
    assert "<script>x" not in page


def test_minutes_that_are_not_approved_are_not_read_by_participants(
    client: Visitor, cast: Cast, invited: int
) -> None:
    _today_is_the_meeting(invited)
    with transaction():
        services.save_minutes(
            meeting_by(invited), "Nog geheim", version=0, on=ON, by=cast.coordinator.person_id
        )
        services.mark_held(meeting_by(invited), on=ON, by=cast.coordinator.person_id)
    path = f"/meetings/{invited}/"
    assert "Nog geheim" not in client.sign_in(cast.contact).get(path).text
    assert "Nog geheim" in client.sign_in(cast.coordinator).get(path).text


def test_a_stale_save_shows_both_texts_and_a_second_save_is_on_top(
    client: Visitor, cast: Cast, invited: int
) -> None:
    _today_is_the_meeting(invited)
    client.sign_in(cast.coordinator)
    path = f"/meetings/{invited}/minutes"
    client.submit(path, {"version": "0", "body": "Tekst van An"})
    stale = client.submit(path, {"version": "0", "body": "Tekst van Bea"})
    assert stale.status_code == 409
    assert "Tekst van An" in stale.text
    assert "Tekst van Bea" in stale.text
    assert 'name="version" type="hidden" value="1"' in stale.text
    assert db.session.get_one(Minutes, invited).body == "Tekst van An"
    assert client.submit(path, {"version": "1", "body": "Van allebei"}).status_code == 303
    assert db.session.get_one(Minutes, invited).body == "Van allebei"
