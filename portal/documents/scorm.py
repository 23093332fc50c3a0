"""SCORM 1.2: one page that a learning platform plays and of which it keeps whether it is done."""

from dataclasses import dataclass
from typing import Final

from lxml import etree

from portal.documents.xhtml import Element, namespaces
from portal.documents.zipped import zipped

IMSCP: Final = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADLCP: Final = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
MANIFEST: Final = "imsmanifest.xml"
PAGE: Final = "index.html"


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A page and what the platform calls it.

    ``identifier`` stays the same for a newer page: a platform then keeps who was done.
    """

    identifier: str
    version: str
    title: str
    page: bytes


def scorm12(lesson: Lesson) -> bytes:
    """Return the package of a lesson; its page asks for no other file."""
    return zipped([(MANIFEST, _manifest(lesson)), (PAGE, lesson.page)])


def _manifest(lesson: Lesson) -> bytes:
    root = etree.Element(
        f"{{{IMSCP}}}manifest",
        {"identifier": f"{lesson.identifier}.manifest", "version": lesson.version},
        nsmap=namespaces(IMSCP, adlcp=ADLCP),
    )
    metadata = _in(root, "metadata")
    _in(metadata, "schema").text = "ADL SCORM"
    _in(metadata, "schemaversion").text = "1.2"
    _organise(root, lesson)
    page = {"identifier": f"{lesson.identifier}.page", "type": "webcontent", "href": PAGE}
    resource = _in(_in(root, "resources"), "resource", **page)
    resource.set(f"{{{ADLCP}}}scormtype", "sco")
    _in(resource, "file", href=PAGE)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _organise(root: Element, lesson: Lesson) -> None:
    """Let the platform show one thing to do."""
    outline = f"{lesson.identifier}.outline"
    organizations = _in(root, "organizations", default=outline)
    organization = _in(organizations, "organization", identifier=outline)
    _in(organization, "title").text = lesson.title
    page = f"{lesson.identifier}.page"
    item = _in(organization, "item", identifier=lesson.identifier, identifierref=page)
    _in(item, "title").text = lesson.title


def _in(parent: Element, name: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{IMSCP}}}{name}", attributes)
