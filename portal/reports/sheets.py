"""Reports of wrong data as files: a coordinator's, and those that an organisation was told of."""

from flask import Response
from flask_babel import gettext as _

from portal import access
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.paging import CHUNK, every
from portal.reports import queries
from portal.reports.rules import OUTCOMES, PARTS
from portal.reports.views import asked_answered, room
from portal.web import actor, moment, requires, session
from portal.web.filters import named
from portal.web.sheets import Column, asked_form, entry, formless, listed

PART, OUTCOME = named(PARTS), named(OUTCOMES)


@room.get("/review/reports.<form>")
@requires(access.see_queue)
def sheet(form: str) -> Response:
    """What waits for an answer within the mandate, or what was answered; never who reported."""
    answered = asked_answered()
    found = every(
        lambda page: queries.in_reach(
            session(), actor(), answered=answered, page=page, per_page=CHUNK
        )
    )
    columns: list[Column] = [
        *entry(lambda one: one.organisation),
        (_("Bagian yang salah"), lambda one: PART(one.part)),
        (_("Isi laporan"), lambda one: one.text),
        (_("Dilaporkan"), lambda one: one.made_at),
        (_("Batas jawaban"), lambda one: one.answer_by),
    ]
    if answered:
        columns += [
            (_("Hasil"), lambda one: OUTCOME(one.outcome)),
            (_("Jawaban"), lambda one: one.answer),
            (_("Dijawab"), lambda one: one.answered_at),
        ]
    else:
        columns.append((_("Sisa hari kerja"), lambda one: queries.days_left(one, moment())))
    return listed(
        form,
        _("laporan data salah"),
        columns,
        found,
        seat=lambda one: one.organisation.region_code,
    )


@room.get("/my/organisations/<slug>/reports.<form>")
@requires(access.edit_organisation, formless(own))
def passed_on_sheet(organisation: Organisation) -> Response:
    """What a coordinator passed on to the organisation."""
    found = every(lambda page: queries.passed_on(session(), organisation, page, per_page=CHUNK))
    columns: list[Column] = [
        (_("Bagian yang salah"), lambda one: PART(one.part)),
        (_("Isi laporan"), lambda one: one.text),
        (_("Pesan koordinator"), lambda one: one.answer),
        (_("Diteruskan"), lambda one: one.answered_at),
    ]
    return listed(asked_form(), _("laporan tentang data kami"), columns, found)
