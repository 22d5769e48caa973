"""The donor's statement as a file: a row for each pledge, sums in whole units of its asset."""

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.statements import queries
from portal.statements.views.room import room, unit_of
from portal.statements.views.statement import period
from portal.statements.views.telling import basis, earmarked, results, source, where, work
from portal.web import requires, session
from portal.web.sheets import Column, asked_form, formless, listed, yes


@room.get("/my/organisations/<slug>/statement.<form>")
@requires(access.see_pledge, formless(queries.donor))
def sheet(giver: queries.Donor) -> Response:
    """What an organisation promised and what became of it, in a period."""
    _form, since, until = period()
    found = queries.statement(session(), giver.organisation, since, until, most=0)
    return listed(asked_form(), _("surat keterangan"), columns(found), list(found.lines))


def columns(found: queries.Statement) -> list[Column]:
    """The titles of a statement's columns, and what stands under them."""
    return [
        (_("Kode"), lambda one: one.pledge.reference),
        (_("Judul program"), lambda one: one.pledge.programme.title),
        (_("Penerima"), lambda one: one.pledge.programme.organisation.name),
        (_("Kebutuhan"), lambda one: one.pledge.requirement.description),
        (_("Tahap dan bidang"), work),
        (_("Wilayah"), where),
        (_("Sumber dana"), source),
        (_("Peruntukan"), earmarked),
        (_("Dari"), lambda _one: found.since),
        (_("Sampai"), lambda _one: found.until),
        (_("Satuan hitung"), lambda one: unit_of(one.asset)),
        (_("Komitmen"), lambda one: one.after.committed),
        (_("Diterima sebelumnya"), lambda one: one.before.received),
        (_("Diterima"), lambda one: one.received),
        (_("Direalisasikan"), lambda one: one.after.spent),
        (_("Diteruskan"), lambda one: one.after.passed_out),
        (_("Belum dipakai"), lambda one: one.after.unspent),
        (_("Ditunggu"), lambda one: one.after.open),
        (_("Perkiraan nilai (Rp, estimasi)"), lambda one: one.value),
        (_("Dasar perkiraan"), basis),
        (_("Nama disembunyikan"), lambda one: yes(one.pledge.anonymous)),
        (_("Hasil program"), results),
    ]
