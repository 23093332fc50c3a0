"""What may happen to a kit, and when."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from portal.moi.models import ActKind as A
from portal.rules import N_, RuleBroken

NEXT_ACTS: Final[Mapping[A | None, frozenset[A]]] = {
    None: frozenset({A.PROPOSED, A.DRAFT, A.PILOT}),
    A.PROPOSED: frozenset({A.DRAFT, A.RETIRED}),
    A.DRAFT: frozenset({A.PILOT, A.RETIRED}),
    A.PILOT: frozenset({A.PILOT, A.DRAFT, A.VALIDATED, A.RETIRED}),
    A.VALIDATED: frozenset({A.PILOT, A.PUBLISHED, A.RETIRED}),
    A.PUBLISHED: frozenset({A.PILOT, A.RETIRED}),
    A.RETIRED: frozenset({A.DRAFT}),
}
PUBLIC_STAGES: Final = frozenset({A.PILOT, A.VALIDATED, A.PUBLISHED})


def check_may_act(current: A | None, wanted: A) -> None:
    """Refuse a step in the life of a kit that does not follow from where it is."""
    if wanted not in NEXT_ACTS[current]:
        raise RuleBroken(N_("This step does not follow from where the lesson kit is now."))


def check_may_publish(
    number: str, content: str, known: Mapping[str, str], *, errors: Collection[object] = ()
) -> None:
    """Refuse a broken folder, a changed content under a known number, and a number that goes back.

    ``known`` is the content hash of each published number of this kit.
    """
    if errors:
        raise RuleBroken(
            N_("The folder of this lesson kit has %(count)s errors."), count=len(errors)
        )
    if known.get(number, content) != content:
        raise RuleBroken(
            N_("K04 version: the content changed, but version %(number)s is already published."),
            number=number,
        )
    newest = newest_number(known)
    if number not in known and newest and version_key(number) < version_key(newest):
        raise RuleBroken(
            N_("Version %(number)s comes before %(newest)s, which is already published."),
            number=number,
            newest=newest,
        )


def check_same_kit(slug: str, moi_id: str, *, known_slug: str, known_id: str) -> None:
    """Refuse a folder that takes the slug or the MOI number of another kit."""
    if (slug, moi_id) != (known_slug, known_id):
        raise RuleBroken(
            N_("%(slug)s, %(moi_id)s was published before as %(known_slug)s, %(known_id)s."),
            slug=slug,
            moi_id=moi_id,
            known_slug=known_slug,
            known_id=known_id,
        )


def check_may_keep(lang: str, languages: Collection[str]) -> None:
    """Refuse to keep a download in a language that the kit does not have."""
    if lang not in languages:
        raise RuleBroken(N_("This lesson kit does not exist in that language."))


def version_key(number: str) -> tuple[int, ...]:
    """Return a version number in the form that sorts: 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in number.split("."))


def newest_number(numbers: Iterable[str]) -> str | None:
    """Return the highest version number, or nothing where there is none."""
    return max(numbers, key=version_key, default=None)
