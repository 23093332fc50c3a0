"""The access log of gunicorn, which tells of no visit to a form: who came and when stays unsaid.

Whoever turns an access log on would else keep the address and the moment of everybody who answers.
``gunicorn.conf.py`` puts this in place of gunicorn's own.
"""

import re
from typing import Any, Final

from gunicorn.glogging import Logger

PRIVATE: Final = re.compile(r"^/(evaluate(/.*)?|meetings/\d+/evaluation/?)$")
_LEADS_HERE: Final = ("f", "{referer}i")


def is_private(path: str) -> bool:
    """Tell whether answers are filled in under this path, or taken back."""
    return PRIVATE.match(path) is not None


class AccessLog(Logger):
    """Gunicorn's logger, silent about private addresses and about who comes from one."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:  # noqa: ANN401 -- gunicorn's signature
        """Write the line of one request, unless a form was asked for or sent."""
        if not is_private(environ.get("PATH_INFO", "")):
            super().access(resp, req, environ, request_time)

    def atoms(
        self,
        resp: Any,  # noqa: ANN401 -- gunicorn's signature
        req: Any,  # noqa: ANN401
        environ: dict[str, Any],
        request_time: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """Return what a line may hold, without an address from which somebody came."""
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return {**found, **dict.fromkeys(_LEADS_HERE, "-")}
