"""The blueprint on which the pages about questionnaires stand."""

from flask import Blueprint

bp = Blueprint("builder", __name__)
