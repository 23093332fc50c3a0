"""The addresses of this room."""

from flask import Blueprint

bp = Blueprint("support", __name__, template_folder="templates")
