"""What the pages about draft files show: the list, a file with what is wrong in it, a preview."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from flask import render_template
from flask_babel import gettext

from portal.making.files import queries
from portal.making.files.checking import Report, report_of, why_not_put_in
from portal.making.files.forms import PictureForm, SeenForm, TextForm, ZipForm
from portal.making.files.labels import CHECKS
from portal.making.files.models import DraftFile
from portal.making.models import Draft
from portal.making.rules import check_may_write_files
from portal.moi.source.findings import Finding
from portal.moi.source.svg import SvgProblem, inline_svg
from portal.rules import why_not

MOST_NAMED: Final = 5
LONGEST_LINE: Final = 160


@dataclass(frozen=True, kw_only=True)
class Place:
    """A finding with the words of the line that it is about."""

    finding: Finding
    words: str


def files_page(draft: Draft) -> str:
    """Show the files of a draft, what the lint says of them, and the steps that may be taken."""
    report = report_of(draft)
    return render_template(
        "files/index.html",
        draft=draft,
        files=queries.files_of(draft.id),
        report=report,
        languages=languages_of(report),
        closed=why_not(check_may_write_files, draft.step),
        not_yet=why_not_put_in(draft, report),
    )


def file_page(draft: Draft, file: DraftFile, form: TextForm | PictureForm) -> str:
    """Show one file with what is wrong in it, to write or replace."""
    return render_template(
        "files/edit.html",
        draft=draft,
        file=file,
        form=form,
        places=places_in(file, report_of(draft)),
        drawing=drawing_of(file),
        closed=why_not(check_may_write_files, draft.step),
    )


def send_page(draft: Draft, form: ZipForm) -> str:
    """Ask for a ZIP, and say what it replaces: the files as they are at this moment."""
    form.seen.data, form.seen.raw_data = report_of(draft).seen, None
    return render_template(
        "files/send.html",
        draft=draft,
        form=form,
        files=queries.files_of(draft.id),
        closed=why_not(check_may_write_files, draft.step),
    )


def put_in_page(draft: Draft, form: SeenForm) -> str:
    """Show what would be put in, or why it cannot be yet."""
    report = report_of(draft)
    form.seen.data, form.seen.raw_data = report.seen, None
    return render_template(
        "files/put_in.html",
        draft=draft,
        form=form,
        report=report,
        not_yet=why_not_put_in(draft, report),
    )


def form_for(file: DraftFile, *, fresh: bool = False) -> TextForm | PictureForm:
    """Return the form of a file, as it was sent; a ``fresh`` one as the file is now."""
    kind = TextForm if file.is_editable else PictureForm
    known = {"content": file.text, "revision": str(file.revision)}
    return kind(formdata=None, data=known) if fresh else kind(data=known)


def languages_of(report: Report) -> Sequence[str]:
    """Return the languages in which the kit can be looked at."""
    return report.kit.manifest.languages if report.kit.manifest else []


def places_in(file: DraftFile, report: Report) -> Sequence[Place]:
    """Return what is wrong in one file, each with the words of its line."""
    lines = file.text.splitlines() if file.is_editable else []
    return [
        Place(finding=one, words=_line(lines, one.line))
        for one in report.by_file.get(file.path, [])
    ]


def _line(lines: Sequence[str], number: int) -> str:
    return next(islice(lines, max(number - 1, 0), None), "").strip()[:LONGEST_LINE]


def drawing_of(file: DraftFile) -> str | None:
    """Return a drawing that can stand in the page: whatever could run is left out."""
    if not file.path.endswith(".svg"):
        return None
    try:
        return inline_svg(file.content, alt=file.path, prefix="shown-")
    except SvgProblem:
        return None


def told_left_out(names: Sequence[str]) -> str:
    """Say which files of a ZIP have no place in a lesson kit, the first few by name."""
    return str(
        gettext(
            "Not taken along, because a lesson kit has no place for it: %(names)s.",
            names=", ".join([*names[:MOST_NAMED], *(["…"] if len(names) > MOST_NAMED else [])]),
        )
    )


def words() -> dict[str, object]:
    """Return what the templates of this room ask for by name."""
    return {"CHECKS": CHECKS}
