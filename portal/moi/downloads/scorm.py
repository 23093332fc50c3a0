"""A kit for a learning platform that keeps who is done: the learner's page as SCORM 1.2."""

from portal.documents.scorm import Lesson, scorm12
from portal.moi.downloads.offline import scorm12_page
from portal.moi.queries import KitContents


def scorm12_zip(contents: KitContents) -> bytes:
    """Return the SCORM package of a version in one language; the teaching note is not in it."""
    lesson = Lesson(
        identifier=f"{contents.moi_id}.{contents.lang}",
        version=contents.number,
        title=contents.words["title"],
        page=scorm12_page(contents).encode(),
    )
    return scorm12(lesson)
