"""The one blueprint of this room."""

from flask import Blueprint

bp = Blueprint("moi", __name__, template_folder="templates")
