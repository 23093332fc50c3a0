"""What people fill in about an agenda: a block, a point, or only a button."""

from collections.abc import Collection, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from portal.meetings.agenda.blocks import BlockPlan
from portal.meetings.agenda.models import LONGEST_MINUTES, LONGEST_POINT, AgendaPoint
from portal.meetings.agenda.services import PointPlan
from portal.meetings.agenda.sources import HELP
from portal.meetings.models import BlockKind, MeetingBlock
from portal.meetings.words import label_of
from portal.web.forms import choices
from portal.web.stale import RevisedForm

LONGEST_WORDS = 2000
LONGEST_LINE = 120
WANTED, NOT_THIS_TIME = "wanted", "not-this-time"


def _minutes(description: str = "") -> IntegerField:
    return IntegerField(
        _l("How many minutes?"),
        [Optional(), NumberRange(1, LONGEST_MINUTES, _l("Give a number from 1 to 600."))],
        description=description,
    )


class OrderForm(RevisedForm):
    """Nothing to fill in: a button on the agenda, and the order that it was pressed on."""

    source = HiddenField(default="")
    source_id = HiddenField(default="")

    @property
    def key(self) -> tuple[str, str]:
        """Return which suggestion is asked for."""
        return self.source.data or "", self.source_id.data or ""


class BlockForm(RevisedForm):
    """What one block is about, who leads it and how long; some fields are of one block only."""

    kit = SelectField(_l("Which lesson kit?"), default="")
    words = TextAreaField(_l("What is it about?"), [Length(max=LONGEST_WORDS)], default="")
    presenter = StringField(
        _l("Who leads it?"),
        [Length(max=LONGEST_LINE)],
        description=_l("A name or a team. Everybody who is invited reads it."),
        default="",
    )
    minutes = _minutes(_l("Leave it open to count the minutes of the points."))
    evaluating = RadioField(
        _l("Do you evaluate this time?"),
        choices=choices((WANTED, _l("Yes, at the end")), (NOT_THIS_TIME, _l("Not this time"))),
        default=WANTED,
    )

    def __init__(
        self,
        *args: object,
        kind: BlockKind,
        kits: Sequence[tuple[str, str]] = (),
        **kwargs: object,
    ) -> None:
        """Keep the fields that this block has."""
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.kit.choices = choices(("", gettext("No lesson kit this time")), *kits)
        if kind is BlockKind.INSPIRATION:
            self.words.description = gettext(
                "What you want to show. Without a lesson kit: why there is none this time."
            )
        else:
            del self.kit
        if kind is not BlockKind.PROCESS_EVALUATION:
            del self.evaluating

    def validate_words(self, field: TextAreaField) -> None:
        """Ask for a kit, or for why there is none."""
        if "kit" in self and not self.kit.data and not (field.data or "").strip():
            raise ValidationError(
                gettext("Choose a lesson kit, or say why there is none this time.")
            )

    def plan(self, lang: str) -> BlockPlan:
        """Return the block as it is wanted, written in ``lang``."""
        kit = self.kit.data if "kit" in self else ""
        return BlockPlan(
            words=self.words.data or "",
            kit_version_id=int(kit) if kit else None,
            not_this_time="evaluating" in self and self.evaluating.data == NOT_THIS_TIME,
            lang=lang,
            minutes=self.minutes.data,
            presenter=self.presenter.data or "",
        )


def filled_from(block: MeetingBlock) -> dict[str, object]:
    """Return what the form shows of a block."""
    return {
        "revision": str(block.revision),
        "kit": str(block.kit_version_id or ""),
        "words": block.words,
        "presenter": block.presenter,
        "minutes": block.minutes,
        "evaluating": NOT_THIS_TIME if block.not_this_time else WANTED,
    }


class PointForm(RevisedForm):
    """The words of a point, in which block it stands, and how long it takes."""

    words = TextAreaField(
        _l("What do you want to talk about?"),
        [DataRequired(_l("Fill this in.")), Length(max=LONGEST_POINT)],
    )
    block = SelectField(_l("In which part of the agenda?"))
    minutes = _minutes()

    def __init__(
        self,
        *args: object,
        blocks: Collection[BlockKind],
        source: str = "",
        **kwargs: object,
    ) -> None:
        """Offer the blocks of this agenda; the words of a team that asked for help stay theirs."""
        super().__init__(*args, **kwargs)
        self.block.choices = choices(*((kind.value, label_of(kind)) for kind in blocks))
        if source == HELP:
            del self.words

    def plan(self, lang: str) -> PointPlan:
        """Return the point as it is wanted, written in ``lang``."""
        words = self.words.data if "words" in self else ""
        return PointPlan(
            block=BlockKind(self.block.data),
            words=words or "",
            lang=lang,
            minutes=self.minutes.data,
        )


def filled_from_point(point: AgendaPoint) -> dict[str, object]:
    """Return what the form shows of a point."""
    return {
        "revision": str(point.revision),
        "words": point.words,
        "block": point.block.value,
        "minutes": point.minutes,
    }
