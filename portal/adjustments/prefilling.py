"""What a new finding is read from, as its address says, and a first sentence for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from flask import abort
from flask_babel import get_locale, gettext

from portal.adjustments.models import LONGEST_FINDING, Source
from portal.adjustments.services import Told
from portal.culture.queries import find_measurement
from portal.evaluation.models import Evaluation
from portal.evaluation.queries import WHOLE, of_meeting
from portal.evaluation.reading import definition_of, reader_language
from portal.evaluation.rules import Concern, concerns
from portal.meetings.models import Meeting
from portal.meetings.queries import is_meeting
from portal.meetings.words import title_of
from portal.policy.guard import ensure
from portal.policy.table import P
from portal.questionnaires.instruments.versions import load_version
from portal.questionnaires.results.snapshots import find_results
from portal.taxonomy.cfir import FACTORS


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a finding comes from: what is kept of it, where to read it, and a first sentence."""

    source: Source
    words: str = ""
    called: str = ""
    href: str = ""
    meeting_id: int | None = None
    campaign_id: int | None = None
    item_code: str = ""
    cfir: str = ""

    def told(self, words: str) -> Told:
        """Return the finding in the words that somebody gave it."""
        return Told(
            words=words,
            lang=str(get_locale()),
            source=self.source,
            meeting_id=self.meeting_id,
            campaign_id=self.campaign_id,
            item_code=self.item_code,
            cfir=self.cfir,
        )


def origin_of(asked: Mapping[str, str]) -> Origin:
    """Return the origin that an address names; 404 where it names what is not there.

    ``meeting`` with ``item`` or ``code``, ``meeting`` alone, ``measurement`` with ``construct``,
    or nothing.
    """
    if "measurement" in asked:
        return _of_culture(_number(asked["measurement"]), asked.get("construct", ""))
    if "meeting" not in asked:
        return Origin(source=Source.FREE)
    meeting_id = _number(asked["meeting"])
    for key, read in _FROM_EVALUATION.items():
        if key in asked:
            found = ensure(P.EVALUATION_MANAGE, Evaluation, of_meeting(meeting_id), options=WHOLE)
            return read(found, asked[key])
    meeting = ensure(P.MEETING_READ, Meeting, is_meeting(meeting_id))
    href, called = f"/meetings/{meeting_id}/", title_of(meeting)
    return Origin(source=Source.MEETING, meeting_id=meeting_id, called=called, href=href)


def _number(said: str) -> int:
    if not said.isdecimal() or len(said) > len("999999999"):
        abort(404)
    return int(said)


def _of_item(evaluation: Evaluation, code: str) -> Origin:
    """Read a question of an evaluation; where its figures are a sign, the sentence says which."""
    definition = definition_of(evaluation.campaign)
    results = find_results(evaluation.campaign_id)
    if results is None or code not in definition.items:
        abort(404)
    sign = next((one for one in concerns(results) if one.code == code), None)
    question = definition.items[code].text[reader_language(definition)]
    return Origin(
        source=Source.FLAG if sign else Source.ITEM,
        words=_cut(_of_sign(sign, question) if sign else ""),
        called=f"{title_of(evaluation.meeting)}: {question}",
        href=f"/meetings/{evaluation.meeting_id}/evaluation/",
        meeting_id=evaluation.meeting_id,
        campaign_id=evaluation.campaign_id,
        item_code=code,
    )


def _of_sign(sign: Concern, question: str) -> str:
    known = {"count": sign.count, "answered": sign.answered, "question": question}
    if sign.kind == "of little use":
        return str(
            gettext("%(count)s of %(answered)s found it of no or little use: %(question)s", **known)
        )
    if sign.kind == "not as agreed":
        return str(
            gettext("At least half of %(answered)s were neutral or lower: %(question)s", **known)
        )
    return str(
        gettext("%(count)s of %(answered)s name pressure or another unwanted effect.", **known)
    )


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_FINDING else f"{words[: LONGEST_FINDING - 2]} …"


def _of_code(evaluation: Evaluation, key: str) -> Origin:
    if key not in FACTORS or not evaluation.campaign.released:
        abort(404)
    label = FACTORS[key].label
    return Origin(
        source=Source.CODE,
        called=f"{title_of(evaluation.meeting)}: {label}",
        href=f"/meetings/{evaluation.meeting_id}/evaluation/coding",
        meeting_id=evaluation.meeting_id,
        campaign_id=evaluation.campaign_id,
        cfir=key,
    )


_FROM_EVALUATION: Final[Mapping[str, Callable[[Evaluation, str], Origin]]] = {
    "item": _of_item,
    "code": _of_code,
}


def _of_culture(number: int, code: str) -> Origin:
    measurement = find_measurement(number)
    if measurement is None or not measurement.campaign.released:
        abort(404)
    definition = load_version(measurement.campaign.version).definition
    titles = {one.code: one.title for one in definition.constructs}
    if code not in titles:
        abort(404)
    return Origin(
        source=Source.CULTURE,
        called=titles[code][reader_language(definition)],
        href=f"/culture/{number}/network/",
        campaign_id=measurement.campaign_id,
        item_code=code,
    )
