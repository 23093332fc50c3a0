"""The pages of what is in the making: who sees what, what a form keeps, which step is possible."""

import csv
import io
import secrets

import pytest
from sqlalchemy import func, select

from portal.db import db, transaction
from portal.making import talking
from portal.making.models import Draft, DraftComment, Step
from portal.making.talking import Words
from portal.moi.models import Kit
from portal.outbox.models import OutboxMail
from portal.policy.table import Role
from tests.cast import Cast
from tests.conftest import TODAY, Counter, Visitor
from tests.making.conftest import TITLE, Propose, authors_of, draft_of, steps_of

PROPOSERS = {
    "coordinator",
    "researcher",
    "ambassador",
    "acting_ambassador",
    "primary_contact",
    "team_lead",
    "team_member",
    "neighbour",
}
WRITERS = {"coordinator", "team_lead"}
INSIDE = "Is de titel niet te zwaar?"
MOST_STATEMENTS = 8
GOOD: dict[str, object] = {
    "title": TITLE,
    "able_to": "Eén vraag stellen over de eerste dag thuis",
    "why": "Wie naar huis gaat, blijft met vragen zitten.",
    "constructs": "timing",
    "lang": "nl",
    "revision": "0",
}


def say(draft_id: int, by: int, words: str = INSIDE, path: str = "") -> int:
    with transaction():
        said = Words(words=words, lang="nl", path=path)
        draft = db.session.get_one(Draft, draft_id)
        return talking.say(draft, said, by=by, on=TODAY, form_key=secrets.token_hex(16)).id


