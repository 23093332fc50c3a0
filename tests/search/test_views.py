"""The page of the box: what it shows to whom, what it keeps, and what nothing breaks."""

import re
from io import StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.db import db, transaction
from portal.moi.services import publish_library
from portal.moi.source.folder import CONTENT
from portal.network.models import Organisation, Person, Team
from portal.search.queries import OF_EACH_KIND, PAGE
from tests.cast import START, Cast, Member
from tests.conftest import TODAY, Counter, Visitor

KIT = "de-vraag-van-vandaag"


def publish() -> None:
    with transaction():
        publish_library(CONTENT, on=TODAY, by=None, slug=KIT)


def grow(cast: Cast, many: int) -> None:
    """Add follower teams that all have the same word in their name."""
    pattern = db.session.get_one(Team, cast.home.team_ids[0])
    with transaction():
        db.session.add_all(
            Team(
                organisation_id=cast.home.organisation_id,
                name=f"Zonnebloem {number:03}",
                own_word=pattern.own_word,
                care_context=pattern.care_context,
                valid_from=START,
            )
            for number in range(many)
        )


def links(page: str) -> list[str]:
    return re.findall(r'<p class="what"><a href="([^"]+)"', page)


def test_an_empty_box_teaches(client: Visitor, cast: Cast) -> None:
    visitor = client.get("/search?lang=en")
    assert visitor.status_code == 200
    assert "lesson kits by what is in them" in visitor.text
    assert "organisations" not in visitor.text.split("<main")[1]
    signed_in = client.sign_in(cast.coordinator).get("/search?q=%20%20").text
    assert "Here you find organisations, teams and people by their name" in signed_in


def test_a_hit_has_its_link_its_line_and_its_mark(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    page = client.get("/search?lang=nl&q=linde").text
    assert "<title>Zoeken: linde" in page
    assert links(page)[0] == f"/organisations/{cast.home.slug}/"
    assert "De Verzonnen <mark>Linde</mark></a>" in page
    assert "Ziekenhuis · Limburg" in page
    assert 'value="linde"' in page
    assert 'id="found-team">Teams <span class="soft">3</span>' in page


def test_a_person_is_shown_with_their_place(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    page = client.get("/search", query_string={"q": cast.lead.name, "lang": "nl"}).text
    assert f"/people/{cast.lead.person_id}/" in links(page)
    plain = page.replace("<mark>", "").replace("</mark>", "")
    assert "Teamverantwoordelijke, Team 1 home, De Verzonnen Linde" in plain


def test_one_hit_does_not_lead_away(client: Visitor, cast: Cast) -> None:
    answer = client.sign_in(cast.coordinator).get("/search?q=verzonnen&kind=organisation")
    assert answer.status_code == 200
    assert links(answer.text) == [f"/organisations/{cast.home.slug}/"]


def test_ten_of_a_kind_then_all_in_pages(client: Visitor, cast: Cast) -> None:
    grow(cast, PAGE + 1)
    client.sign_in(cast.coordinator)
    first = client.get("/search?lang=en&q=zonnebloem").text
    assert len(links(first)) == OF_EACH_KIND
    assert "Show all 51: teams" in first
    page = client.get("/search?q=zonnebloem&kind=team").text
    assert len(links(page)) == PAGE
    assert "1 to 50 of 51" in page
    second = client.get("/search?q=zonnebloem&kind=team&page=2").text
    assert "<mark>Zonnebloem</mark> 050" in second
    assert len(links(second)) == 1
    assert client.get("/search?q=zonnebloem&kind=team&page=3").status_code == 404


def test_nothing_found_says_what_was_searched_and_what_to_try(client: Visitor, cast: Cast) -> None:
    visitor = client.get("/search?lang=en&q=linde").text
    assert "Nothing was found for “linde”. We searched the lesson kits." in visitor
    client.sign_in(cast.coordinator)
    page = client.get("/search?q=nergens&kind=kit").text
    assert "Nothing was found for “nergens”. We searched the names of organisations" in page
    assert 'href="/search?q=nergens">Search in everything' in page


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (f"q={'x' * 101}", "Search with fewer words."),
        ("q=linde&kind=secret", "There is nothing of that kind."),
        ("q=linde&page=0", "There is no such page."),
    ],
)
def test_what_cannot_be_read_comes_back_named(
    client: Visitor, cast: Cast, ask: str, words: str
) -> None:
    page = client.sign_in(cast.coordinator).get(f"/search?lang=en&{ask}")
    assert page.status_code == 400
    assert "<title>Error: Search" in page.text
    assert words in page.text
    assert ask.removeprefix("q=").partition("&")[0] in page.text
    assert links(page.text) == []


