"""What people fill in about the agenda of a meeting."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional

from portal.meetings.agenda.blocks import Agenda, BlockPlan
from portal.meetings.models import BlockKind, Meeting
from portal.web.forms import PortalForm, choices

LONGEST_WORDS = 2000
WANTED, NOT_THIS_TIME = "wanted", "not-this-time"


def _words(label: str, description: str) -> TextAreaField:
    return TextAreaField(
        label, [Optional(), Length(max=LONGEST_WORDS)], description=description, default=""
    )


class AgendaForm(PortalForm):
    """What the four blocks of a reflection moment are about."""

    intervision = _words(_l("Intervision"), _l("How is it going in your organisation? What helps?"))
    kit = SelectField(_l("Inspiration: which lesson kit?"), default="")
    inspiration = TextAreaField(
        _l("About the inspiration"),
        [Length(max=LONGEST_WORDS)],
        description=_l("What you want to show. Without a lesson kit: why there is none this time."),
        default="",
    )
    development = _words(_l("Development"), _l("Which needs can become a lesson kit?"))
    evaluating = RadioField(
        _l("Process evaluation"),
        choices=choices((WANTED, _l("Yes, at the end")), (NOT_THIS_TIME, _l("Not this time"))),
        default=WANTED,
    )

    def __init__(self, *args: object, kits: Sequence[tuple[str, str]], **kwargs: object) -> None:
        """Take the kits to choose from along."""
        super().__init__(*args, **kwargs)
        self.kit.choices = choices(("", gettext("No lesson kit this time")), *kits)

    def validate_inspiration(self, field: TextAreaField) -> None:
        """Ask for a kit, or for why there is none."""
        if not self.kit.data and not (field.data or "").strip():
            raise ValidationError(
                gettext("Choose a lesson kit, or say why there is none this time.")
            )

    def agenda(self, lang: str) -> Agenda:
        """Return the four blocks, written in ``lang``."""
        return {
            BlockKind.INTERVISION: BlockPlan(words=self.intervision.data or "", lang=lang),
            BlockKind.INSPIRATION: BlockPlan(
                words=self.inspiration.data or "",
                kit_version_id=int(self.kit.data) if self.kit.data else None,
                lang=lang,
            ),
            BlockKind.DEVELOPMENT: BlockPlan(words=self.development.data or "", lang=lang),
            BlockKind.PROCESS_EVALUATION: BlockPlan(
                not_this_time=self.evaluating.data == NOT_THIS_TIME, lang=lang
            ),
        }


def filled_from(meeting: Meeting, kit: str) -> dict[str, object]:
    """Return what the form shows: what the blocks say, or a first agenda that names ``kit``."""
    blocks = {block.kind: block for block in meeting.blocks}
    if not blocks:
        return {
            "intervision": gettext("How did it go with what you wanted to try since last time?"),
            "kit": kit,
            "development": gettext("Which needs did you hear in your teams?"),
        }
    inspiration = blocks.get(BlockKind.INSPIRATION)
    evaluation = blocks.get(BlockKind.PROCESS_EVALUATION)
    written = (BlockKind.INTERVISION, BlockKind.INSPIRATION, BlockKind.DEVELOPMENT)
    return {
        "kit": str(inspiration.kit_version_id or "") if inspiration else "",
        "evaluating": NOT_THIS_TIME if evaluation and evaluation.not_this_time else WANTED,
        **{kind.value: blocks[kind].words for kind in written if kind in blocks},
    }
