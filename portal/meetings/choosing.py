"""By which rule people are invited to a meeting, and who was taken off its list on purpose.

The rule stays with the meeting, so that who joined since is found by the same one. Without a rule
the whole roster of the day is invited.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    and_,
    delete,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Model, db
from portal.meetings.models import Meeting, MeetingKind
from portal.network.as_of import Day, valid_on
from portal.network.models import Organisation, Post, Team
from portal.policy.table import ORGANISATION_ROLES, TEAM_ROLES, Role


class Group(StrEnum):
    """People by what they do, as a rule names them."""

    AMBASSADORS = "ambassadors"
    CONTACTS = "contacts"
    LEADS = "leads"
    MEMBERS = "members"
    OTHERS = "others"


# The first role that somebody holds in this order is the one in which they are invited.
ROLES: Final[Mapping[Group, tuple[Role, ...]]] = {
    Group.AMBASSADORS: (Role.AMBASSADOR, Role.ACTING_AMBASSADOR),
    Group.CONTACTS: (Role.PRIMARY_CONTACT,),
    Group.LEADS: (Role.TEAM_LEAD,),
    Group.MEMBERS: (Role.TEAM_MEMBER,),
    Group.OTHERS: (
        Role.SPONSOR,
        Role.HR_CONTACT,
        Role.COMMUNICATION_CONTACT,
        Role.BOARD_READER,
    ),
}
ALL_ROLES: Final = tuple(role for roles in ROLES.values() for role in roles)
# Who a reflection moment is for; to a workshop or an event anybody with a post may be invited.
USUAL: Final = (Group.AMBASSADORS, Group.CONTACTS, Group.LEADS)


def groups_for(kind: MeetingKind) -> tuple[Group, ...]:
    """Return which people a meeting of this kind may be for."""
    return USUAL if kind is MeetingKind.REFLECTION else tuple(Group)


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

    def is_about(self, organisation: Organisation) -> bool:
        """Tell whether the rule calls people of an organisation."""
        return (
            (not self.waves or str(organisation.wave_id) in self.waves)
            and (not self.sectors or organisation.sector in self.sectors)
            and (not self.organisations or str(organisation.id) in self.organisations)
        )


EVERYBODY: Final = Rule()


def wanted(rule: Rule, day: Day) -> ColumnElement[bool]:
    """Return the posts, joined with organisation and team, of who a rule invites on a day.

    Of teams those that count; somebody who is added by name comes with any post of theirs.
    """
    counted = or_(Post.team_id.is_(None), and_(Team.slot.is_not(None), valid_on(Team, day)))
    chosen = [Group(group) for group in rule.roles] or list(USUAL)
    roles = [role for group in chosen for role in ROLES[group]]
    by_rule = and_(Post.role.in_(roles), counted, *_places(rule))
    anywhere = Post.role.in_(ORGANISATION_ROLES | TEAM_ROLES)
    return or_(by_rule, and_(Post.person_id.in_(rule.people), anywhere)) if rule.people else by_rule


def _places(rule: Rule) -> list[ColumnElement[bool]]:
    return [
        Organisation.wave_id.in_([int(wave) for wave in rule.waves]) if rule.waves else true(),
        Organisation.sector.in_(rule.sectors) if rule.sectors else true(),
        Organisation.id.in_([int(one) for one in rule.organisations])
        if rule.organisations
        else true(),
    ]


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


def take_off_list(meeting: Meeting, person_id: int) -> int:
    """Note that somebody was taken off the list; return how often by now."""
    row = db.session.get(TakenOff, (meeting.id, person_id), with_for_update=True)
    if row is None:
        row = TakenOff(meeting_id=meeting.id, person_id=person_id, times=0)
        db.session.add(row)
    row.times += 1
    db.session.flush()
    return row.times


def taken_off(meeting_id: int) -> Mapping[int, int]:
    """Return how often each person was taken off the list of a meeting."""
    found = select(TakenOff.person_id, TakenOff.times).where(TakenOff.meeting_id == meeting_id)
    return {row.person_id: row.times for row in db.session.execute(found)}
