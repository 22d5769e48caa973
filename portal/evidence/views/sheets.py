"""Lists of documents as files: entries that want a coordinator, and an organisation's own."""

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.evidence import queries, rules
from portal.evidence.views.desk import room
from portal.paging import CHUNK, every
from portal.web import actor, moment, requires, session
from portal.web.filters import named
from portal.web.sheets import STATUS, Column, asked_form, entry, formless, listed

TYPE = named(rules.TYPES)


@room.get("/review/documents.<form>")
@requires(access.see_queue)
def sheet(form: str) -> Response:
    """Entries of the coordinator's regions with documents that ran out or are new: how many."""
    found = every(lambda page: queries.to_check(session(), actor(), page, moment(), per_page=CHUNK))
    columns: list[Column] = [
        *entry(lambda row: row.organisation),
        (_("Keadaan"), lambda row: STATUS(row.organisation.status)),
        (_("Dokumen belum diperiksa"), lambda row: row.fresh),
        (_("Dokumen tidak berlaku"), lambda row: row.expired),
        (_("Tidak berlaku sejak"), lambda row: row.since),
    ]
    return listed(
        form,
        _("dokumen yang perlu diperiksa"),
        columns,
        found,
        seat=lambda row: row.organisation.region_code,
    )


@room.get("/my/organisations/<slug>/documents.<form>")
@requires(access.edit_organisation, formless(own))
def own_sheet(organisation: Organisation) -> Response:
    """An organisation's documents for its members, in the order in which they came."""
    columns: list[Column] = [
        (_("Dokumen"), lambda one: TYPE(one.kind)),
        (_("Nomor"), lambda one: one.number),
        (_("Penerbit"), lambda one: one.issuer),
        (_("Terbit"), lambda one: one.issued_on),
        (_("Berlaku sampai"), lambda one: one.expires_on),
        (_("Diunggah"), lambda one: one.uploaded_at),
        (_("Diperiksa koordinator"), lambda one: one.checked_at),
    ]
    found = queries.held(session(), organisation.id)
    return listed(asked_form(), _("dokumen lembaga"), columns, found)
