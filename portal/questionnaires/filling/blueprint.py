"""The blueprint on which the pages of every form stand; their addresses belong to nobody's room."""

from flask import Blueprint

bp = Blueprint("filling", __name__)
