"""What the pages of slips share: the blueprint, and the short visit that a code begins."""

from flask import Blueprint, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from portal.slips import queries
from portal.slips.models import Slip
from portal.slips.rules import VISIT_LASTS
from portal.web import moment, parts, session

room = Blueprint("slips", __name__)
COOKIE = "kode"


def begin(answer: Response, slip: Slip) -> Response:
    """Let this browser open the slip's entry for half an hour, or until the code ends."""
    answer.set_cookie(
        COOKIE,
        _signer().dumps(slip.public_id),
        max_age=VISIT_LASTS,
        httponly=True,
        secure=parts().settings.production,
        samesite="Lax",
    )
    return answer


def visit() -> Slip | None:
    """The slip whose code was typed in this browser, while the visit lasts."""
    try:
        token = request.cookies.get(COOKIE, "")
        key = _signer().loads(token, max_age=int(VISIT_LASTS.total_seconds()))
    except BadData:
        return None
    return queries.by_public_id(session(), str(key), moment())


def end(answer: Response) -> Response:
    """Forget the code in this browser."""
    answer.delete_cookie(COOKIE, secure=parts().settings.production)
    return answer


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(parts().settings.signing_key(), salt="portal.slips")
