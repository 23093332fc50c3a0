"""What every answer carries: a strict content policy, no sniffing, no storing of personal pages."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request

from portal.config import Settings, settings_of

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
PROBES = frozenset({"welcome.healthz", "welcome.readyz"})  # asked by address, not by name


def _check_host() -> None:
    own = urlsplit(settings_of(current_app).base_url)
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    is_local = own.hostname in {"localhost", "127.0.0.1"} and host in LOCAL_NAMES
    if request.host != own.netloc and not is_local and request.endpoint not in PROBES:
        abort(400)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if settings_of(current_app).is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static" and "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response


def _cookies(settings: Settings) -> dict[str, object]:
    return {
        "SESSION_COOKIE_NAME": "__Host-session" if settings.is_https else "session",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }


def init_app(app: Flask) -> None:
    """Check the host of each request, and dress each answer."""
    app.config.update(_cookies(settings_of(app)))
    app.before_request(_check_host)
    app.after_request(_add_headers)
