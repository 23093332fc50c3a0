"""The pages about questionnaires: who may come, what is kept of a part, what comes back."""

import pytest
from sqlalchemy import select

from portal.db import db, transaction
from portal.questionnaires.builder import services
from portal.questionnaires.builder.models import InstrumentDraft
from portal.questionnaires.builder.sketch import sketch_of
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.questionnaires.builder_pages import SLUG, fields, hand, home, save, sketch_at
from tests.questionnaires.instruments import PROCESS_EVALUATION

VERSION = f"/instruments/{SLUG}/1"
READ = ("", "compare", "draft.yaml", "preview/nl/full/1", "preview/en/short/1")
WRITE = (
    "general",
    "section/1",
    "item/P05",
    "scale/agreement",
    "add/item?section=2",
    "add/section",
    "add/scale",
    "add/construct",
    "publish",
    "delete",
)


@pytest.mark.parametrize("page", [*READ, *WRITE])
def test_who_does_not_write_questionnaires_finds_nothing(
    client: Visitor, cast: Cast, draft: int, page: str
) -> None:
    address = home(draft) + page
    assert client.get(address).status_code == 303
    for member in (cast.ambassador, cast.lead, cast.neighbour, cast.stranger, cast.board_reader):
        assert client.sign_in(member).get(address).status_code == 404
    reads = 200 if page in READ else 404
    assert client.sign_in(cast.researcher).get(address).status_code == reads
    assert client.sign_in(cast.coordinator).get(address).status_code == 200


@pytest.mark.parametrize("path", ["", ".yaml", "/preview/nl/full/1", "/preview/en/short/1"])
def test_a_version_is_shown_to_who_reads_questionnaires(
    client: Visitor, cast: Cast, published: int, path: str
) -> None:
    assert published
    assert client.get(VERSION + path).status_code == 303
    for member in (cast.ambassador, cast.lead, cast.stranger, cast.board_reader):
        assert client.sign_in(member).get(VERSION + path).status_code == 404
    for member in (cast.coordinator, cast.researcher):
        assert client.sign_in(member).get(VERSION + path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/instruments/process-evaluation/7",
        "/instruments/nothing/1",
        "/instruments/process-evaluation/1/preview/fr/full/1",
        "/instruments/process-evaluation/1/preview/nl/full/0",
        "/instruments/process-evaluation/1/preview/nl/full/99",
        "/instruments/process-evaluation/1/compare",
        "/instruments/drafts/99/",
    ],
)
def test_what_is_not_there_is_not_found(
    client: Visitor, cast: Cast, published: int, path: str
) -> None:
    assert published
    assert client.sign_in(cast.coordinator).get(path).status_code == 404


@pytest.mark.parametrize(
    "page",
    ["item/P99", "section/9", "section/x", "scale/none", "construct/ZZ1", "preview/fr/full/1"],
)
def test_a_part_that_is_not_there_is_not_found(
    client: Visitor, cast: Cast, draft: int, page: str
) -> None:
    assert client.sign_in(cast.coordinator).get(home(draft) + page).status_code == 404


def test_the_list_shows_drafts_and_versions_with_what_can_be_done(
    client: Visitor, cast: Cast, published: int
) -> None:
    assert published
    page = client.sign_in(cast.coordinator).get("/instruments/").text
    assert f"/instruments/{SLUG}/1" in page
    assert f"/instruments/{SLUG}/begin" in page
    with transaction():
        draft_id = services.begin_next(SLUG, hand(cast.coordinator))
    page = client.get("/instruments/").text
    assert f'href="{home(draft_id)}"' in page
    assert f"/instruments/{SLUG}/begin" not in page
    assert "/begin" not in client.sign_in(cast.researcher).get("/instruments/").text


def test_a_next_version_begins_from_the_newest_once(
    client: Visitor, cast: Cast, published: int
) -> None:
    client.sign_in(cast.coordinator)
    places = [
        client.submit(f"/instruments/{SLUG}/begin", at="/instruments/upload").location
        for _ in range(2)
    ]
    assert places[0] == places[1]
    db.session.rollback()
    row = db.session.scalars(select(InstrumentDraft)).one()
    assert row.based_on_id == published
    sketch = sketch_of(row.body)
    assert sketch.number == 2
    assert [item.code for item in sketch.items] == list(PROCESS_EVALUATION.items)
    assert sketch.change_note == ""


