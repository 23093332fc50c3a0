"""The blueprint that all pages of this room stand on."""

from flask import Blueprint

bp = Blueprint("adjustments", __name__, template_folder="templates")
