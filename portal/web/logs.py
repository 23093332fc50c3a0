"""Logs: one line of JSON per event on stderr, with nothing in it that points to a person.

A request is logged by its rule, never by its path: paths carry tokens. No address, no agent, no
person. What an exception says is left out as well, since it may quote what somebody typed: its
kind and the lines it passed are kept.
"""

import logging
import secrets
import sys
import time
import traceback
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from flask import Flask, Response, g, request
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

log = structlog.get_logger("portal")
QUIET: Final = frozenset({"static", "welcome.healthz", "welcome.readyz"})


def where_it_broke(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace an exception by its kind and the lines it passed, without its words."""
    told = event.pop("exc_info", None)
    error = told[1] if isinstance(told, tuple) else sys.exc_info()[1] if told is True else told
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__
        event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return event


SHARED: Final[tuple[Processor, ...]] = (
    merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    where_it_broke,
)


class PortalHandler(logging.StreamHandler[Any]):
    """What libraries log, as the same lines of JSON."""

    def __init__(self) -> None:
        """Write to stderr."""
        super().__init__(sys.stderr)
        self.setFormatter(
            ProcessorFormatter(
                foreign_pre_chain=SHARED,
                processors=[
                    ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(),
                ],
            )
        )


def _start() -> None:
    clear_contextvars()
    bind_contextvars(request=secrets.token_hex(8))
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    if request.endpoint not in QUIET:
        log.info(
            "request",
            method=request.method,
            rule=request.url_rule.rule if request.url_rule else None,
            endpoint=request.endpoint,
            status=response.status_code,
            ms=round(1000 * (time.perf_counter() - g.started), 1),
        )
    return response


def _log_exception(exc_info: object) -> None:
    rule = request.url_rule.rule if request.url_rule else None
    log.error("request failed", method=request.method, rule=rule, exc_info=exc_info)


def init_app(app: Flask) -> None:
    """Log each request and each exception of the app."""
    structlog.configure(
        processors=[*SHARED, structlog.processors.JSONRenderer(ensure_ascii=False)],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    root = logging.getLogger()
    if not any(isinstance(handler, PortalHandler) for handler in root.handlers):
        root.addHandler(PortalHandler())
    app.before_request(_start)
    app.after_request(_finish)
    app.log_exception = _log_exception  # type: ignore[method-assign]
