"""Two people do the same at one moment: one is done, the other is told why not."""

import secrets

from flask import Flask

from portal.db import db
from portal.making import services
from portal.making.models import Draft
from portal.moi.models import Kit
from tests.at_once import at_once
from tests.cast import Cast
from tests.conftest import TODAY
from tests.making.conftest import Propose, plan


def test_two_who_renew_a_kit_at_once(app: Flask, cast: Cast, kit: Kit) -> None:
    kit_id, team, by = kit.id, cast.home.team_ids[0], cast.lead.person_id

    def propose(_number: int) -> None:
        services.begin_draft(
            plan(team_ids=[team]),
            by=by,
            on=TODAY,
            form_key=secrets.token_hex(16),
            kit=db.session.get_one(Kit, kit_id),
        )

    assert at_once(app, 2, propose) == ["RuleBroken", "done"]


def test_two_proposals_are_given_one_number_at_once(
    app: Flask, cast: Cast, propose: Propose
) -> None:
    drafts, by = [propose(), propose(title="Een ander")], cast.coordinator.person_id

    def accept(number: int) -> None:
        draft = db.session.get_one(Draft, drafts[number])
        services.accept(draft, slug=f"pakket-{number}", moi_id="MOI-013", by=by, on=TODAY)

    assert at_once(app, 2, accept) == ["RuleBroken", "done"]


def test_two_answers_to_one_proposal_at_once(app: Flask, cast: Cast, propose: Propose) -> None:
    draft_id, by = propose(), cast.coordinator.person_id

    def answer(number: int) -> None:
        draft = db.session.get_one(Draft, draft_id)
        if number:
            services.decline(draft, reason="Zit al in MOI-004", by=by, on=TODAY)
        else:
            services.accept(draft, slug="pakket", moi_id="MOI-013", by=by, on=TODAY)

    assert at_once(app, 2, answer) == ["RuleBroken", "done"]
