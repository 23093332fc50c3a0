"""The roster and its history: half-open ``[valid_from, valid_to)`` intervals of Brussels dates."""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    UniqueConstraint,
    false,
    or_,
    select,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship, validates

from portal.db import Model
from portal.network import guards  # noqa: F401 -- the guards stand wherever the tables do
from portal.policy.decide import Extent
from portal.policy.table import NETWORK_ROLES, ORGANISATION_ROLES, TEAM_ROLES, Role
from portal.taxonomy.sectors import CareContext, Sector


class Status(StrEnum):
    """Where an organisation is in its life in the network."""

    CANDIDATE = "candidate"
    ACCEPTED = "accepted"
    ONBOARDING = "onboarding"
    ACTIVE = "active"
    PAUSED = "paused"
    SUSTAINING = "sustaining"
    COMPLETED = "completed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Province(StrEnum):
    """The Flemish provinces and Brussels."""

    ANTWERP = "antwerp"
    LIMBURG = "limburg"
    EAST_FLANDERS = "east_flanders"
    FLEMISH_BRABANT = "flemish_brabant"
    WEST_FLANDERS = "west_flanders"
    BRUSSELS = "brussels"


# What teams in Flanders call themselves, to choose from; any other word is as good.
OWN_WORDS: Final = ("team", "dienst", "afdeling", "leefgroep", "ploeg")


class Revised:
    """A row that people correct: every change raises its ``revision``, so a stale form is seen."""

    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 -- SQLAlchemy gives the class
        """Let the mapper raise the number, and refuse a change based on an older one."""
        return {"version_id_col": cls.revision}


def _roles(roles: frozenset[Role]) -> str:
    return ", ".join(f"'{role.value}'" for role in sorted(roles))


_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
INTERVAL_NOT_EMPTY: Final = "valid_to IS NULL OR valid_to > valid_from"


def folded(words: str) -> str:
    """Return words without case and accents, the way a search compares them."""
    plain = words.casefold()
    if plain.isascii():  # most words are, and a search folds every sentence it may show
        return plain
    return _BEYOND_ASCII.sub(_without_marks, unicodedata.normalize("NFKD", plain))


def _without_marks(found: re.Match[str]) -> str:
    return "".join(sign for sign in found[0] if not unicodedata.combining(sign))


def _folded_name(context: DefaultExecutionContext) -> str:
    given = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return folded(str(given["name"]))