def test_saving_each_form_as_it_stands_changes_nothing(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    before = sketch_at(draft)
    for page in ("general", "section/2", "item/P05", "item/P15n", "scale/agreement-on-plans"):
        assert save(client, home(draft) + page)[0] == 303, page
        assert sketch_at(draft) == before, page


def test_a_wording_is_changed_in_both_languages(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    status, _ = save(
        client,
        f"{home(draft)}item/P05",
        text_nl="Wat we afspraken, deden we.",
        text_en="We did it.",
    )
    assert status == 303
    item = sketch_at(draft).item("P05")
    assert item is not None
    assert item.text == {"nl": "Wat we afspraken, deden we.", "en": "We did it."}
    assert sketch_at(draft).number == 2


def test_a_wrong_code_comes_back_with_what_was_typed(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    for code, said in (("p 5", "Een code bestaat uit"), ("P08", "P08"), ("", "Vul dit in")):
        status, page = save(client, f"{home(draft)}item/P05", code=code, text_nl="Nieuwe woorden")
        assert status == 400, code
        assert "Nieuwe woorden" in page
        assert said in page.split("<form", 1)[0] + page
    assert sketch_at(draft).item("P05") is not None


def test_a_draft_may_lack_its_title_but_not_hold_a_wrong_number(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    address = f"{home(draft)}general"
    status, page = save(client, address, minutes_full="121", change_note="Korter.")
    assert status == 400
    assert 'href="#minutes_full"' in page
    assert "Korter." in page
    assert sketch_at(draft).change_note == ""
    assert save(client, address, title_nl="", title_en="", minutes_full="")[0] == 303
    assert sketch_at(draft).minutes.full is None


def test_a_condition_needs_an_answer(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    address = f"{home(draft)}item/P15i"
    status, page = save(client, address, show_if_values=[])
    assert status == 400
    assert 'id="show_if_values"' in page
    assert save(client, address, show_if_values=["0", "1"])[0] == 303
    item = sketch_at(draft).item("P15i")
    assert item is not None
    assert item.show_if is not None
    assert item.show_if.any_of == (0, 1)


def test_two_at_once_on_one_part_see_both_texts(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    address = f"{home(draft)}item/P05"
    mine = fields(client.get(address).text)
    assert save(client, address, text_nl="Van de ander")[0] == 303
    answer = client.post(address, data={**mine, "text_nl": "Van mij"})
    assert answer.status_code == 409
    assert "Van mij" in answer.text
    assert "Van de ander" in answer.text
    again = client.post(address, data={**fields(answer.text)})
    assert again.status_code == 303
    item = sketch_at(draft).item("P05")
    assert item is not None
    assert item.text["nl"] == "Van mij"


def test_two_at_once_on_two_parts_do_not_hinder_each_other(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    mine = fields(client.get(f"{home(draft)}item/P05").text)
    assert save(client, f"{home(draft)}item/P08", text_nl="Van de ander")[0] == 303
    answer = client.post(f"{home(draft)}item/P05", data={**mine, "text_nl": "Van mij"})
    assert answer.status_code == 303
    sketch = sketch_at(draft)
    assert [sketch.item(code).text["nl"] for code in ("P05", "P08")] == [  # type: ignore[union-attr]
        "Van mij",
        "Van de ander",
    ]


def test_a_part_that_somebody_removed_keeps_what_was_typed(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    address = f"{home(draft)}item/P16"
    mine = fields(client.get(address).text)
    client.submit(f"{address}/remove", at=address)
    assert client.post(address, data=mine).status_code == 404
    assert sketch_at(draft).item("P16") is None


def test_answers_are_changed_added_and_put_in_another_order(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    address = f"{home(draft)}scale/no-yes"
    changes = {
        "options-0-place": "2",
        "options-1-place": "1",
        "options-2-missing": "na",
        "options-2-text_nl": "Weet ik niet",
        "options-2-text_en": "I do not know",
    }
    assert save(client, address, **changes)[0] == 303
    scale = sketch_at(draft).scale("no-yes")
    assert scale is not None
    assert [(one.value, one.missing, one.text["nl"]) for one in scale.options] == [
        (1, "", "Ja"),
        (0, "", "Nee"),
        (None, "na", "Weet ik niet"),
    ]
    status, page = save(client, address, **{"options-0-value": "veel"})
    assert status == 400
    assert "veel" in page
    assert "Antwoord 1: " in page.partition('id="error-summary"')[2].partition("</ul>")[0]
    assert save(client, address, **{"options-2-gone": "y"})[0] == 303
    assert len(sketch_at(draft).scales[-1].options) == 2


def test_a_part_is_added_moved_removed_and_put_back(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    top = home(draft)
    added = save(
        client,
        f"{top}add/item?section=4",
        code="P17",
        type="long_text",
        text_nl="Nog iets?",
        text_en="Anything else?",
    )
    assert added[0] == 303
    client.submit(f"{top}move", {"move": "item:P17:up"}, at=f"{top}general")
    order = [item.code for item in sketch_at(draft).items]
    assert order[-2:] == ["P17", "P16"]
    client.submit(f"{top}item/P17/remove", at=f"{top}general")
    assert sketch_at(draft).item("P17") is None
    client.submit(f"{top}restore", at=f"{top}general")
    assert [item.code for item in sketch_at(draft).items] == order
    assert client.submit(f"{top}move", {"move": "nothing"}, at=f"{top}general").status_code == 400


def test_what_others_lean_on_is_not_removed(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    before = sketch_at(draft)
    for part in ("scale/agreement", "item/P15"):
        client.submit(f"{home(draft)}{part}/remove", at=f"{home(draft)}general")
        assert sketch_at(draft) == before
    assert "P15n" in client.get(home(draft)).text


def test_no_page_needs_more_than_ten_statements(
    client: Visitor, cast: Cast, draft: int, count_statements: Counter
) -> None:
    client.sign_in(cast.coordinator)
    pages = ["/instruments/", VERSION, *(home(draft) + page for page in (*READ, *WRITE))]
    for page in pages:
        client.get(page)
        with count_statements() as statements:
            client.get(page)
        assert len(statements) <= 10, (page, len(statements))