@pytest.mark.parametrize("who", ["visitor", "stranger", "alumnus", "neighbour", "board_reader"])
def test_others_find_nothing_of_home(client: Visitor, cast: Cast, who: str) -> None:
    """Not by name, address, number of hits or mark; the same search finds it for home."""
    if who == "alumnus":
        _end_post(cast.member)
    asks = ["linde", "home", "Team 1 home", cast.lead.name, cast.lead.email]
    themselves: Member | None = (cast.everyone | {"alumnus": cast.member}).get(who)
    if themselves:
        client.sign_in(themselves)
    own = f"/people/{themselves.person_id}/" if themselves else ""
    place = f"/organisations/{cast.home.slug}/" if who == "board_reader" else ""
    for ask in asks:
        page = client.get("/search", query_string={"q": ask, "lang": "en"}).text
        assert set(links(page)) <= {own, place}
        assert "/teams/" not in page
    found = client.sign_in(cast.coordinator).get("/search?q=home").text
    assert len(links(found)) > 3


def _end_post(member: Member) -> None:
    with transaction():
        for post in db.session.get_one(Person, member.person_id).posts:
            post.valid_to = TODAY


def test_visitors_find_kits_in_the_language_of_their_text(client: Visitor) -> None:
    publish()
    page = client.get("/search?lang=en&q=bewoner").text
    assert links(page) == [f"/moi/{KIT}/"]
    assert re.search(r'<p class="small" lang="nl">[^<]*<mark>[Bb]ewoner', page)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.text(max_size=100),
        st.text(alphabet="\"'*:()&|!<>-^+NEAR{} OR\\%_\0\u0301aé1", max_size=100),
    )
)
def test_operators_and_odd_signs_are_harmless(client: Visitor, cast: Cast, question: str) -> None:
    assert cast
    status = client.get("/search", query_string={"q": question}).status_code
    assert status in {200, 400}


@pytest.mark.parametrize(
    "question", ['"', "linde OR paard", "names:linde", "linde*", "NEAR(linde)", "linde:*", "!linde"]
)
def test_operators_are_words_like_any_other(client: Visitor, cast: Cast, question: str) -> None:
    client.sign_in(cast.coordinator)
    page = client.get("/search", query_string={"q": question})
    assert page.status_code == 200
    assert "Het Houten Paard" not in page.text


def test_what_is_looked_for_is_not_kept_anywhere(
    client: Visitor, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    client.sign_in(cast.coordinator)
    log = StringIO()
    client.get("/search?q=geheimwoord", errors_stream=log)
    said = capsys.readouterr()
    assert "/search" in said.out + said.err
    assert "geheimwoord" not in said.out + said.err + log.getvalue()


def test_statements_do_not_grow(client: Visitor, cast: Cast, count_statements: Counter) -> None:
    client.sign_in(cast.coordinator)
    for ask in ("/search?q=home", "/search?q=home&kind=team"):
        client.get(ask)
    with count_statements() as few:
        client.get("/search?q=home")
    grow(cast, 30)
    with transaction():
        db.session.get_one(Organisation, cast.home.organisation_id).name = "Home sweet home"
    with count_statements() as many:
        client.get("/search?q=home")
    assert len(many) == len(few) <= 5
    with count_statements() as of_kind:
        client.get("/search?q=home&kind=team")
    assert len(of_kind) <= 4


def test_the_box_stands_on_every_page_but_its_own(client: Visitor, cast: Cast) -> None:
    assert cast
    box = 'class="seek" role="search"'
    assert client.get("/moi/").text.count(box) == 1
    assert client.get("/search").text.count(box) == 0
