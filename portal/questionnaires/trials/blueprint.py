"""The blueprint on which the pages of trial rounds stand."""

from flask import Blueprint

bp = Blueprint("trials", __name__)
