"""Kits and uses as the rooms that own them make them for their tests."""

from tests.adoption.conftest import make_kit, use
from tests.moi.conftest import card

__all__ = ["card", "make_kit", "use"]
