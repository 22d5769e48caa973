"""Pages of the entries that lists brought and nobody vouches for yet, for their coordinators."""

from collections import Counter

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from portal import access
from portal.directory.models import Organisation
from portal.directory.queries import by_public_id
from portal.errors import N_, NotFound, TooMany
from portal.importing import queries
from portal.importing.views import room
from portal.openings.rules import LIMIT
from portal.openings.services import open_contacts
from portal.paging import turn
from portal.vocabulary import KINDS
from portal.web import actor, moment, page, page_number, parts, requires, session

__all__ = ["room"]


def unvouched(session: Session, public_id: str) -> Organisation:
    """An imported entry of that public id; raises NotFound for all others."""
    found = by_public_id(session, public_id)
    if found.status != "unverified":
        raise NotFound
    return found


def _count() -> None:
    """Count one look of this person; raise TooMany beyond the day's limit."""
    try:
        parts().counters.hit(LIMIT, str(actor().id))
    except TooMany as refusal:
        raise TooMany(
            N_("Hari ini Anda sudah membuka kontak 50 kali. Lanjutkan besok."),
            retry_after=refusal.retry_after,
        ) from None


def asked() -> tuple[str, str]:
    """The region and the kind that the address narrows the list to; '' for all."""
    kind = request.args.get("kind", "")
    return request.args.get("region", "")[:8], kind if kind in KINDS else ""


@room.get("/review/unverified")
@requires(access.import_entries)
def unverified() -> ResponseReturnValue:
    """The entries within the mandate, by name, narrowed by region and kind."""
    region, kind = asked()
    rows = queries.unverified_counts(session(), actor())
    regions: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for code, of_kind, number in rows:
        regions[code] += number
        kinds[of_kind] += number
    region = region if region in regions else ""
    query = queries.unverified(actor(), region=region, kind=kind)
    return page(
        "importing/unverified.html",
        paged=turn(session(), query, page_number()),
        regions=sorted(regions.items()),
        kinds=sorted(kinds.items()),
        region=region,
        kind=kind,
        turn=lambda number: url_for(
            "importing.unverified", region=region or None, kind=kind or None, page=number
        ),
        sheet=lambda form: url_for(
            "importing.unverified_sheet", region=region or None, kind=kind or None, form=form
        ),
    )


@room.get("/review/unverified/<public_id>")
@requires(access.see_queue, unvouched)
def entry(one: Organisation) -> ResponseReturnValue:
    """What the list told of it; contacts open by a press that is recorded."""
    return page("importing/entry.html", one=one, opened=False)


@room.post("/review/unverified/<public_id>/contacts")
@requires(access.see_queue, unvouched)
def contacts(one: Organisation) -> ResponseReturnValue:
    """Note who looks, then show the contacts."""
    _count()
    open_contacts(session(), one, purpose="check", note="", by=actor(), now=moment())
    return page("importing/entry.html", one=one, opened=True)
