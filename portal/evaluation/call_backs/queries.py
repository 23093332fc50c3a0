"""Wishes to be called back, as the project team reads them."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.evaluation.call_backs.models import ContactRequest
from portal.web.paging import PAGE_SIZE, Page, offset


def call_backs(number: int) -> Page[ContactRequest]:
    """Return one page of wishes: who waits first, the oldest in front, then what was done."""
    total = db.session.scalar(select(func.count()).select_from(ContactRequest))
    rows = db.session.scalars(
        select(ContactRequest)
        .order_by(
            ContactRequest.handled_on.is_not(None), ContactRequest.asked_on, ContactRequest.id
        )
        .limit(PAGE_SIZE)
        .offset(offset(number))
        .options(joinedload(ContactRequest.handled_by))
    ).all()
    return Page(rows=rows, number=number, total=total or 0)


def find_call_back(key: str) -> ContactRequest | None:
    """Return one wish, or nothing."""
    return db.session.get(ContactRequest, key)
