"""Pages of partners: those of a programme for its owner, the question for whoever is asked."""

from collections.abc import Sequence

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.programme_partners import queries, services
from portal.programme_partners.forms import AnswerForm, AskForm, PressForm
from portal.programme_partners.models import ProgrammePartner
from portal.programme_partners.queries import Held, Wanted
from portal.programme_partners.rules import ROLES, STATES
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.programmes.rules import EDITABLE
from portal.web import actor, moment, page, page_number, requires, say, see_other, session
from portal.web.filters import know_regions, named
from portal.web.pages import translated

room = Blueprint("programme_partners", __name__)
room.add_app_template_filter(named(ROLES), "partner_role")
room.add_app_template_filter(named(STATES), "partner_state")
MOST_WORDS = 100


@room.app_template_global()
def partners_of(programme: Programme) -> Sequence[ProgrammePartner]:
    """The partners of a programme that everybody sees, for its page."""
    return queries.named(session(), [programme.id]).get(programme.id, [])


@room.app_template_global()
def takes_part_in(organisation_id: int) -> Sequence[ProgrammePartner]:
    """The public programmes at which an organisation is named as a partner, for its profile."""
    return queries.taking_part(session(), organisation_id)


@room.app_template_global()
def partnerships_of(organisation_id: int) -> Sequence[ProgrammePartner]:
    """What an organisation was asked or agreed to, for its members' page."""
    return queries.standing_of(session(), organisation_id)


@room.get("/programmes/<slug>/partners")
@requires(access.edit_programme, programmes.need)
def listing(programme: Programme) -> ResponseReturnValue:
    """Whoever was asked and what they answered; below, look for another organisation."""
    words = request.args.get("q", "").strip()[:MOST_WORDS]
    found = queries.to_ask(session(), programme, words, page_number()) if words else None
    know_regions([one.region_code for one in (found.items if found else ())])
    return page(
        "programme_partners/listing.html",
        programme=programme,
        partners=queries.of_programme(session(), programme),
        editable=programme.status in EDITABLE,
        words=words,
        found=found,
        turn=lambda number: url_for(
            "programme_partners.listing", slug=programme.slug, q=words, page=number
        ),
    )


@room.route("/programmes/<slug>/partners/ask/<organisation>", methods=["GET", "POST"])
@requires(access.edit_programme, queries.wanted)
def ask(found: Wanted) -> ResponseReturnValue:
    """Say as what an organisation is wanted, and ask it."""
    programme, other = found.programme, found.other
    before = queries.latest(session(), programme, other)
    waiting = before if before and before.state == "waiting" else None
    form = AskForm(obj=waiting)
    form.offer()
    done = form.attempt(
        lambda: services.ask(
            session(),
            programme,
            other,
            form.part(),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Permintaan terkirim. Namanya tampil setelah lembaga itu setuju."))
        return see_other("programme_partners.listing", slug=programme.slug)
    fault = services.ask_fault(session(), programme, other, before, moment())
    return page(
        "programme_partners/ask.html",
        form,
        programme=programme,
        other=other,
        waiting=waiting,
        fault=translated(fault) if fault else "",
    )


@room.route("/programmes/<slug>/partners/<public_id>/end", methods=["GET", "POST"])
@requires(access.edit_programme, queries.held)
def end(found: Held) -> ResponseReturnValue:
    """Ask before a question is taken back or a partner's name goes."""
    form, partner = PressForm(), found.partner
    slug = partner.programme.slug
    if form.attempt(lambda: services.end(session(), partner, by=actor(), now=moment())):
        say("good", _("Nama lembaga itu tidak lagi tampil pada program ini."))
        return see_other("programme_partners.listing", slug=slug)
    return page("programme_partners/end.html", form, partner=partner, programme=partner.programme)


@room.route("/partnerships/<public_id>", methods=["GET", "POST"])
@requires(access.answer_partnership, queries.need)
def partnership(partner: ProgrammePartner) -> ResponseReturnValue:
    """What an organisation is asked to be at a programme: yes or no, or what it is now."""
    form = AnswerForm(version=partner.version)
    done = form.attempt(
        lambda: services.answer(
            session(),
            partner,
            agree=form.answer.data == "yes",
            version=form.version.data,
            by=actor(),
            now=moment(),
        )
    )
    if done:
        agreed = done.state == "agreed"
        say("good", _("Nama lembaga Anda tampil pada program itu.") if agreed else _("Terkirim."))
        return see_other("programme_partners.partnership", public_id=done.public_id)
    if form.status == 409:
        form.version.data = partner.version
    return page("programme_partners/partnership.html", form, partner=partner)


@room.route("/partnerships/<public_id>/leave", methods=["GET", "POST"])
@requires(access.answer_partnership, queries.need)
def leave(partner: ProgrammePartner) -> ResponseReturnValue:
    """Ask before an organisation's name goes from a programme, as that organisation."""
    form = PressForm()
    if form.attempt(lambda: services.leave(session(), partner, by=actor(), now=moment())):
        say("good", _("Nama lembaga Anda tidak lagi tampil pada program itu."))
        return see_other("programme_partners.partnership", public_id=partner.public_id)
    return page("programme_partners/leave.html", form, partner=partner)