def test_everybody_who_may_propose_sees_what_is_made_and_its_authors_what_is_in_it(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    draft_id = propose(accepted=True)
    say(draft_id, cast.lead.person_id)
    at = f"/in-the-making/{draft_id}/"
    for who, member in cast.everyone.items():
        client.sign_in(member)
        seen = who in PROPOSERS
        for path in (at, "/in-the-making/", "/in-the-making.csv?step=all"):
            page = client.get(path)
            assert (page.status_code, TITLE in page.text) == (200 if seen else 404, seen), (
                who,
                path,
            )
        page = client.get(at)
        assert (INSIDE in page.text) == (who in WRITERS), who
        assert (cast.lead.name in page.text) == (who in WRITERS), who
        assert client.get("/in-the-making/99/").status_code == 404


def test_what_is_the_authors_is_not_there_for_others(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    draft_id = propose()
    comment = say(draft_id, cast.lead.person_id)
    at = f"/in-the-making/{draft_id}"
    for member in (cast.neighbour, cast.member, cast.ambassador):
        token = client.sign_in(member).token("/in-the-making/propose")
        for path in ("plan", "authors", "withdraw", "accept", "decline"):
            assert client.get(f"{at}/{path}").status_code == 404, path
        for path in (
            "plan",
            "authors",
            "authors/leave",
            "withdraw",
            "propose-again",
            "accept",
            "decline",
            "comments",
            f"comments/{comment}/settle",
            f"comments/{comment}/retract",
        ):
            data = {**GOOD, "csrf_token": token, "reason": "Zomaar", "words": "Zomaar"}
            assert client.post(f"{at}/{path}", data=data).status_code == 404, path
    assert steps_of(draft_id) == [(Step.PROPOSED, "")]


def test_a_comment_of_another_draft_is_not_there(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    mine, other = propose(), propose(by=cast.neighbour.person_id)
    comment = say(other, cast.neighbour.person_id)
    at = f"/in-the-making/{mine}/"
    client.sign_in(cast.lead)
    for draft_id in (mine, other):
        path = f"/in-the-making/{draft_id}/comments/{comment}/settle"
        assert client.submit(path, at=at).status_code == 404
    data: dict[str, object] = {"words": "Ja", "answers": comment, "form_key": "a" * 32}
    assert client.submit(f"/in-the-making/{mine}/comments", data, at=at).status_code == 404
    db.session.rollback()
    assert db.session.get_one(DraftComment, comment).resolved_on is None


def test_a_nurse_proposes_and_the_coordinator_hears_of_it(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.lead).get("/in-the-making/propose")
    assert "Drie minuten volstaan" in page.text
    assert f'checked id="teams-0" name="teams" type="checkbox" value="{cast.home.team_ids[0]}"' in (
        page.text
    )
    data = {**GOOD, "teams": cast.home.team_ids[0], "form_key": "a" * 32}
    answer = client.submit("/in-the-making/propose", data)
    draft = db.session.scalars(select(Draft)).one()
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/in-the-making/{draft.id}/",
    )
    assert (draft.title, draft.step, [team.id for team in draft.teams]) == (
        TITLE,
        Step.PROPOSED,
        [cast.home.team_ids[0]],
    )
    assert "De coördinator leest het en antwoordt per mail." in client.get(
        answer.headers["Location"]
    ).text.replace("\n", " ")
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.recipient, mail.subject) == (
        cast.coordinator.email,
        f"Een voorstel voor een lespakket: {TITLE}",
    )


def test_what_cannot_be_proposed_comes_back_as_it_was_typed(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.lead)
    team = cast.home.team_ids[0]
    good = {**GOOD, "teams": team, "form_key": "a" * 32}
    wrong: list[tuple[dict[str, object], str]] = [
        ({"title": ""}, "Vul dit in."),
        ({"title": "x" * 121}, "hoogstens 120 tekens"),
        ({"why": " "}, "Vul dit in."),
        ({"able_to": "x" * 1001}, "hoogstens 1000 tekens"),
        ({"constructs": "no-such"}, "constructs"),
        ({"teams": cast.away.team_ids[0]}, "teams"),
        ({"teams": []}, "Kies minstens één team dat het schrijft."),
        ({"lang": "fr"}, "lang"),
        ({"needs": "999"}, "Wie naar huis gaat"),
        ({"form_key": "abc"}, "Wie naar huis gaat"),
    ]
    for change, said in wrong:
        answer = client.submit("/in-the-making/propose", {**good, **change})
        assert answer.status_code == 400, change
        assert said in answer.text, change
        assert str({**good, **change}["able_to"])[:40] in answer.text, change
    assert db.session.scalar(select(func.count(Draft.id))) == 0


def test_the_project_team_proposes_without_a_team(client: Visitor, cast: Cast) -> None:
    data = {**GOOD, "form_key": "a" * 32}
    answer = client.sign_in(cast.coordinator).submit("/in-the-making/propose", data)
    assert answer.status_code == 303
    assert "het projectteam" in client.get("/in-the-making/").text
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_a_proposal_for_a_need_or_a_kit_that_is_not_there(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.lead)
    for asked in ("need=99", "need=x", "kit=no-such-kit"):
        assert client.get(f"/in-the-making/propose?{asked}").status_code == 404, asked


def test_the_next_version_of_a_kit_is_proposed_once(
    client: Visitor, cast: Cast, kit: Kit, propose: Propose
) -> None:
    slug = kit.slug
    page = client.sign_in(cast.lead).get(f"/in-the-making/propose?kit={slug}")
    assert "Een verandering aan MOI-001 voorstellen" in page.text
    draft_id = propose(by=cast.neighbour.person_id, kit=db.session.merge(kit))
    page = client.get(f"/in-the-making/propose?kit={slug}")
    assert "Een volgende versie van dit lespakket is al in de maak." in page.text
    assert f"/in-the-making/{draft_id}/" in page.text
    assert "<textarea" not in page.text


def test_the_coordinator_accepts_with_names_that_are_proposed(
    client: Visitor, cast: Cast, kit: Kit, propose: Propose
) -> None:
    assert kit
    draft_id = propose()
    at = f"/in-the-making/{draft_id}/accept"
    page = client.sign_in(cast.coordinator).get(at).text
    assert 'value="de-laatste-uren-van-een-opname"' in page
    assert 'value="MOI-002"' in page
    for slug, moi_id, said in (
        ("Laatste Uren", "MOI-002", "kleine letters"),
        ("op-een-kier", "MOI-002", "op-een-kier is al van een ander lespakket."),
        ("laatste-uren", "2", "ziet eruit als MOI-013"),
        ("", "MOI-002", "Vul dit in."),
    ):
        answer = client.submit(at, {"slug": slug, "moi_id": moi_id})
        assert (answer.status_code, said in answer.text) == (400, True), slug
    data: dict[str, object] = {"slug": "laatste-uren", "moi_id": "MOI-002", "note": "Mooi"}
    assert client.submit(at, data).status_code == 303
    assert steps_of(draft_id) == [(Step.PROPOSED, ""), (Step.DRAFT, "Mooi")]
    assert (draft_of(draft_id).slug, draft_of(draft_id).moi_id) == ("laatste-uren", "MOI-002")
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.recipient, mail.subject) == (cast.lead.email, f"Aanvaard: {TITLE}")
    assert "Alleen een voorstel kan aanvaard worden." in client.get(at).text


