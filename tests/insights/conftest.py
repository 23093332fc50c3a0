"""Kits and uses as the rooms that own them make them for their tests."""

from tests.adoption.conftest import make_kit, use
from tests.making.conftest import propose
from tests.moi.conftest import card
from tests.polls.conftest import draft, opened

__all__ = ["card", "draft", "make_kit", "opened", "propose", "use"]
