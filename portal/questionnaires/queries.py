"""Versions, campaigns and their figures, as other rooms may read them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.questionnaires.campaign_models import AccessCode, Campaign, CampaignInvitation
from portal.questionnaires.definition import Definition
from portal.questionnaires.kinds import Missing, VersionStatus
from portal.questionnaires.models import (
    Instrument,
    InstrumentText,
    InstrumentVersion,
    Item,
    Scale,
)
from portal.questionnaires.response_models import Answer, Comment, Response, ResultSnapshot
from portal.questionnaires.suppression import Counted, Note, Results, Tally

Bodies = Mapping[tuple[str, int, str], dict[str, str]]
ITEMS_TABLE = "items"


@dataclass(frozen=True, kw_only=True)
class LoadedVersion:
    """A published version as a form needs it, with the ids under which answers are kept."""

    definition: Definition
    item_ids: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How many of the invited have answered; never who."""

    done: int
    invited: int


_LOADED: dict[tuple[str, int, str], LoadedVersion] = {}


def load_version(version: InstrumentVersion) -> LoadedVersion:
    """Return the version whole; read once a process, for it never changes.

    Raises ``ValueError`` when the rows do not give the hash under which they were published.
    """
    key = (str(db.engine.url), version.id, version.content_sha256)
    if key not in _LOADED:
        loaded = _read_version(version)
        if loaded.definition.content_sha256 != version.content_sha256:
            raise ValueError(f"instrument version {version.id} was changed after it was published")
        _LOADED[key] = loaded
    return _LOADED[key]


def _read_version(version: InstrumentVersion) -> LoadedVersion:
    items = db.session.scalars(
        select(Item)
        .where(Item.version_id == version.id)
        .options(joinedload(Item.section), joinedload(Item.scale))
    ).all()
    scales = db.session.scalars(
        select(Scale)
        .where(Scale.version_id == version.id)
        .order_by(Scale.id)
        .options(joinedload(Scale.options))
    ).unique()
    bodies = _bodies(version.id)
    data = _version_data(version) | {
        "title": bodies["version", version.id, "title"],
        "scales": [_scale_data(scale, bodies) for scale in scales],
        "sections": _sections_data(items, bodies),
    }
    return LoadedVersion(
        definition=Definition.model_validate(data), item_ids={item.code: item.id for item in items}
    )


def _bodies(version_id: int) -> Bodies:
    found: dict[tuple[str, int, str], dict[str, str]] = defaultdict(dict)
    for text in db.session.scalars(
        select(InstrumentText).where(InstrumentText.version_id == version_id)
    ):
        found[text.owner, text.owner_id, text.field][text.lang] = text.body
    return dict(found)


def _version_data(version: InstrumentVersion) -> dict[str, object]:
    return {
        "slug": version.instrument.slug,
        "kind": version.instrument.kind,
        "number": version.number,
        "maturity": version.maturity,
        "change_note": version.change_note,
        "languages": version.languages.split(","),
        "minutes": {"short": version.minutes_short, "full": version.minutes_full},
    }


def _scale_data(scale: Scale, bodies: Bodies) -> dict[str, object]:
    return {
        "code": scale.code,
        "lo": scale.lo,
        "hi": scale.hi,
        "options": [
            {
                "value": option.value,
                "missing": option.missing_reason,
                "exclusive": option.exclusive,
                "text": bodies["option", option.id, "text"],
            }
            for option in scale.options
        ],
    }


def _sections_data(items: Sequence[Item], bodies: Bodies) -> list[dict[str, object]]:
    sections = {item.section_id: item.section for item in items}
    return [
        {
            "title": bodies["section", section.id, "title"],
            "items": [
                _item_data(item, bodies)
                for item in sorted(items, key=lambda item: item.ord)
                if item.section_id == section.id
            ],
        }
        for section in sorted(sections.values(), key=lambda section: section.ord)
    ]


def _item_data(item: Item, bodies: Bodies) -> dict[str, object]:
    return {
        "code": item.code,
        "type": item.type,
        "scale": item.scale.code if item.scale else None,
        "required": item.required,
        "core": item.core,
        "maps_to": item.maps_to,
        "show_if": item.show_if,
        **{field: bodies.get(("item", item.id, field)) for field in ("text", "hint", "short")},
    }


def find_version(slug: str, number: int) -> InstrumentVersion | None:
    """Return one version of an instrument, or nothing."""
    return db.session.scalar(
        select(InstrumentVersion)
        .join(Instrument)
        .where(Instrument.slug == slug, InstrumentVersion.number == number)
    )