def test_a_no_reaches_the_authors_with_its_reason(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    draft_id = propose()
    at = f"/in-the-making/{draft_id}/decline"
    client.sign_in(cast.coordinator)
    answer = client.submit(at, {"reason": " "})
    assert (answer.status_code, "Zeg waarom." in answer.text) == (400, True)
    assert client.submit(at, {"reason": "Zit al in MOI-004."}).status_code == 303
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.recipient, "Zit al in MOI-004." in mail.text) == (cast.lead.email, True)
    shown = f"/in-the-making/{draft_id}/"
    assert "Zit al in MOI-004." in client.sign_in(cast.lead).get(shown).text
    assert "Zit al in MOI-004." not in client.sign_in(cast.neighbour).get(shown).text
    client.sign_in(cast.lead)
    assert client.submit(f"{shown}propose-again", at=shown).status_code == 303
    assert draft_of(draft_id).step is Step.PROPOSED


@pytest.mark.parametrize("accepted", [False, True])
def test_a_step_that_is_not_possible_yet_says_why(
    client: Visitor, cast: Cast, propose: Propose, *, accepted: bool
) -> None:
    at = f"/in-the-making/{propose(accepted=accepted)}/"
    page = client.sign_in(cast.lead).get(at).text
    assert ('aria-describedby="why-not-files"' in page) == (not accepted)
    assert ("zodra de coördinator het voorstel aanvaard heeft" in page) == (not accepted)
    assert (f'class="button" href="{at}files/"' in page) == accepted
    assert (f'href="{at}accept"' in page) is False
    page = client.sign_in(cast.coordinator).get(at).text
    assert (f'class="button" href="{at}accept"' in page) == (not accepted)