class Plan(Model):
    """One version of the network's plan, from its date until the next version's."""

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("version", name="one_plan_per_version"),
        UniqueConstraint("valid_from", name="one_plan_per_day"),
        CheckConstraint("years > 0 AND target_organisations > 0", name="plan_is_positive"),
        CheckConstraint("version = 1 OR reason <> ''", name="revision_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    valid_from: Mapped[date]
    years: Mapped[int]
    target_organisations: Mapped[int]
    second_wave_target: Mapped[int]
    second_wave_from: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")


class Wave(Revised, Model):
    """A group of organisations that starts together."""

    __tablename__ = "wave"
    __table_args__ = (UniqueConstraint("number", name="one_wave_per_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    starts_on: Mapped[date]


class Organisation(Revised, Model):
    """A care organisation; its life is in its statuses."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("slug", name="one_organisation_per_slug"),
        UniqueConstraint("name", name="one_organisation_per_name"),
        CheckConstraint("name <> '' AND slug <> ''", name="organisation_has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    name: Mapped[str]
    search_name: Mapped[str] = mapped_column(default=_folded_name)
    sector: Mapped[Sector]
    province: Mapped[Province]
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)

    wave: Mapped[Wave] = relationship()
    statuses: Mapped[list["OrganisationStatus"]] = relationship(
        back_populates="organisation", order_by="OrganisationStatus.valid_from"
    )
    teams: Mapped[list["Team"]] = relationship(
        back_populates="organisation", order_by="(Team.slot, Team.valid_from)"
    )

    @validates("name")
    def _search_under_the_new_name(self, _key: str, name: str) -> str:
        self.search_name = folded(name)
        return name

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Own organisation; for a team's post, the organisation the team is in."""
        theirs = select(Team.organisation_id).where(Team.id.in_(sorted(where.teams)))
        own = cls.id.in_(sorted(where.organisations))
        return or_(own, cls.id.in_(theirs)) if where.teams else own


class OrganisationStatus(Revised, Model):
    """What an organisation is from a date on, until its next status."""

    __tablename__ = "organisation_status"
    __table_args__ = (
        UniqueConstraint("organisation_id", "valid_from", name="one_status_per_day"),
        CheckConstraint(
            "status NOT IN ('paused', 'declined', 'withdrawn') OR reason <> ''",
            name="stopping_has_reason",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    status: Mapped[Status]
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship(back_populates="statuses")


class Team(Revised, Model):
    """A team of an organisation; slots 1 to 3 are the counted teams, no slot is a follower team."""

    __tablename__ = "team"
    __table_args__ = (
        CheckConstraint(INTERVAL_NOT_EMPTY, name="team_interval_not_empty"),
        CheckConstraint("slot IS NULL OR slot BETWEEN 1 AND 3", name="three_teams_at_most"),
        CheckConstraint("name <> '' AND own_word <> ''", name="team_has_name"),
        UniqueConstraint("id", "organisation_id", name="team_in_its_organisation"),
        ForeignKeyConstraint(
            ["continues_id", "organisation_id"],
            ["team.id", "team.organisation_id"],
            name="continues_in_its_organisation",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    slot: Mapped[int | None]
    name: Mapped[str]
    own_word: Mapped[str] = mapped_column(default=OWN_WORDS[0])
    care_context: Mapped[CareContext]
    care_context_reason: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    # The same team under another row before: it followed along until it was counted.
    continues_id: Mapped[int | None]

    organisation: Mapped[Organisation] = relationship(back_populates="teams")

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Own team, or every team of the own organisation."""
        return or_(
            cls.id.in_(sorted(where.teams)), cls.organisation_id.in_(sorted(where.organisations))
        )


class Person(Revised, Model):
    """Somebody who holds or held a post; may have an account."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("email", name="one_person_per_address"),
        CheckConstraint("email = lower(email)", name="address_in_lower_case"),
        CheckConstraint("name <> ''", name="person_has_name"),
        CheckConstraint("locale IN ('nl', 'en')", name="person_speaks_our_languages"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    search_name: Mapped[str] = mapped_column(default=_folded_name, index=True)
    email: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="nl")

    posts: Mapped[list["Post"]] = relationship(back_populates="person", order_by="Post.valid_from")

    @validates("name")
    def _search_under_the_new_name(self, _key: str, name: str) -> str:
        self.search_name = folded(name)
        return name

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Oneself, and whoever holds or held a post in one's organisation or team."""
        near = or_(
            Post.organisation_id.in_(sorted(where.organisations)),
            Post.team_id.in_(sorted(where.teams)),
        )
        themselves = cls.id == where.person_id if where.own else false()
        return or_(themselves, cls.id.in_(select(Post.person_id).where(near)))


class Post(Revised, Model):
    """A role held at a place, from a date, to a date; a team's post names its organisation too."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint(INTERVAL_NOT_EMPTY, name="post_interval_not_empty"),
        CheckConstraint(
            f"(role IN ({_roles(NETWORK_ROLES)}) AND organisation_id IS NULL AND team_id IS NULL)"
            f" OR (role IN ({_roles(ORGANISATION_ROLES)}) AND organisation_id IS NOT NULL"
            " AND team_id IS NULL)"
            f" OR (role IN ({_roles(TEAM_ROLES)}) AND organisation_id IS NOT NULL"
            " AND team_id IS NOT NULL)",
            name="role_at_its_place",
        ),
        ForeignKeyConstraint(
            ["team_id", "organisation_id"],
            ["team.id", "team.organisation_id"],
            name="post_in_organisation_of_team",
        ),
        CheckConstraint(
            "role <> 'acting_ambassador' OR valid_to IS NOT NULL", name="acting_for_a_while"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    end_reason: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(back_populates="posts")
    organisation: Mapped[Organisation | None] = relationship()
    team: Mapped[Team | None] = relationship(overlaps="organisation")

    @classmethod
    def reach_clause(cls, where: Extent) -> ColumnElement[bool]:
        """Give the posts of the own organisation and its teams, or of the own team."""
        return or_(
            cls.organisation_id.in_(sorted(where.organisations)),
            cls.team_id.in_(sorted(where.teams)),
        )


class Rule(StrEnum):
    """What an active organisation must have, by the key under which an exemption names it."""

    THREE_TEAMS = "three_teams"
    ONCOLOGY_TEAM = "oncology_team"
    NON_ONCOLOGY_TEAM = "non_oncology_team"
    ONE_AMBASSADOR = "one_ambassador"
    ONE_PRIMARY_CONTACT = "one_primary_contact"


class Cause(StrEnum):
    """Why a breach is let be: decided, a post without holder, or not filled in since the entry."""

    DECISION = "decision"
    OPEN_POST = "open_post"
    ENTRY = "entry"


class Exemption(Revised, Model):
    """A dated breach of what an active organisation must have; a decision has its reason.

    The others follow from the roster and need no words: why somebody stopped stays with the post.
    """

    __tablename__ = "exemption"
    __table_args__ = (
        CheckConstraint(INTERVAL_NOT_EMPTY, name="exemption_interval_not_empty"),
        CheckConstraint("cause <> 'decision' OR reason <> ''", name="exemption_has_reason"),
        CheckConstraint(
            "cause <> 'open_post' OR rule IN ('one_ambassador', 'one_primary_contact')",
            name="open_post_is_of_one_holder",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    rule: Mapped[Rule]
    cause: Mapped[Cause] = mapped_column(default=Cause.DECISION, server_default=Cause.DECISION)
    reason: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship()
