"""The pages about draft files: who may come, what is kept, what comes back."""

import re
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from portal.making.files.unpacking import unpack
from tests.cast import Cast
from tests.conftest import Counter, Visitor
from tests.making.files.drafts import contents, counted, draft_by, file_of, make_draft
from tests.making.files.test_putting_in import versions
from tests.making.files.test_unpacking import WRONG
from tests.making.files.zips import KIT, SCRIPT, SLUG, good, packed

UPLOAD = "/in-the-making/upload"
PAGES = (
    "",
    "kit.zip",
    "send",
    "add",
    "edit/intro.nl.md",
    "remove/intro.nl.md",
    "preview/nl/",
    "preview/en/teaching-note",
    "preview/nl/slides",
    "put-in",
)


def home(draft_id: int) -> str:
    return f"/in-the-making/{draft_id}/files/"


def posted(client: Visitor, address: str, data: dict[str, object]) -> TestResponse:
    """Send a large form: its body is made here, for the client would leave a file open."""
    sent = {key: FileStorage(*one) if isinstance(one, tuple) else one for key, one in data.items()}
    whole = {"csrf_token": client.token(address), **sent}
    body, _length, boundary = stream_encode_multipart(whole, use_tempfile=False)
    content_type = f"multipart/form-data; boundary={boundary}"
    return client.post(address, data=body.read(), content_type=content_type)


def summary(page: str) -> str:
    """Return what the summary on top of a form says."""
    found = re.search(r'id="error-summary".*?<ul>(.*?)</ul>', page, re.DOTALL)
    assert found
    return " ".join(unescape(re.sub("<[^>]+>", " ", found[1])).split())


def flashed(page: str) -> list[str]:
    top = page.split("<h1", maxsplit=1)[0]
    return [unescape(one) for one in re.findall(r'class="flash" role="status">(.*?)</p>', top)]


@pytest.mark.parametrize("page", PAGES)
def test_the_project_team_sees_each_page(client: Visitor, cast: Cast, page: str) -> None:
    draft_id = make_draft(cast)
    assert client.sign_in(cast.coordinator).get(home(draft_id) + page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_who_does_not_write_along_finds_nothing(client: Visitor, cast: Cast, page: str) -> None:
    address = home(make_draft(cast)) + page
    assert client.get(address).status_code == 303
    for member in (cast.neighbour, cast.member, cast.stranger, cast.board_reader):
        assert client.sign_in(member).get(address).status_code == 404


def test_an_author_writes_and_only_the_coordinator_puts_in(client: Visitor, cast: Cast) -> None:
    address = home(make_draft(cast))
    client.sign_in(cast.lead)
    statuses = {page: client.get(address + page).status_code for page in PAGES}
    assert statuses == dict.fromkeys(PAGES, 200) | {"put-in": 404}
    assert client.get(UPLOAD).status_code == 404


@pytest.mark.parametrize("page", ["edit/none.md", "remove/none.md", "preview/fr/", "edit/../a"])
def test_what_is_not_there_is_not_found(client: Visitor, cast: Cast, page: str) -> None:
    assert client.sign_in(cast.lead).get(home(make_draft(cast)) + page).status_code == 404


def test_the_report_names_each_finding_with_a_way_to_its_file(client: Visitor, cast: Cast) -> None:
    broken = KIT["intro.nl.md"].replace(b"summary:", b"colour: blue\nsummary:")
    files = {**KIT, "intro.nl.md": broken}
    del files["CHANGELOG.md"]
    draft_id = make_draft(cast, files)
    page = client.sign_in(cast.coordinator).get(f"{home(draft_id)}?lang=nl").text
    assert "K09 colour: is geen veldnaam van dit bestand" in page
    assert f'<a href="{home(draft_id)}edit/intro.nl.md">intro.nl.md, regel 3</a>' in page
    assert f'<a href="{home(draft_id)}add?path=CHANGELOG.md">' in page
    assert f'href="{home(draft_id)}put-in"' not in page
    assert "dingen voor je dit kunt indienen." in page


def test_the_list_costs_the_same_for_every_kit(
    client: Visitor, cast: Cast, count_statements: Counter
) -> None:
    address = home(make_draft(cast))
    client.sign_in(cast.coordinator)
    with count_statements() as seen:
        client.get(address)
    assert len(seen) <= 8, seen


def test_an_empty_draft_begins_with_a_scaffold(client: Visitor, cast: Cast) -> None:
    draft_id = make_draft(cast, {})
    client.sign_in(cast.lead)
    answer = client.submit(f"{home(draft_id)}begin", at=home(draft_id))
    assert (answer.status_code, answer.headers["Location"]) == (303, home(draft_id))
    assert "moi.yaml" in contents(draft_id)


def test_a_text_is_written_with_the_ends_of_a_file(client: Visitor, cast: Cast) -> None:
    draft_id = make_draft(cast)
    address = f"{home(draft_id)}edit/CHANGELOG.md"
    client.sign_in(cast.lead)
    said: dict[str, object] = {"content": "## 1.10.0 — é\r\n\r\n- Eén.\r\n\r\n  ", "revision": "1"}
    assert client.submit(address, said).status_code == 303
    assert contents(draft_id)["CHANGELOG.md"] == "## 1.10.0 — é\n\n- Eén.\n".encode()


def test_of_two_writers_the_second_sees_both_texts(client: Visitor, cast: Cast) -> None:
    draft_id = make_draft(cast)
    address = f"{home(draft_id)}edit/CHANGELOG.md"
    client.sign_in(cast.lead)
    client.submit(address, {"content": "theirs", "revision": "1"})
    answer = client.submit(address, {"content": "mine", "revision": "1"})
    assert answer.status_code == 409
    assert re.search(r"<textarea[^>]*>\s*mine\s*</textarea>", answer.text)
    assert re.search(r'class="theirs".*theirs', answer.text)
    assert contents(draft_id)["CHANGELOG.md"] == b"theirs\n"
    client.submit(address, {"content": "mine", "revision": "2"})
    assert contents(draft_id)["CHANGELOG.md"] == b"mine\n"


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30])
def test_a_revision_that_is_none_is_refused(client: Visitor, cast: Cast, revision: str) -> None:
    draft_id = make_draft(cast)
    address = f"{home(draft_id)}edit/CHANGELOG.md"
    answer = client.sign_in(cast.lead).submit(address, {"content": "a", "revision": revision})
    assert answer.status_code == 400
    assert contents(draft_id) == KIT