def test_the_plan_changes_and_who_comes_second_sees_both(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    draft_id = propose()
    at = f"/in-the-making/{draft_id}/plan"
    data = {**GOOD, "teams": cast.home.team_ids[0], "form_key": "a" * 32, "revision": "1"}
    client.sign_in(cast.lead)
    assert client.submit(at, {**data, "title": "Naar huis"}).status_code == 303
    answer = client.submit(at, {**data, "title": "Thuis"})
    assert answer.status_code == 409
    assert 'value="Thuis"' in answer.text
    assert "Naar huis" in answer.text
    assert draft_of(draft_id).title == "Naar huis"
    again = client.submit(at, {**data, "title": "Thuis", "revision": "2"})
    assert (again.status_code, draft_of(draft_id).title) == (303, "Thuis")


def test_withdrawing_says_what_stays(client: Visitor, cast: Cast, propose: Propose) -> None:
    draft_id = propose(accepted=True)
    at = f"/in-the-making/{draft_id}/withdraw"
    page = client.sign_in(cast.lead).get(at)
    assert "Wat je schreef, blijft hier staan." in page.text
    assert client.submit(at, {"reason": "Geen tijd meer"}).status_code == 303
    assert steps_of(draft_id)[-1] == (Step.WITHDRAWN, "Geen tijd meer")
    assert "Je kunt alleen intrekken wat nog in de maak is." in client.get(at).text


def test_an_author_asks_own_colleagues_and_ambassadors_elsewhere(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    draft_id = propose()
    at = f"/in-the-making/{draft_id}/authors"
    other = cast.away.people[Role.TEAM_MEMBER]
    for member in (cast.neighbour, cast.member, other, cast.lead):
        client.sign_in(member)
    found = client.get(f"{at}?q=away").text
    assert cast.neighbour.name in found
    assert other.name not in found
    assert cast.member.name in client.get(f"{at}?q=member").text
    for person in (other.person_id, 99999, "x", ""):
        answer = client.submit(at, {"person": person})
        assert answer.status_code == 400, person
    assert client.submit(at, {"person": cast.neighbour.person_id}).status_code == 303
    assert authors_of(draft_id) == sorted([cast.lead.person_id, cast.neighbour.person_id])
    mail = db.session.scalars(select(OutboxMail)).one()
    assert (mail.recipient, cast.lead.name in mail.text) == (cast.neighbour.email, True)
    answer = client.submit(at, {"person": cast.neighbour.person_id})
    assert (answer.status_code, "Deze collega schrijft al mee." in answer.text) == (400, True)
    assert client.submit(f"{at}/leave", at=at).status_code == 303
    assert client.get(at).status_code == 404


def test_the_only_author_cannot_leave(client: Visitor, cast: Cast, propose: Propose) -> None:
    draft_id = propose()
    at = f"/in-the-making/{draft_id}/authors"
    assert "Je bent de enige auteur." in client.sign_in(cast.lead).get(at).text
    assert client.submit(f"{at}/leave", at=at).headers["Location"] == at
    assert authors_of(draft_id) == [cast.lead.person_id]


def test_a_comment_is_said_answered_settled_and_taken_back(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    draft_id = propose()
    at = f"/in-the-making/{draft_id}/"
    client.sign_in(cast.lead)
    empty = client.submit(f"{at}comments", {"words": " ", "form_key": "a" * 32}, at=at)
    assert (empty.status_code, "Schrijf wat je wilt zeggen." in empty.text) == (400, True)
    too_long: dict[str, object] = {"words": "x" * 1001, "form_key": "a" * 32}
    assert client.submit(f"{at}comments", too_long, at=at).status_code == 400
    outside: dict[str, object] = {"words": "Ja", "form_key": "a" * 32, "path": "../geheim"}
    assert client.submit(f"{at}comments", outside, at=at).status_code == 400
    assert "Over het bestand intro.nl.md." in client.get(f"{at}?path=intro.nl.md").text
    assert "Over het bestand" not in client.get(f"{at}?path=../geheim").text
    data: dict[str, object] = {"words": INSIDE, "form_key": "b" * 32, "path": "intro.nl.md"}
    for _ in range(2):
        assert client.submit(f"{at}comments", data, at=at).status_code == 303
    first = db.session.scalars(select(DraftComment)).one().id
    assert INSIDE in client.get(f"{at}?answer={first}").text
    assert "Je antwoordt Team lead Home:" in client.get(f"{at}?answer={first}").text
    answer: dict[str, object] = {"words": "Nee hoor", "form_key": "c" * 32, "answers": first}
    assert client.submit(f"{at}comments", answer, at=at).status_code == 303
    for step, shown in (("settle", "1 gesprek is afgerond"), ("reopen", "Afgerond")):
        client.submit(f"{at}comments/{first}/{step}", at=at)
        assert shown in client.get(at).text, step
    client.submit(f"{at}comments/{first}/retract", at=at)
    page = client.get(at).text
    assert (INSIDE in page, "Nee hoor" in page, "Teruggenomen op" in page) == (False, True, True)


def test_the_list_filters_and_goes_along_as_a_file(
    client: Visitor, cast: Cast, propose: Propose
) -> None:
    propose(title="Wachten zonder klok", constructs=["openness"])
    client.sign_in(cast.neighbour)
    for asked, seen in (
        ("", True),
        ("?construct=openness", True),
        ("?construct=timing", False),
        ("?step=draft", False),
        ("?step=proposed&construct=openness", True),
        ("?step=all", True),
    ):
        page = client.get(f"/in-the-making/{asked}")
        assert ("Wachten zonder klok" in page.text) == seen, asked
    for wrong in ("?step=begun", "?construct=x", "?page=0"):
        assert client.get(f"/in-the-making/{wrong}").status_code == 400, wrong
        assert client.get(f"/in-the-making.csv{wrong}").status_code == 400, wrong
    assert client.get("/in-the-making/?page=2").status_code == 404
    file = io.StringIO(client.get("/in-the-making.csv").text.lstrip("\ufeff"))
    rows = list(csv.reader(file, delimiter=";"))
    assert [row[0] for row in rows] == ["Lespakket", "Wachten zonder klok"]
    assert client.get("/in-the-making.xlsx").status_code == 200


def test_an_empty_list_teaches_the_next_step(client: Visitor, cast: Cast) -> None:
    page = client.sign_in(cast.member).get("/in-the-making/")
    assert "Mis je een lespakket?" in page.text
    assert 'href="/in-the-making/propose"' in page.text


def test_one_or_thirty_cost_the_same_statements(
    client: Visitor, cast: Cast, propose: Propose, count_statements: Counter
) -> None:
    client.sign_in(cast.lead)
    costs = []
    for many in (1, 29):
        for _ in range(many):
            draft_id = propose()
            say(draft_id, cast.lead.person_id)
        found = []
        for path in ("/in-the-making/", f"/in-the-making/{draft_id}/"):
            with count_statements() as statements:
                assert client.get(path).status_code == 200
            found.append(len(statements))
        costs.append(found)
    assert costs[0] == costs[1]
    assert max(costs[0]) <= MOST_STATEMENTS, costs
