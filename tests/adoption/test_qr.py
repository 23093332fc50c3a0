"""The QR on paper: of the team that takes a kit along, or of everybody; words beside it."""

import io
import zipfile
from pathlib import Path
from shutil import rmtree

import pytest
from flask import Flask, current_app

from portal.config import settings_of
from portal.db import transaction
from portal.moi.downloads.archive import kit_zip
from portal.moi.downloads.documents import handout_pdf
from portal.moi.downloads.offline import start_page
from portal.moi.downloads.telling import address_for, address_of
from portal.moi.lint.library import check_kit
from portal.moi.queries import KitCard, contents_of, find_kit
from portal.moi.services import publish_kit
from tests.adoption.conftest import PUBLISHED
from tests.cast import Cast
from tests.conftest import TODAY, Visitor

GOOD = Path(__file__).parents[1] / "moi" / "kits" / "een-klein-gebaar"
PUBLIC = "http://localhost/moi/een-klein-gebaar/used"
HANDOUT = "/moi/een-klein-gebaar/handout.nl.pdf"


@pytest.fixture
def card(app: Flask) -> KitCard:
    assert app
    with transaction():
        publish_kit(check_kit(GOOD), on=PUBLISHED, by=None)
    found = find_kit(GOOD.name, TODAY)
    assert found is not None
    return found


def test_the_address_is_that_of_the_team_with_a_code(cast: Cast, code: str) -> None:
    one, two, _ = cast.home.team_ids
    assert address_for("x", [one]) == f"http://localhost/team/{code}/used/x"
    others: tuple[list[int], ...] = ([], [two], [one, two])
    assert [address_for("x", teams) for teams in others] == [address_of("x")] * 3
    assert address_of("een-klein-gebaar") == PUBLIC


def test_handout_and_start_page_carry_it_in_words_too(card: KitCard) -> None:
    plain = contents_of(card, "nl", pictures=True)
    known = contents_of(card, "nl", pictures=True, use_address=PUBLIC)
    assert handout_pdf(known) != handout_pdf(plain)  # both PDF/UA-1, or it raises
    page = start_page(known)
    assert (page.count(PUBLIC), page.count("<svg role=")) == (2, 1)
    assert "<title>QR-code naar de pagina waar jullie vertellen hoe het ging</title>" in page
    assert PUBLIC not in start_page(plain)


def taken(visitor: Visitor) -> bytes:
    with visitor.get(HANDOUT) as answer:
        assert answer.status_code == 200
        return bytes(answer.data)


def test_a_team_takes_its_own_code_along_and_nobody_else_does(
    client: Visitor, cast: Cast, card: KitCard, code: str
) -> None:
    kept = settings_of(current_app).files / "moi" / card.version.content_sha256
    rmtree(kept, ignore_errors=True)  # of another test, which published it on another day
    public, own = (
        handout_pdf(contents_of(card, "nl", pictures=True, use_address=address))
        for address in (PUBLIC, f"http://localhost/team/{code}/used/een-klein-gebaar")
    )
    assert taken(client) == public
    assert taken(client.sign_in(cast.lead)) == own
    assert taken(client.sign_in(cast.neighbour)) == public
    assert own != public
    kept = settings_of(current_app).files / "moi" / card.version.content_sha256
    assert not [path for path in kept.rglob("*") if code in path.name]


def test_the_page_in_the_zip_carries_it(card: KitCard) -> None:
    whole = kit_zip(contents_of(card, "nl", pictures=True, use_address=PUBLIC))
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        start = next(name for name in packed.namelist() if name.endswith("START-HIER.html"))
        assert PUBLIC in packed.read(start).decode()
