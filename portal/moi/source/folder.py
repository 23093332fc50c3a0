"""Read a kit folder: every file, and every reason why it cannot be understood."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from portal.moi.source.findings import Finding
from portal.moi.source.misfits import misfit
from portal.moi.source.shapes import AssignmentHead, Head, IntroHead, Manifest, NoteHead, Visual
from portal.moi.source.yaml_lines import YamlMapping, YamlProblem, read_mapping
from portal.rules import N_, Phrase

CONTENT: Final = Path(__file__).parents[3] / "content" / "moi"
TEXT_NAME: Final = re.compile(
    r"(?:(?P<part>intro|teaching-note|slides)|assignments/(?P<name>\d\d-[a-z0-9-]+))"
    r"\.(?P<lang>[a-z]{2})\.md"
)
FRONT_MATTER: Final = re.compile(r"\A---\n(?P<head>.*?\n)---\n", re.DOTALL)
PICTURES: Final = frozenset({".svg", ".png", ".jpg"})
SHORT_HASH: Final = 12
S = TypeVar("S", bound=BaseModel)


class Part(StrEnum):
    """What a text is in its kit."""

    INTRO = "intro"
    ASSIGNMENT = "assignment"
    TEACHING_NOTE = "teaching-note"
    SLIDES = "slides"


HEADS: Final[Mapping[Part, type[Head]]] = {
    Part.INTRO: IntroHead,
    Part.ASSIGNMENT: AssignmentHead,
    Part.TEACHING_NOTE: NoteHead,
    Part.SLIDES: Head,
}


@dataclass(frozen=True, kw_only=True)
class Text:
    """One Markdown file; ``head`` is missing when its front matter could not be understood."""

    path: str
    part: Part
    name: str
    lang: str
    head: Head | None
    head_yaml: YamlMapping | None
    body: str
    body_line: int
    short_hash: str

    def numbered_lines(self) -> Iterator[tuple[int, str]]:
        """Yield the lines of the body with their number in the file."""
        yield from enumerate(self.body.splitlines(), start=self.body_line)


@dataclass(frozen=True, kw_only=True)
class KitFolder:
    """All of one kit folder that could be read."""

    folder: Path
    manifest: Manifest | None
    manifest_yaml: YamlMapping | None
    texts: Sequence[Text]
    pictures: Mapping[str, bytes]
    visuals: Mapping[str, Visual]
    visuals_yaml: YamlMapping | None
    changelog: str | None
    content_sha256: str

    def text(self, part: Part, lang: str) -> Text | None:
        """Return the one text of this part in this language, if it is there."""
        return next((t for t in self.texts if t.part is part and t.lang == lang), None)

    def assignments(self, lang: str) -> Sequence[Text]:
        """Return the assignments in one language, in their order."""
        return [t for t in self.texts if t.part is Part.ASSIGNMENT and t.lang == lang]


def read_kit(folder: Path) -> tuple[KitFolder, list[Finding]]:
    """Return what the folder holds and what could not be understood; content never raises."""
    return read_contents(folder, files_in(folder))


def read_contents(folder: Path, contents: Mapping[str, bytes]) -> tuple[KitFolder, list[Finding]]:
    """Return what files hold that would lie in ``folder``, whether it exists or not."""
    return _FolderReader(folder).read(contents)


def hint_at_file(file: str, line: int, message: Phrase, hint: Phrase) -> Finding:
    """Return the finding for a file that is missing or cannot be read as what it should be."""
    return Finding(file=file, line=line, code="K11", key="file", message=message, hint=hint)


class _FolderReader:
    """Collects findings while it reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings: list[Finding] = []

    def read(self, contents: Mapping[str, bytes]) -> tuple[KitFolder, list[Finding]]:
        manifest_yaml = self._yaml("moi.yaml", contents)
        visuals_yaml, visuals = self._visuals(contents)
        kit = KitFolder(
            folder=self.folder,
            manifest=self._shape(Manifest, manifest_yaml, "moi.yaml"),
            manifest_yaml=manifest_yaml,
            texts=[text for name in sorted(contents) for text in self._text(name, contents[name])],
            pictures={
                name.removeprefix("visuals/"): content
                for name, content in contents.items()
                if name.startswith("visuals/") and Path(name).suffix in PICTURES
            },
            visuals=visuals,
            visuals_yaml=visuals_yaml,
            changelog=self._decoded("CHANGELOG.md", contents),
            content_sha256=content_hash(contents),
        )
        return kit, sorted(self.findings)

    def _decoded(self, name: str, contents: Mapping[str, bytes]) -> str | None:
        if name not in contents:
            hint = Phrase(N_("add the file, or take it from an existing kit"))
            self._note(name, 1, Phrase(N_("is missing")), hint)
            return None
        try:
            return contents[name].decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = contents[name][: error.start].count(b"\n") + 1
            hint = Phrase(N_("save it again as UTF-8"))
            self._note(name, line, Phrase(N_("is not UTF-8")), hint)
            return None

    def _yaml(self, name: str, contents: Mapping[str, bytes]) -> YamlMapping | None:
        text = self._decoded(name, contents)
        return None if text is None else self._mapping(name, text, 1)

    def _mapping(self, name: str, text: str, first_line: int) -> YamlMapping | None:
        try:
            return read_mapping(text, first_line=first_line)
        except YamlProblem as problem:
            hint = Phrase(N_("write it as `key: value`, one a line"))
            self._note(name, problem.line, problem.phrase, hint)
            return None

    def _visuals(
        self, contents: Mapping[str, bytes]
    ) -> tuple[YamlMapping | None, dict[str, Visual]]:
        name = "visuals/visuals.yaml"
        if not any(path.startswith("visuals/") for path in contents):
            return None, {}
        found = self._yaml(name, contents)
        described = {}
        for file, values in (found.values if found else {}).items():
            one = YamlMapping(
                values=values if isinstance(values, dict) else {},
                lines={p[1:]: line for p, line in found.lines.items() if p[:1] == (file,)}
                if found
                else {},
            )
            if visual := self._shape(Visual, one, name, prefix=f"{file}."):
                described[file] = visual
        return found, described

    def _text(self, name: str, content: bytes) -> Iterable[Text]:
        match = TEXT_NAME.fullmatch(name)
        raw = self._decoded(name, {name: content}) if match else None
        if match is None or raw is None:
            return
        part = Part(match["part"]) if match["part"] else Part.ASSIGNMENT
        front = FRONT_MATTER.match(raw)
        head_yaml = self._mapping(name, front["head"], 2) if front else None
        if front is None:
            hint = Phrase(N_("begin with `---`, `title: …`, `---`"))
            self._note(name, 1, Phrase(N_("has no front matter")), hint)
        yield Text(
            path=name,
            part=part,
            name=match["name"] or str(part),
            lang=match["lang"],
            head=self._shape(HEADS[part], head_yaml, name),
            head_yaml=head_yaml,
            body=raw[front.end() :] if front else raw,
            body_line=raw[: front.end()].count("\n") + 1 if front else 1,
            short_hash=short_hash_of(content),
        )

    def _shape(
        self, shape: type[S], found: YamlMapping | None, file: str, *, prefix: str = ""
    ) -> S | None:
        """Fit the values in their shape; each misfit is a finding at its own line."""
        if found is None:
            return None
        try:
            return shape.model_validate(dict(found.values))
        except ValidationError as misfits:
            for error in misfits.errors(include_url=False):
                place = error["loc"]
                unknown = error["type"] == "extra_forbidden"
                self.findings.append(
                    Finding(
                        file=file,
                        line=found.line_of(place),
                        code="K09" if unknown else "K10",
                        key=prefix + (".".join(map(str, place)) or "file"),
                        message=misfit(error),
                        hint=_hint(shape, unknown=unknown),
                    )
                )
            return None

    def _note(self, file: str, line: int, message: Phrase, hint: Phrase) -> None:
        self.findings.append(hint_at_file(file, line, message, hint))


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file that belongs to a kit, by its path in the folder."""
    if not folder.is_dir():
        return {}
    return {
        name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and not path.is_symlink()
        and belongs(name := path.relative_to(folder).as_posix())
    }


def belongs(name: str) -> bool:
    """Tell whether a path in a folder is one that a kit has a use for."""
    if name in {"moi.yaml", "CHANGELOG.md", "visuals/visuals.yaml"} or TEXT_NAME.fullmatch(name):
        return True
    return name.startswith("visuals/") and Path(name).suffix in PICTURES


def _hint(shape: type[BaseModel], *, unknown: bool) -> Phrase:
    keys = ", ".join(field.alias or name for name, field in shape.model_fields.items())
    if unknown:
        return Phrase(N_("known keys: %(keys)s"), keys=keys)
    return Phrase(N_("give it a value of that kind"))


def short_hash_of(content: bytes) -> str:
    """Return what a translation writes down of its source."""
    return hashlib.sha256(content).hexdigest()[:SHORT_HASH]


def content_hash(contents: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of names and contents together, whatever the order they were read in."""
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(f"{name}\0{len(contents[name])}\0".encode())
        digest.update(contents[name])
    return digest.hexdigest()
