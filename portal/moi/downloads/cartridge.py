"""A kit to take into a course: each part a page, the teaching note for instructors alone."""

from collections.abc import Iterator

from flask_babel import force_locale, gettext

from portal.documents.cartridge import Cartridge, Page, imscc
from portal.moi.downloads import told
from portal.moi.downloads.offline import assignment_page, introduction_page, teaching_note_page
from portal.moi.models import KitText
from portal.moi.queries import KitContents


def kit_imscc(contents: KitContents) -> bytes:
    """Return the Common Cartridge of a version in one language."""
    licence = told.licence_of(contents)
    with force_locale(contents.lang):
        cartridge = Cartridge(
            identifier=f"{contents.moi_id}.{contents.lang}",
            lang=contents.lang,
            title=contents.words["title"],
            description=contents.words["summary"],
            keywords=contents.words["keywords"],
            rights=f"{told.citation_of(contents)} {licence.url}",
            pages=list(_pages(contents)),
        )
    return imscc(cartridge)


def _pages(contents: KitContents) -> Iterator[Page]:
    title = gettext("Introduction")
    yield Page(name="introduction", title=title, html=introduction_page(contents))
    for text in contents.assignments:
        yield _assignment(contents, text)
    yield Page(
        name="teaching-note",
        title=gettext("Teaching note"),
        html=teaching_note_page(contents),
        is_for_instructors=True,
    )


def _assignment(contents: KitContents, text: KitText) -> Page:
    number = gettext("Assignment %(number)s", number=text.position)
    return Page(
        name=f"assignment-{text.position}",
        title=f"{number}: {text.title}",
        html=assignment_page(contents, text),
    )
