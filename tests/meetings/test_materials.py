"""Links and files of a meeting: looked at, kept in order, taken away and put back, read by whom."""

import struct
import zlib
from collections.abc import Mapping
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from portal.config import settings_of
from portal.db import db, transaction
from portal.meetings.materials import jobs, queries, services, sniffing
from portal.meetings.materials.models import LARGEST_FILE, FileKind, Material, Phase
from portal.meetings.materials.services import Wanted
from portal.meetings.materials.sniffing import kind_of, without_secrets
from portal.meetings.materials.storing import path_of
from portal.meetings.models import MeetingState
from portal.rules import RuleBroken
from portal.web.hooks import Act, tell
from tests.cast import Cast
from tests.conftest import TODAY, Visitor
from tests.meetings.planned import meeting_by

KEY = "0123456789abcdef0123456789abcdef"
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
EXIF_SECRET = b"Camera of Noor, 50.85 N 4.35 E"


def office(*parts: str) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as package:
        for part in ("[Content_Types].xml", *parts):
            package.writestr(part, "<xml/>")
    return packed.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return sniffing.PNG + head + b"".join(more) + body + chunk(b"IEND", b"")


def jpeg(turn: int = 1) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, turn, 0, 0) + EXIF_SECRET
    exif = b"Exif\0\0" + tiff
    segments = [
        (0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        (0xE1, exif),
        (0xED, b"Photoshop " + EXIF_SECRET),
        (0xFE, EXIF_SECRET),
        (0xDB, bytes(65)),
        (0xDA, b"\1\1\0\0\x3f\0"),
    ]
    parts = [struct.pack(">BBH", 0xFF, mark, 2 + len(said)) + said for mark, said in segments]
    return b"\xff\xd8" + b"".join(parts) + b"pixels" + b"\xff\xd9" + EXIF_SECRET


GOOD: Mapping[str, bytes] = {
    "plan.pdf": PDF,
    "dia.pptx": office("ppt/presentation.xml"),
    "tekst.DOCX": office("word/document.xml"),
    "lijst.xlsx": office("xl/workbook.xml"),
    "foto.png": png(),
    "foto.jpeg": jpeg(),
}


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_file_is_what_its_bytes_and_its_name_say(name: str) -> None:
    assert kind_of(name, GOOD[name]) is sniffing.ENDINGS[Path(name).suffix.lower()]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.pdf", b"", "This file is empty"),
        ("plan.pdf", b"MZ\x90 a program", "not what its name says"),
        ("plan.docx", GOOD["dia.pptx"], "not what its name says"),
        ("foto.png", GOOD["foto.jpeg"], "not what its name says"),
        ("plan.pdf.exe", PDF, "Choose a PDF"),
        ("plan.html", b"<script>", "Choose a PDF"),
        ("foto.svg", b"<svg/>", "Choose a PDF"),
        ("plan.docm", GOOD["tekst.DOCX"], "Choose a PDF"),
        ("zip.docx", office(), "not what its name says"),
        ("both.docx", office("word/document.xml", "xl/workbook.xml"), "not what its name says"),
        ("macro.docx", office("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("half.docx", GOOD["tekst.DOCX"][:60], "damaged"),
        ("groot.pdf", PDF + bytes(LARGEST_FILE), "larger than"),
    ],
    ids=lambda value: value if isinstance(value, str) else "bytes",  # a ZIP holds the hour
)
def test_what_is_not_is_refused_with_its_own_words(name: str, content: bytes, said: str) -> None:
    with pytest.raises(RuleBroken, match=said):
        kind_of(name, content)


@pytest.mark.parametrize("turn", [1, 6])
def test_a_photo_keeps_its_turn_and_loses_where_it_was_taken(turn: int) -> None:
    kept = without_secrets(FileKind.JPEG, jpeg(turn))
    assert EXIF_SECRET not in kept
    assert b"pixels\xff\xd9" in kept
    assert (b"Exif" in kept) is (turn == 6)
    assert without_secrets(FileKind.JPEG, kept) == kept
    if turn == 6:
        exif = kept[kept.index(b"Exif\0\0") + 6 :]
        assert sniffing.turn_in(exif) == 6


def test_a_drawing_loses_its_words_and_stays_a_picture() -> None:
    told = chunk(b"tEXt", b"Author\0Noor"), chunk(b"eXIf", EXIF_SECRET)
    assert without_secrets(FileKind.PNG, png(*told) + b"behind") == png()


@pytest.mark.parametrize(
    ("kind", "content"), [(FileKind.PNG, png()[:40]), (FileKind.JPEG, jpeg()[:30])]
)
def test_a_damaged_picture_is_refused(kind: FileKind, content: bytes) -> None:
    with pytest.raises(RuleBroken, match="damaged"):
        without_secrets(kind, content)


def home(meeting_id: int) -> str:
    return f"/meetings/{meeting_id}/materials/"


def posted(client: Visitor, address: str, data: dict[str, object]) -> TestResponse:
    """Send a form with a file: its body is made here, for the client would leave it open."""
    sent = {key: FileStorage(*one) if isinstance(one, tuple) else one for key, one in data.items()}
    whole = {"csrf_token": client.token(address), "phase": "before", "form_key": KEY, **sent}
    body, _length, boundary = stream_encode_multipart(whole, use_tempfile=False)
    content_type = f"multipart/form-data; boundary={boundary}"
    return client.post(address, data=body.read(), content_type=content_type)


def add(meeting_id: int, title: str, by: int, *, on_day: int = 0, number: int = 0) -> int:
    wanted = Wanted(title=title, phase=Phase.BEFORE, url="https://example.org/lezen")
    with transaction():
        key = f"{number:032x}"
        day = TODAY + timedelta(days=on_day)
        return services.add(meeting_by(meeting_id), wanted, form_key=key, on=day, by=by).id


def shown(meeting_id: int) -> list[str]:
    return [one.title for one in queries.materials_of(meeting_id) if one.removed_on is None]


def files_there(app: Flask) -> list[Path]:
    return [one for one in (settings_of(app).files / "meetings").rglob("*") if one.is_file()]


def test_a_file_is_given_to_who_may_read_the_meeting_as_an_attachment(
    client: Visitor, cast: Cast, invited: int
) -> None:
    client.sign_in(cast.coordinator)
    data: dict[str, object] = {"title": "Wat we lezen", "file": (BytesIO(jpeg(6)), "IMG_1.JPG")}
    assert posted(client, home(invited), data).status_code == 303
    material = db.session.scalars(select(Material)).one()
    address = f"{home(invited)}{material.id}/file"
    for member in (cast.contact, cast.lead, cast.neighbour):
        page = client.sign_in(member).get(f"/meetings/{invited}/")
        assert address in page.text
        answer = client.get(address, buffered=True)
        assert answer.headers["Content-Disposition"] == "attachment; filename=wat-we-lezen.jpg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.mimetype == "image/jpeg"
        assert EXIF_SECRET not in answer.get_data()
    assert "IMG_1" not in str(path_of(material.stored or ""))
    for stranger in (cast.stranger, cast.board_reader):
        assert client.sign_in(stranger).get(address).status_code == 404


def test_the_file_of_a_draft_is_of_who_plans(client: Visitor, cast: Cast, draft: int) -> None:
    client.sign_in(cast.coordinator)
    posted(client, home(draft), {"title": "Plan", "file": (BytesIO(PDF), "plan.pdf")})
    address = f"{home(draft)}{db.session.scalars(select(Material.id)).one()}/file"
    assert client.get(address, buffered=True).status_code == 200
    assert client.get(address.replace(f"/{draft}/", "/999/")).status_code == 404
    assert client.sign_in(cast.contact).get(address).status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": "", "url": "https://example.org"}, "Geef het een titel."),
        ({"title": "x" * 121, "url": "https://example.org"}, "Maak de titel korter."),
        ({"title": "Lezen"}, "Geef een link, of kies een bestand."),
        ({"title": "Lezen", "url": "http://example.org"}, "Een link begint met https://"),
        ({"title": "Lezen", "url": "javascript:alert(1)"}, "Een link begint met https://"),
        ({"title": "Lezen", "url": f"https://e.org/{'x' * 500}"}, "Deze link is te lang."),
        (
            {"title": "Lezen", "url": "https://example.org", "file": "plan.pdf"},
            "Geef een link of een bestand, niet allebei.",
        ),
        ({"title": "Lezen", "file": "plan.exe"}, "Kies een bestand van PDF, PowerPoint"),
        ({"title": "Lezen", "file": "foto.png"}, "Dit bestand is niet wat de naam zegt."),
    ],
)
def test_wrong_input_has_its_own_words_and_leaves_nothing(
    app: Flask, client: Visitor, cast: Cast, invited: int, data: dict[str, str], said: str
) -> None:
    client.sign_in(cast.coordinator)
    before = files_there(app)
    sent: dict[str, object] = dict(data)
    if "file" in data:
        sent["file"] = (BytesIO(PDF), data["file"])
    page = posted(client, home(invited), sent)
    assert page.status_code == 400
    assert said in unescape(page.text)
    assert data["title"][:20] in page.text
    assert db.session.scalars(select(Material)).all() == []
    assert files_there(app) == before


