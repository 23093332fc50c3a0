"""A kit that a coordinator sends in: it becomes a draft with these files, or nothing at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.making import queries as drafts
from portal.making import services as making
from portal.making.files.services import replace_files
from portal.making.models import Draft
from portal.making.services import Plan
from portal.moi.source.folder import KitFolder, Part
from portal.moi.source.shapes import Manifest
from portal.rules import N_, RuleBroken

OUR_LANGUAGES = frozenset({"nl", "en"})


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What came in with one form: a kit, its files, and where it comes from."""

    kit: KitFolder
    files: Mapping[str, bytes]
    why: str
    form_key: str


def send_in(sent: Sent, *, by: int, on: date) -> Draft:
    """Make a draft of the files: the next version where the kit is there, else a new kit.

    The same form sent twice makes one draft.
    """
    known = drafts.find_draft_by_form(sent.form_key)
    if known is not None:
        return known
    moi = check_names_itself(sent.kit)
    kit = drafts.find_kit(moi.slug)
    draft = making.begin_draft(
        _plan(sent, moi), by=by, on=on, form_key=sent.form_key, kit=kit, needs_team=False
    )
    making.accept(draft, slug=moi.slug, moi_id=moi.id, by=by, on=on)
    replace_files(draft, sent.files, by=by, on=on)
    return draft


def check_names_itself(kit: KitFolder) -> Manifest:
    """Refuse files of which nobody can tell what kit they are; return what they say of it."""
    if kit.manifest is None:
        raise RuleBroken(
            N_(
                "moi.yaml cannot be read, so we do not know which lesson kit this is. "
                "Mend it first."
            )
        )
    return kit.manifest


def _plan(sent: Sent, moi: Manifest) -> Plan:
    intro = sent.kit.text(Part.INTRO, moi.source_language)
    return Plan(
        title=intro.head.title if intro and intro.head else moi.slug,
        lang=moi.source_language if moi.source_language in OUR_LANGUAGES else "nl",
        why=sent.why,
        constructs=moi.constructs,
        sectors=[str(sector) for sector in moi.settings],
        team_ids=(),
    )
