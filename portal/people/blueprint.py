"""The blueprint of this room, on which its view modules hang their addresses."""

from flask import Blueprint

bp = Blueprint("people", __name__, template_folder="templates")
