"""The pages of moments of support: noted, read by both, put right, narrowed."""

import pytest

from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.support.agreed import KEY, moment, moment_by


def log_path(cast: Cast) -> str:
    return f"/organisations/{cast.home.slug}/support"


def test_a_moment_is_noted_read_and_put_right(client: Visitor, cast: Cast) -> None:
    path, client = log_path(cast), client.sign_in(cast.coordinator)
    data = noted(client, path)
    assert client.submit(path, data).status_code == 303
    assert client.submit(path, data).status_code == 303
    (row,) = moments_seen(client)
    assert "De nachtploeg &lt;b&gt;wacht&lt;/b&gt;" in row
    assert "De nachtploeg" in client.get("/support.csv").text
    client.sign_in(cast.ambassador)
    assert "De nachtploeg" in client.get(f"/organisations/{cast.home.slug}/").text
    assert "De nachtploeg" in client.get("/support/").text
    assert "/edit" not in client.get("/support/").text


def noted(client: Visitor, path: str) -> dict[str, object]:
    page = client.get(path).text
    key = page.split('name="form_key"')[1].split('value="')[1].split('"')[0]
    return {
        "form_key": key,
        "revision": "0",
        "held_on": "2022-11-14",
        "how": "visit",
        "talked_with": "",
        "about": "De nachtploeg <b>wacht</b>",
        "action": "no",
    }


def moments_seen(client: Visitor) -> list[str]:
    return client.get("/support/").text.split('class="kept-lines"')[1:]


@pytest.mark.parametrize(
    "change",
    [
        {"held_on": "2022-11-16"},
        {"held_on": ""},
        {"how": "dove"},
        {"about": " "},
        {"next_on": "2022-12-01"},
        {"action": "organisation"},
        {"talked_with": "9999"},
        {"form_key": "x"},
    ],
)
def test_a_wrong_moment_keeps_what_was_typed(
    client: Visitor, cast: Cast, change: dict[str, str]
) -> None:
    path, client = log_path(cast), client.sign_in(cast.coordinator)
    page = client.submit(path, {**noted(client, path), **change})
    assert page.status_code == 400
    assert ("De nachtploeg" in page.text) is ("about" not in change)
    assert moments_seen(client) == []


def test_two_correct_one_moment_and_the_second_sees_both(client: Visitor, cast: Cast) -> None:
    moment_id = moment(cast)
    path = f"/support/{moment_id}/edit"
    client.sign_in(cast.coordinator)
    mine = {**noted(client, path), "revision": "1", "held_on": "2022-11-08", "how": "call"}
    first = client.submit(path, {**mine, "about": "Eerste lezing"})
    assert first.status_code == 303
    second = client.submit(path, {**mine, "about": "Tweede lezing"})
    assert second.status_code == 409
    assert "Eerste lezing" in second.text
    assert "Tweede lezing" in second.text
    assert moment_by(moment_id).about == "Eerste lezing"
    revision = second.text.split('name="revision"')[1].split('value="')[1].split('"')[0]
    knowing = client.submit(path, {**mine, "about": "Tweede lezing", "revision": revision})
    assert knowing.status_code == 303
    assert moment_by(moment_id).about == "Tweede lezing"


def test_the_list_of_moments_is_narrowed(client: Visitor, cast: Cast) -> None:
    moment(cast)
    moment(cast, key=KEY[::-1], home=cast.away, about="Affiches gevraagd", held_on=TODAY)
    client.sign_in(cast.coordinator)
    seen = {
        query: len(client.get(f"/support/?{query}").text.split('class="kept-lines"')) - 1
        for query in (
            "",
            f"organisation={cast.home.slug}",
            "how=visit",
            "since=2022-11-10",
            "until=2022-11-10",
            "q=AFFICHES",
            "q=100%25",
        )
    }
    assert list(seen.values()) == [2, 1, 0, 1, 1, 1, 0]
