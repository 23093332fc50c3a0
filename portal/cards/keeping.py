"""Keep what a form says on the card of a team, whoever fills it in."""

from portal.cards import services
from portal.cards.forms import CodeCardForm
from portal.cards.periods import moments_around
from portal.cards.services import Writer
from portal.db import transaction
from portal.network.models import Team


def keep(team: Team, form: CodeCardForm, writer: Writer) -> None:
    """Keep the card in one act; raises ``StaleCard`` and ``RuleBroken`` as the service does."""
    last_moment = moments_around(writer.on).last
    said, base, team_id = form.said(), str(form.base.data), team.id
    with transaction():
        services.save_card(team_id, said, base=base, last_moment=last_moment, writer=writer)
