"""The lists of administrators as files: the same rows as on the pages, all their pages."""

from flask import Response
from flask_babel import gettext as _

from portal import access, vocabulary
from portal.admin import queries
from portal.admin.views import asked_acts, asked_state, asked_words, room
from portal.admin.words import ACTIONS, ROLES, THINGS
from portal.paging import CHUNK, every
from portal.programmes.rules import PROGRAMME_STATUSES
from portal.web import moment, requires, session
from portal.web.filters import know_regions, named, region_name
from portal.web.sheets import check, download

KIND, STATUS = named(vocabulary.KINDS), named(vocabulary.STATUSES)
ACTION, THING, ROLE = named(ACTIONS), named(THINGS), named(ROLES)
PROGRAMME = named(PROGRAMME_STATUSES)


@room.get("/admin/mandates.<form>")
@requires(access.administer)
def mandates_sheet(form: str) -> Response:
    """The mandates of one state."""
    check(form)
    state, now = asked_state(), moment()
    found = every(lambda page: queries.mandates(session(), state, page, now, per_page=CHUNK))
    head = [
        _("Pemegang"),
        _("Peran"),
        _("Wilayah"),
        _("Kode wilayah"),
        _("Diberi pada"),
        _("Berlaku sampai"),
        _("Dicabut"),
        _("Pemberi"),
        _("Alasan"),
    ]
    rows = (
        [
            held.holder.email,
            ROLE(held.mandate.role),
            region_name(held.mandate.region_code),
            held.mandate.region_code,
            held.mandate.granted_at,
            held.last_day,
            held.mandate.revoked_at,
            held.giver.email if held.giver else _("baris perintah"),
            held.mandate.reason,
        ]
        for held in found
    )
    return download(form, _("mandat"), head, rows)


@room.get("/admin/organisations.<form>")
@requires(access.administer)
def organisations_sheet(form: str) -> Response:
    """Organisations of any status whose name holds the words."""
    check(form)
    words = asked_words()
    found = every(lambda page: queries.organisations(session(), words, page, per_page=CHUNK))
    head = [
        _("Nama"),
        _("Nama singkat"),
        _("Jenis lembaga"),
        _("Kedudukan"),
        _("Kode wilayah"),
        _("Keadaan"),
        _("Diperiksa"),
        _("Dikonfirmasi"),
        _("Diubah"),
        _("Kode"),
    ]
    know_regions(queries.seats(session()))
    rows = (
        [
            one.name,
            one.short_name,
            KIND(one.kind),
            region_name(one.region_code),
            one.region_code,
            STATUS(one.status),
            one.verified_on,
            one.confirmed_on,
            one.updated_at,
            one.public_id,
        ]
        for one in found
    )
    return download(form, _("semua lembaga"), head, rows)


@room.get("/admin/programmes.<form>")
@requires(access.administer)
def programmes_sheet(form: str) -> Response:
    """Programmes that were ever published whose title holds the words."""
    check(form)
    words = asked_words()
    found = every(lambda page: queries.programmes(session(), words, page, per_page=CHUNK))
    head = [
        _("Judul"),
        _("Lembaga"),
        _("Keadaan"),
        _("Diumumkan"),
        _("Mulai"),
        _("Selesai"),
        _("Kode"),
    ]
    rows = (
        [
            one.title,
            one.organisation.name,
            PROGRAMME(one.status),
            one.published_at,
            one.starts_on,
            one.ends_on,
            one.public_id,
        ]
        for one in found
    )
    return download(form, _("semua program"), head, rows)


@room.get("/admin/journal.<form>")
@requires(access.read_journal)
def journal_sheet(form: str) -> Response:
    """The journal, the newest first; of one kind of thing, or of one thing, when asked for."""
    check(form)
    asked = asked_acts()
    found = every(lambda page: queries.journal(session(), **asked, page=page, per_page=CHUNK))
    head = [_("Waktu (WIB)"), _("Tindakan"), _("Oleh"), _("Terhadap"), _("Kode"), _("Alasan")]
    rows = (
        [
            act.row.at,
            ACTION(act.row.action),
            act.email or _("baris perintah"),
            THING(act.row.kind),
            act.row.ref,
            act.row.reason,
        ]
        for act in found
    )
    return download(form, _("jurnal"), head, rows)
