"""What the keys of the roster are called, for the current reader."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.network.models import Province, Rule, Status
from portal.policy.table import Role
from portal.taxonomy.sectors import Sector, sector_label

_STATUSES: Final[Mapping[Status, LazyString]] = {
    Status.CANDIDATE: lazy_gettext("Candidate"),
    Status.ACCEPTED: lazy_gettext("Accepted"),
    Status.ONBOARDING: lazy_gettext("Starting up"),
    Status.ACTIVE: lazy_gettext("Active"),
    Status.PAUSED: lazy_gettext("Paused"),
    Status.SUSTAINING: lazy_gettext("Carrying on"),
    Status.COMPLETED: lazy_gettext("Completed"),
    Status.DECLINED: lazy_gettext("Not taken further"),
    Status.WITHDRAWN: lazy_gettext("Stopped"),
}

_PROVINCES: Final[Mapping[Province, LazyString]] = {
    Province.ANTWERP: lazy_gettext("Antwerp"),
    Province.LIMBURG: lazy_gettext("Limburg"),
    Province.EAST_FLANDERS: lazy_gettext("East Flanders"),
    Province.FLEMISH_BRABANT: lazy_gettext("Flemish Brabant"),
    Province.WEST_FLANDERS: lazy_gettext("West Flanders"),
    Province.BRUSSELS: lazy_gettext("Brussels"),
}

_ROLES: Final[Mapping[Role, LazyString]] = {
    Role.ADMINISTRATOR: lazy_gettext("Administrator"),
    Role.COORDINATOR: lazy_gettext("Coordinator"),
    Role.RESEARCHER: lazy_gettext("Researcher"),
    Role.EVALUATOR: lazy_gettext("Evaluator"),
    Role.FUNDER: lazy_gettext("Funder"),
    Role.AMBASSADOR: lazy_gettext("Ambassador"),
    Role.ACTING_AMBASSADOR: lazy_gettext("Acting ambassador"),
    Role.PRIMARY_CONTACT: lazy_gettext("Primary contact"),
    Role.SPONSOR: lazy_gettext("Responsible manager"),
    Role.HR_CONTACT: lazy_gettext("HR contact"),
    Role.COMMUNICATION_CONTACT: lazy_gettext("Communication contact"),
    Role.BOARD_READER: lazy_gettext("Board member"),
    Role.TEAM_LEAD: lazy_gettext("Team lead"),
    Role.TEAM_MEMBER: lazy_gettext("Team member"),
}

_RULES: Final[Mapping[Rule, LazyString]] = {
    Rule.THREE_TEAMS: lazy_gettext("Exactly three teams"),
    Rule.ONCOLOGY_TEAM: lazy_gettext("At least one oncology team"),
    Rule.NON_ONCOLOGY_TEAM: lazy_gettext("At least one team outside oncology"),
    Rule.ONE_AMBASSADOR: lazy_gettext("One ambassador"),
    Rule.ONE_PRIMARY_CONTACT: lazy_gettext("One primary contact"),
}


def status_label(status: Status) -> str:
    """Return what a status of an organisation is called."""
    return str(_STATUSES[status])


def province_label(province: Province) -> str:
    """Return the name of a province."""
    return str(_PROVINCES[province])


def role_label(role: Role) -> str:
    """Return what somebody with this role is called."""
    return str(_ROLES[role])


def rule_label(rule: Rule) -> str:
    """Return what an active organisation must have, in a few words."""
    return str(_RULES[rule])


def names_in_list() -> dict[str, str]:
    """Return what the keys of a list are called, each looked up once for all lines."""
    return {
        **{sector: sector_label(sector) for sector in Sector},
        **{province: province_label(province) for province in Province},
        **{status: status_label(status) for status in Status},
    }
