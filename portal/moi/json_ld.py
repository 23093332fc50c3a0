"""A kit in the words of schema.org, for search engines and learning platforms."""

from typing import Final

from portal.moi.licences import LICENCES
from portal.moi.queries import KitContents

CONTEXT: Final = "https://schema.org"


def learning_resource(contents: KitContents, url: str) -> dict[str, object]:
    """Return the LearningResource that the page at ``url`` describes."""
    span = contents.moi["duration_range"]
    return {
        "@context": CONTEXT,
        "@type": "LearningResource",
        "@id": url,
        "url": url,
        "identifier": contents.moi_id,
        "name": contents.words["title"],
        "description": contents.words["summary"],
        "inLanguage": contents.lang,
        "version": contents.number,
        "datePublished": contents.published_on.isoformat(),
        "license": LICENCES[contents.moi["licence"]].url,
        "isAccessibleForFree": True,
        "learningResourceType": "lesson kit",
        "timeRequired": f"PT{span['max']}M",
        "teaches": contents.words["objectives"],
        "keywords": contents.words["keywords"],
        "author": [{"@type": "Organization", "name": name} for name in contents.moi["authors"]],
    }
