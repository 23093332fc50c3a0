"""What comes in as a file: read, judged, and kept in the page until it can become a draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.questionnaires.builder import rules
from portal.questionnaires.builder.forms import UploadForm
from portal.questionnaires.builder.sketch import Sketch, sketch_of
from portal.questionnaires.instruments.lint.faults import Fault
from portal.questionnaires.instruments.lint.library import check_source
from portal.rules import N_

NOTHING = N_("Choose a file, or write its text in the field.")
TOO_LARGE = N_("The file is too large for a questionnaire: 512 kB at most.")


@dataclass(frozen=True, kw_only=True)
class Came:
    """What came in: a sketch where a draft may begin with it, and what the lint says of it."""

    sketch: Sketch | None = None
    faults: Sequence[Fault] = ()


def receive(form: UploadForm) -> Came:
    """Read what was sent; the form then holds its text, so that it can be mended there."""
    if not form.validate_on_submit():
        return Came()
    name, source = form.name(), form.text()
    form.source.data, form.source.raw_data = source, [source]
    if not source.strip() or len(source.encode()) > rules.LARGEST_FILE:
        form.refuse_what_came(TOO_LARGE if source.strip() else NOTHING)
        return Came()
    checked = check_source(source, name)
    taken = checked.root.keys and (checked.is_sound or form.as_it_is.data)
    read = sketch_of(checked.root.plain()) if taken else None
    return Came(sketch=read, faults=[] if read else checked.faults)
