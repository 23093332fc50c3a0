"""The blueprint that all pages of this room stand on."""

from flask import Blueprint

bp = Blueprint("culture", __name__, template_folder="templates")
