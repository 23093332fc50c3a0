"""What needs put forward for an agenda: the most shared ones, and kits that answer some."""

from portal.db import db, transaction
from portal.meetings.models import BlockKind
from portal.needs import services
from portal.needs.agenda_source import MOST, suggest
from portal.needs.models import Need
from tests.cast import Cast
from tests.conftest import TODAY
from tests.needs.conftest import Share, Tell


def _answer_with_kit(need_id: int, kit_id: int, cast: Cast) -> None:
    with transaction():
        need = db.session.get_one(Need, need_id)
        services.answer_with_kit(need, kit_id, by=cast.coordinator.person_id, on=TODAY)


def test_the_most_shared_needs_come_first_with_how_many_teams(tell: Tell, share: Share) -> None:
    tell("Alleen van ons")
    shared = tell("Van ons beiden")
    share(shared)
    first, second = suggest(meeting_id=1, day=TODAY)
    assert (first.words, second.words) == ("Van ons beiden", "Alleen van ons")
    assert (first.block, first.source_id) == (BlockKind.DEVELOPMENT, str(shared))
    assert (first.named["teams"], second.named["teams"]) == (2, 1)
    assert first.named["counted"] == 6


def test_no_more_needs_are_put_forward_than_a_page_can_show(tell: Tell) -> None:
    for number in range(MOST + 2):
        tell(f"Behoefte {number}")
    assert len(suggest(meeting_id=1, day=TODAY)) == MOST


def test_a_kit_that_answers_a_need_says_of_how_many_teams(
    cast: Cast, tell: Tell, share: Share, kit_id: int
) -> None:
    need_id = tell()
    share(need_id)
    _answer_with_kit(need_id, kit_id, cast)
    (kit,) = suggest(meeting_id=1, day=TODAY)
    assert (kit.block, kit.source_id) == (BlockKind.INSPIRATION, str(kit_id))
    assert kit.named == {"teams": 2}
