"""The pages of an agenda: who writes it, what each button does, what a form keeps."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.meetings import services as meeting_services
from portal.meetings.agenda import queries, services
from portal.meetings.agenda.blocks import BlockPlan
from portal.meetings.agenda.models import AgendaPoint, PointState
from portal.meetings.agenda.remembering import forget
from portal.meetings.agenda.services import PointPlan, Who
from portal.meetings.models import BlockKind
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.meetings.planned import DAY, ON, mails, meeting_by

BLOCK: dict[str, object] = {"words": "Hoe gaat het?", "presenter": "", "minutes": ""}


def _add(meeting_id: int, cast: Cast, *words: str) -> list[int]:
    by = cast.coordinator.person_id
    with transaction():
        return [
            services.add_point(
                meeting_by(meeting_id),
                PointPlan(block=BlockKind.INTERVISION, words=each),
                on=ON,
                by=by,
            ).id
            for each in words
        ]


def _words(meeting_id: int, block: BlockKind = BlockKind.INTERVISION) -> Sequence[str]:
    lines = queries.blocks_of(meeting_by(meeting_id))
    return [point.words for line in lines if line.kind is block for point in line.points]


def _press(
    client: Visitor, meeting_id: int, path: str, *, revision: int | None = None, **data: str
) -> int:
    page = f"/meetings/{meeting_id}/agenda"
    asked = queries.revision_of(meeting_id) if revision is None else revision
    sent = {"csrf_token": client.token(page), "revision": str(asked), **data}
    return client.post(f"{page}/{path}", data=sent).status_code


def _hold(meeting_id: int, cast: Cast) -> None:
    with transaction():
        meeting_services.mark_held(meeting_by(meeting_id), on=DAY, by=cast.coordinator.person_id)


def test_a_block_changes_until_the_meeting_is_held(cast: Cast, invited: int) -> None:
    who: Who = {"on": ON, "by": cast.coordinator.person_id}
    kind, skipped = BlockKind.PROCESS_EVALUATION, BlockPlan(not_this_time=True, minutes=15)
    with transaction():
        services.edit_block(meeting_by(invited), kind, skipped, based_on=1, **who)
    last = queries.blocks_of(meeting_by(invited))[-1]
    assert (last.not_this_time, last.minutes) == (True, 0)
    _hold(invited, cast)
    with pytest.raises(RuleBroken, match="stays as it was"), transaction():
        services.edit_block(meeting_by(invited), kind, BlockPlan(), based_on=2, **who)


def test_points_move_up_and_down_by_plain_buttons(
    client: Visitor, cast: Cast, invited: int
) -> None:
    first, second, third = _add(invited, cast, "Een", "Twee", "Drie")
    client.sign_in(cast.coordinator)
    assert _press(client, invited, f"points/{third}/up") == 303
    assert _words(invited) == ["Een", "Drie", "Twee"]
    assert _press(client, invited, f"points/{first}/down") == 303
    assert _words(invited) == ["Drie", "Een", "Twee"]
    assert _press(client, invited, f"points/{second}/down") == 303
    assert _words(invited) == ["Drie", "Een", "Twee"]


def test_after_a_move_the_page_opens_at_the_point(
    client: Visitor, cast: Cast, invited: int
) -> None:
    _, second = _add(invited, cast, "Een", "Twee")
    client.sign_in(cast.coordinator)
    page = f"/meetings/{invited}/agenda"
    sent = {"csrf_token": client.token(page), "revision": str(queries.revision_of(invited))}
    answer = client.post(f"{page}/points/{second}/up", data=sent)
    assert answer.location == f"{page}#point-{second}"
    assert f'id="point-{second}" tabindex="-1"' in client.get(page).text


def test_from_an_old_page_nothing_moves_and_the_new_order_is_shown(
    client: Visitor, cast: Cast, invited: int
) -> None:
    first, second = _add(invited, cast, "Een", "Twee")
    seen = queries.revision_of(invited)
    client.sign_in(cast.coordinator)
    assert _press(client, invited, f"points/{second}/up", revision=seen) == 303
    page = f"/meetings/{invited}/agenda"
    sent = {"csrf_token": client.token(page), "revision": str(seen)}
    stale = client.post(f"{page}/points/{first}/down", data=sent)
    assert stale.status_code == 409
    assert "Iemand paste deze agenda intussen aan." in stale.text
    assert f'name="revision" value="{seen + 1}"' in stale.text
    assert _words(invited) == ["Twee", "Een"]


def test_a_button_without_its_revision_is_no_wish(
    client: Visitor, cast: Cast, invited: int
) -> None:
    first, _ = _add(invited, cast, "Een", "Twee")
    page = f"/meetings/{invited}/agenda"
    client.sign_in(cast.coordinator)
    sent = {"csrf_token": client.token(page), "revision": "x"}
    assert client.post(f"{page}/points/{first}/down", data=sent).status_code == 400
    assert _words(invited) == ["Een", "Twee"]


def test_blocks_change_places_and_the_clock_follows(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    for block, minutes in (("intervision", "45"), ("inspiration", "30")):
        form = {**BLOCK, "minutes": minutes}
        assert client.submit(f"/meetings/{draft}/agenda/blocks/{block}", form).status_code == 303
    assert _press(client, draft, "blocks/inspiration/up") == 303
    lines = queries.blocks_of(meeting_by(draft))
    assert [line.kind for line in lines][:2] == [BlockKind.INSPIRATION, BlockKind.INTERVISION]
    clock = [(str(line.starts)[:5], str(line.ends)[:5]) for line in lines][:2]
    assert clock == [("13:30", "14:00"), ("14:00", "14:45")]


def test_what_is_taken_off_waits_and_comes_back_as_the_last(
    client: Visitor, cast: Cast, invited: int
) -> None:
    first, _ = _add(invited, cast, "Een", "Twee")
    client.sign_in(cast.coordinator)
    assert _press(client, invited, f"points/{first}/remove") == 303
    assert _words(invited) == ["Twee"]
    page = client.get(f"/meetings/{invited}/agenda").text
    assert "Eraf gehaald" in page
    assert f'action="/meetings/{invited}/agenda/points/{first}/restore"' in page
    assert "Een" not in client.get(f"/meetings/{invited}/").text.split("<ol")[1].split("</ol>")[0]
    assert _press(client, invited, f"points/{first}/restore") == 303
    assert _words(invited) == ["Twee", "Een"]


def test_who_is_second_to_take_a_point_off_is_told(
    client: Visitor, cast: Cast, invited: int
) -> None:
    (only,) = _add(invited, cast, "Een")
    client.sign_in(cast.coordinator)
    assert [_press(client, invited, f"points/{only}/remove") for _ in range(2)] == [303, 303]
    assert "Iemand deed dit al." in client.get(f"/meetings/{invited}/agenda").text


def test_a_point_of_ones_own_is_written_changed_and_moved_to_another_block(
    client: Visitor, cast: Cast, invited: int
) -> None:
    client.sign_in(cast.coordinator)
    page = f"/meetings/{invited}/agenda/points/new"
    form: dict[str, object] = {"words": "Kampvuur", "block": "intervision", "minutes": "10"}
    assert client.submit(page, form).status_code == 303
    point = db.session.scalars(select(AgendaPoint)).one()
    changed = {**form, "words": "Kampvuur buiten", "block": "development"}
    path = f"/meetings/{invited}/agenda/points/{point.id}"
    assert client.submit(path, changed).status_code == 303
    assert _words(invited) == []
    assert _words(invited, BlockKind.DEVELOPMENT) == ["Kampvuur buiten"]


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"words": " "}, "words", "Vul dit in."),
        ({"words": "x" * 501}, "words", ""),
        ({"block": "dinner"}, "block", ""),
        ({"minutes": "0"}, "minutes", "van 1 tot 600"),
        ({"minutes": "veel"}, "minutes", ""),
    ],
)
def test_what_is_wrong_with_a_point_stands_at_its_field(
    client: Visitor, cast: Cast, invited: int, change: dict[str, str], field: str, words: str
) -> None:
    client.sign_in(cast.coordinator)
    form: dict[str, object] = {"words": "Kampvuur", "block": "intervision", "minutes": "17"}
    answer = client.submit(f"/meetings/{invited}/agenda/points/new", {**form, **change})
    assert answer.status_code == 400
    assert words in answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert answer.text.count('value="17"') == ("minutes" not in change)
    assert db.session.scalars(select(AgendaPoint)).all() == []


@pytest.mark.parametrize(
    ("block", "change", "field", "words"),
    [
        ("inspiration", {"words": "", "kit": ""}, "words", "Kies een lespakket"),
        ("inspiration", {"kit": "999"}, "kit", ""),
        ("process_evaluation", {"evaluating": "never"}, "evaluating", ""),
        ("development", {"minutes": "601"}, "minutes", "van 1 tot 600"),
        ("development", {"presenter": "x" * 121}, "presenter", ""),
    ],
)
def test_what_is_wrong_with_a_block_stands_at_its_field_and_nothing_is_lost(
    client: Visitor,
    cast: Cast,
    draft: int,
    block: str,
    change: dict[str, str],
    field: str,
    words: str,
) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{draft}/agenda/blocks/{block}"
    answer = client.submit(path, {**BLOCK, "evaluating": "wanted", **change})
    assert answer.status_code == 400
    assert words in answer.text.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert ("Hoe gaat het?" in answer.text) == ("words" not in change)
    assert meeting_by(draft).blocks[0].revision == 1


def test_two_who_change_one_block_lose_nothing(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    path = f"/meetings/{draft}/agenda/blocks/development"
    first = {**BLOCK, "words": "Van mij", "revision": "1"}
    assert client.submit(path, first).status_code == 303
    second = client.submit(path, {**BLOCK, "words": "Van haar", "revision": "1"})
    assert second.status_code == 409
    assert "Van haar" in second.text
    assert "Van mij" in second.text.split('id="words-theirs"')[1].split("</p>")[0]
    assert meeting_by(draft).blocks[2].words == "Van mij"


def test_two_who_change_one_point_lose_nothing(client: Visitor, cast: Cast, draft: int) -> None:
    (point,) = _add(draft, cast, "Eerst")
    client.sign_in(cast.coordinator)
    path = f"/meetings/{draft}/agenda/points/{point}"
    form: dict[str, object] = {"block": "intervision", "minutes": "", "revision": "1"}
    assert client.submit(path, {**form, "words": "Van mij"}).status_code == 303
    second = client.submit(path, {**form, "words": "Van haar"})
    assert second.status_code == 409
    assert "Van mij" in second.text.split('id="words-theirs"')[1].split("</p>")[0]
    assert _words(draft) == ["Van mij"]


def test_it_says_how_long_it_takes_and_warns_but_never_refuses(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    page = f"/meetings/{draft}/agenda"
    for minutes, words in (
        ("105", "De agenda duurt 105 van de 120 minuten."),
        ("135", "Dat is 15 minuten te veel."),
    ):
        form = {**BLOCK, "minutes": minutes}
        assert client.submit(f"{page}/blocks/intervision", form).status_code == 303
        assert words in client.get(page).text


def test_participants_see_times_points_and_who_leads(
    client: Visitor, cast: Cast, invited: int
) -> None:
    _add(invited, cast, "Kampvuur")
    client.sign_in(cast.coordinator)
    form = {**BLOCK, "minutes": "45", "presenter": "Team Zonnebloem"}
    path = f"/meetings/{invited}/agenda/blocks/intervision"
    assert client.submit(path, form).status_code == 303
    seen = client.sign_in(cast.contact).get(f"/meetings/{invited}/").text
    assert "geleid door Team Zonnebloem" in seen
    assert "Kampvuur" in seen
    assert "13.30" in seen.split('<ol class="blocks">')[1].split("Inspiratie")[0]


def test_only_who_plans_reaches_any_of_it(client: Visitor, cast: Cast, invited: int) -> None:
    (point,) = _add(invited, cast, "Een")
    page = f"/meetings/{invited}/agenda"
    forms = (page, f"{page}/blocks/intervision", f"{page}/points/new", f"{page}/points/{point}")
    presses = (
        "fill",
        "suggestions",
        f"points/{point}/up",
        f"points/{point}/remove",
        "blocks/intervision/down",
    )
    for member in (cast.ambassador, cast.stranger):
        client.sign_in(member)
        token = {"csrf_token": client.token("/me/mail"), "revision": "2"}
        assert {client.get(path).status_code for path in forms} == {404}
        assert {client.post(f"{page}/{one}", data=token).status_code for one in presses} == {404}
    assert _words(invited) == ["Een"]


def test_a_point_of_another_meeting_and_a_block_that_is_not_there_are_not_found(
    client: Visitor, cast: Cast, invited: int
) -> None:
    (point,) = _add(invited, cast, "Een")
    client.sign_in(cast.coordinator)
    for path in ("points/9999", "blocks/theme", "blocks/nonsense"):
        assert client.get(f"/meetings/{invited}/agenda/{path}").status_code == 404
    assert client.get(f"/meetings/9999/agenda/points/{point}").status_code == 404


def test_once_held_the_agenda_stays_and_its_page_leads_to_the_meeting(
    client: Visitor, cast: Cast, invited: int
) -> None:
    (point,) = _add(invited, cast, "Een")
    client.sign_in(cast.coordinator)
    page = f"/meetings/{invited}/agenda"
    sent = {"csrf_token": client.token(page), "revision": "2"}
    _hold(invited, cast)
    for path in (page, f"{page}/points/{point}", f"{page}/points/new"):
        assert client.get(path).location == f"/meetings/{invited}/"
    refused = client.post(f"{page}/points/{point}/remove", data=sent)
    assert refused.location == f"/meetings/{invited}/"
    assert db.session.get_one(AgendaPoint, point).state is PointState.PLANNED


def test_changing_the_agenda_mails_nobody_and_costs_the_same_with_many_points(
    client: Visitor, cast: Cast, invited: int, count_statements: Counter
) -> None:
    before = len(mails())
    client.sign_in(cast.coordinator)
    page = f"/meetings/{invited}/agenda"
    _add(invited, cast, "Een")
    client.get(page)
    with count_statements() as few:
        client.get(page)
    _add(invited, cast, *(f"Punt {number}" for number in range(30)))
    with count_statements() as many:
        client.get(page)
    assert len(many) == len(few) <= 15
    assert len(mails()) == before


def test_who_is_forgotten_leads_nothing_any_more(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    presenter = f"{cast.lead.name} en Team Zonnebloem"
    form = {**BLOCK, "presenter": presenter}
    path = f"/meetings/{draft}/agenda/blocks/intervision"
    assert client.submit(path, form).status_code == 303
    assert queries.blocks_of(meeting_by(draft))[0].presenter == presenter
    with transaction():
        forget(person_id=cast.lead.person_id)
    db.session.rollback()
    assert queries.blocks_of(meeting_by(draft))[0].presenter == "en Team Zonnebloem"
