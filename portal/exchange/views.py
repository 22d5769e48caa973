"""Open data: who publishes, and each organisation's files in the standards of others."""

from collections.abc import Iterator

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal.exchange import queries
from portal.exchange.rules import grants as grant_rules
from portal.exchange.rules import iati
from portal.pledges.rules import today
from portal.programmes.models import Programme
from portal.web import moment, page, public, session, streamed
from portal.web.pages import page_number

room = Blueprint("exchange", __name__)
XML, JSON = "application/xml; charset=utf-8", "application/json; charset=utf-8"
OURSELVES = "Simpul"


@room.get("/open-data")
@public
def open_data() -> ResponseReturnValue:
    """Every file that others may use, and the organisations that publish."""
    return page(
        "exchange/open_data.html",
        paged=queries.publishers(session(), page_number()),
        turn=lambda number: url_for("exchange.open_data", page=number),
    )


@room.get("/open-data/iati.xml")
@public
def iati_all() -> Response:
    """Every public programme as IATI activities."""
    return _answer(iati_pieces(session()), XML, "iati-simpul.xml")


@room.get("/open-data/360giving.json")
@public
def grants_all() -> Response:
    """Every commitment to a public programme as 360Giving grants."""
    return _answer(grant_pieces(session()), JSON, "360giving-simpul.json")


@room.get("/organisations/<slug>/iati.xml")
@public
def iati_of(slug: str) -> Response:
    """An organisation's public programmes as IATI activities."""
    owner = queries.need_publisher(session(), slug)
    return _answer(iati_pieces(session(), owner.id), XML, f"iati-{slug}.xml")


@room.get("/organisations/<slug>/360giving.json")
@public
def grants_of(slug: str) -> Response:
    """The commitments to an organisation's public programmes as 360Giving grants."""
    owner = queries.need_publisher(session(), slug)
    return _answer(grant_pieces(session(), owner.id), JSON, f"360giving-{slug}.json")


def iati_pieces(held: Session, owner: int | None = None) -> Iterator[bytes]:
    """The IATI file of everybody, or of one owner."""
    now = moment()
    found = queries.activities(held, address=_address, today=today(now), owner=owner)
    return iati.written(found, now=now, home=_home())


def grant_pieces(held: Session, owner: int | None = None) -> Iterator[bytes]:
    """The 360Giving file of everybody, or of one owner."""
    found = queries.grants(held, address=_address, owner=owner)
    return grant_rules.written(found, publisher=OURSELVES, home=_home())


def _address(programme: Programme) -> str:
    return url_for("programme_pages.programme", slug=programme.slug, _external=True)


def _home() -> str:
    return url_for("exchange.open_data", _external=True)


def _answer(pieces: Iterator[bytes], kind: str, name: str) -> Response:
    answer = streamed(pieces, kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
