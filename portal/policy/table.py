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
    ROSTER_EDIT = "roster_edit"
    TEAM_EDIT = "team_edit"
    POST_KEEP = "post_keep"
    HAND_OVER = "hand_over"
    ROSTER_IMPORT = "roster_import"
    ORGANISATION_EXPORT = "organisation_export"
    PERSON_EDIT = "person_edit"
    PERSON_MERGE = "person_merge"
    PERSON_ERASE = "person_erase"
    IDENTITY_PROVIDER_KEEP = "identity_provider_keep"
    TASK_READ = "task_read"
    TASK_KEEP = "task_keep"
    SUPPORT_READ = "support_read"
    SUPPORT_LOG = "support_log"
    CARD_READ = "card_read"
    CARD_FILL = "card_fill"
    HELP_READ = "help_read"
    TEAM_CODE_KEEP = "team_code_keep"
    ASKS_READ = "asks_read"
    NEED_READ = "need_read"
    NEED_TELL = "need_tell"
    NEED_KEEP = "need_keep"
    KIT_PROPOSE = "kit_propose"
    DRAFT_READ = "draft_read"
    DRAFT_WRITE = "draft_write"
    KIT_LIFE_READ = "kit_life_read"
    PILOT_FILL = "pilot_fill"
    USE_TELL = "use_tell"
    USE_READ = "use_read"
    NEXT_KIT_ANSWER = "next_kit_answer"
    COVERAGE_READ = "coverage_read"
    MINUTES_WRITE = "minutes_write"
    ACTION_DONE = "action_done"
    TURNOUT_READ = "turnout_read"
    ATTESTATION_READ = "attestation_read"
    TEAM_REGISTER = "team_register"
    CALENDAR_FEED = "calendar_feed"
    INSTRUMENT_READ = "instrument_read"
    INSTRUMENT_WRITE = "instrument_write"
    CULTURE_READ = "culture_read"
    CULTURE_MANAGE = "culture_manage"
    CULTURE_CODES = "culture_codes"
    PSYCHOMETRICS_READ = "psychometrics_read"
    ANSWERS_EXPORT = "answers_export"
    FEEDBACK_CODE = "feedback_code"
    ADJUSTMENT_READ = "adjustment_read"
    ADJUSTMENT_KEEP = "adjustment_keep"
    ADVISERS_READ = "advisers_read"
    ADVISERS_KEEP = "advisers_keep"
    CALL_BACK_READ = "call_back_read"
    ANSWER_DRAFT = "answer_draft"


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
    P.ROSTER_EDIT:        (_,              ALL,           _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.TEAM_EDIT:          (_,              ALL,           _,            _,           _,        ORG,          ORG,                 _,                 _,         _,            _,                       _,              TEAM,        _),  # noqa: E501
    P.POST_KEEP:          (ALL,            ALL,           _,            _,           _,        ORG,          ORG,                 _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.HAND_OVER:          (_,              ALL,           _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.ROSTER_IMPORT:      (ALL,            ALL,           _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.ORGANISATION_EXPORT:(_,             ALL,           _,            _,           _,        ORG,          ORG,                 ORG,               _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.PERSON_EDIT:        (ALL,            ALL,           _,            _,           _,        ORG,          ORG,                 _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.PERSON_MERGE:       (ALL,            ALL,           _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.PERSON_ERASE:       (ALL,            _,             _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.IDENTITY_PROVIDER_KEEP: (ALL,        _,             _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.TASK_READ:          (_,              ALL,           _,            _,           _,        ORG,          ORG,                 ORG,               _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.TASK_KEEP:          (_,              ALL,           _,            _,           _,        ORG,          ORG,                 _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.SUPPORT_READ:       (_,              ALL,           _,            _,           _,        ORG,          ORG,                 ORG,               _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.SUPPORT_LOG:        (_,              ALL,           _,            _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.CARD_READ:          (_,              _,             _,            _,           _,        ORG,          ORG,                 _,                 _,         _,            _,                       _,              TEAM,        TEAM),  # noqa: E501
    P.CARD_FILL:          (_,              _,             _,            _,           _,        ORG,          ORG,                 _,                 _,         _,            _,                       _,              TEAM,        TEAM),  # noqa: E501
    P.HELP_READ:          (_,              ALL,           _,            _,           _,        ALL,          ALL,                 ALL,               _,         _,            _,                       _,              ALL,         ALL),  # noqa: E501
    P.TEAM_CODE_KEEP:     (_,              _,             _,            _,           _,        ORG,          ORG,                 _,                 _,         _,            _,                       _,              TEAM,        _),  # noqa: E501
    P.ASKS_READ:          (_,              ALL,           _,            _,           _,        ORG,          ORG,                 _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.NEED_READ:          (_,             ALL,           ALL,          _,           _,       ALL,          ALL,                 ALL,               _,         _,            _,                       _,              ALL,         ALL),  # noqa: E501
    P.NEED_TELL:          (_,             ALL,           _,            _,           _,       ORG,          ORG,                 ORG,               _,         _,            _,                       _,              TEAM,        TEAM),  # noqa: E501
    P.NEED_KEEP:          (_,             ALL,           _,            _,           _,       _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.KIT_PROPOSE:        (_,             ALL,           ALL,          _,           _,       ALL,          ALL,                 ALL,               _,         _,            _,                       _,              ALL,         ALL),  # noqa: E501
    P.DRAFT_READ:         (_,             ALL,           OWN,          _,           _,       OWN,          OWN,                 OWN,               _,         _,            _,                       _,              OWN,         OWN),  # noqa: E501
    P.DRAFT_WRITE:        (_,             ALL,           OWN,          _,           _,       OWN,          OWN,                 OWN,               _,         _,            _,                       _,              OWN,         OWN),  # noqa: E501
    P.KIT_LIFE_READ:      (_,             ALL,           ALL,          _,           _,       ALL,          ALL,                 ALL,               _,         _,            _,                       _,              ALL,         ALL),  # noqa: E501
    P.PILOT_FILL:         (_,             _,             _,            _,           _,       ORG,          ORG,                 _,                 _,         _,            _,                       _,              TEAM,        TEAM),  # noqa: E501
    P.USE_TELL:           (_,             _,             _,            _,           _,       ORG,          ORG,                 _,                 _,         _,            _,                       _,              TEAM,        TEAM),  # noqa: E501
    P.USE_READ:           (_,             ALL,           ALL,          _,           _,       ORG,          ORG,                 ORG,               ORG,       _,            _,                       _,              TEAM,        TEAM),  # noqa: E501
    P.NEXT_KIT_ANSWER:    (_,             _,             _,            _,           _,       ORG,          ORG,                 _,                 _,         _,            _,                       _,              TEAM,        _),  # noqa: E501
    P.COVERAGE_READ:      (_,             ALL,           ALL,          ALL,         ALL,     ALL,          ALL,                 ALL,               _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.MINUTES_WRITE:      (_,             ALL,           _,            _,           _,       _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.ACTION_DONE:        (_,             ALL,           OWN,          _,           _,       OWN,          OWN,                 OWN,               OWN,       OWN,          OWN,                     _,              OWN,         OWN),  # noqa: E501
    P.TURNOUT_READ:       (_,             ALL,           _,            _,           _,       ORG,          ORG,                 ORG,               ORG,       _,            _,                       _,              _,           _),  # noqa: E501
    P.ATTESTATION_READ:   (_,             ALL,           OWN,          _,           _,       OWN,          OWN,                 OWN,               OWN,       OWN,          OWN,                     _,              OWN,         OWN),  # noqa: E501
    P.TEAM_REGISTER:      (_,             ALL,           _,            _,           _,       ORG,          ORG,                 ORG,               _,         _,            _,                       _,              TEAM,        _),  # noqa: E501
    P.CALENDAR_FEED:      (OWN,           OWN,           OWN,          _,           _,       OWN,          OWN,                 OWN,               OWN,       OWN,          OWN,                     _,              OWN,         OWN),  # noqa: E501
    P.INSTRUMENT_READ:    (_,             ALL,           ALL,           ALL,         _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.INSTRUMENT_WRITE:   (_,             ALL,           _,             _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.CULTURE_READ:       (_,             ALL,           ALL,           ALL,         _,        ORG,          ORG,                 ORG,               ORG,       ORG,          _,                       ORG,            TEAM,        TEAM),  # noqa: E501
    P.CULTURE_MANAGE:     (_,             ALL,           _,             _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.CULTURE_CODES:      (_,             ALL,           _,             _,           _,        ORG,          ORG,                 _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.PSYCHOMETRICS_READ: (_,             ALL,           ALL,           ALL,         _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.ANSWERS_EXPORT:     (_,             _,             ALL,           _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.FEEDBACK_CODE:      (_,             ALL,           _,             _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.ADJUSTMENT_READ:    (_,             ALL,           ALL,           ALL,         _,        ALL,          ALL,                 ALL,               ALL,       ALL,          ALL,                     _,              ALL,         ALL),  # noqa: E501
    P.ADJUSTMENT_KEEP:    (_,             ALL,           _,             _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.ADVISERS_READ:      (_,             ALL,           _,             _,           _,        ORG,          ORG,                 ORG,               ORG,       ORG,          ORG,                     _,              TEAM,        TEAM),  # noqa: E501
    P.ADVISERS_KEEP:      (_,             ALL,           _,             _,           _,        ORG,          ORG,                 _,                 _,         ORG,          _,                       _,              _,           _),  # noqa: E501
    P.CALL_BACK_READ:     (_,             ALL,           _,             _,           _,        _,            _,                   _,                 _,         _,            _,                       _,              _,           _),  # noqa: E501
    P.ANSWER_DRAFT:       (_,             OWN,           OWN,           _,           _,        OWN,          OWN,                 OWN,               OWN,       OWN,          OWN,                     _,              OWN,         OWN),  # noqa: E501
}
# fmt: on

TABLE: Mapping[Permission, Mapping[Role, Reach]] = {
    permission: dict(zip(COLUMNS, row, strict=True)) for permission, row in ROWS.items()
}
