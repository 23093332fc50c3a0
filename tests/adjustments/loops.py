"""Findings for tests, at any place of their loop, and the held moments that they wait for."""

from datetime import date
from typing import Final

from portal.adjustments import services
from portal.adjustments.models import Finding, Helped, StepKind
from portal.adjustments.services import Changed, Rating, Said, Told
from portal.db import db, transaction
from tests.cast import Cast
from tests.evaluation.evaluations import make_meeting

TOLD: Final = date(2022, 1, 10)
DECIDED: Final = date(2022, 1, 20)
CHANGED: Final = date(2022, 2, 1)
ANNOUNCED: Final = date(2022, 3, 3)
FIRST: Final = date(2022, 5, 5)
SECOND: Final = date(2022, 7, 7)
WORDS: Final = "Er is te weinig tijd om ervaringen uit te wisselen."
REASON: Final = "Het uitwisselen is waarvoor de meesten komen."
DID: Final = "De intervisie duurt nu 45 minuten."
ANNOUNCEMENT: Final = "Jullie vroegen meer tijd. Die is er."


def told(cast: Cast, words: str = WORDS, *, on: date = TOLD, **what: object) -> int:
    """Tell a finding; return its id."""
    with transaction():
        finding = services.tell_finding(
            Told(words=words, **what),  # type: ignore[arg-type]  # a test names what it needs
            by=cast.coordinator.person_id,
            on=on,
        )
        return finding.id


def finding_of(finding_id: int) -> Finding:
    """Return a finding, read anew."""
    return db.session.get_one(Finding, finding_id)


def decide(
    cast: Cast, finding_id: int, kind: StepKind = StepKind.ADOPTED, *, on: date = DECIDED
) -> None:
    with transaction():
        by = cast.coordinator.person_id
        services.decide(finding_of(finding_id), kind, Said(words=REASON), by=by, on=on)


def change(cast: Cast, finding_id: int, *, on: date = CHANGED, what: Changed | None = None) -> None:
    with transaction():
        by = cast.coordinator.person_id
        services.change(finding_of(finding_id), Said(words=DID), what, by=by, on=on)


def announce(
    cast: Cast, finding_id: int, *, on: date = ANNOUNCED, meeting_id: int | None = None
) -> None:
    with transaction():
        services.announce(
            finding_of(finding_id),
            Said(words=ANNOUNCEMENT),
            by=cast.coordinator.person_id,
            on=on,
            meeting_id=meeting_id,
        )


def rerate(cast: Cast, finding_id: int, *, on: date, rating: Rating | None = None) -> None:
    with transaction():
        services.rerate(
            finding_of(finding_id),
            Said(words="Er is geen figuur: het werd gezegd."),
            rating or Rating(helped=Helped.PARTLY),
            by=cast.coordinator.person_id,
            on=on,
        )


def announced(cast: Cast, words: str = WORDS, *, on: date = ANNOUNCED, **what: object) -> int:
    """Tell a finding and take it as far as announced; return its id."""
    finding_id = told(cast, words, on=TOLD, **what)
    decide(cast, finding_id)
    change(cast, finding_id)
    announce(cast, finding_id, on=on)
    return finding_id


def declined(cast: Cast, words: str = "Elke maand samenkomen.") -> int:
    """Tell a finding, decline it and say why; return its id."""
    finding_id = told(cast, words)
    decide(cast, finding_id, StepKind.DECLINED)
    announce(cast, finding_id)
    return finding_id


def hold_two(cast: Cast) -> tuple[int, int]:
    """Hold two moments after the announcement; return their ids."""
    return (
        make_meeting(cast, others=0, day=FIRST, number=11),
        make_meeting(cast, others=0, day=SECOND, number=12),
    )
