"""The donor's statement: as a page for any period, and printed with a number."""

from datetime import date

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.errors import Conflict, Invalid
from portal.pledges.rules import today
from portal.printing import MOST_ROWS, Note, Paper, Signatures
from portal.statements import forms, queries, rules, services
from portal.statements.models import Printed
from portal.statements.views.content import content
from portal.statements.views.room import TOO_LONG, address_of, checked_at, drawn, language, room
from portal.web import actor, moment, page, requires, see_other, session
from portal.web.filters import at, day

CHOSEN = ("since", "until")
# A page shows so many rows of each table; the sums are always those of all of them.
MOST_SHOWN = 100


def period() -> tuple[forms.PeriodForm, date, date]:
    """The period that the address asks for; this year until today when it asks for none."""
    now = today(moment())
    asked = any(name in request.args for name in CHOSEN)
    first = {"since": date(now.year, 1, 1), "until": now}
    form = forms.PeriodForm(request.args if asked else None, data=first)
    if asked and form.validate():
        faults = rules.period_fault(form.since.data, form.until.data, now)
        if not faults:
            return form, form.since.data, form.until.data
        form.blame(Invalid(**faults))
    elif asked:
        form.status = 422
    return form, first["since"], first["until"]


@room.route("/my/organisations/<slug>/statement", methods=["GET", "POST"])
@requires(access.see_pledge, queries.donor)
def statement(giver: queries.Donor) -> ResponseReturnValue:
    """What an organisation promised and what became of it; a POST prints it with a number."""
    asked, since, until = period()
    form, one = forms.PrintForm(), giver.organisation

    def act() -> Printed:
        return services.print_statement(
            session(),
            one,
            (since, until),
            draw,
            language=language(),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if not asked.faults and (made := form.attempt(act)):
        return see_other("statements.check", number=made.number)
    found = queries.statement(session(), one, since, until, most=MOST_SHOWN + 1)
    return page(
        "statements/statement.html",
        form if form.faults else asked,
        asked=asked,
        one=one,
        found=found,
        blocks=[(type(one).__name__.lower(), one) for one in content(found, MOST_SHOWN)],
        papers=queries.latest(session(), one),
    )


def draw(number: str, found: queries.Statement) -> bytes:
    """The statement on paper, wide enough for its columns; raises Conflict for too many rows."""
    if len(found.lines) > MOST_ROWS:
        raise Conflict(TOO_LONG)
    address = address_of(number)
    return drawn(
        Paper(
            title=_("Surat keterangan dukungan"),
            language=language(),
            made_at=moment(),
            number=_("Nomor %(number)s", number=number),
            address=address,
            under=(
                found.donor.name,
                _("%(start)s sampai %(end)s", start=day(found.since), end=day(found.until)),
            ),
            blocks=[
                *content(found),
                Note(_("Dibuat %(moment)s.", moment=at(moment())) + " " + checked_at(address)),
                Signatures(
                    (
                        (_("Koordinator"), _("Nama dan NIP")),
                        (found.donor.name, _("Nama dan jabatan")),
                    )
                ),
            ],
            foot=f"{number} · {address}",
            wide=True,
        )
    )
