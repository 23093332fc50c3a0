"""One of each thing that an address can name, at home and away, for whoever asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from werkzeug.routing import Rule

from portal.db import transaction
from portal.meetings import inviting
from portal.moi.services import publish_library
from portal.moi.source.folder import CONTENT
from tests.cast import Cast
from tests.conftest import TODAY, session_key
from tests.evaluation.evaluations import make_meeting, open_for
from tests.guards.addresses import listed_names, path_of
from tests.guards.kit_world import kit_places
from tests.guards.meeting_world import meeting_places
from tests.guards.questionnaire_world import questionnaire_places
from tests.guards.roster_world import Places, former_ambassador, roster_places
from tests.meetings.planned import NOW, mails, meeting_by, plan

KIT = "de-vraag-van-vandaag"
MISSING = {"slug": "no-such-place", "token": "no-such-token"}
NO_ROW = "9999"


@dataclass(frozen=True)
class World:
    """The session key of everybody (none for the visitor), and the things that exist.

    ``own`` and ``foreign`` give the values of an address by the start of its rule; the longest
    start that fits decides. What has no foreign twin (meetings are the network's) has no line.
    """

    keys: Mapping[str, str | None]
    own: Mapping[str, Places]
    foreign: Mapping[str, Places]

    def variants_of(self, rule: Rule) -> Iterator[tuple[str, str]]:
        """Yield each variant that makes sense for the rule, with its path."""
        if not rule.arguments - {"extension"}:
            yield "-", path_of(rule)
            return
        own, foreign = _places(self.own, rule), _places(self.foreign, rule)
        if own is not None:
            yield "own", path_of(rule, dict(own))
        if foreign is not None:
            yield "foreign", path_of(rule, dict(foreign))
        missing = {name: MISSING.get(name, NO_ROW) for name in rule.arguments}
        yield "missing", path_of(rule, {**(own or {}), **_named(missing, rule)})


def _places(known: Mapping[str, Places], rule: Rule) -> Places | None:
    starts = [start for start in known if rule.rule.startswith(start)]
    return known[max(starts, key=len)] if starts else None


def _named(missing: Mapping[str, str], rule: Rule) -> Places:
    """Let only what names a thing be missing: a language stays, and what the address lists."""
    return {name: missing[name] for name in rule.arguments - listed_names(rule) - {"lang"}}


def make_world(cast: Cast) -> World:
    """Fill the database with one of each thing, at home and away."""
    with transaction():
        (version,) = publish_library(CONTENT, on=TODAY, by=None, slug=KIT)
    invited = plan(by=cast.coordinator.person_id)
    with transaction():
        inviting.invite(meeting_by(invited), on=TODAY, now=NOW, by=cast.coordinator.person_id)
    held = make_meeting(cast, day=date(2022, 10, 13))
    open_for(cast, held)
    keys: dict[str, str | None] = {"visitor": None}
    everyone = cast.everyone | {"alumnus": former_ambassador(cast)}
    keys |= {name: session_key(member) for name, member in everyone.items()}
    own, foreign = roster_places(cast)
    own_kits, foreign_kits = kit_places(cast, version)
    own_meetings, foreign_meetings = meeting_places(cast, invited=invited, held=held)
    own_asked, foreign_asked = questionnaire_places(cast, held=held)
    for places in (own, foreign):
        places["/team/<code>/used/<slug>"] = {**places["/team/"], "slug": KIT}
    return World(
        keys=keys,
        own=own
        | own_kits
        | own_meetings
        | own_asked
        | {
            "/moi/": {"slug": KIT, "stem": "handout", "lang": "nl", "suffix": "pdf"},
            "/outbox/": {"mail_id": str(mails()[0].id)},
        },
        foreign=foreign | foreign_kits | foreign_meetings | foreign_asked,
    )
