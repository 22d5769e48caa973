"""The blueprint of the pages about changes."""

from flask import Blueprint

room = Blueprint("changes", __name__)
