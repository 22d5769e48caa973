"""What the pages of an entry's members share: the blueprint, and the way back while locked."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from portal.directory.models import Organisation
from portal.directory.rules import may_edit
from portal.web import see_other

room = Blueprint("my", __name__)


def closed(one: Organisation) -> Response | None:
    """Lead readers back to the entry's own page while nothing of it may change."""
    if request.method == "POST" or may_edit(one.status, identity=False):
        return None
    return see_other("my.organisation", slug=one.slug or one.public_id)
