"""The addresses of this room."""

from flask import Blueprint

bp = Blueprint("stewardship", __name__, template_folder="templates")
