"""A sign-in provider of one organisation in the practice network, off: it leads to nobody."""

from sqlalchemy import select

from portal.accounts.oidc.models import IdentityProvider, ProviderDomain
from portal.db import db
from portal.network.models import Organisation
from portal.outbox.sealing import seal


def fill_organisation_accounts() -> None:
    """Let the administrator see what a provider looks like; nobody is sent to it."""
    first = db.session.scalars(select(Organisation).order_by(Organisation.id).limit(1)).one()
    db.session.add(
        IdentityProvider(
            name=f"Werkaccount van {first.name}",
            issuer="https://aanmelden.demo.example",
            client_id="mangomoment-portaal",
            client_secret=seal("nobody has this secret"),
            enabled=False,
            domains=[ProviderDomain(domain="zorg.demo.example")],
            organisations=[first],
        )
    )
    db.session.flush()
