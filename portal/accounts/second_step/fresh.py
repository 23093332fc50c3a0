"""Ask of one's own pages, too, that their owner proved a short while ago who they are."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import g
from flask.typing import ResponseReturnValue

from portal.policy.guard import to_confirmation

View = Callable[..., ResponseReturnValue]


def fresh(view: View) -> View:
    """Serve this view, that asks for a sign-in, only a short while after a proof."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:  # noqa: ANN401 -- any view's
        return view(*args, **kwargs) if g.get("is_fresh", False) else to_confirmation()

    return guarded
