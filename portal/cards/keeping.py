"""Keep what a form says on the card of a team, whoever fills it in."""

from http import HTTPStatus

from portal.cards import services
from portal.cards.forms import CodeCardForm, filled_from
from portal.cards.periods import moments_around
from portal.cards.reading import sheet_of
from portal.cards.services import Writer
from portal.clock import today
from portal.db import transaction
from portal.network.models import Team


def keep(team: Team, form: CodeCardForm, writer: Writer) -> None:
    """Keep the card in one act; raises ``Stale`` and ``RuleBroken`` as the service does."""
    last_moment = moments_around(writer.on).last
    said, based_on, team_id = form.said(), form.based_on, team.id
    with transaction():
        services.save_card(team_id, said, based_on=based_on, last_moment=last_moment, writer=writer)


def show_theirs(team: Team, form: CodeCardForm) -> int:
    """Put beside each field what the card says by now; return the status of such an answer."""
    sheet = sheet_of(team, today())
    now = type(form)(formdata=None, data=filled_from(sheet.card, goes_on=sheet.goes_on))
    form.show_theirs(now)
    return HTTPStatus.CONFLICT
