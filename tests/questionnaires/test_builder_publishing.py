"""A draft as a whole: begun empty or from a file, published with its note, or deleted."""

from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.audit.models import AuditEvent
from portal.db import db, transaction
from portal.questionnaires.builder import queries, rules, services
from portal.questionnaires.builder.models import InstrumentDraft
from portal.questionnaires.builder.sketch import data_of, sketch_of
from portal.questionnaires.kinds import VersionStatus
from portal.rules import RuleBroken
from tests.cast import Cast
from tests.conftest import Visitor
from tests.questionnaires.builder_pages import SLUG, fields, hand, home, save, sketch_at, versions


def test_a_gap_in_a_language_is_named_and_stands_in_the_way(
    client: Visitor, cast: Cast, draft: int
) -> None:
    client.sign_in(cast.coordinator)
    assert save(client, f"{home(draft)}item/P05", text_en="", change_note="x")[0] == 303
    page = client.get(home(draft)).text
    assert "P05 heeft nog geen tekst in de taal <code>en</code>" in page
    assert f'href="{home(draft)}item/P05"' in page
    assert f'href="{home(draft)}publish"' not in page
    assert "(nog geen tekst)" in unescape(client.get(f"{home(draft)}preview/en/full/2").text)
    publish = client.get(f"{home(draft)}publish").text
    assert "P05 heeft nog geen tekst in de taal <code>en</code>" in publish
    with pytest.raises(RuleBroken), transaction():
        services.publish(draft, seen=2, note="Why", comparable=False, hand=hand(cast.coordinator))
    assert versions() == [(1, VersionStatus.PUBLISHED)]


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
    assert "P05 heeft nog geen tekst in de taal <code>en</code>" in refused.text
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


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({}, "file", "Kies een bestand"),
        ({"source": "  "}, "source", "Kies een bestand"),
        ({"file": b"slug: large"}, "file", "te groot"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(
    client: Visitor,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    sent: dict[str, object],
    field: str,
    said: str,
) -> None:
    monkeypatch.setattr(rules, "LARGEST_FILE", 10)
    client.sign_in(cast.coordinator)
    data = {
        name: (BytesIO(value), "big.yaml") if isinstance(value, bytes) else value
        for name, value in sent.items()
    }
    answer = client.submit("/instruments/upload", data)
    assert answer.status_code == 400
    summary = answer.text.partition('id="error-summary"')[2].partition("</ul>")[0]
    assert f'href="#{field}"' in summary
    assert said in summary


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
    assert "N1 heeft nog geen tekst in de taal <code>fr</code>" in client.get(top).text


def test_deleting_a_draft_is_asked_and_final(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    assert "ongedaan" in client.get(f"{home(draft)}delete").text
    assert client.submit(f"{home(draft)}delete").status_code == 303
    assert client.get(home(draft)).status_code == 404
