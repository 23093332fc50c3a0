"""Minutes as HTML: a little Markdown of a trusted writer, cleaned all the same."""

from typing import Final

import nh3
from markdown import markdown
from markupsafe import Markup

TAGS: Final = {"p", "br", "h3", "h4", "h5", "ul", "ol", "li", "strong", "em", "blockquote", "a"}
LINKS: Final = {"http", "https", "mailto"}


def minutes_html(words: str) -> Markup:
    """Return the minutes as safe HTML; their first level of headings is the third of the page."""
    html = markdown(
        words,
        extensions=["sane_lists", "toc"],
        extension_configs={"toc": {"baselevel": 2, "marker": ""}},
        output_format="html",
    )
    clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=set(LINKS))
    return Markup(clean)  # noqa: S704 -- cleaned on the line above
