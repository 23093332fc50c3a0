"""One of each thing around the lesson kits, at home and away."""

import secrets
from collections.abc import Mapping
from typing import Final

from portal.adoption.models import Felt
from portal.adoption.services import Told as UseTold
from portal.adoption.services import Used, tell_use
from portal.adoption.services import Writer as UseWriter
from portal.db import db, transaction
from portal.making import services as making
from portal.making import talking
from portal.making.files.services import lay_down
from portal.making.models import Draft
from portal.making.services import Plan
from portal.making.talking import Words
from portal.moi.models import KitVersion
from portal.needs.services import Place, Told, tell_need
from portal.network.models import Team
from portal.stewardship.services import pilots
from tests.cast import Cast, Home
from tests.conftest import TODAY

Places = Mapping[str, str]
FILE: Final = {"path": "intro.nl.md"}


def kit_places(cast: Cast, version: KitVersion) -> tuple[dict[str, Places], dict[str, Places]]:
    """Make one of each; return the values of addresses by the start of their rule, own and foreign.

    A need is read by the whole network, so only what its teams do with it has a foreign twin.
    """
    own = _places_at(cast.home, cast.lead.person_id, version, cast, number=901)
    away = _places_at(cast.away, cast.neighbour.person_id, version, cast, number=902)
    return own, away


def _places_at(
    home: Home, by: int, version: KitVersion, cast: Cast, *, number: int
) -> dict[str, Places]:
    coordinator = cast.coordinator.person_id
    with transaction():
        team = db.session.get_one(Team, home.team_ids[0])
        need = tell_need(
            Told(words=f"Wat doen we ’s nachts? {number}"), Place(team=team), by=by, on=TODAY
        )
        draft = _draft(team, by=by, coordinator=coordinator, number=number)
        said = Words(words="Kan dit korter?", lang="nl")
        comment = talking.say(draft, said, by=by, on=TODAY, form_key=secrets.token_hex(16))
        asked = pilots.ask_team(
            version.kit_id, team.id, "", pilots.Writer(by=coordinator, on=TODAY, now=None)
        )
        use = tell_use(
            team.id,
            Used(kit_id=version.kit_id, version_id=version.id),
            UseTold(used_on=TODAY, felt=Felt.WELL),
            based_on=0,
            writer=UseWriter(on=TODAY, person_id=by),
        )
        kit = {"slug": version.kit.slug}
        one = {"draft_id": str(draft.id)}
        return {
            "/needs/": {"need_id": str(need.id)},
            "/needs/<int:need_id>/teams/": {"need_id": str(need.id), "team_id": str(team.id)},
            "/in-the-making/": one,
            "/in-the-making/<int:draft_id>/comments/": {**one, "comment_id": str(comment.id)},
            "/in-the-making/<int:draft_id>/files/edit/": {**one, **FILE},
            "/in-the-making/<int:draft_id>/files/remove/": {**one, **FILE},
            "/in-the-making/<int:draft_id>/files/preview/": {**one, "lang": "nl", "kind": "jpg"},
            "/moi/<slug>/pilots/<int:pilot_id>/": {**kit, "pilot_id": str(asked.id)},
            "/moi/<slug>/versions/<number>/": {**kit, "number": version.number},
            "/uses/": {"use_id": str(use.id)},
        }


def _draft(team: Team, *, by: int, coordinator: int, number: int) -> Draft:
    """Propose a kit for a team, say yes to it, and lay down its files."""
    plan = Plan(
        title=f"De nacht {number}",
        lang="nl",
        why="Wie alleen werkt, mist een collega.",
        able_to="Elke nacht één klein gebaar",
        constructs=["timing"],
        team_ids=[team.id],
    )
    draft = making.begin_draft(plan, by=by, on=TODAY, form_key=secrets.token_hex(16))
    slug, moi_id = f"de-nacht-{number}", f"MOI-{number}"
    making.accept(draft, slug=slug, moi_id=moi_id, by=coordinator, on=TODAY)
    lay_down(draft, by=by, on=TODAY)
    return draft
