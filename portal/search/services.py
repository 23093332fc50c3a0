"""The only writer of the index: make entries anew from what the database holds now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.db import db, transaction
from portal.network.models import Team
from portal.search import engine
from portal.search.documents import READ, every_id, without_entry
from portal.search.models import Kind, SearchEntry, entry_id
from portal.search.rules import Document, terms_of

AT_A_TIME: Final = 500
_TOUCHED: Final = "search_touched"
_GROWN: Final = "search_grown"
Things = Mapping[Kind, Iterable[int]]


def touch(session: Session, kind: Kind, thing_ids: Iterable[int]) -> None:
    """Have these entries made anew when the transaction commits.

    Changes through the session are seen without this; a bulk statement must say what it changed.
    """
    session.info.setdefault(_TOUCHED, defaultdict(set))[kind].update(thing_ids)


def find_new(session: Session, kind: Kind) -> None:
    """Have entries made, when the transaction commits, for the things of a kind that have none."""
    session.info.setdefault(_GROWN, set()).add(kind)


def forget_touched(session: Session) -> None:
    """Leave the index as it is: what was touched is rolled back."""
    session.info.pop(_TOUCHED, None)
    session.info.pop(_GROWN, None)


def refresh_touched(session: Session) -> None:
    """Make the entries of everything that this transaction touched anew, as part of it."""
    for kind in session.info.pop(_GROWN, ()):
        touch(session, kind, without_entry(kind))
    touched: Things | None = session.info.pop(_TOUCHED, None)
    if touched:
        engine.take_turns()
        for kind, ids in _with_teams(touched).items():
            for some in _portions(sorted(ids)):
                refresh(kind, some)


def _with_teams(touched: Things) -> Mapping[Kind, set[int]]:
    """Add the teams of each organisation: they are found by its name too."""
    wanted = {kind: set(ids) for kind, ids in touched.items()}
    if organisations := wanted.get(Kind.ORGANISATION):
        theirs = select(Team.id).where(Team.organisation_id.in_(organisations))
        wanted.setdefault(Kind.TEAM, set()).update(db.session.scalars(theirs))
    return wanted


def refresh(kind: Kind, thing_ids: Sequence[int]) -> int:
    """Make these entries anew where anything changed; return how many were written or taken out."""
    documents = {entry_id(kind, one.thing_id): one for one in READ[kind](thing_ids)}
    wanted = [entry_id(kind, thing_id) for thing_id in thing_ids]
    known = _digests(wanted)
    changed = [key for key, one in documents.items() if known.get(key) != one.digest]
    gone = [key for key in known if key not in documents]
    _take_out([key for key in (*changed, *gone) if key in known])
    _put_in({key: documents[key] for key in changed})
    return len(changed) + len(gone)


def _digests(ids: Sequence[int]) -> Mapping[int, str]:
    found = db.session.execute(
        select(SearchEntry.id, SearchEntry.digest).where(SearchEntry.id.in_(ids))
    )
    return {row.id: row.digest for row in found}


def _take_out(ids: Sequence[int]) -> None:
    if ids:
        db.session.execute(delete(SearchEntry).where(SearchEntry.id.in_(ids)))
        engine.forget(ids)


def _put_in(documents: Mapping[int, Document]) -> None:
    if documents:
        rows = [_row(key, one) for key, one in documents.items()]
        db.session.execute(insert(SearchEntry), rows)
        engine.keep(_terms(key, one) for key, one in documents.items())


def _row(key: int, one: Document) -> dict[str, object]:
    return {
        "id": key,
        "kind": one.kind,
        "thing_id": one.thing_id,
        "title": one.title,
        "sort_key": one.sort_key,
        "until": one.until,
        "facts": dict(one.facts),
        "texts": dict(one.shown),
        "digest": one.digest,
    }


def _terms(key: int, one: Document) -> engine.Terms:
    return engine.Terms(entry_id=key, names=terms_of(one.names), words=terms_of(one.texts))


def rebuild(kinds: Iterable[Kind] = tuple(Kind)) -> int:
    """Make every entry of these kinds anew where it differs; return how many did.

    Each portion is a transaction of its own, so that nobody waits long; safe to run at any time.
    """
    return sum(_rebuild(kind, some) for kind in kinds for some in _portions(_known_ids(kind)))


def _rebuild(kind: Kind, thing_ids: Sequence[int]) -> int:
    with transaction():
        engine.take_turns()
        return refresh(kind, thing_ids)


def _known_ids(kind: Kind) -> Sequence[int]:
    """Return the numbers of all things of a kind, and of those that only the index still has."""
    listed = db.session.scalars(select(SearchEntry.thing_id).where(SearchEntry.kind == kind))
    return sorted({*every_id(kind), *listed})


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_A_TIME):
        yield ids[start : start + AT_A_TIME]
