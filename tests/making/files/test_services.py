"""The files of a draft: laid down, replaced as one, changed one by one, never half."""

import re
from pathlib import Path
from typing import Final

import pytest

from portal.db import transaction
from portal.making import services as making
from portal.making.files import queries, remembering, services
from portal.making.files.labels import CHECKS
from portal.making.files.scaffold import first_files
from portal.moi.lint import library
from portal.moi.lint.library import check_contents
from portal.moi.source import folder
from portal.moi.source.folder import CONTENT, content_hash, files_in
from portal.rules import RuleBroken
from portal.web.stale import Stale
from tests.cast import Cast
from tests.conftest import TODAY
from tests.making.files.drafts import DAY, PLAN, contents, draft_by, make_draft, proposed
from tests.making.files.zips import KIT, SCRIPT

CODE: Final = re.compile(r'"([A-Z]\d\d)"')


def test_a_draft_begins_with_every_file_and_once(cast: Cast) -> None:
    draft_id = make_draft(cast, {})
    for _ in range(2):
        with transaction():
            services.lay_down(draft_by(draft_id), by=cast.lead.person_id, on=DAY)
    checked = check_contents("een-klein-gebaar", contents(draft_id), known={})
    assert checked.kit.manifest is not None
    assert (checked.kit.manifest.id, checked.kit.manifest.version) == ("MOI-901", "0.1.0")
    assert [one for one in checked.findings if one.code == "K11"] == []


def test_a_title_with_odd_signs_is_still_a_title(cast: Cast) -> None:
    with transaction():
        draft = proposed(cast)
        draft.title, draft.slug, draft.moi_id = 'Rust: "hoe"? $doen # nu', "rust", "MOI-900"
        files = first_files(draft, {}, on=DAY)
    intro = check_contents("rust", files, known={}).kit.texts
    heads = [text.head_yaml for text in intro if text.name == "intro"]
    assert [head.values["title"] for head in heads if head] == 2 * ['Rust: "hoe"? $doen # nu']


def test_a_next_version_begins_with_the_files_of_the_kit(cast: Cast) -> None:
    with transaction():
        draft = proposed(cast)
        draft.kit_id, draft.slug, draft.moi_id = 1, "radar-aan", "MOI-007"
        known = first_files(draft, {"moi.yaml": b"before"}, on=DAY)
        lying = first_files(draft, {}, on=DAY)
        draft.kit_id = draft.slug = draft.moi_id = None
    assert known == {"moi.yaml": b"before"}
    assert lying == files_in(CONTENT / "radar-aan")


def test_a_zip_replaces_all_files_as_one(cast: Cast) -> None:
    draft_id = make_draft(cast)
    with transaction():
        services.replace_files(
            draft_by(draft_id), {"moi.yaml": b"x"}, by=cast.lead.person_id, on=TODAY
        )
    assert contents(draft_id) == {"moi.yaml": b"x"}


def test_a_zip_does_not_replace_what_its_sender_never_saw(cast: Cast) -> None:
    draft_id = make_draft(cast)
    with pytest.raises(RuleBroken) as refused, transaction():
        services.replace_files(
            draft_by(draft_id), {}, by=cast.lead.person_id, on=TODAY, seen=content_hash({})
        )
    assert str(refused.value) == (
        "Somebody changed the files meanwhile. Look at them, and send yours once more."
    )
    assert contents(draft_id) == KIT


@pytest.mark.parametrize("path", ["visuals/raam.svg", "visuals/ander.svg"])
def test_one_wrong_file_keeps_all_others_out(cast: Cast, path: str) -> None:
    draft_id = make_draft(cast)
    with pytest.raises(RuleBroken), transaction():
        services.replace_files(
            draft_by(draft_id), {"moi.yaml": b"x", path: SCRIPT}, by=cast.lead.person_id, on=TODAY
        )
    assert contents(draft_id) == KIT


def test_a_change_counts_and_a_stale_one_is_refused(cast: Cast) -> None:
    draft_id, by = make_draft(cast), cast.member.person_id
    change = services.change_file
    with transaction():
        change(draft_by(draft_id), "CHANGELOG.md", b"a\n", based_on=1, by=by, on=TODAY)
    with pytest.raises(Stale), transaction():
        change(draft_by(draft_id), "CHANGELOG.md", b"b\n", based_on=1, by=by, on=TODAY)
    with transaction():  # the same text again is no change
        change(draft_by(draft_id), "CHANGELOG.md", b"a\n", based_on=2, by=1, on=DAY)
    found = queries.find_file(draft_id, "CHANGELOG.md")
    assert found is not None
    assert (found.content, found.revision, found.changed_by_id) == (b"a\n", 2, by)


def test_a_file_is_added_once_and_removed_once(cast: Cast) -> None:
    draft_id, by = make_draft(cast), cast.lead.person_id
    with transaction():
        services.add_file(draft_by(draft_id), "visuals/a.png", b"1", by=by, on=TODAY)
    with pytest.raises(RuleBroken) as refused, transaction():
        services.add_file(draft_by(draft_id), "visuals/a.png", b"2", by=by, on=TODAY)
    assert str(refused.value) == "“visuals/a.png” is there already. Open it to change it."
    assert contents(draft_id) == KIT | {"visuals/a.png": b"1"}
    for _ in range(2):
        with transaction():
            services.remove_file(draft_by(draft_id), "visuals/a.png", by=by, on=TODAY)
    assert contents(draft_id) == KIT


def test_what_somebody_removed_meanwhile_is_not_written(cast: Cast) -> None:
    draft_id, by = make_draft(cast), cast.lead.person_id
    with pytest.raises(RuleBroken) as refused, transaction():
        services.change_file(draft_by(draft_id), "gone.md", b"", based_on=1, by=by, on=TODAY)
    assert str(refused.value) == (
        "Somebody removed this file meanwhile. Add it anew to keep your text."
    )


def test_nobody_writes_before_the_yes_or_after_the_end(cast: Cast) -> None:
    with transaction():
        asked = proposed(cast).id
    with pytest.raises(RuleBroken) as refused, transaction():
        services.lay_down(draft_by(asked), by=None, on=DAY)
    assert str(refused.value) == (
        "You write the files once the coordinator has accepted the proposal."
    )
    with transaction():
        making.withdraw(draft_by(asked), by=cast.lead.person_id, on=DAY)
    with pytest.raises(RuleBroken) as refused, transaction():
        services.lay_down(draft_by(asked), by=None, on=DAY)
    assert str(refused.value) == "This is not in the making any more."


def test_an_erased_person_leaves_the_files_and_no_name(cast: Cast) -> None:
    draft_id, lead = make_draft(cast, {"moi.yaml": b""}), cast.lead.person_id
    known = {"lesson_kit": PLAN.title, "file": "moi.yaml", "changed_on": DAY.isoformat()}
    assert remembering.person_data(person_id=lead) == {"files_of_kits_in_the_making": [known]}
    with transaction():
        remembering.forget(person_id=lead)
    assert contents(draft_id) == {"moi.yaml": b""}
    assert remembering.person_data(person_id=lead) == {"files_of_kits_in_the_making": []}


def test_each_check_of_the_lint_has_words() -> None:
    """The lint speaks English: what a finding is about is said in the reader's language."""
    sources = [*Path(library.__file__).parent.glob("*.py"), Path(folder.__file__)]
    codes = {code for path in sources for code in CODE.findall(path.read_text())}
    assert codes - set(CHECKS) == set()
    assert "K01" in codes
