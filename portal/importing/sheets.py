"""Imports as files: what somebody brought, what came of each row, and who waits to be verified."""

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.importing import queries, shown
from portal.importing.entry_pages import asked
from portal.importing.models import ImportRow, ImportRun
from portal.importing.rules import OUTCOMES, STATE_WORDS
from portal.importing.views import asked_view, own, room
from portal.paging import CHUNK, every, turn
from portal.web import actor, requires, session
from portal.web.filters import named
from portal.web.sheets import Column, asked_form, entry, formless, listed

STATE = named(STATE_WORDS)


@room.get("/review/imports.<form>")
@requires(access.import_entries)
def sheet(form: str) -> Response:
    """The lists that somebody brought lately, and how many rows came to what."""
    columns: list[Column] = [
        (_("Berkas"), lambda run: run.file_name),
        (_("Asal"), lambda run: run.source),
        (_("Diunggah"), lambda run: run.made_at),
        (_("Keadaan"), lambda run: STATE(run.state)),
        (_("Baris"), lambda run: run.rows),
        *(_counted(code) for code in OUTCOMES),
        (_("Selesai"), lambda run: run.ended_at),
    ]
    return listed(form, _("daftar yang diunggah"), columns, queries.recent(session(), actor()))


def _counted(code: str) -> Column:
    """How many rows came to that; nothing while it is not known."""
    return shown.outcome(code), lambda run: run.counts.get(code)


@room.get("/review/imports/<public_id>/rows.<form>")
@requires(access.import_entries, formless(own))
def rows_sheet(run: ImportRun) -> Response:
    """What came, or would come, of each row and why: those that the page shows."""
    view = asked_view({})
    found = every(lambda page: queries.shown(session(), run, view, page, per_page=CHUNK))
    columns: list[Column] = [
        (_("Lembar"), lambda row: _("Layanan") if row.sheet == "services" else _("Lembaga")),
        (_("Baris"), lambda row: row.number),
        (_("Nama"), lambda row: row.name),
        (_("Hasil"), lambda row: shown.outcome(row.outcome)),
        (_("Alasan"), _reasons),
    ]
    return listed(asked_form(), _("hasil tiap baris"), columns, found)


def _reasons(row: ImportRow) -> str:
    return " ".join(shown.reason(one) for one in row.reasons)


@room.get("/review/unverified.<form>")
@requires(access.import_entries)
def unverified_sheet(form: str) -> Response:
    """The entries within the mandate that nobody vouches for yet; contacts open one by one."""
    region, kind = asked()
    query = queries.unverified(actor(), region=region, kind=kind)
    found = every(lambda page: turn(session(), query, page, per_page=CHUNK))
    columns: list[Column] = [
        *entry(),
        (_("Masuk pada"), lambda one: one.created_at),
        (_("Asal"), lambda one: one.source),
    ]
    return listed(form, _("belum terverifikasi"), columns, found, seat=lambda one: one.region_code)
