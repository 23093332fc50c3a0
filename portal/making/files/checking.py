"""What the lint says of the files of a draft, and why they cannot be put in yet."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from portal.making.files import queries
from portal.making.models import Draft, Step
from portal.making.rules import check_may_write_files
from portal.moi.lint.library import Checked, check_contents
from portal.moi.rules import check_may_publish, check_same_kit
from portal.moi.source.findings import Finding, errors_in
from portal.moi.source.folder import KitFolder, content_hash
from portal.rules import N_, RuleBroken, why_not


@dataclass(frozen=True, kw_only=True)
class Report:
    """The files of a draft as a kit, with everything there is to say about them."""

    checked: Checked
    contents: Mapping[str, bytes]

    @property
    def kit(self) -> KitFolder:
        """Return the files as a kit."""
        return self.checked.kit

    @property
    def seen(self) -> str:
        """Return the hash of the files, by which an act knows what somebody looked at."""
        return content_hash(self.contents)

    @property
    def errors(self) -> int:
        """Return how many things must be mended."""
        return len(errors_in(self.checked.findings))

    @property
    def warnings(self) -> int:
        """Return how many things are only to be looked at."""
        return len(self.checked.findings) - self.errors

    @property
    def by_file(self) -> Mapping[str, Sequence[Finding]]:
        """Return the findings of each file: files with errors first, and in a file the errors."""
        found = sorted(self.checked.findings, key=lambda one: one.file)
        files = {
            file: sorted(findings, key=lambda one: (not one.is_error, one.line))
            for file, findings in groupby(found, key=lambda one: one.file)
        }
        return dict(sorted(files.items(), key=lambda item: (not item[1][0].is_error, item[0])))

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many findings each file has."""
        return Counter(one.file for one in self.checked.findings)


def report_on(slug: str | None, contents: Mapping[str, bytes]) -> Report:
    """Return the report on files that are to be the kit ``slug``; without one, what they say."""
    name = slug or named_in(contents)
    checked = check_contents(name, contents, known=queries.hashes_of(name))
    return Report(checked=checked, contents=contents)


def report_of(draft: Draft) -> Report:
    """Return the report on the files of a draft as they are now."""
    return report_on(draft.slug, queries.contents_of(draft.id))


def named_in(contents: Mapping[str, bytes]) -> str:
    """Return the slug that the files themselves give, or nothing when they cannot be read."""
    manifest = check_contents("", contents, known={}).kit.manifest
    return manifest.slug if manifest else ""


def check_may_put_in(draft: Draft, report: Report) -> None:
    """Refuse to put in what is not being made, has errors, or claims what another kit has."""
    if draft.step is not Step.DRAFT:
        check_may_write_files(draft.step)
    moi = report.kit.manifest
    if not report.contents:
        raise RuleBroken(N_("There are no files yet."))
    if report.errors or moi is None:
        raise RuleBroken(
            N_("Some things are to be mended first: %(count)s in the report."), count=report.errors
        )
    _check_number(moi.slug, moi.id, moi.version, report.kit.content_sha256)


def _check_number(slug: str, moi_id: str, number: str, content: str) -> None:
    rows = queries.published(slug, moi_id)
    for known_slug, known_id, _number, _hash in rows:
        check_same_kit(slug, moi_id, known_slug=known_slug, known_id=known_id)
    known = {known_number: known_hash for _slug, _id, known_number, known_hash in rows}
    if content in known.values():
        raise RuleBroken(
            N_("Nothing changed since version %(number)s was put in. Change the text first."),
            number=next(one for one, known_hash in known.items() if known_hash == content),
        )
    check_may_publish(number, content, known)


def why_not_put_in(draft: Draft, report: Report) -> RuleBroken | None:
    """Return the reason why the files cannot be put in now, or nothing."""
    return why_not(check_may_put_in, draft, report)
