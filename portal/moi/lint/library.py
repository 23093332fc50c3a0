"""Check one kit folder, or the whole library of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from portal.moi.lint import manifest, pictures, readable, slides, terms, texts, translations
from portal.moi.source.findings import Finding, errors_in
from portal.moi.source.folder import KitFolder, read_contents, read_kit
from portal.rules import N_, Phrase

Known = Mapping[str, Mapping[str, str]]
Check = Callable[[KitFolder], Iterable[Finding]]
CHECKS: Final[Sequence[Check]] = (
    *manifest.CHECKS,
    *texts.CHECKS,
    *translations.CHECKS,
    *pictures.CHECKS,
    *readable.CHECKS,
    *slides.CHECKS,
    *terms.CHECKS,
)


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A kit folder and everything there is to say about it."""

    kit: KitFolder
    findings: Sequence[Finding]

    @property
    def is_sound(self) -> bool:
        """Tell whether the kit may be published."""
        return not errors_in(self.findings)


def check_kit(folder: Path) -> Checked:
    """Return the kit in ``folder`` with its findings, sorted by file and line; never raises."""
    return _checked(*read_kit(folder))


def check_contents(slug: str, contents: Mapping[str, bytes], *, known: Known) -> Checked:
    """Return the kit that these files would be in a folder ``slug``, with its findings.

    ``known`` is as in ``check_library``.
    """
    kit, findings = read_contents(Path(slug), contents)
    return _checked(kit, findings, _of(kit, [*_changed_versions([kit], known)]))


def _checked(kit: KitFolder, *findings: Iterable[Finding]) -> Checked:
    told = chain(*findings, *(check(kit) for check in CHECKS))
    return Checked(kit=kit, findings=sorted(set(told)))


def check_library(
    content: Path, slug: str | None = None, *, known: Known | None = None
) -> Sequence[Checked]:
    """Return every kit under ``content``, or only ``slug``; an id in two folders is found too.

    ``known`` holds the content hash of each published number, by slug: with it, K04 is checked.
    """
    read = [read_kit(folder) for folder in kit_folders(content)]
    kits = [kit for kit, _ in read]
    clashes = [*_shared_ids(kits), *_changed_versions(kits, known or {})]
    told = [
        _checked(kit, findings, _of(kit, clashes))
        for kit, findings in read
        if slug is None or kit.folder.name == slug
    ]
    return told if told or slug is None else [check_kit(content / slug)]


def kit_folders(content: Path) -> Sequence[Path]:
    """Return the folders under ``content`` that hold kits, in order of their name."""
    if not content.is_dir():
        return []
    return sorted(p for p in content.iterdir() if p.is_dir() and not p.name.startswith("."))


def _shared_ids(kits: Sequence[KitFolder]) -> Iterator[tuple[Path, Finding]]:
    folders = defaultdict(list)
    for kit in kits:
        if kit.manifest:
            folders[kit.manifest.id].append(kit)
    for kit_id, holders in folders.items():
        for kit in holders if len(holders) > 1 else []:
            others = ", ".join(other.folder.name for other in holders if other is not kit)
            yield (
                kit.folder,
                Finding(
                    file="moi.yaml",
                    line=kit.manifest_yaml.line_of(("id",)) if kit.manifest_yaml else 1,
                    code="K02",
                    key="id",
                    message=Phrase(
                        N_("%(id)s is also the id of %(others)s"), id=kit_id, others=others
                    ),
                    hint=Phrase(N_("give each kit its own MOI number")),
                ),
            )


def _changed_versions(kits: Sequence[KitFolder], known: Known) -> Iterator[tuple[Path, Finding]]:
    """K04: what was published under a number stays under that number."""
    for kit in kits:
        number = kit.manifest.version if kit.manifest else ""
        published = known.get(kit.folder.name, {}).get(number, kit.content_sha256)
        if published != kit.content_sha256:
            yield (
                kit.folder,
                Finding(
                    file="moi.yaml",
                    line=kit.manifest_yaml.line_of(("version",)) if kit.manifest_yaml else 1,
                    code="K04",
                    key="version",
                    message=Phrase(
                        N_("%(number)s was published with other content"), number=number
                    ),
                    hint=Phrase(
                        N_("give the change a new number, here and on top of CHANGELOG.md")
                    ),
                ),
            )


def _of(kit: KitFolder, clashes: Sequence[tuple[Path, Finding]]) -> Iterator[Finding]:
    return (finding for folder, finding in clashes if folder == kit.folder)
