"""What people read when a sign-in with their organisation's account comes to nothing."""

from collections.abc import Mapping
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from portal.accounts.oidc.rules import Failure

FAILURES: Final[Mapping[Failure, tuple[LazyString, LazyString]]] = {
    Failure.UNREACHABLE: (
        _l("Your organisation does not answer"),
        _l("Its sign-in page cannot be reached now. Try again in a while, or use your password."),
    ),
    Failure.NOT_GENUINE: (
        _l("The answer of your organisation is not right"),
        _l(
            "We could not check it, so we did not let you in. Try once more. Does it stay? Tell us."
        ),
    ),
    Failure.REFUSED: (
        _l("You were not signed in"),
        _l("Your organisation or you yourself stopped it. Nothing has changed."),
    ),
    Failure.OVER: (
        _l("This sign-in took too long"),
        _l("Or it was begun in another window. Start again: it takes a moment."),
    ),
    Failure.UNVERIFIED: (
        _l("Your organisation does not vouch for your mail address"),
        _l("Ask the IT service of your organisation to confirm your work address."),
    ),
    Failure.ELSEWHERE: (
        _l("This is not an account of the organisation"),
        _l("You signed in with another address than your work address. Choose your work account."),
    ),
    Failure.UNKNOWN: (
        _l("We do not know this account yet"),
        _l(
            "Were you invited? Open the link in the invitation and choose your organisation there. "
            "Do you sign in with a password? Do so, and link your work account under your name."
        ),
    ),
}
