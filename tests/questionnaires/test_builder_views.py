"""The pages about questionnaires: who may come, what is kept, what comes back."""

import re
from html import unescape

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.questionnaires.builder import queries, services
from portal.questionnaires.builder.models import InstrumentDraft
from portal.questionnaires.builder.services import Hand
from portal.questionnaires.builder.sketch import Sketch, data_of, sketch_of
from portal.questionnaires.importing import import_instrument
from portal.questionnaires.kinds import VersionStatus
from portal.questionnaires.models import InstrumentVersion
from portal.rules import RuleBroken
from tests.cast import Cast, Member
from tests.conftest import TODAY, Counter, Visitor
from tests.questionnaires.instruments import PROCESS_EVALUATION

SLUG = "process-evaluation"
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


@pytest.fixture
def published(cast: Cast) -> int:
    """The first version of the process evaluation, as it was published."""
    assert cast
    with transaction():
        return import_instrument(PROCESS_EVALUATION, on=TODAY).id


@pytest.fixture
def draft(cast: Cast, published: int) -> int:
    """A draft of its next version, as the coordinator begins it."""
    assert published
    with transaction():
        return services.begin_next(SLUG, hand(cast.coordinator))


def hand(member: Member) -> Hand:
    return Hand(by=member.person_id, on=TODAY)


def home(draft_id: int) -> str:
    return f"/instruments/drafts/{draft_id}/"


def sketch_at(draft_id: int) -> Sketch:
    db.session.rollback()
    return sketch_of(db.session.get_one(InstrumentDraft, draft_id).body)


def fields(page: str) -> dict[str, object]:
    """Return what the last form of a page with a revision would send, unchanged."""
    form = re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL)
    found = next(one for one in form if 'name="revision"' in one)
    sent: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", found):
        kind, name = re.search(r'type="(\w+)"', tag), re.search(r'name="([^"]+)"', tag)
        if (
            kind is None
            or name is None
            or (kind[1] in {"radio", "checkbox"} and "checked" not in tag)
        ):
            continue
        value = re.search(r'value="([^"]*)"', tag)
        _put(sent, name[1], unescape(value[1]) if value else "")
    for name_, words in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', found, re.DOTALL
    ):
        _put(sent, name_, unescape(words).removeprefix("\n").removeprefix("\r\n"))
    for name_, body in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', found, re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        _put(sent, name_, unescape(chosen[1]) if chosen else "")
    return sent


def _put(sent: dict[str, object], name: str, value: str) -> None:
    kept = sent.get(name)
    sent[name] = value if kept is None else [*(kept if isinstance(kept, list) else [kept]), value]


def save(client: Visitor, address: str, **changes: object) -> tuple[int, str]:
    """Send the form of a page as it stands there, with these changes."""
    sent = {**fields(client.get(address).text), **changes}
    answer = client.post(address, data=sent)
    return answer.status_code, unescape(answer.text)


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


