"""What the practice network makes: each at another step, answered with reasons, nothing mailed."""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import func, select

from portal.clock import now
from portal.db import db, transaction
from portal.demo.making import STORIES, fill_making
from portal.making import digest
from portal.making.models import Draft, DraftAuthor, DraftComment, Step
from portal.moi.models import Kit
from portal.outbox.models import OutboxMail

TODAY = date(2022, 11, 15)


def _count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_five_kits_stand_at_four_steps_and_nothing_is_mailed(app: Flask) -> None:
    assert app
    with transaction():
        names = [story.kit for story in STORIES if story.kit]
        db.session.add_all(
            [Kit(slug=name, moi_id=f"MOI-{place:03d}") for place, name in enumerate(names, 1)]
        )
        mailed = _count(OutboxMail)
        fill_making(today=TODAY)
        assert digest.tell_of_comments(today=TODAY + timedelta(days=1), now=now()) == 0
    assert _count(OutboxMail) == mailed
    steps = db.session.scalars(select(Draft.step).order_by(Draft.id)).all()
    assert steps == [Step.PILOT, Step.DECLINED, Step.DRAFT, Step.DRAFT, Step.PROPOSED]
    assert (_count(DraftAuthor), _count(DraftComment)) == (6, 7)
    assert all(draft.teams for draft in db.session.scalars(select(Draft)))


def test_without_a_library_only_new_kits_are_made(app: Flask) -> None:
    assert app
    with transaction():
        fill_making(today=date(2022, 9, 15))
    assert [(one.title, one.step) for one in db.session.scalars(select(Draft))] == [
        ("Een kaartje voor elke verjaardag", Step.PROPOSED),
        ("Als een gebaar verkeerd valt", Step.PROPOSED),
    ]
