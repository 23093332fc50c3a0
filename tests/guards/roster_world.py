"""One of each thing that the care of the roster knows, at home and away."""

import secrets
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from portal.accounts.models import User, UserSession
from portal.accounts.oidc.models import Identity, IdentityProvider
from portal.accounts.oidc.services import ProviderFacts, add_provider
from portal.accounts.second_step.models import Passkey
from portal.cards import code_keeping
from portal.cards.services import Said, Writer, save_card
from portal.db import db, transaction
from portal.network.importing import keeping
from portal.network.importing.rows import Upload
from portal.network.models import (
    Exemption,
    Organisation,
    OrganisationStatus,
    Post,
    Rule,
    Team,
)
from portal.network.rules import Interval
from portal.network.services.exemptions import add_exemption
from portal.network.services.people import add_person
from portal.network.services.posts import give_post
from portal.people.models import InvitationRound, MailTopic, WantedInvitation
from portal.people.stopping import stop_link_for
from portal.policy.table import Role
from portal.support.models import Channel, Side, TaskKind
from portal.support.moments import Account, log_moment
from portal.support.services import Matter, open_task
from tests.cast import START, Cast, Home, Member
from tests.conftest import TODAY
from tests.meetings.planned import NOW

Places = Mapping[str, str]
BEFORE = Interval(start=date(2019, 2, 1), end=START)
NOBODY_ANSWERS = "http://127.0.0.1:9"


def former_ambassador(cast: Cast) -> Member:
    """Add somebody who was the ambassador at home, and holds no post any more."""
    with transaction():
        person = add_person("Ada Vroeger", "alumnus@demo.example", by=None)
        home = db.session.get_one(Organisation, cast.home.organisation_id)
        give_post(person, Role.AMBASSADOR, place=home, period=BEFORE, by=None)
        return Member(person_id=person.id, name=person.name, email=person.email or "")


def roster_places(cast: Cast) -> tuple[dict[str, Places], dict[str, Places]]:
    """Make one of each; return the values of addresses by the start of their rule, own and foreign.

    Everybody of the cast has signed in before. What only the network has, has no foreign twin.
    """
    own = _places_at(cast.home, cast.ambassador, cast.member, cast)
    foreign = _places_at(cast.away, cast.neighbour, cast.away.people[Role.TEAM_MEMBER], cast)
    return own | _of_the_network(cast), foreign


def _places_at(home: Home, ambassador: Member, member: Member, cast: Cast) -> dict[str, Places]:
    with transaction():
        organisation = db.session.get_one(Organisation, home.organisation_id)
        slug = {"slug": organisation.slug}
        team = {"team_id": str(home.team_ids[0])}
        exemption = _exemption(organisation, by=cast.coordinator.person_id)
        identity = _identity(ambassador, organisation, by=cast.administrator.person_id)
        return {
            "/organisations/<slug:slug>/": slug,
            "/organisations/<slug:slug>/exemptions/": {**slug, "exemption_id": str(exemption.id)},
            "/organisations/<slug:slug>/statuses/": {**slug, "status_id": _status(organisation)},
            "/teams/": team,
            "/posts/": {"post_id": _post(member, Role.TEAM_MEMBER)},
            "/people/": {
                "person_id": str(member.person_id),
                "other_id": str(cast.stranger.person_id),
            },
            "/people/invitations/": {"round_id": _round(member, cast.coordinator)},
            "/tasks/": {"task_id": _task(organisation, ambassador)},
            "/support/": {"moment_id": _moment(organisation, ambassador, cast.coordinator)},
            "/help-wanted/": {"card_id": _help(home.team_ids[0], member)},
            "/team/": {"code": _code(home.team_ids[0], ambassador)},
            "/me/sessions/": {"session_id": _session(ambassador)},
            "/me/security/passkeys/": {"passkey_id": _passkey(ambassador)},
            "/me/organisation-accounts/<int:provider_id>/": {
                "provider_id": str(identity.provider_id)
            },
            "/me/organisation-accounts/<int:identity_id>/": {"identity_id": str(identity.id)},
        }


