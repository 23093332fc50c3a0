"""What evaluations put forward for an agenda: answers to feedback since the last meeting."""

from datetime import timedelta

from portal.db import transaction
from portal.evaluation import services
from portal.evaluation.agenda_source import LONGEST, suggest
from portal.meetings.models import BlockKind
from tests.cast import Cast
from tests.conftest import TODAY
from tests.evaluation.evaluations import close, evaluation_of


def _reply(meeting_id: int, body: str, cast: Cast) -> None:
    with transaction():
        services.save_reply(
            evaluation_of(meeting_id),
            body,
            lang="nl",
            version=0,
            on=TODAY,
            by=cast.coordinator.person_id,
        )


def test_nothing_is_put_forward_before_anything_was_answered(cast: Cast, open_id: int) -> None:
    assert cast
    assert suggest(meeting_id=open_id + 1, day=TODAY) == []


def test_an_answer_since_the_last_meeting_is_put_forward_with_its_opening(
    cast: Cast, open_id: int
) -> None:
    close(open_id)
    _reply(open_id, f"Jullie vroegen {'meer ' * 80}tijd.\n\nDe rest lees je daar.", cast)
    (one,) = suggest(meeting_id=open_id + 1, day=TODAY)
    assert (one.block, one.source_id) == (BlockKind.PROCESS_EVALUATION, str(open_id))
    assert one.words.startswith("Jullie vroegen meer")
    assert one.words.endswith(" …")
    assert len(one.words) <= LONGEST + 2
    assert one.href == f"/meetings/{open_id}/evaluation/"


def test_the_answer_to_a_meeting_is_not_put_forward_for_itself_or_before_its_day(
    cast: Cast, open_id: int
) -> None:
    close(open_id)
    _reply(open_id, "Dank je.", cast)
    assert suggest(meeting_id=open_id, day=TODAY) == []
    assert suggest(meeting_id=open_id + 1, day=TODAY - timedelta(days=1)) == []
