"""Checks on ``moi.yaml`` and on the set of files: K01, K03, K05, K06, K07, K08."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from portal.moi.source.findings import Finding
from portal.moi.source.folder import KitFolder, Part
from portal.moi.source.shapes import SEMVER, AssignmentHead
from portal.rules import N_, Phrase
from portal.taxonomy.model import CONSTRUCTS

TOP_OF_CHANGELOG: Final = re.compile(r"^## +(?P<number>\S+)", re.MULTILINE)
DATED: Final = re.compile(r"^## +\S+ — \d{4}-\d{2}-\d{2}$")

# Under the licence of a kit (left) may stand pictures under these licences.
PICTURES_UNDER: Final[Mapping[str, frozenset[str]]] = {
    "CC0-1.0": frozenset({"CC0-1.0"}),
    "CC-BY-4.0": frozenset({"CC0-1.0", "CC-BY-4.0"}),
    "CC-BY-SA-4.0": frozenset({"CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0"}),
    "CC-BY-NC-4.0": frozenset({"CC0-1.0", "CC-BY-4.0", "CC-BY-NC-4.0"}),
    "CC-BY-NC-SA-4.0": frozenset({"CC0-1.0", "CC-BY-4.0", "CC-BY-NC-4.0", "CC-BY-NC-SA-4.0"}),
}


def check_slug(kit: KitFolder) -> Iterator[Finding]:
    """K01: the folder has the name of the kit."""
    if kit.manifest and kit.manifest.slug != kit.folder.name:
        yield _in_manifest(
            kit,
            "K01",
            "slug",
            Phrase(
                N_("%(slug)s is not the name of the folder, %(folder)s"),
                slug=kit.manifest.slug,
                folder=kit.folder.name,
            ),
            Phrase(N_("rename one of them; a published slug never changes")),
        )


def check_version(kit: KitFolder) -> Iterator[Finding]:
    """K03: the version is semantic and stands on top of the changelog."""
    if not kit.manifest:
        return
    version = kit.manifest.version
    if not SEMVER.fullmatch(version):
        message = Phrase(N_("%(number)s is not a version"), number=version)
        yield _in_manifest(kit, "K03", "version", message, Phrase(N_("write it as 1.4.0")))
    if kit.changelog is None:
        return
    top = TOP_OF_CHANGELOG.search(kit.changelog)
    if top is None or top["number"] != version:
        found = top["number"] if top else Phrase(N_("nothing"))
        yield Finding(
            file="CHANGELOG.md",
            line=_line(kit.changelog, top.start()) if top else 1,
            code="K03",
            key="version",
            message=Phrase(
                N_("%(found)s stands on top, moi.yaml says %(number)s"), found=found, number=version
            ),
            hint=Phrase(N_("begin with `## %(number)s — YYYY-MM-DD`"), number=version),
        )
    yield from _undated(kit.changelog)


def _undated(changelog: str) -> Iterator[Finding]:
    for number, line in enumerate(changelog.splitlines(), start=1):
        if line.startswith("## ") and not DATED.match(line):
            yield Finding(
                file="CHANGELOG.md",
                line=number,
                code="K03",
                key="version",
                message=Phrase(N_("has no date")),
                hint=Phrase(N_("write it as `## 1.4.0 — 2022-10-03`")),
            )


def check_languages(kit: KitFolder) -> Iterator[Finding]:
    """K05: every text is there in every declared language, and in no other."""
    if not kit.manifest:
        return
    stems = {"intro", "teaching-note"}
    stems |= {text.path.removesuffix(f".{text.lang}.md") for text in kit.texts}
    if not any(stem.startswith("assignments/") for stem in stems):
        stems.add("assignments/01-name")
    there = {text.path for text in kit.texts}
    for stem in sorted(stems):
        for lang in kit.manifest.languages:
            if (path := f"{stem}.{lang}.md") not in there:
                hint = Phrase(N_("write it, or take %(lang)s out of `languages`"), lang=lang)
                yield _about_file(path, Phrase(N_("is missing")), hint)
    for text in kit.texts:
        if text.lang not in kit.manifest.languages:
            message = Phrase(N_("%(lang)s is not declared"), lang=text.lang)
            hint = Phrase(N_("add it to `languages` in moi.yaml"))
            yield _about_file(text.path, message, hint)


def check_minutes(kit: KitFolder) -> Iterator[Finding]:
    """K06: the assignments together last as long as the kit says, in each language."""
    if not kit.manifest:
        return
    declared = kit.manifest.duration.assignments
    for lang in kit.manifest.languages:
        heads = [text.head for text in kit.assignments(lang)]
        known = [head.duration for head in heads if isinstance(head, AssignmentHead)]
        if heads and len(known) == len(heads) and sum(known) != declared:
            yield _in_manifest(
                kit,
                "K06",
                "duration.assignments",
                Phrase(
                    N_("is %(minutes)s minutes, the assignments in %(lang)s sum to %(sum)s"),
                    minutes=declared,
                    lang=lang,
                    sum=sum(known),
                ),
                Phrase(N_("make them equal: people plan on it")),
            )


def check_constructs(kit: KitFolder) -> Iterator[Finding]:
    """K07: the kit serves constructs that the model has."""
    for place, key in enumerate(kit.manifest.constructs if kit.manifest else []):
        if key not in CONSTRUCTS:
            yield Finding(
                file="moi.yaml",
                line=_manifest_line(kit, "constructs", place),
                code="K07",
                key="constructs",
                message=Phrase(N_("%(element)s is not in the model"), element=key),
                hint=Phrase(N_("the model has: %(elements)s"), elements=", ".join(CONSTRUCTS)),
            )


def check_licences(kit: KitFolder) -> Iterator[Finding]:
    """K08: the licence is one we know, and the pictures may be passed on under it."""
    if not kit.manifest:
        return
    allowed = PICTURES_UNDER.get(kit.manifest.licence)
    if allowed is None:
        message = Phrase(N_("%(licence)s is not known"), licence=kit.manifest.licence)
        hint = Phrase(N_("choose from %(words)s"), words=", ".join(PICTURES_UNDER))
        yield _in_manifest(kit, "K08", "licence", message, hint)
        return
    for name, visual in kit.visuals.items():
        if visual.licence not in allowed:
            yield Finding(
                file="visuals/visuals.yaml",
                line=kit.visuals_yaml.line_of((name, "licence")) if kit.visuals_yaml else 1,
                code="K08",
                key=f"{name}.licence",
                message=Phrase(
                    N_("%(licence)s cannot be passed on as %(other)s"),
                    licence=visual.licence,
                    other=kit.manifest.licence,
                ),
                hint=Phrase(
                    N_("choose a picture under %(words)s"), words=", ".join(sorted(allowed))
                ),
            )


CHECKS: Final = (
    check_slug,
    check_version,
    check_languages,
    check_minutes,
    check_constructs,
    check_licences,
)


def _in_manifest(kit: KitFolder, code: str, key: str, message: Phrase, hint: Phrase) -> Finding:
    line = _manifest_line(kit, *key.split("."))
    return Finding(file="moi.yaml", line=line, code=code, key=key, message=message, hint=hint)


def _manifest_line(kit: KitFolder, *path: str | int) -> int:
    return kit.manifest_yaml.line_of(path) if kit.manifest_yaml else 1


def _about_file(path: str, message: Phrase, hint: Phrase) -> Finding:
    key = Part.ASSIGNMENT if path.startswith("assignments/") else path.partition(".")[0]
    return Finding(file=path, line=1, code="K05", key=str(key), message=message, hint=hint)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
