"""Pages that need nothing but a browser: styles and pictures inside, no script, no server."""

import re
from base64 import b64encode
from pathlib import PurePath
from typing import Final

from flask import current_app
from flask_babel import force_locale

from portal.moi.downloads import told
from portal.moi.queries import KitContents
from portal.taxonomy.model import CITATION

IMAGE: Final = re.compile(r'src="visuals/([^"]+)"')
TYPES: Final = {".png": "image/png", ".jpg": "image/jpeg", ".svg": "image/svg+xml"}


def start_page(contents: KitContents) -> str:
    """Return the page that the learner opens: introduction and assignments, no teaching note."""
    return _page("start", contents)


def teaching_note_page(contents: KitContents) -> str:
    """Return the teaching note as a page of its own."""
    return _page("note", contents)


def _page(name: str, contents: KitContents) -> str:
    with force_locale(contents.lang):
        template = current_app.jinja_env.get_template(f"moi/offline/{name}.html")
        html = template.render(kit=contents, told=told, citation_of_model=CITATION)
    return IMAGE.sub(lambda match: f'src="{_data(contents, match[1])}"', html)


def _data(contents: KitContents, name: str) -> str:
    encoded = b64encode(contents.pictures[name]).decode("ascii")
    return f"data:{TYPES[PurePath(name).suffix]};base64,{encoded}"
