"""What the worker does for the index: find what a bulk statement left behind."""

from portal.search import services


def refresh() -> int:
    """Make every entry anew that differs from what it stands for; return how many did."""
    return services.rebuild()
