"""A page of the portal as a journey names it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """A page as somebody sees it: its place in the portal, who looks, and the address itself."""

    rule: str
    who: str | None = None
    path: str = ""

    def address(self, places: dict[str, str]) -> str:
        """Return the address with a thing of the practice network in each place."""
        return (self.path or self.rule).format(**places)

    def __str__(self) -> str:
        """Name it in the list of tests."""
        return f"{self.path or self.rule} {self.who or 'visitor'}"