def test_a_file_that_is_too_large_is_told_and_not_kept(
    app: Flask, client: Visitor, cast: Cast, invited: int
) -> None:
    client.sign_in(cast.coordinator)
    before = files_there(app)
    large = BytesIO(PDF + bytes(LARGEST_FILE + 100_000))
    page = posted(client, home(invited), {"title": "Groot", "file": (large, "groot.pdf")})
    assert page.status_code == 413
    assert "Dit bestand is groter dan 20 MB." in page.text
    assert files_there(app) == before
    other = client.post("/polls/propose", data={"title": "x" * (3 * 1024 * 1024)})
    assert other.status_code == 413


def test_the_same_form_sent_twice_is_one_and_the_second_file_goes(
    app: Flask, client: Visitor, cast: Cast, invited: int
) -> None:
    client.sign_in(cast.coordinator)
    before = len(files_there(app))
    for _ in range(2):
        data: dict[str, object] = {"title": "Plan", "file": (BytesIO(PDF), "plan.pdf")}
        assert posted(client, home(invited), data).status_code == 303
    assert shown(invited) == ["Plan"]
    assert len(files_there(app)) == before + 1


def test_what_is_taken_away_comes_back_in_its_place(
    client: Visitor, cast: Cast, invited: int
) -> None:
    by = cast.coordinator.person_id
    ids = [add(invited, title, by, number=place) for place, title in enumerate("ABC")]
    client.sign_in(cast.coordinator)
    client.submit(f"{home(invited)}{ids[1]}/remove", at=home(invited))
    assert shown(invited) == ["A", "C"]
    page = client.get(home(invited)).text
    assert f"{home(invited)}{ids[1]}/put-back" in page
    client.submit(f"{home(invited)}{ids[1]}/put-back", at=home(invited))
    assert shown(invited) == ["A", "B", "C"]
    client.submit(f"{home(invited)}{ids[2]}/earlier", at=home(invited))
    assert shown(invited) == ["A", "C", "B"]
    client.submit(f"{home(invited)}{ids[0]}/earlier", at=home(invited))
    assert shown(invited) == ["A", "C", "B"]


