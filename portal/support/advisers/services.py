"""Advisers of an organisation: kept, put right, and removed when nobody is named any more."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update

from portal.audit.services import record
from portal.db import db
from portal.network.models import Organisation
from portal.rules import N_, RuleBroken
from portal.support.advisers.models import Adviser, AdviserKind
from portal.web.stale import Stale, check_not_stale


@dataclass(frozen=True, kw_only=True)
class Named:
    """Who an adviser is, and how to reach them; without a name there is none."""

    name: str
    phone: str
    email: str


def keep_adviser(
    organisation: Organisation, kind: AdviserKind, named: Named, *, revision: int, on: date, by: int
) -> None:
    """Keep who the adviser is, on top of ``revision`` (0: none yet); an empty name removes them.

    Raises ``Stale`` when somebody else saved in between, and ``RuleBroken`` for a name that nobody
    could reach.
    """
    adviser = _held(organisation, kind)
    if adviser is None and revision:
        raise Stale
    if adviser is not None:
        check_not_stale(adviser, revision)
    if not named.name:
        _remove(adviser, on=on, by=by)
        return
    if not (named.phone or named.email):
        raise RuleBroken(N_("Give a telephone number or a mail address: somebody has to call."))
    if adviser is None:
        adviser = Adviser(organisation_id=organisation.id, kind=kind, revision=0)
        db.session.add(adviser)
    adviser.name, adviser.phone, adviser.email = named.name, named.phone, named.email
    adviser.revision, adviser.kept_on, adviser.kept_by_id = adviser.revision + 1, on, by
    db.session.flush()
    _note("adviser_kept", adviser, on=on, by=by)


def _held(organisation: Organisation, kind: AdviserKind) -> Adviser | None:
    """Return the adviser there is, while the organisation is locked: two first saves are one."""
    db.session.refresh(organisation, with_for_update={"of": Organisation})
    theirs = Adviser.organisation_id == organisation.id, Adviser.kind == kind
    return db.session.scalar(select(Adviser).where(*theirs).with_for_update())


def _remove(adviser: Adviser | None, *, on: date, by: int) -> None:
    if adviser is None:
        return
    _note("adviser_removed", adviser, on=on, by=by)
    db.session.delete(adviser)
    db.session.flush()


def forget_keeper(person_id: int) -> None:
    """Take the name of an erased person from what they kept."""
    theirs = update(Adviser).where(Adviser.kept_by_id == person_id).values(kept_by_id=None)
    db.session.execute(theirs.execution_options(synchronize_session=False))


def _note(event: str, adviser: Adviser, *, on: date, by: int) -> None:
    organisation = {"organisation": adviser.organisation_id}
    record(
        event,
        by=by,
        on=on,
        object_kind="adviser",
        object_id=adviser.kind.value,
        detail=organisation,
    )