def _of_the_network(cast: Cast) -> dict[str, Places]:
    coordinator = cast.coordinator.person_id
    with transaction():
        provider = str(db.session.scalars(select(IdentityProvider.id)).first())
        upload = Upload(sheets=[])
        return {
            "/organisations/import/<key>/": {
                "key": keeping.keep(upload, name="lijst.xlsx", person_id=coordinator)
            },
            "/network/posts/": {"post_id": _post(cast.researcher, Role.RESEARCHER)},
            "/identity-providers/": {"provider_id": provider},
            "/sign-in/organisation/": {"provider_id": provider},
            "/stop-mail/": {"token": _stop(cast.contact)},
            "/plan/waves/": {"wave_id": "1"},
        }


def _exemption(organisation: Organisation, *, by: int) -> Exemption:
    period = Interval(start=TODAY)
    return add_exemption(organisation, Rule.THREE_TEAMS, reason="Fusie.", period=period, by=by)


def _status(organisation: Organisation) -> str:
    mine = OrganisationStatus.organisation_id == organisation.id
    return str(db.session.scalars(select(OrganisationStatus.id).where(mine)).first())


def _post(member: Member, role: Role) -> str:
    mine = Post.person_id == member.person_id, Post.role == role
    return str(db.session.scalar(select(Post.id).where(*mine)))


def _task(organisation: Organisation, owner: Member) -> str:
    matter = Matter(
        key=f"action/{organisation.slug}",
        kind=TaskKind.ACTION,
        side=Side.ORGANISATION,
        organisation_id=organisation.id,
        owner_id=owner.person_id,
        words="Bel de teams",
        due_on=TODAY,
    )
    task = open_task(matter, on=TODAY)
    assert task is not None
    return str(task.id)


def _moment(organisation: Organisation, spoken_to: Member, coordinator: Member) -> str:
    told = Account(
        held_on=TODAY, how=Channel.CALL, with_id=spoken_to.person_id, about="De start", lang="nl"
    )
    by = coordinator.person_id
    moment = log_moment(organisation, told, form_key=secrets.token_hex(16), today=TODAY, by=by)
    return str(moment.id)


def _help(team_id: int, member: Member) -> str:
    said = Said(help="Hoe vinden we tijd?", share=True, lang="nl")
    writer = Writer(on=TODAY, person_id=member.person_id)
    return str(save_card(team_id, said, based_on=0, last_moment=None, writer=writer).id)


def _round(member: Member, coordinator: Member) -> str:
    started = InvitationRound(asked_on=TODAY, by_person_id=coordinator.person_id)
    db.session.add(started)
    db.session.flush()
    db.session.add(WantedInvitation(round_id=started.id, person_id=member.person_id))
    return str(started.id)


def _code(team_id: int, keeper: Member) -> str:
    team = db.session.get_one(Team, team_id)
    return code_keeping.make_code(team, by=keeper.person_id, on=TODAY)


def _account(member: Member) -> int:
    return db.session.scalars(select(User.id).where(User.person_id == member.person_id)).one()


def _session(member: Member) -> str:
    mine = UserSession.account_id == _account(member)
    return str(db.session.scalars(select(UserSession.id).where(mine)).first())


def _passkey(member: Member) -> str:
    passkey = Passkey(
        account_id=_account(member),
        credential_id=secrets.token_bytes(32),
        public_key=b"key",
        user_handle=secrets.token_bytes(32),
        sign_count=0,
        transports="internal",
        name="Telefoon",
        made_on=TODAY,
    )
    db.session.add(passkey)
    db.session.flush()
    return str(passkey.id)


def _identity(member: Member, organisation: Organisation, *, by: int) -> Identity:
    facts = ProviderFacts(
        name=f"Accounts van {organisation.name}",
        issuer=f"{NOBODY_ANSWERS}/{organisation.slug}",
        client_id="portal",
        client_secret="for nobody",
        counts_as_second_factor=False,
        domains=[f"{organisation.slug}.example"],
        organisations=[organisation],
    )
    provider = add_provider(facts, by=by, now=NOW)
    identity = Identity(
        account_id=_account(member), provider_id=provider.id, subject="me", linked_on=TODAY
    )
    db.session.add(identity)
    db.session.flush()
    return identity


def _stop(member: Member) -> str:
    return stop_link_for(member.person_id, MailTopic.MEETING_REMINDERS).rsplit("/", 1)[-1]
