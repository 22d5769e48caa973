"""Offers to whole programmes as a file for both sides."""

from flask import Response
from flask_babel import gettext as _

from portal import access, vocabulary
from portal.assets import RUPIAH
from portal.money import plain
from portal.offers.views import room
from portal.paging import CHUNK, every
from portal.pledges import queries
from portal.pledges.offer_rules import STATES
from portal.pledges.rules import today
from portal.programmes.labels import unit_of
from portal.web import actor, moment, requires, session
from portal.web.filters import named
from portal.web.sheets import Column, check, listed

STATE, SOURCE = named(STATES), named(vocabulary.SOURCES)


@room.get("/offers.<form>")
@requires(access.offer_pledge)
def sheet(form: str) -> Response:
    """The offers that my organisations make and get, the newest first, with their pledges."""
    check(form)
    day = today(moment())
    found = every(lambda page: queries.my_offers(session(), actor(), page, per_page=CHUNK))
    columns: list[Column] = [
        (_("Kode"), lambda one: one.reference),
        (_("Program"), lambda one: one.programme.title),
        (_("Penerima"), lambda one: one.programme.organisation.name),
        (_("Donatur"), lambda one: one.donor.name),
        (_("Sumber dana"), lambda one: SOURCE(one.source)),
        (_("Ditawarkan pada"), lambda one: one.offered_at),
        (_("Berlaku sampai"), lambda one: one.valid_until),
        (_("Keadaan"), lambda one: STATE(queries.offer_state(one, day))),
        (_("Jumlah (Rp)"), lambda one: one.amount if one.asset == RUPIAH else None),
        (_("Satuan"), lambda one: unit_of(one.asset)),
        (_("Jumlah dalam satuan"), lambda one: plain(one.amount, one.asset)),
        (_("Dibagi menjadi"), lambda one: "; ".join(part.pledge.reference for part in one.parts)),
    ]
    return listed(form, _("penawaran program"), columns, found)
