"""What the page of a need shows to one reader: whose names, which of their teams, which steps."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from portal.moi.models import KitVersion
from portal.needs import queries, rules
from portal.needs.listing import NeedLine, line_of
from portal.needs.models import Need, NeedStep, NeedSupport, State
from portal.network.models import Organisation, Team
from portal.policy.decide import Actor, extent
from portal.policy.guard import current_actor, ensure
from portal.policy.table import P, Permission
from portal.rules import N_, RuleBroken, why_not
from portal.taxonomy.sectors import Sector


@dataclass(frozen=True, kw_only=True)
class OwnTeam:
    """A team of the reader: what it said of this need, or why it cannot say anything."""

    team: Team
    support: NeedSupport | None
    refused: RuleBroken | None


@dataclass(frozen=True, kw_only=True)
class KeptStep:
    """A step that who keeps the needs can take, or the reason why it has to wait."""

    endpoint: str
    label: str
    held_back: RuleBroken | None
    is_post: bool = False


@dataclass(frozen=True, kw_only=True)
class NeedSheet:
    """A need as one reader sees it: what is not theirs to know is not in here."""

    line: NeedLine
    root: NeedLine
    merged: Sequence[Need]
    named: Sequence[Team]
    unnamed: Mapping[Sector, int]
    steps: Sequence[NeedStep]
    kits: Mapping[int, KitVersion]
    own: Sequence[OwnTeam]
    kept: Sequence[KeptStep]
    may_edit: bool
    knows_teller: bool

    @property
    def need(self) -> Need:
        """The need itself."""
        return self.line.need

    @property
    def to_share(self) -> Sequence[OwnTeam]:
        """The reader's teams that can still say that it is theirs too."""
        return [one for one in self.own if one.support is None and one.refused is None]

    @property
    def sharing(self) -> Sequence[OwnTeam]:
        """The reader's teams that said so."""
        return [one for one in self.own if one.support is not None]


def need_within(permission: Permission, need_id: int) -> Need:
    """Return a need with what stands on its page, or 404."""
    return ensure(permission, Need, queries.is_need(need_id), options=queries.WITH_EVERYTHING)


def sheet_of(need: Need, day: date) -> NeedSheet:
    """Return a need as whoever looks may see it on ``day``."""
    actor = current_actor()
    line = line_of(need.id, day)
    root = line_of(line.step.into_id, day) if line.step and line.step.into_id else line
    merged = queries.merged_into(need.id)
    supports = queries.supports_of([need.id, *(one.id for one in merged)])
    steps = queries.steps_of(need.id)
    named, unnamed = _seen_by(actor, supports)
    own = _own_teams(actor, line.state, supports, day)
    return NeedSheet(
        line=line,
        root=root,
        merged=merged,
        named=named,
        unnamed=unnamed,
        steps=steps,
        kits=queries.newest_versions([step.kit_id for step in (*steps, root.step) if step]),
        own=own,
        kept=_kept_steps(line.state),
        may_edit=_may_edit(actor, line, supports),
        knows_teller=knows_names_of(actor, need.organisation_id),
    )


def knows_names_of(actor: Actor, organisation_id: int | None) -> bool:
    """Tell whether somebody sees who told or shared: their own house, or who keeps all needs."""
    if extent(actor, P.NEED_TELL).network:
        return True
    homes = {post.organisation_id for post in actor.posts if post.organisation_id}
    return organisation_id in homes


def _seen_by(
    actor: Actor, supports: Sequence[NeedSupport]
) -> tuple[Sequence[Team], Mapping[Sector, int]]:
    """Return the teams that the reader may know by name, and how many others of which sector."""
    names: dict[int, Team] = {}
    others: dict[int, Sector] = {}
    for one in supports:
        if one.named_on or knows_names_of(actor, one.team.organisation_id):
            names[one.team_id] = one.team
        else:
            others[one.team_id] = one.team.organisation.sector
    return list(names.values()), Counter(
        sector for key, sector in others.items() if key not in names
    )


def _own_teams(
    actor: Actor, state: State, supports: Sequence[NeedSupport], day: date
) -> Sequence[OwnTeam]:
    """Return the reader's teams with what each said, also before it was counted."""
    said = {one.team_id: one for one in supports}
    found = []
    for team in queries.teams_to_tell_for(actor, day):
        support = said.get(team.id) or said.get(team.continues_id or 0)
        refused = why_not(
            rules.check_may_share, state=state, shares=support is not None, team_ended=False
        )
        found.append(OwnTeam(team=team, support=support, refused=refused))
    return found


def _may_edit(actor: Actor, line: NeedLine, supports: Sequence[NeedSupport]) -> bool:
    where, need = extent(actor, P.NEED_TELL), line.need
    theirs = need.team_id in where.teams or need.organisation_id in where.organisations
    others = any(one.team_id != need.team_id for one in supports)
    keeps = bool(extent(actor, P.NEED_KEEP))
    may = why_not(rules.check_may_edit, line.state, others=others, keeps=keeps) is None
    return may and (theirs or where.network)


def _kept_steps(state: State) -> Sequence[KeptStep]:
    """Return what who keeps the needs can do, the free steps first; others get none of it."""
    if not extent(current_actor(), P.NEED_KEEP):
        return []
    steps = [
        KeptStep(
            endpoint="needs.answer",
            label=N_("Give another answer") if state is State.ANSWERED else N_("Answer it"),
            held_back=why_not(rules.check_may_answer, state),
        ),
        KeptStep(
            endpoint="needs.merge",
            label=N_("Merge it with another need"),
            held_back=why_not(rules.check_may_be_merged, state),
        ),
        KeptStep(
            endpoint="needs.open_again",
            label=N_("Open it again"),
            held_back=why_not(rules.check_may_reopen, state),
        ),
        KeptStep(
            endpoint="needs.part",
            label=N_("Take the merger back"),
            held_back=why_not(rules.check_may_part, state),
            is_post=True,
        ),
    ]
    return sorted(steps, key=lambda step: step.held_back is not None)


@dataclass(frozen=True, kw_only=True)
class TellingPlace:
    """For whom somebody can tell a need."""

    label: str
    team: Team | None = None
    organisation: Organisation | None = None


NETWORK: Final = "network"


def places_of(
    actor: Actor, day: date, *, network: str, asked: TellingPlace | None = None
) -> Mapping[str, TellingPlace]:
    """Return for whom somebody can tell a need, by the key in the form.

    Who tells for any team comes from the page of that team: ``asked`` is then the only place.
    """
    if extent(actor, P.NEED_TELL).network:
        return {key_of(asked): asked} if asked else {NETWORK: TellingPlace(label=network)}
    teams = queries.teams_to_tell_for(actor, day)
    houses = queries.houses_to_tell_for(actor)
    at_home = len({team.organisation_id for team in teams}) == 1  # then its name says nothing
    places = (
        *(TellingPlace(label=_called(team, at_home=at_home), team=team) for team in teams),
        *(TellingPlace(label=house.name, organisation=house) for house in houses),
    )
    return {key_of(place): place for place in places}


def _called(team: Team, *, at_home: bool) -> str:
    return team.name if at_home else f"{team.name}, {team.organisation.name}"


def key_of(place: TellingPlace) -> str:
    """Return the key of a place in the form."""
    if place.team:
        return f"team-{place.team.id}"
    return f"organisation-{place.organisation.id}" if place.organisation else NETWORK
