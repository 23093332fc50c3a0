"""A kit in the words of schema.org, for search engines and learning platforms."""

from typing import Final

from portal.moi.licences import LICENCES
from portal.moi.queries import KitContents
from portal.taxonomy.model import CITATION, DOI, known_constructs

CONTEXT: Final = "https://schema.org"
USES: Final = ("professional development", "group work", "discussion")
MODEL: Final = {
    "@type": "ScholarlyArticle",
    "@id": f"https://doi.org/{DOI}",
    "name": CITATION,
    "identifier": f"doi:{DOI}",
}


def learning_resource(
    contents: KitContents, url: str, *, model_url: str = "", image: str | None = None
) -> dict[str, object]:
    """Return the LearningResource that the page at ``url`` describes; ``image`` if it has one."""
    span, audience = contents.moi["duration_range"], contents.moi["audience"]
    told = {
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
        "educationalUse": list(USES),
        "timeRequired": f"PT{span['max']}M",
        "audience": {
            "@type": "EducationalAudience",
            "educationalRole": "professional",
            "audienceType": audience.get(contents.lang) or next(iter(audience.values())),
        },
        "teaches": contents.words["objectives"],
        "about": _about(contents, model_url),
        "isBasedOn": MODEL,
        "keywords": contents.words["keywords"],
        "author": [{"@type": "Organization", "name": name} for name in contents.moi["authors"]],
    }
    return told | ({"image": image} if image else {})


def _about(contents: KitContents, model_url: str) -> list[dict[str, str]]:
    """Return the constructs of the model that the kit serves, each with its place on our page."""
    return [
        {"@type": "DefinedTerm", "name": str(one.label), "url": f"{model_url}#{one.key}"}
        for one in known_constructs(contents.moi["constructs"])
    ]
