"""The log of what changed after process evaluations: loops that are closed, and open ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from portal.adjustments import services
from portal.adjustments.models import Finding, Helped, Source, StepKind
from portal.adjustments.services import Changed, Rating, Said, Told
from portal.culture.models import SERIES
from portal.db import db
from portal.evaluation.models import Evaluation
from portal.meetings.models import Meeting, MeetingKind
from portal.network.queries import current_posts
from portal.policy.table import Role
from portal.questionnaires.campaigns.models import Campaign

TOLD_AFTER: Final = timedelta(days=13)
DECIDED_AFTER: Final = timedelta(days=9)
CHANGED_AFTER: Final = timedelta(days=16)
OF_CULTURE: Final = date(2022, 11, 8)


@dataclass(frozen=True, kw_only=True)
class Story:
    """One loop: what was said after which moment, and how far it came."""

    after: int
    words: str
    source: Source = Source.FREE
    item: str = ""
    verdict: StepKind | None = None
    reason: str = ""
    changed: str = ""
    announced: str = ""
    at: int | None = None
    rerated: str = ""
    helped: Helped | None = None
    again: int | None = None
    public: bool = False


STORIES: Final = (
    Story(
        after=7,
        words="De inspiratie komt te vaak uit ziekenhuizen: andere sectoren "
        "herkennen zich er niet in.",
        source=Source.ITEM,
        item="P13b",
        verdict=StepKind.ADOPTED,
        reason="Een voorbeeld van dicht bij huis zet meer in beweging dan een algemeen verhaal.",
        changed="Telkens brengt een andere sector de inspiratie. De beurtrol staat "
        "vast tot eind 2022.",
        announced="Op het reflectiemoment verteld, met de beurtrol erbij.",
        at=8,
        rerated="Wie antwoordde, vindt de inspiratie nuttig. De beurtrol blijft.",
        helped=Helped.YES,
        again=10,
        public=True,
    ),
    Story(
        after=8,
        words="Rond elk reflectiemoment komen te veel mails.",
        verdict=StepKind.ADAPTED,
        reason="De herinnering blijft, want zonder vergeten mensen het. De rest kan samen.",
        changed="Uitnodiging, agenda en link komen in één mail.",
        announced="In de uitnodiging en op het reflectiemoment verteld.",
        at=9,
        rerated="Hiervoor bestaat geen vraag. In de intervisie noemde niemand het nog.",
        helped=Helped.YES,
    ),
    Story(
        after=9,
        words="Terugkijken op het project vinden veel deelnemers weinig nuttig.",
        source=Source.ITEM,
        item="P13d",
        verdict=StepKind.ADAPTED,
        reason="We hebben de antwoorden nodig, maar niet telkens alle vragen.",
        changed="De korte vragenlijst is de regel. De volledige komt twee keer per jaar.",
        announced="Op het reflectiemoment verteld, voor de vragenlijst openging.",
        at=10,
        rerated="De antwoorden verschillen weinig van toen. We vragen in de "
        "intervisie wat er ontbreekt.",
        helped=Helped.PARTLY,
        again=12,
        public=True,
    ),
    Story(
        after=10,
        words="Wat we afspreken, vervaagt tussen twee reflectiemomenten.",
        source=Source.ITEM,
        item="P05",
        verdict=StepKind.ADOPTED,
        reason="Een afspraak zonder naam en datum is er geen.",
        changed="Elk verslag eindigt met wie wat doet en tegen wanneer. Daarmee "
        "begint het volgende moment.",
        announced="Op het reflectiemoment verteld en in het verslag gezet.",
        at=11,
    ),
    Story(
        after=11,
        words="Collega’s van de nacht vragen een eigen reflectiemoment op een avond.",
        verdict=StepKind.DECLINED,
        reason="Voor een extra avond is er dit jaar geen begeleiding. Volgend jaar "
        "bekijken we het opnieuw.",
        announced="Uitgelegd op het reflectiemoment. Wie niet kan komen, krijgt "
        "drie regels verslag en een code.",
        at=12,
    ),
    Story(
        after=11,
        words="De pauze is te kort om met andere organisaties te praten.",
    ),
    Story(
        after=12,
        words="Sommige collega’s ervaren Mangomomenten als iets wat moet.",
        source=Source.ITEM,
        item="P08",
        verdict=StepKind.ADAPTED,
        reason="Een gebaar dat moet, is geen Mangomoment meer. Dat zeggen we nergens duidelijk.",
    ),
    Story(
        after=12,
        words="De middag moet ook online te volgen blijven.",
        verdict=StepKind.ADOPTED,
        reason="Kleine teams kunnen anders niet meedoen.",
        changed="Reflectiemoment 14 is online te volgen, met een eigen groep voor de intervisie.",
    ),
)


def fill_adjustments(*, today: date) -> None:
    """Tell what was said after the evaluations, and take each loop as far as it came."""
    by = current_posts(Role.COORDINATOR, today)[0].person_id
    for story in STORIES:
        _tell(story, by)
    _tell_of_culture(by, today)


def _tell(story: Story, by: int) -> None:
    source = _evaluation(story.after)
    told_on = source.meeting.local_date + TOLD_AFTER
    finding = services.tell_finding(
        Told(
            words=story.words,
            source=story.source,
            meeting_id=source.meeting_id,
            campaign_id=source.campaign_id,
            item_code=story.item,
        ),
        by=by,
        on=told_on,
    )
    for step in _steps(story):
        step(story, finding, by)
    if story.public:
        services.publish(finding, by=by, on=finding.steps[-1].happened_on)


def _steps(story: Story) -> Sequence[Callable[[Story, Finding, int], None]]:
    """Return the steps that a story came to, in their order."""
    steps = (_decide, _change, _announce, _rerate)
    said = (story.verdict, story.changed, story.announced, story.rerated)
    return [step for step, words in zip(steps, said, strict=True) if words]


def _decide(story: Story, finding: Finding, by: int) -> None:
    if story.verdict is not None:
        on = finding.told_on + DECIDED_AFTER
        services.decide(finding, story.verdict, Said(words=story.reason), by=by, on=on)


def _change(story: Story, finding: Finding, by: int) -> None:
    on = finding.told_on + CHANGED_AFTER
    what = Changed(meeting_id=_moment(story.at).id) if story.at else None
    services.change(finding, Said(words=story.changed), what, by=by, on=on)


def _announce(story: Story, finding: Finding, by: int) -> None:
    moment = _moment(story.at or story.after + 1)
    said = Said(words=story.announced)
    services.announce(finding, said, by=by, on=moment.local_date, meeting_id=moment.id)


def _rerate(story: Story, finding: Finding, by: int) -> None:
    """Rate again two moments after it was announced, with a figure where a question asks it."""
    moment = _moment((story.at or story.after) + 2)
    rating = Rating(
        helped=story.helped or Helped.UNCLEAR,
        item_code=story.item if story.again else "",
        meeting_id=_moment(story.again).id if story.again else None,
    )
    on = moment.local_date + TOLD_AFTER
    services.rerate(finding, Said(words=story.rerated), rating, by=by, on=on)


def _tell_of_culture(by: int, today: date) -> None:
    """Tell one finding of the newest measurement, about which nobody decided yet."""
    newest = db.session.scalars(
        select(Campaign)
        .where(Campaign.series == SERIES, Campaign.released)
        .order_by(Campaign.wave.desc())
        .limit(1)
    ).one()
    words = "Nieuwe collega’s horen bij hun start nog weinig over Mangomomenten."
    told = Told(words=words, source=Source.CULTURE, campaign_id=newest.id, item_code="OL2")
    services.tell_finding(told, by=by, on=min(OF_CULTURE, today))


def _moment(number: int | None) -> Meeting:
    return db.session.scalars(
        select(Meeting).where(Meeting.kind == MeetingKind.REFLECTION, Meeting.number == number)
    ).one()


def _evaluation(number: int) -> Evaluation:
    return db.session.get_one(Evaluation, _moment(number).id)
