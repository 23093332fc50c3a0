"""What teams told about kits, read; the counts stand in ``counting``."""

from portal.adoption.counting import counted_teams, teams_using_by_construct

__all__ = ["counted_teams", "teams_using_by_construct"]
