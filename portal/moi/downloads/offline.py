"""Pages that need nothing but a browser: styles and pictures inside, no server."""

import re
from base64 import b64encode
from pathlib import PurePath
from typing import Final

from flask import current_app
from flask_babel import force_locale

from portal.moi.downloads import told
from portal.moi.downloads.telling import qr_inline
from portal.moi.models import KitText
from portal.moi.queries import KitContents
from portal.taxonomy.model import CITATION

IMAGE: Final = re.compile(r'src="visuals/([^"]+)"')
TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg", ".svg": "image/svg+xml"}
HEADING: Final = re.compile(r"(?<=<h)[1-6](?=[\s>])|(?<=</h)[1-6](?=>)")
LINK_AWAY: Final = re.compile(r'<a href="(?=https?:)')
UP_TO_PAGE: Final = 2  # under the kit an assignment stands below two headings, here below one


def start_page(contents: KitContents) -> str:
    """Return the page that the learner opens: introduction and assignments, no teaching note."""
    return _page("start", contents)


def teaching_note_page(contents: KitContents) -> str:
    """Return the teaching note as a page of its own."""
    return _page("note", contents)


def scorm12_page(contents: KitContents) -> str:
    """Return the learner's page for a learning platform, with a button for who is done."""
    return _in_a_frame(_page("scorm12", contents))


def introduction_page(contents: KitContents) -> str:
    """Return the learner's page without the assignments, which stand beside it."""
    return _in_a_frame(_page("introduction", contents))


def assignment_page(contents: KitContents, text: KitText) -> str:
    """Return one assignment as a page of its own."""
    html = HEADING.sub(lambda match: str(max(1, int(match[0]) - UP_TO_PAGE)), text.html)
    return _in_a_frame(_page("assignment", contents, text=text, html=html))


def _page(name: str, contents: KitContents, **more: object) -> str:
    with force_locale(contents.lang):
        template = current_app.jinja_env.get_template(f"moi/offline/{name}.html")
        known = {"kit": contents, "told": told, "citation_of_model": CITATION, **more}
        html = template.render(known, qr_inline=qr_inline)
    return IMAGE.sub(lambda match: f'src="{_data(contents, match[1])}"', html)


def _in_a_frame(html: str) -> str:
    """Let a link open beside the platform: inside its frame most sites refuse to be shown."""
    return LINK_AWAY.sub('<a target="_blank" href="', html)


def _data(contents: KitContents, name: str) -> str:
    encoded = b64encode(contents.pictures[name]).decode("ascii")
    return f"data:{TYPES[PurePath(name).suffix]};base64,{encoded}"
