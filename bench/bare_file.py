"""A bare file server: one Flask route that sends what lies in ``FOLDER``, with nothing around it."""

import os
from pathlib import Path

from flask import Flask, Response, send_from_directory

app = Flask(__name__)
FOLDER = Path(os.environ.get("FOLDER", "."))


@app.get("/<path:name>")
def file(name: str) -> Response:
    """Send one file, as Flask does by itself: with its type, its date and an ETag."""
    return send_from_directory(FOLDER, name)
