"""What this room shows on the pages of kits, teams and organisations, and by a team's code."""

from flask import Flask
from markupsafe import Markup

from portal.adoption import counting, queries, suggesting
from portal.adoption.reading import lines_of, used_by_kit
from portal.clock import today
from portal.moi.queries import KitCard
from portal.network.models import Organisation, Team
from portal.policy.decide import Extent, extent
from portal.policy.guard import actor_or_none, can, current_actor
from portal.policy.table import P, Permission
from portal.web.hooks import panel, section


def _on_kit(*, kit: KitCard, **_: object) -> Markup:
    """Lead everybody to “we used this”; tell who is in the network how many teams did."""
    reads = can(P.USE_READ)
    kit_id = kit.version.kit_id
    counts = counting.teams_using(kit_id, today()) if reads else None
    shared = queries.shared_words(kit_id) if reads else []
    return _drawn("kit_panel", kit=kit, counts=counts, shared=shared)


def _on_team(*, team: Team, **_: object) -> Markup | None:
    """Show what a team used, and its next kit, to who may read that."""
    if not _reaches(P.USE_READ, team):
        return None
    lines = lines_of(queries.uses_of_team(team.id), current_actor())
    is_there = team.valid_to is None or team.valid_to > today()
    answers = is_there and _reaches(P.NEXT_KIT_ANSWER, team)
    tells = _reaches(P.USE_TELL, team)
    return _drawn(
        "team_panel",
        team=team,
        lines=lines,
        tells=tells,
        is_there=is_there,
        answers=answers,
        step=suggesting.next_step_of(team, today()) if is_there and tells else None,
    )


def _on_organisation(*, organisation: Organisation, **_: object) -> Markup | None:
    """Show which teams of an organisation used which kits, to who may read that of all of them."""
    where = _extent(P.USE_READ)
    if where is None or not (where.network or organisation.id in where.organisations):
        return None
    uses = queries.uses_of_organisation(organisation.id)
    return _drawn("organisation_panel", kits=used_by_kit(uses))


def _by_code(*, code: str, **_: object) -> Markup:
    """Lead a colleague from the card of the team to “we used this”."""
    return _drawn("code_panel", code=code)


def _extent(permission: Permission) -> Extent | None:
    actor = actor_or_none()
    return extent(actor, permission) if actor else None


def _reaches(permission: Permission, team: Team) -> bool:
    where = _extent(permission)
    if where is None:
        return False
    near = team.id in where.teams or team.organisation_id in where.organisations
    return near or where.network


def _drawn(name: str, **known: object) -> Markup:
    return section(f"adoption/{name}.html", **known)


def init_app(app: Flask) -> None:
    """Put the sections of this room on the pages of the rooms below."""
    panel(app, "kit", _on_kit)
    panel(app, "kits_of_team", _on_team)
    panel(app, "kits_of_organisation", _on_organisation)
    panel(app, "team_by_code", _by_code)
