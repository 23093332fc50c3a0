"""What may happen to a version of an instrument."""

from portal.rules import N_, RuleBroken


def check_may_import(kept_sha256: str | None, new_sha256: str) -> None:
    """Refuse to change the wording of a version that exists already."""
    if kept_sha256 is not None and kept_sha256 != new_sha256:
        raise RuleBroken(
            N_("This version is published and never changes. Give the file a new number.")
        )
