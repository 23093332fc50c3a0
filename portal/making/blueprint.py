"""The blueprint on which the pages of this room stand."""

from flask import Blueprint

bp = Blueprint("making", __name__, template_folder="templates")
