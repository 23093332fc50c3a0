"""What people said in a trial round: by question, each with the name that was promised there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from portal.db import db
from portal.questionnaires.campaigns.codes import mark_of_comment
from portal.questionnaires.campaigns.models import Campaign
from portal.questionnaires.campaigns.response_models import Answer, Comment, Response
from portal.questionnaires.instruments.definition import Definition, Item
from portal.questionnaires.instruments.versions import LoadedVersion, load_version
from portal.questionnaires.kinds import Missing
from portal.questionnaires.trials import queries
from portal.questionnaires.trials.models import TrialRemark

Key = tuple[bytes, int]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one person answered at one question, in words; ``lang`` where they wrote it."""

    name: str
    words: str
    lang: str | None = None
    is_open: bool = False


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question with what everybody answered, and where they stumbled at it."""

    code: str
    text: str
    said: Sequence[Said]
    remarks: Sequence[TrialRemark]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One page of the form with its questions."""

    title: str
    questions: Sequence[Question]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that was said in one round; ``remarks`` are about the form as a whole."""

    parts: Sequence[Part]
    remarks: Sequence[TrialRemark]
    sent: int

    @property
    def questions(self) -> Iterator[Question]:
        """Yield every question, in the order of the form."""
        for part in self.parts:
            yield from part.questions


def sheet_of(campaign: Campaign, *, lang: str) -> Sheet:
    """Return what was said in a round, in five statements however many people there were."""
    loaded = load_version(campaign.version)
    sent = queries.responses_of(campaign.id)
    remarks = _by_item(queries.remarks_of(campaign.id))
    given = _choices(campaign) | _texts(campaign, [one for one, _ in sent], loaded)
    parts = [
        Part(
            title=page.title[lang],
            questions=[
                Question(
                    code=item.code,
                    text=item.text[lang],
                    said=list(_said(loaded, item, sent, given, lang)),
                    remarks=remarks.get(loaded.item_ids[item.code], []),
                )
                for item in page.items
            ],
        )
        for page in loaded.definition.pages(campaign.length)
    ]
    return Sheet(parts=parts, remarks=remarks.get(None, []), sent=len(sent))


def _by_item(remarks: Sequence[TrialRemark]) -> Mapping[int | None, list[TrialRemark]]:
    found: dict[int | None, list[TrialRemark]] = defaultdict(list)
    for one in remarks:
        found[one.item_id].append(one)
    return found


def _choices(campaign: Campaign) -> dict[Key, list[Answer] | Comment]:
    rows = db.session.scalars(
        select(Answer)
        .join(Response, Response.id == Answer.response_id)
        .where(Response.campaign_id == campaign.id)
        .order_by(Answer.option_ord)
    )
    found: dict[Key, list[Answer] | Comment] = {}
    for row in rows:
        several = found.setdefault((row.response_id, row.item_id), [])
        if isinstance(several, list):
            several.append(row)
    return found


def _texts(
    campaign: Campaign, sent: Sequence[Response], loaded: LoadedVersion
) -> dict[Key, list[Answer] | Comment]:
    """Find whose each text is by the mark that its response leads to."""
    marks = {
        mark_of_comment(one.id, item_id): (one.id, item_id)
        for one in sent
        for item_id in loaded.item_ids.values()
    }
    rows = db.session.scalars(select(Comment).where(Comment.campaign_id == campaign.id))
    return {marks[row.withdraw_hash]: row for row in rows if row.withdraw_hash in marks}


def _said(
    loaded: LoadedVersion,
    item: Item,
    sent: Sequence[tuple[Response, str]],
    given: Mapping[Key, list[Answer] | Comment],
    lang: str,
) -> Iterator[Said]:
    for response, name in sent:
        found = given.get((response.id, loaded.item_ids[item.code]))
        if isinstance(found, Comment):
            yield Said(name=name, words=found.body, lang=found.lang)
        elif found and found[0].missing is not Missing.NOT_SHOWN:
            words = _words(loaded.definition, item, found, lang)
            is_open = found[0].missing is Missing.SKIPPED
            yield Said(name=name, words=gettext("Left open") if is_open else words, is_open=is_open)


def _words(definition: Definition, item: Item, rows: Sequence[Answer], lang: str) -> str:
    options = definition.scale_of(item).by_key
    keys = [str(row.value) if row.missing is None else row.missing.value for row in rows]
    return ", ".join(options[key].text[lang] for key in keys if key in options)
