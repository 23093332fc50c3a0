"""What the owner of an account is told by mail about the second step."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Final

from flask_babel import lazy_gettext as _l

from portal.accounts.models import User
from portal.db import db
from portal.network.models import Person
from portal.outbox.letters import compose
from portal.outbox.services import queue_mail


class News(StrEnum):
    """What there is to tell."""

    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    CODES_MADE = "codes_made"
    CODE_USED = "code_used"
    RESET = "reset"
    TRIED = "tried"


SAID: Final = {
    News.APP_ADDED: _l("An app that makes codes was added to your account."),
    News.APP_REMOVED: _l("The app that makes codes was removed from your account."),
    News.PASSKEY_ADDED: _l("A passkey was added to your account."),
    News.PASSKEY_REMOVED: _l("A passkey was removed from your account."),
    News.CODES_MADE: _l("New recovery codes were made. The old ones do not work any more."),
    News.CODE_USED: _l("Somebody signed in to your account with one of your recovery codes."),
    News.RESET: _l(
        "The second step of your account was reset. You sign in with your password now and can "
        "choose a second step again."
    ),
    News.TRIED: _l(
        "Somebody filled in your password and then a wrong code, several times. Nobody came in."
    ),
}
CHANGED: Final = _l("The second step of your account")
SUBJECTS: Final = {
    News.CODE_USED: _l("A recovery code was used"),
    News.RESET: _l("Your second step was reset"),
    News.TRIED: _l("Does somebody know your password?"),
}


def tell_owner(account: User, news: News, *, now: datetime, once: str | None = None) -> None:
    """Mail the owner what happened; a second mail with the same ``once`` does not go out."""
    person = db.session.get_one(Person, account.person_id)
    if person.email is None:
        return
    letter = compose(
        "accounts/mail/second-step",
        locale=person.locale,
        person=person,
        subject=SUBJECTS.get(news, CHANGED),
        said=SAID[news],
    )
    queue_mail(
        letter,
        dedupe_key=f"second-step/{news.value}/{account.id}/{once or secrets.token_hex(8)}",
        recipient=person.email,
        locale=person.locale,
        due_at=now,
    )
