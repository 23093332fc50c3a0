"""Evaluations for tests: a held meeting with who was expected, an open form, many answers."""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from html import unescape

from portal.db import db, transaction
from portal.evaluation import services
from portal.evaluation.models import Evaluation
from portal.evaluation.queries import find_evaluation
from portal.meetings.models import Invitation, Meeting, MeetingState
from portal.network.models import Person
from portal.policy.table import Role
from portal.questionnaires.filling.answers import Given
from portal.questionnaires.filling.services import Submission, submit
from portal.questionnaires.instruments.importing import import_instrument
from portal.questionnaires.kinds import Length
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.questionnaires.instruments import PROCESS_EVALUATION

DAY = date(2022, 11, 10)
CLOSES = DAY + timedelta(days=10)
NOW = datetime(2022, 11, 15, 9, 0, tzinfo=UTC)
OTHERS = 14


def make_meeting(cast: Cast, *, others: int = OTHERS, day: date = DAY, number: int = 13) -> int:
    """Hold a meeting at which the cast's participants and some more people were expected."""
    invited = [
        (cast.ambassador.person_id, Role.AMBASSADOR),
        (cast.neighbour.person_id, Role.AMBASSADOR),
        (cast.contact.person_id, Role.PRIMARY_CONTACT),
        (cast.lead.person_id, Role.TEAM_LEAD),
    ]
    with transaction():
        people = [
            Person(name=f"Person {n}", email=f"other{number}.{n}@demo.example")
            for n in range(others)
        ]
        meeting = Meeting(
            number=number,
            local_date=day,
            starts_at=time(13, 30),
            ends_at=time(15, 30),
            place="Brussel",
            state=MeetingState.DRAFT,
            uid=secrets.token_hex(8),
        )
        db.session.add_all([*people, meeting])
        db.session.flush()
        meeting.state = MeetingState.INVITED
        db.session.flush()
        meeting.state = MeetingState.HELD
        invited += [(person.id, Role.TEAM_LEAD) for person in people]
        db.session.add_all(
            Invitation(
                meeting_id=meeting.id,
                person_id=person_id,
                role=role,
                organisation_id=cast.home.organisation_id,
                invited_on=day - timedelta(days=30),
            )
            for person_id, role in invited
        )
        return meeting.id


def open_for(
    cast: Cast, meeting_id: int, *, length: Length = Length.SHORT, simulated: bool = False
) -> int:
    """Open the evaluation of a meeting on its day; return the campaign's id."""
    with transaction():
        import_instrument(PROCESS_EVALUATION, on=DAY)
        meeting = db.session.get_one(Meeting, meeting_id)
        plan = services.Plan(length=length, closes_on=CLOSES, simulated=simulated)
        return services.open_evaluation(
            meeting, plan, on=meeting.local_date, by=cast.coordinator.person_id
        ).campaign_id


def evaluation_of(meeting_id: int) -> Evaluation:
    evaluation = find_evaluation(meeting_id)
    assert evaluation is not None
    return evaluation


def given(n: int) -> Given:
    """Return the answers of the n-th person: they differ from one to the next."""
    return {
        "P13a": [str(n % 5)],
        "P05": [str(n % 3 + 1)],
        "P08": [str(n % 5 + 1)],
        "P16": [f"voorstel {n}"],
    }


def let_answer(meeting_id: int, count: int, *, but: Iterable[int] = ()) -> None:
    """Let so many of the invited answer, leaving out ``but``."""
    evaluation = evaluation_of(meeting_id)
    expected = db.session.query(Invitation.person_id).filter_by(meeting_id=meeting_id)
    able = [row[0] for row in expected.order_by(Invitation.person_id.desc())]
    campaign_id, left_out = evaluation.campaign_id, set(but)
    chosen = [person for person in able if person not in left_out][:count]
    assert len(chosen) == count
    for n, person_id in enumerate(chosen):
        with transaction():
            key = secrets.token_hex(16)
            submission = Submission(submit_key=key, given=given(n), lang="nl", person_id=person_id)
            submit(campaign_id, submission, on=TODAY)


def close(meeting_id: int) -> None:
    with transaction():
        services.close_evaluation(evaluation_of(meeting_id), on=TODAY, by=None)


def address(meeting_id: int) -> str:
    return f"/meetings/{meeting_id}/evaluation/"


def hidden(page: str) -> dict[str, object]:
    """Return what the page carries along, as a browser would send it."""
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    names = [re.search(r'name="([^"]*)"', one) for one in found]
    values = [re.search(r'value="([^"]*)"', one) for one in found]
    return {
        name[1]: unescape(value[1])
        for name, value in zip(names, values, strict=True)
        if name and value
    }


def walk(
    client: Visitor, path: str, page: str, pages: Sequence[Mapping[str, object]]
) -> tuple[str, int, str]:
    """Fill in page after page as a browser does; return the last page's text, status, location."""
    status, location = 200, ""
    for filled in pages:
        answer = client.post(path, data={**hidden(page), "step": "on", **filled})
        page, status = answer.text, answer.status_code
        location = answer.headers.get("Location", "")
    return page, status, location


def code_in(thanks: str) -> str:
    """Return the code to take answers back, as the thank-you shows it."""
    shown = re.search(r"data-code>([0-9A-Z-]{19})<", thanks)
    assert shown is not None, "The page shows no code"
    return shown[1]
