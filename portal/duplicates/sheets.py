"""The suspected pairs of a mandate as a file."""

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.duplicates import queries
from portal.duplicates.rules import REASONS
from portal.duplicates.views import asked_state, room
from portal.paging import CHUNK, every
from portal.web import actor, requires, session
from portal.web.filters import named, region_name
from portal.web.sheets import KIND, STATUS, Column, Of, listed

REASON = named(REASONS)


@room.get("/review/duplicates.<form>")
@requires(access.see_queue)
def sheet(form: str) -> Response:
    """The pairs that wait, or those that were put aside and why: one row for each."""
    state = asked_state()
    found = every(
        lambda page: queries.pairs(session(), actor(), state=state, page=page, per_page=CHUNK)
    )
    columns = [
        *_half(_("Lembaga pertama"), lambda pair: pair.one),
        *_half(_("Lembaga kedua"), lambda pair: pair.two),
        (_("Mengapa mungkin sama"), lambda pair: "; ".join(map(REASON, pair.reasons))),
        (_("Kemiripan (0–100)"), lambda pair: pair.score),
    ]
    if state == "dismissed":
        columns += [
            (_("Dinyatakan berbeda"), lambda pair: pair.decided_at),
            (_("Alasan"), lambda pair: pair.reason),
        ]
    return listed(form, _("mungkin ganda"), columns, found, seat=lambda pair: pair.two.region_code)


def _half(title: str, of: Of) -> list[Column]:
    """What is told of one of the two."""
    return [
        (title, lambda pair: of(pair).name),
        (_("Jenis lembaga"), lambda pair: KIND(of(pair).kind)),
        (_("Wilayah"), lambda pair: region_name(of(pair).region_code)),
        (_("Keadaan"), lambda pair: STATUS(of(pair).status)),
    ]
