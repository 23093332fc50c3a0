"""One kit with its newest version and its dated acts, and what is kept of that life beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.db import db
from portal.making.models import Draft, DraftStep, Step
from portal.moi.models import ActKind, Kit, KitAct, KitPicture, KitText, KitVersion, TextPart
from portal.moi.rules import PUBLIC_STAGES
from portal.network.models import Person
from portal.network.queries import names_of
from portal.stewardship.models import (
    KitAnnouncement,
    KitCheck,
    KitPilot,
    KitReview,
    KitSuccessor,
)
from portal.stewardship.queries.pilots import WITH_TEAM
from portal.stewardship.rules import Evidence, Standing

_SEEN = (ActKind.PILOT, ActKind.VALIDATED, ActKind.PUBLISHED, ActKind.RETIRED)


@dataclass(frozen=True, kw_only=True)
class Life:
    """A kit on a day: its newest version, and its acts from the first to the last."""

    kit: Kit
    version: KitVersion
    acts: Sequence[KitAct]
    names: Mapping[int, str]  # of who took the steps

    @property
    def seen(self) -> int:
        """The number of the last act: a step decided before it is not taken after it."""
        return max(act.id for act in self.acts)

    @property
    def at(self) -> Standing:
        """Where the kit stands."""
        told = [act.version_id for act in self.acts if act.version_id is not None]
        return Standing(
            stage=self.acts[-1].kind,
            has_new_version=bool(told) and told[-1] != self.version.id,
        )

    @property
    def since(self) -> date:
        """Since when it is what it is; teams that test it do not change that."""
        stage = self.acts[-1].kind
        steps = [act for act in self.acts if act.team_id is None] or self.acts
        return next((act.happened_on for act in reversed(steps) if act.kind is stage), date.min)


def find_life(slug: str, day: date) -> Life | None:
    """Return a kit that has a version and a life on that day; two statements."""
    return _life(day, Kit.slug == slug)


def get_life(kit_id: int, day: date) -> Life:
    """Return the life of a kit that is there, read anew and held until the end of the act."""
    held = select(Kit).where(Kit.id == kit_id).with_for_update()
    db.session.scalars(held, execution_options={"populate_existing": True}).one()
    found = _life(day, Kit.id == kit_id)
    if found is None:
        raise LookupError(f"Kit {kit_id} has no life on {day}")
    return found


def _life(day: date, *where: ColumnElement[bool]) -> Life | None:
    version = db.session.scalar(
        select(KitVersion)
        .join(KitVersion.kit)
        .where(KitVersion.published_on <= day, *where)
        .order_by(KitVersion.id.desc())
        .limit(1)
        .options(contains_eager(KitVersion.kit))
    )
    if version is None:
        return None
    taken = db.session.execute(
        select(KitAct, Person.name)
        .outerjoin(Person, Person.id == KitAct.by_person_id)
        .where(KitAct.kit_id == version.kit_id, KitAct.happened_on <= day)
        .order_by(KitAct.happened_on, KitAct.id)
    ).all()
    names = {act.by_person_id: name for act, name in taken if act.by_person_id is not None}
    acts = [act for act, _name in taken]
    if not any(act.kind in _SEEN for act in acts):
        return None
    return Life(kit=version.kit, version=version, acts=acts, names=names)


def find_public_kit(moi_id: str, day: date) -> tuple[int, bool] | None:
    """Return the id of the kit with this number, and whether it stands in the library."""
    kit_id = db.session.scalar(select(Kit.id).where(Kit.moi_id == moi_id))
    life = _life(day, Kit.id == kit_id) if kit_id is not None else None
    return (life.kit.id, life.at.stage in PUBLIC_STAGES) if life else None


def pilots_of(kit_id: int) -> Sequence[KitPilot]:
    """Return every pilot of a kit with its team and feedback, the first in front."""
    return db.session.scalars(
        select(KitPilot)
        .join(KitPilot.version)
        .where(KitVersion.kit_id == kit_id)
        .options(*WITH_TEAM)
        .order_by(KitPilot.opened_on, KitPilot.id)
    ).all()


def checks_of(version_id: int) -> Sequence[KitCheck]:
    """Return what was ticked off about a version."""
    return db.session.scalars(select(KitCheck).where(KitCheck.version_id == version_id)).all()


def evidence_of(
    version: KitVersion, pilots: Sequence[KitPilot], checks: Sequence[KitCheck]
) -> Evidence:
    """Return what is known of a version before it is approved."""
    sent = [p.feedback for p in pilots if p.version_id == version.id and p.is_in and p.feedback]
    return Evidence(
        tested_by=len(sent),
        unanswered=sum(one.answered_on is None for one in sent),
        languages=version.languages,
        outdated=version.manifest.get("outdated", ()),
        ticked=frozenset(check.item for check in checks),
    )


def announcements_of(kit_id: int) -> Sequence[KitAnnouncement]:
    """Return how the network heard of each version of a kit."""
    return db.session.scalars(
        select(KitAnnouncement)
        .join(KitVersion, KitVersion.id == KitAnnouncement.version_id)
        .where(KitVersion.kit_id == kit_id)
        .options(joinedload(KitAnnouncement.by))
        .order_by(KitAnnouncement.id)
    ).all()


def made_in(kit_id: int) -> Sequence[DraftStep]:
    """Return how the kit and its versions were proposed and accepted, before there was a pilot."""
    return db.session.scalars(
        select(DraftStep)
        .join(DraftStep.draft)
        .where(Draft.kit_id == kit_id, DraftStep.step.in_((Step.PROPOSED, Step.DRAFT)))
        .options(joinedload(DraftStep.by))
        .order_by(DraftStep.id)
    ).all()


def find_announcement(version_id: int) -> KitAnnouncement | None:
    """Return how the network heard of a version, if that was decided."""
    return db.session.scalar(select(KitAnnouncement).filter_by(version_id=version_id))


def reviews_of(kit_id: int) -> Sequence[KitReview]:
    """Return the days on which somebody looked, or will look, once more."""
    query = select(KitReview).where(KitReview.kit_id == kit_id).order_by(KitReview.id)
    return db.session.scalars(query).all()


def find_review(kit_id: int) -> KitReview | None:
    """Return the planned look once more, if there is one."""
    return db.session.scalar(
        select(KitReview).where(KitReview.kit_id == kit_id, KitReview.done_on.is_(None))
    )


def reviews_due(day: date) -> Sequence[KitReview]:
    """Return the reviews whose day has come, with their kits."""
    return db.session.scalars(
        select(KitReview)
        .where(KitReview.done_on.is_(None), KitReview.due_on <= day)
        .options(joinedload(KitReview.kit))
        .order_by(KitReview.id)
    ).all()


def newest_version(kit_id: int) -> KitVersion:
    """Return the newest version of a kit that has one."""
    newest = select(KitVersion).where(KitVersion.kit_id == kit_id).order_by(KitVersion.id.desc())
    return db.session.scalars(newest.limit(1)).one()


def successor_of(kit_id: int) -> KitVersion | None:
    """Return the newest version of the kit that came in place of a withdrawn one."""
    last = (
        select(KitSuccessor.successor_id)
        .join(KitAct, KitAct.id == KitSuccessor.act_id)
        .where(KitSuccessor.kit_id == kit_id)
        .order_by(KitAct.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    newest = select(KitVersion).where(KitVersion.kit_id == last).order_by(KitVersion.id.desc())
    return db.session.scalars(newest.options(joinedload(KitVersion.kit)).limit(1)).first()


def assignments_of(version: KitVersion, lang: str) -> Mapping[int, str]:
    """Return the titles of the assignments, by their place, in this language or the source's."""
    wanted = lang if lang in version.languages else version.moi["source_language"]
    found = db.session.execute(
        select(KitText.position, KitText.title)
        .where(
            KitText.version_id == version.id,
            KitText.lang == wanted,
            KitText.part == TextPart.ASSIGNMENT,
        )
        .order_by(KitText.position)
    )
    return {row.position: row.title for row in found}


def count_pictures(version_id: int) -> int:
    """Return how many pictures a version holds."""
    query = select(func.count(KitPicture.id)).where(KitPicture.version_id == version_id)
    return db.session.scalar(query) or 0


def names_in(life: Life, *more: int | None) -> Mapping[int, str]:
    """Return the names of who took the steps of a life, and of these people, by id."""
    others = {person for person in more if person is not None} - set(life.names)
    return {**life.names, **(names_of(others) if others else {})}
