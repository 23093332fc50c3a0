"""What the database refuses by itself, whoever writes: the rules that look at more than one row.

``portal.network.models`` loads this module, so that the guards stand wherever the tables do.
"""

# ruff: noqa: S608 -- rules in our own words, nothing of them comes from outside
from collections.abc import Mapping
from typing import Final

from portal.db import refuse, refuse_overlap, refuse_when

# The steps of ``rules.TRANSITIONS`` in the database's own words; a test holds the two together.
STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "candidate": ("accepted", "declined", "withdrawn"),
    "accepted": ("onboarding", "withdrawn"),
    "onboarding": ("active", "withdrawn"),
    "active": ("paused", "sustaining", "withdrawn"),
    "paused": ("active", "sustaining", "withdrawn"),
    "sustaining": ("completed", "withdrawn"),
}
_CHANGES: Final = ("INSERT", "UPDATE")


def _listed(keys: tuple[str, ...]) -> str:
    return ", ".join(f"'{key}'" for key in keys)


def _life_of(row: str) -> str:
    """Return the condition under which the life of the row's organisation has a wrong step."""
    right = [
        f"(earlier IS NULL AND status IN ({_listed(tuple(STEPS))}))",
        *(f"(earlier = '{key}' AND status IN ({_listed(steps)}))" for key, steps in STEPS.items()),
    ]
    life = (
        "SELECT status, lag(status) OVER (ORDER BY valid_from) AS earlier "
        f"FROM organisation_status WHERE organisation_id = {row}.organisation_id"
    )
    return (
        f"EXISTS (SELECT 1 FROM ({life}) AS step WHERE NOT coalesce({' OR '.join(right)}, false))"
    )


def _outside(inner: str, outer: str) -> str:
    """Return the condition under which the days of ``inner`` are not all days of ``outer``."""
    return (
        f"({inner}.valid_from < {outer}.valid_from OR ({outer}.valid_to IS NOT NULL AND "
        f"({inner}.valid_to IS NULL OR {inner}.valid_to > {outer}.valid_to)))"
    )


_STANDS_IN: Final = (
    "EXISTS (SELECT 1 FROM post AS holder WHERE holder.role = 'ambassador' "
    "AND holder.organisation_id = {acting}.organisation_id AND NOT {outside})"
)

refuse_overlap("one_team_per_slot", "team", ["organisation_id", "slot"], where="slot IS NOT NULL")
refuse_overlap("one_current_ambassador", "post", ["organisation_id"], where="role = 'ambassador'")
refuse_overlap(
    "one_acting_ambassador", "post", ["organisation_id"], where="role = 'acting_ambassador'"
)
refuse_overlap("one_primary_contact", "post", ["organisation_id"], where="role = 'primary_contact'")
refuse(
    "slug_never_changes",
    "organisation",
    "UPDATE",
    sqlite="NEW.slug <> OLD.slug",
    postgresql="NEW.slug <> OLD.slug",
)
for _table in ("team", "organisation_status", "exemption"):
    refuse(
        f"{_table}_stays_with_its_organisation",
        _table,
        "UPDATE",
        sqlite="NEW.organisation_id <> OLD.organisation_id",
        postgresql="NEW.organisation_id <> OLD.organisation_id",
    )
refuse_when("statuses_follow_the_steps", "organisation_status", _CHANGES, _life_of("NEW"))
refuse_when("statuses_stay_without_a_gap", "organisation_status", ["DELETE"], _life_of("OLD"))
refuse_when(
    "post_within_days_of_team",
    "post",
    _CHANGES,
    f"EXISTS (SELECT 1 FROM team WHERE team.id = NEW.team_id AND {_outside('NEW', 'team')})",
)
refuse_when(
    "team_lasts_as_long_as_its_posts",
    "team",
    ["UPDATE"],
    f"EXISTS (SELECT 1 FROM post WHERE post.team_id = NEW.id AND {_outside('post', 'NEW')})",
)
refuse_when(
    "acting_beside_an_ambassador",
    "post",
    _CHANGES,
    "NEW.role = 'acting_ambassador' AND NOT "
    + _STANDS_IN.format(acting="NEW", outside=_outside("NEW", "holder")),
)
refuse_when(
    "ambassador_stays_while_acted_for",
    "post",
    ["UPDATE"],
    "EXISTS (SELECT 1 FROM post AS acting WHERE acting.role = 'acting_ambassador' "
    "AND acting.organisation_id = NEW.organisation_id AND NEW.role = 'ambassador' AND NOT "
    + _STANDS_IN.format(acting="acting", outside=_outside("acting", "holder"))
    + ")",
)
