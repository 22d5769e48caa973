"""What was merged within a mandate, as a file."""

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.merging import queries
from portal.merging.views import room
from portal.paging import CHUNK, every
from portal.web import actor, requires, session
from portal.web.sheets import Column, entry, listed


@room.get("/review/merges.<form>")
@requires(access.merge_entries)
def sheet(form: str) -> Response:
    """Each merge: the entry that goes on, the one that ended, when, why, and whether it holds."""
    found = every(lambda page: queries.merges(session(), actor(), page, per_page=CHUNK))
    columns: list[Column] = [
        *entry(lambda made: made.winner),
        (_("Menggantikan"), lambda made: made.loser_name),
        (_("Digabung"), lambda made: made.merged_at),
        (_("Alasan"), lambda made: made.reason),
        (_("Dibatalkan"), lambda made: made.undone_at),
    ]
    return listed(
        form, _("penggabungan"), columns, found, seat=lambda made: made.winner.region_code
    )