def test_only_who_plans_changes_them(client: Visitor, cast: Cast, invited: int) -> None:
    one = add(invited, "Lezen", cast.coordinator.person_id)
    for member in (cast.ambassador, cast.contact, cast.researcher, cast.stranger):
        client.sign_in(member)
        assert client.get(home(invited)).status_code == 404
        token = {"csrf_token": client.token("/me/mail")}
        assert client.post(f"{home(invited)}{one}/remove", data=token).status_code == 404
    assert shown(invited) == ["Lezen"]


def test_a_cancelled_meeting_keeps_what_it_had(cast: Cast, invited: int) -> None:
    by = cast.coordinator.person_id
    add(invited, "Lezen", by)
    with transaction():
        meeting = meeting_by(invited)
        meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, "Storm"
    with pytest.raises(RuleBroken, match="cancelled"):
        add(invited, "Nog iets", by, number=1)
    assert shown(invited) == ["Lezen"]


def test_a_meeting_has_fifty_at_most(cast: Cast, invited: int) -> None:
    by = cast.coordinator.person_id
    for number in range(50):
        add(invited, f"Nummer {number}", by, number=number)
    with pytest.raises(RuleBroken, match="Take one away"):
        add(invited, "Nummer 51", by, number=51)


def test_the_digest_finds_what_was_added_in_its_days(cast: Cast, invited: int, draft: int) -> None:
    by = cast.coordinator.person_id
    assert draft == invited
    for number, away in enumerate((-1, 0, 6, 7)):
        add(invited, f"Dag {away}", by, on_day=away, number=number)
    found = queries.added_between(TODAY, TODAY + timedelta(days=7))
    assert [one.title for one in found] == ["Dag 0", "Dag 6"]
    with transaction():
        services.remove(meeting_by(invited), found[0], on=TODAY, by=by)
    again = queries.added_between(TODAY, TODAY + timedelta(days=7))
    assert [one.title for one in again] == ["Dag 6"]