def test_a_gap_in_a_language_is_named_and_stands_in_the_way(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    assert save(client, f"{home(draft)}item/P05", text_en="", change_note="x")[0] == 303
    page = client.get(home(draft)).text
    assert "P05 has no text in en" in page
    assert f'href="{home(draft)}item/P05"' in page
    assert f'href="{home(draft)}publish"' not in page
    assert "(nog geen tekst)" in unescape(client.get(f"{home(draft)}preview/en/full/2").text)
    publish = client.get(f"{home(draft)}publish").text
    assert "P05 has no text in en" in publish
    with pytest.raises(RuleBroken), transaction():
        services.publish(draft, seen=2, note="Why", comparable=False, hand=hand(cast.coordinator))
    assert versions() == [(1, VersionStatus.PUBLISHED)]


def versions() -> list[tuple[int, VersionStatus]]:
    db.session.rollback()
    rows = select(InstrumentVersion.number, InstrumentVersion.status)
    return [(row[0], row[1]) for row in db.session.execute(rows.order_by("number"))]


def test_a_version_is_published_with_its_note_and_line(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    assert save(client, f"{home(draft)}item/P05", text_nl="Nieuw", text_en="New")[0] == 303
    compare = client.get(f"{home(draft)}compare").text
    assert "<del>" in compare
    assert "<ins>" in compare
    address = f"{home(draft)}publish"
    status, _ = save(client, address, change_note="")
    assert status == 400
    assert versions() == [(1, VersionStatus.PUBLISHED)]
    assert save(client, address, change_note="Korter.", comparable="y")[0] == 303
    assert versions() == [(1, VersionStatus.RETIRED), (2, VersionStatus.PUBLISHED)]
    found = queries.definition_at(SLUG, 2)
    assert found is not None
    assert found[1].comparable_with == 1
    assert found[1].change_note == "Korter."
    assert client.get(home(draft)).status_code == 404
    assert client.get(f"/instruments/{SLUG}/2/compare").status_code == 200
    events = db.session.scalars(select(AuditEvent.event)).all()
    assert events.count("instrument_published") == 1


def test_what_was_looked_at_is_what_is_published(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    assert save(client, f"{home(draft)}item/P05", text_nl="Nieuw")[0] == 303
    looked = {**fields(client.get(f"{home(draft)}publish").text), "change_note": "Korter."}
    assert save(client, f"{home(draft)}item/P08", text_nl="Anders")[0] == 303
    answer = client.post(f"{home(draft)}publish", data=looked)
    assert answer.status_code == 409
    assert "Korter." in answer.text
    assert versions() == [(1, VersionStatus.PUBLISHED)]


def test_of_two_who_publish_one_wins(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    assert save(client, f"{home(draft)}item/P05", text_nl="Nieuw")[0] == 303
    looked = {**fields(client.get(f"{home(draft)}publish").text), "change_note": "Korter."}
    answers = [client.post(f"{home(draft)}publish", data=looked).status_code for _ in range(2)]
    assert answers == [303, 404]
    assert versions() == [(1, VersionStatus.RETIRED), (2, VersionStatus.PUBLISHED)]


def test_nothing_new_is_not_published(cast: Cast, draft: int) -> None:
    with pytest.raises(RuleBroken), transaction():
        services.publish(draft, seen=1, note="Why", comparable=False, hand=hand(cast.coordinator))
    assert versions() == [(1, VersionStatus.PUBLISHED)]


def test_a_draft_goes_out_as_a_file_and_comes_in_again(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    assert save(client, f"{home(draft)}item/P05", text_nl="Nieuw", text_en="")[0] == 303
    source = client.get(f"{home(draft)}draft.yaml").text
    before = sketch_at(draft)
    upload: dict[str, object] = {"source": source}
    refused = client.submit("/instruments/upload", upload)
    assert refused.status_code == 400
    assert "P05 has no text in en" in refused.text
    client.submit(f"{home(draft)}delete")
    assert db.session.scalar(select(func.count()).select_from(InstrumentDraft)) == 0
    taken = client.submit("/instruments/upload", {**upload, "as_it_is": "y"})
    assert taken.status_code == 303
    db.session.rollback()
    row = db.session.scalars(select(InstrumentDraft)).one()
    assert data_of(sketch_of(row.body)) == data_of(before)
    assert row.based_on_id is not None


@pytest.mark.parametrize(
    ("source", "line"),
    [("slug: [", "1"), ("- a\n- b", "1"), ("slug: small\nkind: gossip\n", "2")],
)
def test_a_file_that_cannot_be_read_comes_back_by_line(
    client: Visitor, cast: Cast, source: str, line: str
) -> None:
    client.sign_in(cast.coordinator)
    answer = client.submit("/instruments/upload", {"source": source})
    assert answer.status_code == 400
    assert f"regel {line}" in answer.text
    assert source.strip() in unescape(answer.text)
    assert db.session.scalar(select(func.count()).select_from(InstrumentDraft)) == 0


@pytest.mark.parametrize(
    "source", ["slug: small\nkind: gossip", "kind: process", "slug: Ü b\nkind: process", "slug: ["]
)
def test_what_cannot_be_a_draft_is_refused_also_with_its_faults(
    client: Visitor, cast: Cast, source: str
) -> None:
    client.sign_in(cast.coordinator)
    answer = client.submit("/instruments/upload", {"source": source, "as_it_is": "y"})
    assert answer.status_code == 400
    assert source in unescape(answer.text)
    assert db.session.scalar(select(func.count()).select_from(InstrumentDraft)) == 0


@pytest.mark.parametrize("languages", ["[]", "[nl-BE, 'x y']", "nl"])
def test_a_draft_with_strange_languages_is_shown(
    client: Visitor, cast: Cast, languages: str
) -> None:
    client.sign_in(cast.coordinator)
    source = f"slug: odd\nkind: process\nlanguages: {languages}\nsections: [{{items: [{{}}]}}]\n"
    made = client.submit("/instruments/upload", {"source": source, "as_it_is": "y"})
    assert made.status_code == 303
    pages = ("", "general", "section/1", "item/NEW101", "add/scale", "compare", "publish")
    assert {page: client.get(made.location + page).status_code for page in pages} == dict.fromkeys(
        pages, 200
    )


def test_nothing_sent_is_said(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    answer = client.submit("/instruments/upload", {"source": "  "})
    assert answer.status_code == 400
    assert "Kies een bestand" in answer.text


def test_a_new_questionnaire_begins_empty_and_grows(
    client: Visitor, cast: Cast, published: int
) -> None:
    assert published
    client.sign_in(cast.coordinator)
    data: dict[str, object] = {"slug": SLUG, "kind": "process", "languages": ["nl", "en", "fr"]}
    taken = client.submit("/instruments/new", data)
    assert taken.status_code == 400
    assert client.submit("/instruments/new", {**data, "slug": "Nacht!"}).status_code == 400
    made = client.submit("/instruments/new", {**data, "slug": "nacht"})
    assert made.status_code == 303
    top = made.location.removesuffix("general")
    assert client.get(top).status_code == 200
    assert client.get(f"{top}preview/fr/full/1").status_code == 200
    assert save(client, f"{top}add/section", title_fr="La nuit")[0] == 303
    assert save(client, f"{top}add/item?section=1", code="N1", type="long_text")[0] == 303
    assert client.get(f"{top}publish").status_code == 200
    assert "N1 has no text in fr" in client.get(top).text


def test_deleting_a_draft_is_asked_and_final(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    assert "ongedaan" in client.get(f"{home(draft)}delete").text
    assert client.submit(f"{home(draft)}delete").status_code == 303
    assert client.get(home(draft)).status_code == 404


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
