"""The writer of the codes of teams."""

from datetime import date

from portal.audit.services import record
from portal.cards import codes, queries, rules
from portal.cards.models import TeamCode
from portal.db import db
from portal.network.models import Team


def make_code(team: Team, *, by: int, on: date) -> str:
    """Give the team a new code and return it; the one of before is dead from this moment.

    ``RuleBroken`` when the team has ended.
    """
    rules.check_may_fill(team.valid_to, on)
    code = codes.new_code()
    kept = queries.code_of(team.id) or TeamCode(team_id=team.id)
    kept.code_hash, kept.sealed, kept.made_on = codes.hash_code(code), codes.seal(code), on
    db.session.add(kept)
    db.session.flush()
    record("team_code_made", by=by, on=on, object_kind="team", object_id=team.id)
    return code