def test_an_empty_text_comes_back(client: Visitor, cast: Cast) -> None:
    draft_id = make_draft(cast)
    address = f"{home(draft_id)}edit/CHANGELOG.md"
    answer = client.sign_in(cast.lead).submit(address, {"content": " ", "revision": "1"})
    assert (answer.status_code, contents(draft_id)) == (400, KIT)
    assert summary(answer.text) == "Schrijf iets, of verwijder het bestand."


def test_a_drawing_with_a_script_is_not_written(client: Visitor, cast: Cast) -> None:
    draft_id = make_draft(cast)
    address = f"{home(draft_id)}edit/visuals/raam.svg"
    said: dict[str, object] = {"content": SCRIPT.decode(), "revision": "1"}
    answer = client.sign_in(cast.lead).submit(address, said)
    assert (answer.status_code, contents(draft_id)) == (400, KIT)
    assert summary(answer.text) == (
        "“visuals/raam.svg” bevat een script op regel 2. "
        "Een tekening is alleen vormen en woorden: haal het eruit."
    )
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("sent", "path", "name"),
    [
        ("Foto van  ons.JPEG", "", "visuals/Foto-van-ons.jpg"),
        ("CHANGELOG.md", "slides.fr.md", "slides.fr.md"),
        ("", "assignments/03-samen.nl.md", "assignments/03-samen.nl.md"),
        ("", "visuals/nieuw.svg", "visuals/nieuw.svg"),
    ],
    ids=["a photo", "a text under another name", "a text to begin", "a drawing to begin"],
)
def test_a_file_is_added(client: Visitor, cast: Cast, sent: str, path: str, name: str) -> None:
    draft_id = make_draft(cast)
    file = {"file": file_of(b"png", sent)} if sent else {}
    answer = client.sign_in(cast.lead).submit(f"{home(draft_id)}add", {"path": path, **file})
    assert answer.status_code == 303, summary(answer.text)
    assert answer.headers["Location"] == f"{home(draft_id)}edit/{name}"
    assert set(contents(draft_id)) == {*KIT, name}
    assert contents(draft_id)[name] != b""
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Kies een bestand, of schrijf de naam van een tekst om te beginnen."),
        (
            {"path": "../moi.yaml"},
            (
                "Een lespakket heeft geen plaats voor “../moi.yaml”. "
                "Noem het zoals assignments/02-samen.nl.md of visuals/foto.jpg."
            ),
        ),
        ({"path": "moi.yaml"}, "“moi.yaml” is er al. Open het om het te wijzigen."),
    ],
    ids=["nothing", "outside", "there"],
)
def test_a_file_that_cannot_be_added_comes_back(
    client: Visitor, cast: Cast, sent: dict[str, object], said: str
) -> None:
    draft_id = make_draft(cast)
    client.sign_in(cast.lead)
    answer = client.submit(f"{home(draft_id)}add?lang=nl", sent)
    assert (answer.status_code, contents(draft_id)) == (400, KIT)
    assert summary(answer.text) == said


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("visuals/foto.jpg", b"jpg"),
        ("visuals/groot.svg", KIT["visuals/raam.svg"] + b" " * 100_000),
        ("visuals/anders.svg", KIT["visuals/raam.svg"].decode().encode("utf-16")),
    ],
    ids=["a photo", "a large drawing", "other letters"],
)
def test_what_the_page_cannot_hold_is_replaced(
    client: Visitor, cast: Cast, name: str, content: bytes
) -> None:
    draft_id = make_draft(cast, KIT | {name: content})
    address = f"{home(draft_id)}edit/{name}"
    assert "<textarea" not in client.sign_in(cast.lead).get(address).text
    answer = client.submit(address, {"file": file_of(KIT["visuals/raam.svg"]), "revision": "1"})
    assert answer.status_code == 303
    assert contents(draft_id)[name] == KIT["visuals/raam.svg"]


