"""By which rule people are invited to a meeting, and who was taken off its list on purpose.

The rule stays with the meeting, so that who joined since is found by the same one. Without a rule
the whole roster of the day is invited.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Model, db


class By(StrEnum):
    """What a line of a rule looks at."""

    ROLE = "role"
    WAVE = "wave"
    SECTOR = "sector"
    ORGANISATION = "organisation"


class InvitedBy(Model):
    """One line of the rule of a meeting: a role, wave, sector or organisation that is invited."""

    __tablename__ = "invited_by"
    __table_args__ = (CheckConstraint("value <> ''", name="rule_names_something"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    by: Mapped[By] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class TakenOff(Model):
    """That somebody was taken off the list; the rule invites them no more. ``times`` counts."""

    __tablename__ = "taken_off"
    __table_args__ = (CheckConstraint("times > 0", name="taken_off_counts_up"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    times: Mapped[int] = mapped_column(default=1)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Who is invited: all that is empty does not choose. ``people`` are added by name."""

    roles: frozenset[str] = frozenset()
    waves: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    people: frozenset[int] = field(default=frozenset(), compare=False)

    def lines(self) -> Iterable[tuple[By, str]]:
        """Return the rule line by line, as it is kept; people who are added are no rule."""
        chosen = {
            By.ROLE: self.roles,
            By.WAVE: self.waves,
            By.SECTOR: self.sectors,
            By.ORGANISATION: self.organisations,
        }
        return ((by, value) for by, values in chosen.items() for value in sorted(values))


EVERYBODY: Final = Rule()


def rule_of(meeting_id: int) -> Rule:
    """Return the rule that is kept with a meeting; without lines it is everybody."""
    lines = db.session.scalars(select(InvitedBy).where(InvitedBy.meeting_id == meeting_id))
    kept: dict[By, set[str]] = {by: set() for by in By}
    for line in lines:
        kept[line.by].add(line.value)
    return Rule(
        roles=frozenset(kept[By.ROLE]),
        waves=frozenset(kept[By.WAVE]),
        sectors=frozenset(kept[By.SECTOR]),
        organisations=frozenset(kept[By.ORGANISATION]),
    )


def keep_rule(meeting_id: int, rule: Rule) -> None:
    """Keep a rule with its meeting, in the place of the one before."""
    db.session.execute(delete(InvitedBy).where(InvitedBy.meeting_id == meeting_id))
    db.session.add_all(
        InvitedBy(meeting_id=meeting_id, by=by, value=value) for by, value in rule.lines()
    )
    db.session.flush()


def taken_off(meeting_id: int) -> Mapping[int, int]:
    """Return how often each person was taken off the list of a meeting."""
    found = select(TakenOff.person_id, TakenOff.times).where(TakenOff.meeting_id == meeting_id)
    return {person_id: times for person_id, times in db.session.execute(found)}