def find_published(slug: str) -> InstrumentVersion | None:
    """Return the newest published version of an instrument, or nothing."""
    return db.session.scalar(
        select(InstrumentVersion)
        .join(Instrument)
        .where(Instrument.slug == slug, InstrumentVersion.status == VersionStatus.PUBLISHED)
        .order_by(InstrumentVersion.number.desc())
        .limit(1)
    )


def has_answered(campaign_id: int, person_id: int) -> bool | None:
    """Tell whether this person's receipt is set; nothing when they were not invited."""
    return db.session.scalar(
        select(CampaignInvitation.done).where(
            CampaignInvitation.campaign_id == campaign_id,
            CampaignInvitation.person_id == person_id,
        )
    )


def waiting_people(campaign_id: int) -> Sequence[int]:
    """Return who was invited and has not answered: only for the reminder the system sends."""
    return db.session.scalars(
        select(CampaignInvitation.person_id).where(
            CampaignInvitation.campaign_id == campaign_id, CampaignInvitation.done.is_(False)
        )
    ).all()


def rates(campaign_ids: Sequence[int]) -> Mapping[int, Rate]:
    """Return for each campaign how many of the invited answered, in one statement."""
    rows = db.session.execute(
        select(
            CampaignInvitation.campaign_id,
            func.count().filter(CampaignInvitation.done),
            func.count(),
        )
        .where(CampaignInvitation.campaign_id.in_(campaign_ids))
        .group_by(CampaignInvitation.campaign_id)
    )
    return {campaign: Rate(done=done, invited=invited) for campaign, done, invited in rows}


def find_campaign_of_code(code_hash: bytes) -> Campaign | None:
    """Return the campaign that an unused code opens, with its version, or nothing."""
    return db.session.scalar(
        select(Campaign)
        .join(AccessCode)
        .where(AccessCode.code_hash == code_hash, AccessCode.used.is_(False))
        .options(joinedload(Campaign.version).joinedload(InstrumentVersion.instrument))
    )


def order_is_to_be_forgotten() -> bool:
    """Tell whether a closed campaign still lies in the order in which it was answered."""
    waiting = select(Campaign.id).where(
        Campaign.closed_on.is_not(None), Campaign.order_forgotten.is_(False)
    )
    return db.session.scalar(select(waiting.exists())) is True


def find_results(campaign_id: int) -> Results | None:
    """Return what is shown of a closed campaign, from its snapshot and nothing else."""
    snapshot = db.session.get(ResultSnapshot, (campaign_id, ITEMS_TABLE))
    return Results.model_validate(snapshot.json) if snapshot else None


def released_results(campaign_ids: Sequence[int]) -> Mapping[int, Results]:
    """Return the snapshots of several campaigns in one statement; without one: left out."""
    found = db.session.scalars(
        select(ResultSnapshot).where(
            ResultSnapshot.campaign_id.in_(campaign_ids), ResultSnapshot.table_code == ITEMS_TABLE
        )
    )
    return {one.campaign_id: Results.model_validate(one.json) for one in found}


def tally_of(campaign: Campaign, item_ids: Mapping[str, int]) -> Tally:
    """Add up a campaign's answers before suppression: only for the act that closes it."""
    codes = {number: code for code, number in item_ids.items()}
    responses = db.session.scalar(
        select(func.count()).select_from(Response).where(Response.campaign_id == campaign.id)
    )
    return Tally(
        responses=responses or 0,
        invited=rates([campaign.id])[campaign.id].invited,
        counted=_counted(campaign.id, codes),
        comments=_notes(campaign.id, codes),
    )


def _counted(campaign_id: int, codes: Mapping[int, str]) -> Mapping[str, Counted]:
    rows = db.session.execute(
        select(Answer.item_id, Answer.value, Answer.missing, func.count())
        .join(Response, Response.id == Answer.response_id)
        .where(Response.campaign_id == campaign_id)
        .group_by(Answer.item_id, Answer.value, Answer.missing)
    )
    values: dict[str, dict[int, int]] = defaultdict(dict)
    missing: dict[str, dict[Missing, int]] = defaultdict(dict)
    for item_id, value, reason, count in rows:
        if value is not None:
            values[codes[item_id]][value] = count
        elif reason is not None:
            missing[codes[item_id]][reason] = count
    return {code: Counted(values=values[code], missing=missing[code]) for code in codes.values()}


def _notes(campaign_id: int, codes: Mapping[int, str]) -> Mapping[str, Sequence[Note]]:
    """Return the comments by item in the order of their random ids."""
    found: dict[str, list[Note]] = defaultdict(list)
    for comment in db.session.scalars(
        select(Comment).where(Comment.campaign_id == campaign_id).order_by(Comment.id)
    ):
        found[codes[comment.item_id]].append(Note(lang=comment.lang, body=comment.body))
    return dict(found)
