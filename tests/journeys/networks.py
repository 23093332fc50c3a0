"""The practice network in a database: filled once for a worker, then copied for each journey."""

from datetime import date
from typing import Final

from portal.app import create_app
from portal.config import Settings
from tests.databases import SECRET, migrate

TODAY: Final = date(2022, 11, 15)
PASSWORD: Final = "mangomoment-demo"


def fill_demo(url: str) -> None:
    """Migrate the database at ``url`` and fill it with the command that people use."""
    migrate(url)
    app = create_app(Settings(secret_key=SECRET, database_url=url, today=TODAY, require_mfa=False))
    with app.app_context():
        app.test_cli_runner().invoke(args=["demo"], catch_exceptions=False)
        app.extensions["sqlalchemy"].engine.dispose()
