"""Passwords as argon2id hashes, by Flask-Security's hashing: made, compared, never shown."""

from functools import cache
from typing import Final

from flask import Flask, current_app
from flask_security import Security, UserDatastore, hash_password, verify_password

from portal.accounts.models import User
from portal.db import db

# OWASP's second profile with one more pass: eight threads hash in 150 MB, not in half a gigabyte.
ARGON2: Final = {"argon2__memory_cost": 19_456, "argon2__time_cost": 3, "argon2__parallelism": 1}
_NOBODYS: Final = "nobody has this password"


class Accounts(UserDatastore):
    """How Flask-Security writes: into the transaction of the act that asks, which alone commits."""

    def __init__(self) -> None:
        """Know our table; roles are posts, which Flask-Security does not see."""
        super().__init__(User, None)  # type: ignore[arg-type]  # never asked for

    def put(self, model: User) -> User:
        """Add the row to the running transaction."""
        db.session.add(model)
        return model

    def commit(self) -> None:
        """Write what is pending; ``portal.db.transaction()`` commits it."""
        db.session.flush()


def hashed(password: str) -> str:
    """Return the argon2id hash of a password, in the one form that Unicode gives it."""
    made: str = hash_password(_normal(password))
    return made


def matches(password: str, kept: str | None) -> bool:
    """Compare with a kept hash; without one do the same work for nothing and return ``False``."""
    fits: bool = verify_password(_normal(password), kept or _dummy())
    return fits and kept is not None


def _normal(password: str) -> str:
    normal: str = current_app.extensions["security"].password_util.normalize(password)
    return normal


@cache
def _dummy() -> str:
    return hashed(_NOBODYS)


def init_app(app: Flask) -> Security:
    """Set Flask-Security up without its views, and make the hash that nobody's password fits."""
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 -- the name of a scheme
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},  # no second key: SECRET_KEY may change
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=ARGON2,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
    )
    security = Security(app, Accounts(), register_blueprint=False)
    with app.app_context():
        _dummy()
    return security
