"""The one table of authorisation: permission x role -> reach."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a post makes of a person, at the place where the post is held."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    RESEARCHER = "researcher"
    EVALUATOR = "evaluator"
    FUNDER = "funder"
    AMBASSADOR = "ambassador"
    ACTING_AMBASSADOR = "acting_ambassador"
    PRIMARY_CONTACT = "primary_contact"
    SPONSOR = "sponsor"
    HR_CONTACT = "hr_contact"
    COMMUNICATION_CONTACT = "communication_contact"
    BOARD_READER = "board_reader"
    TEAM_LEAD = "team_lead"
    TEAM_MEMBER = "team_member"


NETWORK_ROLES = frozenset(
    {Role.ADMINISTRATOR, Role.COORDINATOR, Role.RESEARCHER, Role.EVALUATOR, Role.FUNDER}
)
TEAM_ROLES = frozenset({Role.TEAM_LEAD, Role.TEAM_MEMBER})
ORGANISATION_ROLES = frozenset(Role) - NETWORK_ROLES - TEAM_ROLES


class Reach(IntEnum):
    """How far a permission extends from the place of the post."""

    NONE = 0
    OWN = 1
    TEAM = 2
    ORGANISATION = 3
    NETWORK = 4


class Permission(StrEnum):
    """Something a person may do."""

    ORGANISATION_READ = "organisation_read"
    TEAM_READ = "team_read"
    PERSON_READ = "person_read"
    PERSON_INVITE = "person_invite"
    ACCOUNT_CLOSE = "account_close"
    KIT_KEEP = "kit_keep"
    KIT_MANAGE = "kit_manage"
    MEETING_READ = "meeting_read"
    MEETING_PLAN = "meeting_plan"
    EVALUATION_ANSWER = "evaluation_answer"
    EVALUATION_RESULTS = "evaluation_results"
    EVALUATION_MANAGE = "evaluation_manage"
    NETWORK_OVERVIEW = "network_overview"
    OUTBOX_READ = "outbox_read"
    AUDIT_READ = "audit_read"


R, P = Role, Permission
_, OWN, TEAM, ORG, ALL = Reach

# fmt: off
COLUMNS = (               R.ADMINISTRATOR, R.COORDINATOR, R.RESEARCHER, R.EVALUATOR, R.FUNDER, R.AMBASSADOR, R.ACTING_AMBASSADOR, R.PRIMARY_CONTACT, R.SPONSOR, R.HR_CONTACT, R.COMMUNICATION_CONTACT, R.BOARD_READER, R.TEAM_LEAD, R.TEAM_MEMBER)  # noqa: E501
ROWS = {
    P.ORGANISATION_READ:  (ALL,            ALL,           ALL,          _,           _,        ORG,          ORG,                 ORG,               ORG,       ORG,          ORG,                     ORG,            TEAM,        TEAM),  # noqa: E501
    P.TEAM_READ:          (ALL,            ALL,           ALL,          _,           _,        ORG,          ORG,                 ORG,               ORG,       ORG,          ORG,                     _,              TEAM,        TEAM),  # noqa: E501
    P.PERSON_READ:        (ALL,            ALL,           OWN,          OWN,         OWN,      ORG,          ORG,                 ORG,               ORG,       ORG,          ORG,                     OWN,            TEAM,        OWN),  # noqa: E501
    P.PERSON_INVITE:      (ALL,            ALL,           _,            _,           _,        ORG,          ORG,                 _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.ACCOUNT_CLOSE:      (ALL,            _,             _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.KIT_KEEP:           (_,              _,             _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              TEAM,        TEAM),  # noqa: E501
    P.KIT_MANAGE:         (_,              ALL,           _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.MEETING_READ:       (ALL,            ALL,           ALL,          _,           _,        ALL,          ALL,                 ALL,               ALL,       ALL,          ALL,                     _,              ALL,         ALL),  # noqa: E501
    P.MEETING_PLAN:       (_,              ALL,           _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.EVALUATION_ANSWER:  (_,              OWN,           _,            _,           _,        OWN,          OWN,                 OWN,               OWN,       OWN,          OWN,                     _,              OWN,         OWN),  # noqa: E501
    P.EVALUATION_RESULTS: (_,              ALL,           ALL,          ALL,         _,        ALL,          ALL,                 ALL,               ALL,       ALL,          ALL,                     _,              ALL,         ALL),  # noqa: E501
    P.EVALUATION_MANAGE:  (_,              ALL,           _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.NETWORK_OVERVIEW:   (ALL,            ALL,           ALL,          ALL,         ALL,      _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.OUTBOX_READ:        (ALL,            _,             _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.AUDIT_READ:         (ALL,            _,             _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
}
# fmt: on

TABLE: Mapping[Permission, Mapping[Role, Reach]] = {
    permission: dict(zip(COLUMNS, row, strict=True)) for permission, row in ROWS.items()
}
