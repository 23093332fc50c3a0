"""The page of a kit leads to its next version, and the next version begins with what the kit is."""

from portal.db import db, transaction
from portal.making.models import Draft, Step
from portal.moi.lint.library import check_kit
from portal.moi.models import Kit
from portal.moi.services import publish_kit
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.making.conftest import Propose, draft_of
from tests.moi.conftest import DAY, GOOD

ASKED = "Een verandering voorstellen"
MADE = "Er is een volgende versie in de maak"


def published() -> Kit:
    with transaction():
        publish_kit(check_kit(GOOD), on=DAY, by=None)
    return db.session.query(Kit).one()


def test_a_kit_asks_for_a_change_until_one_is_made(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    kit = published()
    at, form = f"/moi/{kit.slug}/", f"/in-the-making/propose?kit={kit.slug}"
    page = client.get(at).text
    assert (ASKED in page, form in page) == (False, False)
    page = client.sign_in(cast.lead).get(at).text
    assert (ASKED in page, form in page, MADE in page) == (True, True, False)
    draft_id = propose(kit=kit)
    page = client.get(at).text
    assert (ASKED in page, MADE in page) == (False, True)
    assert f"/in-the-making/{draft_id}/" in page


def test_what_the_kit_says_is_filled_in_already(client: Visitor, cast: Cast) -> None:
    kit = published()
    at = f"/in-the-making/propose?kit={kit.slug}"
    page = client.sign_in(cast.lead).get(at).text
    assert 'value="Een klein gebaar"' in page
    data: dict[str, object] = {
        "title": "Een klein gebaar",
        "able_to": "Het ook ’s nachts doen",
        "why": "De nacht ontbreekt nog.",
        "constructs": "timing",
        "teams": cast.home.team_ids[0],
        "lang": "nl",
        "revision": "0",
        "form_key": "a" * 32,
    }
    assert client.submit(at, data).status_code == 303
    again = client.submit("/in-the-making/propose", {**data, "form_key": "b" * 32})
    assert again.status_code == 303  # without a kit in the address it is a kit of its own
    first, second = db.session.query(Draft).order_by(Draft.id)
    assert (first.kit_id, first.slug, first.moi_id) == (kit.id, kit.slug, kit.moi_id)
    assert (second.kit_id, second.slug, second.moi_id) == (None, None, None)


def test_the_coordinator_gives_a_next_version_no_other_name(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    kit = published()
    slug, draft_id = kit.slug, propose(kit=kit)
    at = f"/in-the-making/{draft_id}/accept"
    page = client.sign_in(cast.coordinator).get(at).text
    assert ('name="slug"' in page, 'name="moi_id"' in page) == (False, False)
    posted: dict[str, object] = {"slug": "iets-anders", "moi_id": "MOI-099", "note": ""}
    assert client.submit(at, posted).status_code == 303
    draft = draft_of(draft_id)
    assert (draft.step, draft.slug, draft.since) == (Step.DRAFT, slug, TODAY)