def test_the_library_leads_the_project_team_here(client: Visitor, cast: Cast) -> None:
    assert UPLOAD not in client.sign_in(cast.lead).get("/moi/").text
    assert f'href="{UPLOAD}"' in client.sign_in(cast.coordinator).get("/moi/").text


def test_a_file_goes_after_a_question(client: Visitor, cast: Cast) -> None:
    draft_id = make_draft(cast)
    address = f"{home(draft_id)}remove/CHANGELOG.md"
    assert client.sign_in(cast.lead).submit(address).status_code == 303
    assert set(contents(draft_id)) == set(KIT) - {"CHANGELOG.md"}


def test_the_files_go_along_and_come_back_the_same(client: Visitor, cast: Cast) -> None:
    draft_id = make_draft(cast)
    taken = client.sign_in(cast.lead).get(f"{home(draft_id)}kit.zip")
    assert taken.headers["Content-Disposition"] == f"attachment; filename={SLUG}.zip"
    assert ZipFile(BytesIO(taken.data)).namelist()[0] == f"{SLUG}/CHANGELOG.md"
    assert unpack(taken.data).files == KIT
    page = client.get(f"{home(draft_id)}send").text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', page)
    assert seen
    changed = KIT | {"moi.yaml": b"id: x\n", "notities.docx": b""}
    sent: dict[str, object] = {"file": file_of(packed(changed, "x/")), "seen": seen[1]}
    answer = client.submit(f"{home(draft_id)}send", sent)
    assert answer.status_code == 303
    assert contents(draft_id) == KIT | {"moi.yaml": b"id: x\n"}
    assert flashed(client.get(home(draft_id)).text) == [
        "De bestanden van je ZIP staan er nu.",
        "Niet meegenomen, want een lespakket heeft er geen plaats voor: x/notities.docx.",
    ]


