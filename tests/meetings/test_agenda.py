"""The agenda of a meeting: who writes it, what it refuses, and until when."""

import pytest

from portal.db import transaction
from portal.meetings import services as meeting_services
from portal.meetings.agenda import services
from portal.meetings.agenda.blocks import BlockPlan
from portal.meetings.models import BlockKind
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.conftest import Visitor
from tests.meetings.planned import AGENDA, DAY, ON, mails, meeting_by

FORM: dict[str, object] = {
    "intervision": "Hoe gaat het?",
    "inspiration": "Er is nog geen lespakket.",
    "development": "Welke behoeften?",
    "evaluating": "wanted",
}


def test_the_agenda_is_replaced_block_by_block_until_it_is_held(cast: Cast, invited: int) -> None:
    by = cast.coordinator.person_id
    other = AGENDA | {BlockKind.PROCESS_EVALUATION: BlockPlan(not_this_time=True)}
    with transaction():
        services.save_agenda(meeting_by(invited), other, on=ON, by=by)
    assert [block.not_this_time for block in meeting_by(invited).blocks] == [False] * 3 + [True]
    with transaction():
        meeting_services.mark_held(meeting_by(invited), on=DAY, by=by)
    with pytest.raises(RuleBroken, match="stays as it was"), transaction():
        services.save_agenda(meeting_by(invited), AGENDA, on=DAY, by=by)


def test_the_page_keeps_the_agenda_and_mails_nobody(
    client: Visitor, cast: Cast, invited: int
) -> None:
    client.sign_in(cast.coordinator)
    before = len(mails())
    answer = client.submit(f"/meetings/{invited}/agenda", {**FORM, "intervision": "Anders"})
    assert answer.status_code == 303
    assert meeting_by(invited).blocks[0].words == "Anders"
    assert len(mails()) == before


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"inspiration": ""}, "inspiration", "Kies een lespakket"),
        ({"evaluating": "never"}, "evaluating", ""),
        ({"kit": "999"}, "kit", ""),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(
    client: Visitor, cast: Cast, draft: int, change: dict[str, str], field: str, words: str
) -> None:
    client.sign_in(cast.coordinator)
    answer = client.submit(f"/meetings/{draft}/agenda", {**FORM, **change})
    assert answer.status_code == 400
    error = answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert words in error
    assert "Hoe gaat het?" in answer.text
    assert meeting_by(draft).blocks[0].words == "Hoe gaat het bij jullie?"