def test_what_was_taken_away_long_ago_is_gone_with_its_file(
    client: Visitor, cast: Cast, invited: int
) -> None:
    client.sign_in(cast.coordinator)
    posted(client, home(invited), {"title": "Plan", "file": (BytesIO(PDF), "plan.pdf")})
    material = db.session.scalars(select(Material)).one()
    path, material_id = path_of(material.stored or ""), material.id
    for away, is_there in ((30, True), (31, False)):
        with transaction():
            one = db.session.get_one(Material, material_id)
            one.removed_on = TODAY - timedelta(days=away)
        jobs.forget_removed()
        assert path.exists() is is_there
    assert db.session.scalars(select(Material)).all() == []


def test_an_erased_person_s_name_goes_and_their_data_is_given(cast: Cast, invited: int) -> None:
    by = cast.coordinator.person_id
    add(invited, "Lezen", by)
    told = [one for part in tell(Act.PERSON_DATA, person_id=by)
            for one in part.get("materials_of_meetings", [])]  # fmt: skip
    assert [one["title"] for one in told] == ["Lezen"]
    with transaction():
        tell(Act.ERASE, person_id=by)
    assert queries.added_by(by) == []
    assert shown(invited) == ["Lezen"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("title = ''", "material_has_short_title"),
        ("stored = 'x'", "material_"),
        ("url = 'http://example.org'", "material_"),
        ("size = 5", "material_"),
        ("position = -1", "material_has_its_place"),
        ("url = 'https://other.example'", "material_stays_itself"),
    ],
)
def test_the_database_holds_the_rules(cast: Cast, invited: int, change: str, name: str) -> None:
    one = add(invited, "Lezen", cast.coordinator.person_id)
    statement = text(f"UPDATE meeting_material SET {change} WHERE id = :id")
    with pytest.raises(DBAPIError) as broken, transaction():
        db.session.execute(statement, {"id": one})
    assert name in str(broken.value.orig)


@pytest.mark.parametrize(
    ("url", "stored", "kind", "size", "name"),
    [
        ("", None, None, None, "material_is_link_or_file"),
        ("https://x.example", "a", "pdf", 5, "material_is_link_or_file"),
        ("http://x.example", None, None, None, "material_link_is_https"),
        (f"https://{'x' * 500}", None, None, None, "material_link_is_short"),
        ("", "a", None, 5, "material_file_is_described"),
        ("", "a", "pdf", LARGEST_FILE + 1, "material_file_is_small"),
    ],
)
def test_sql_that_breaks_a_rule_is_refused(
    invited: int, url: str, stored: str | None, kind: str | None, size: int | None, name: str
) -> None:
    insert = text(
        "INSERT INTO meeting_material (meeting_id, phase, position, title, url, stored,"
        " file_kind, size, added_on, form_key) VALUES (:meeting, 'before', 1, 'Lezen', :url,"
        " :stored, :kind, :size, '2022-11-15', 'key')"
    )
    known = {"meeting": invited, "url": url, "stored": stored, "kind": kind, "size": size}
    with pytest.raises(DBAPIError) as broken, transaction():
        db.session.execute(insert, known)
    assert name in str(broken.value.orig)