@pytest.mark.parametrize(("data", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_zip_leaves_no_row(client: Visitor, cast: Cast, data: bytes, said: str) -> None:
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {"file": file_of(data), "why": "Van het projectteam."}
    answer = posted(client, f"{UPLOAD}?lang=en", {**sent, "form_key": "3" * 32})
    assert (answer.status_code, counted()) == (400, (0, 0))
    assert summary(answer.text) == said
    assert "Van het projectteam." in answer.text


@pytest.mark.parametrize("page", ["/in-the-making/upload", "send", "add", "edit/visuals/raam.svg"])
def test_too_much_is_said_in_words(client: Visitor, cast: Cast, page: str) -> None:
    draft_id = make_draft(cast)
    address = page if page.startswith("/") else home(draft_id) + page
    client.sign_in(cast.coordinator)
    most = 20 if page in {UPLOAD, "send"} else 5
    data: dict[str, object] = {
        "file": file_of(b"PK\x03\x04" + b"\0" * (most * 1024 * 1024 + 70_000))
    }
    answer = posted(client, address, data)
    assert (answer.status_code, counted()) == (413, (1, len(KIT)))
    assert f"Dit bestand is groter dan {most} MB." in answer.text
    assert f'<a href="{address}">' in answer.text


def test_a_kit_is_sent_in_and_lands_on_its_report(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    sent: dict[str, object] = {
        "file": file_of(good()),
        "why": "Van het projectteam.",
        "form_key": "3" * 32,
    }
    answer = client.submit(UPLOAD, sent)
    assert (answer.status_code, counted()) == (303, (1, len(KIT)))
    again = client.submit(UPLOAD, {**sent, "file": file_of(good())})
    assert again.headers["Location"] == answer.headers["Location"]
    draft = draft_by(int(answer.headers["Location"].split("/")[2]))
    assert (draft.slug, draft.moi_id, draft.title) == (SLUG, "MOI-901", "Een klein gebaar")


def test_a_kit_that_does_not_name_itself_comes_back_with_its_report(
    client: Visitor, cast: Cast
) -> None:
    client.sign_in(cast.coordinator)
    broken = KIT | {"moi.yaml": b"id: [\n"}
    sent: dict[str, object] = {
        "file": file_of(packed(broken)),
        "why": "Van ons.",
        "form_key": "3" * 32,
    }
    answer = client.submit(UPLOAD, sent)
    assert (answer.status_code, counted()) == (400, (0, 0))
    assert summary(answer.text) == (
        "We kunnen moi.yaml niet lezen, dus we weten niet welk lespakket dit is. Herstel dat eerst."
    )
    assert "K11 file" in answer.text


def test_a_preview_draws_the_gaps_and_runs_nothing(client: Visitor, cast: Cast) -> None:
    intro = KIT["intro.nl.md"] + b"\n![](visuals/weg.svg)\n\n<script>alert(1)</script>\n"
    broken = {**KIT, "intro.nl.md": intro, "visuals/raam.svg": b"<svg"}
    draft_id = make_draft(cast, broken)
    page = client.sign_in(cast.lead).get(f"{home(draft_id)}preview/nl/").text
    assert page.count("Deze tekening is nog niet klaar.") >= 2
    assert '<meta name="robots" content="noindex">' in page
    assert "alert(1)</script>" not in page


def test_a_photo_of_a_draft_is_for_who_writes_it(client: Visitor, cast: Cast) -> None:
    draft_id = make_draft(cast, KIT | {"visuals/foto.jpg": b"jpg"})
    address = f"{home(draft_id)}preview/nl/visuals/"
    answer = client.sign_in(cast.lead).get(f"{address}foto.jpg")
    assert (answer.data, answer.content_type) == (b"jpg", "image/jpeg")
    assert client.get(f"{address}raam.svg").status_code == 404
    assert client.sign_in(cast.neighbour).get(f"{address}foto.jpg").status_code == 404


def test_the_coordinator_puts_it_in_at_the_page(client: Visitor, cast: Cast) -> None:
    draft_id = make_draft(cast)
    address = f"{home(draft_id)}put-in"
    client.sign_in(cast.coordinator)
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', client.get(address).text)
    assert seen
    answer = client.submit(address, {"seen": seen[1]})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/moi/{SLUG}/")
    assert versions() == ["1.10.0"]
    again = client.post(address, data={"csrf_token": client.token("/me/"), "seen": seen[1]})
    assert (again.status_code, versions()) == (400, ["1.10.0"])
    assert client.get(f"{home(draft_id)}edit/intro.nl.md").text.count("<textarea") == 0


def test_what_has_errors_says_why_not(client: Visitor, cast: Cast) -> None:
    draft_id = make_draft(cast, {**KIT, "CHANGELOG.md": b"niets\n"})
    page = client.sign_in(cast.coordinator).get(f"{home(draft_id)}put-in").text
    assert "Er zijn eerst dingen te herstellen: 1 in de controle." in page
    assert f'action="{home(draft_id)}put-in"' not in page
    assert versions() == []
