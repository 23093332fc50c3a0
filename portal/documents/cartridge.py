"""Common Cartridge 1.1: pages that a learning platform takes in as part of a course."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from portal.documents.xhtml import Element, namespaces
from portal.documents.zipped import zipped

IMSCP: Final = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
LOM: Final = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/resource"
LOM_OF_ALL: Final = "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
MANIFEST: Final = "imsmanifest.xml"
FOLDER: Final = "web_resources"  # where platforms look for pages


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page that stands by itself; a platform hides one for instructors from its learners."""

    name: str
    title: str
    html: str
    is_for_instructors: bool = False

    @property
    def path(self) -> str:
        """Return where the page is in the package."""
        return f"{FOLDER}/{self.name}.html"


@dataclass(frozen=True, kw_only=True)
class Cartridge:
    """Everything a cartridge says of itself, and its pages in reading order."""

    identifier: str
    lang: str
    title: str
    description: str
    keywords: Sequence[str]
    rights: str
    pages: Sequence[Page]


def imscc(cartridge: Cartridge) -> bytes:
    """Return the package of a cartridge."""
    return zipped(_files(cartridge))


def _files(cartridge: Cartridge) -> Iterator[tuple[str, bytes]]:
    yield MANIFEST, _manifest(cartridge)
    for page in cartridge.pages:
        yield page.path, page.html.encode()


def _manifest(cartridge: Cartridge) -> bytes:
    root = etree.Element(
        f"{{{IMSCP}}}manifest",
        {"identifier": cartridge.identifier},
        nsmap=namespaces(IMSCP, lom=LOM, lomimscc=LOM_OF_ALL),
    )
    _describe(root, cartridge)
    _organise(root, cartridge)
    resources = _in(root, IMSCP, "resources")
    for page in cartridge.pages:
        _list(resources, page)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _describe(root: Element, cartridge: Cartridge) -> None:
    metadata = _in(root, IMSCP, "metadata")
    _in(metadata, IMSCP, "schema").text = "IMS Common Cartridge"
    _in(metadata, IMSCP, "schemaversion").text = "1.1.0"
    lom = _in(metadata, LOM_OF_ALL, "lom")
    general = _in(lom, LOM_OF_ALL, "general")
    _say(general, "title", cartridge.title, cartridge.lang)
    _in(general, LOM_OF_ALL, "language").text = cartridge.lang
    _say(general, "description", cartridge.description, cartridge.lang)
    for keyword in cartridge.keywords:
        _say(general, "keyword", keyword, cartridge.lang)
    rights = _in(lom, LOM_OF_ALL, "rights")
    restricted = _in(rights, LOM_OF_ALL, "copyrightAndOtherRestrictions")
    _in(restricted, LOM_OF_ALL, "value").text = "yes"
    _say(rights, "description", cartridge.rights, cartridge.lang)


def _organise(root: Element, cartridge: Cartridge) -> None:
    """List the pages in one folder, the only shape that a cartridge may have."""
    shape = {"identifier": "outline", "structure": "rooted-hierarchy"}
    outline = _in(_in(root, IMSCP, "organizations"), IMSCP, "organization", **shape)
    pages = _in(outline, IMSCP, "item", identifier="pages")
    module = _in(pages, IMSCP, "item", identifier="kit")
    _in(module, IMSCP, "title").text = cartridge.title
    for page in cartridge.pages:
        place = {"identifier": f"place-{page.name}", "identifierref": page.name}
        _in(_in(module, IMSCP, "item", **place), IMSCP, "title").text = page.title


def _list(resources: Element, page: Page) -> None:
    entry = {"identifier": page.name, "type": "webcontent", "href": page.path}
    resource = _in(resources, IMSCP, "resource", **entry)
    if page.is_for_instructors:
        resource.set("intendeduse", "lessonplan")
        lom = _in(_in(resource, IMSCP, "metadata"), LOM, "lom")
        role = _in(_in(lom, LOM, "educational"), LOM, "intendedEndUserRole")
        _in(role, LOM, "source").text = "IMSGLC_CC_Rolesv1p1"
        _in(role, LOM, "value").text = "Instructor"
    _in(resource, IMSCP, "file", href=page.path)


def _say(parent: Element, name: str, words: str, lang: str) -> None:
    said = _in(parent, LOM_OF_ALL, name)
    _in(said, LOM_OF_ALL, "string", language=lang).text = words


def _in(parent: Element, namespace: str, name: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
