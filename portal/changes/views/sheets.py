"""Proposed changes that wait, as a file."""

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.changes import queries, rules
from portal.changes.views.room import room
from portal.paging import CHUNK, every
from portal.web import actor, moment, requires, session
from portal.web.filters import named
from portal.web.sheets import Column, entry, listed, yes

FIELD = named(rules.FIELD_NAMES)


@room.get("/review/changes.<form>")
@requires(access.see_queue)
def sheet(form: str) -> Response:
    """What waits within the mandate, the oldest first: which fields, never their values."""
    found = every(
        lambda page: queries.listing(session(), actor(), page=page, now=moment(), per_page=CHUNK)
    )
    columns: list[Column] = [
        (_("Kode"), lambda wait: wait.proposal.reference),
        *entry(lambda wait: wait.proposal.organisation),
        (_("Yang diubah"), lambda wait: fields(wait.proposal.new)),
        (_("Dikirim"), lambda wait: wait.proposal.proposed_at),
        (_("Batas jawaban"), lambda wait: wait.due_on),
        (_("Sisa hari kerja"), lambda wait: wait.left),
        (_("Disetujui satu koordinator"), lambda wait: yes(wait.proposal.first_by)),
    ]
    return listed(
        form,
        _("perubahan data"),
        columns,
        found,
        seat=lambda wait: wait.proposal.organisation.region_code,
    )


def fields(new: dict[str, object]) -> str:
    """The names of the fields that change."""
    return "; ".join(FIELD(name) for name in rules.FIELD_NAMES if name in new)
