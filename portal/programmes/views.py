"""Pages on which members write a programme: its facts, its lines, and its publication."""

from dataclasses import asdict

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import access
from portal.directory import labels
from portal.directory.models import Organisation
from portal.programmes import lines, queries, regions, rests, services
from portal.programmes.forms import CloseForm, FundForm, LineForm, PressForm, ProgrammeForm
from portal.programmes.funds import set_fund
from portal.programmes.labels import install
from portal.programmes.models import Programme, Requirement
from portal.programmes.rules import Facts, publish_fault
from portal.regions.rules import local_date
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.pages import translated

room = Blueprint("programmes", __name__)
install(room)
WIB = 7


def owner(session: Session) -> Organisation:
    """The organisation that the address names, or the first of the actor's that may begin one."""
    return queries.beginner(session, request.args.get("organisation", ""), actor())


@room.route("/programmes/new", methods=["GET", "POST"])
@requires(access.edit_programme, owner)
def new(organisation: Organisation) -> ResponseReturnValue:
    """Begin a programme of a verified organisation."""
    form = ProgrammeForm(coverage=[organisation.region_code])
    _offer(form, organisation, ())
    made = form.attempt(
        lambda: services.create(
            session(),
            organisation,
            _facts(form),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Rancangan tersimpan. Sekarang tulis apa yang dibutuhkan."))
        return see_other("programmes.requirements", slug=made.slug)
    return _facts_page(form, organisation, None)


@room.route("/programmes/<slug>/edit", methods=["GET", "POST"])
@requires(access.edit_programme, queries.need)
def edit(programme: Programme) -> ResponseReturnValue:
    """Change what a programme says of itself."""
    held = tuple(row.region_code for row in programme.coverage)
    form = ProgrammeForm(**asdict(services.facts_of(programme)), version=programme.version)
    _offer(form, programme.organisation, held)
    saved = form.attempt(
        lambda: services.save(
            session(),
            programme,
            _facts(form),
            version=form.version.data,
            reason=form.reason.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if saved:
        say("good", _("Perubahan tersimpan."))
        return see_other(_onward(saved), slug=saved.slug)
    _renew(form, programme)
    return _facts_page(form, programme.organisation, programme)


@room.route("/programmes/<slug>/requirements", methods=["GET", "POST"])
@requires(access.edit_programme, queries.need)
def requirements(programme: Programme) -> ResponseReturnValue:
    """List what the programme needs, and add a line."""
    form = LineForm()
    form.offer()
    made = form.attempt(
        lambda: lines.add(
            session(),
            programme,
            form.line(),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Kebutuhan ditambahkan."))
        return see_other("programmes.requirements", slug=programme.slug)
    return page("programmes/requirements.html", form, programme=programme)


@room.route("/programmes/<slug>/requirements/<line>", methods=["GET", "POST"])
@requires(access.edit_programme, queries.need_line)
def requirement(line: Requirement) -> ResponseReturnValue:
    """Change one line."""
    form = LineForm(obj=line, version=line.programme.version)
    form.offer()
    saved = form.attempt(
        lambda: lines.change(
            session(),
            line,
            form.line(),
            version=form.version.data,
            reason=form.reason.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if saved:
        say("good", _("Perubahan tersimpan."))
        return see_other("programmes.requirements", slug=saved.programme.slug)
    _renew(form, line.programme)
    return page("programmes/requirement.html", form, line=line, programme=line.programme)


@room.route("/programmes/<slug>/requirements/<line>/remove", methods=["GET", "POST"])
@requires(access.edit_programme, queries.need_line)
def remove(line: Requirement) -> ResponseReturnValue:
    """Ask, then take a line off a draft."""
    form = PressForm()
    removed = form.attempt(lambda: lines.remove(session(), line, by=actor(), now=moment()))
    if removed:
        say("good", _("Kebutuhan dihapus."))
        return see_other("programmes.requirements", slug=removed.slug)
    return page("programmes/remove.html", form, line=line, programme=line.programme)


@room.route("/programmes/<slug>/publish", methods=["GET", "POST"])
@requires(access.edit_programme, queries.need)
def publish(programme: Programme) -> ResponseReturnValue:
    """Show the whole once more, then publish it."""
    form = PressForm()
    done = form.attempt(lambda: services.publish(session(), programme, by=actor(), now=moment()))
    if done:
        say("good", _("Program diumumkan. Donatur dapat menawarkan dukungan."))
        return see_other("programme_pages.programme", slug=done.slug)
    today = local_date(moment(), WIB)
    count = len(programme.requirements)
    fault = publish_fault(programme.status, count, programme.ends_on, today)
    funds = None if fault else services.funds_fault(programme)
    fault = fault or funds
    return page(
        "programmes/publish.html",
        form,
        programme=programme,
        fault=translated(fault) if fault else "",
        funds=funds is not None,
    )


@room.route("/programmes/<slug>/close", methods=["GET", "POST"])
@requires(access.edit_programme, queries.need)
def close(programme: Programme) -> ResponseReturnValue:
    """Ask, then end a programme; while something is unspent, ask where it goes, also later."""
    said = rests.latest(session(), programme)
    form = CloseForm(
        rest=said.choice if said else None,
        onward=said.onward.slug if said and said.onward else None,
    )
    others = {
        one.slug: one
        for one in queries.of_organisation(session(), programme.organisation_id)
        if one.status == "published" and one.id != programme.id
    }
    form.offer([(slug, one.title) for slug, one in others.items()])
    done = form.attempt(
        lambda: services.close(
            session(),
            programme,
            rest=form.rest.data or "",
            onward=others.get(form.onward.data or ""),
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Program ditutup. Halamannya tetap dapat dibaca."))
        return see_other("programme_pages.programme", slug=done.slug)
    left = rests.unspent(session(), programme)
    return page("programmes/close.html", form, programme=programme, left=left, others=others)


@room.route("/programmes/<slug>/fund", methods=["GET", "POST"])
@requires(access.edit_programme, queries.need)
def fund(programme: Programme) -> ResponseReturnValue:
    """Say whether the programme is a pooled fund, and who decides about its money."""
    form = FundForm(fund=programme.fund, rules=programme.fund_rules, version=programme.version)
    saved = form.attempt(
        lambda: set_fund(
            session(),
            programme,
            fund=bool(form.fund.data),
            rules=form.rules.data or "",
            version=form.version.data,
            by=actor(),
            now=moment(),
        )
    )
    if saved:
        say("good", _("Perubahan tersimpan."))
        return see_other("programme_pages.programme", slug=saved.slug)
    _renew(form, programme)
    return page("programmes/fund.html", form, programme=programme)


def _facts_page(
    form: ProgrammeForm, organisation: Organisation, programme: Programme | None
) -> ResponseReturnValue:
    return page(
        "programmes/facts.html",
        form,
        organisation=organisation,
        programme=programme,
        stage_of={code: label.stage for code, label in labels.specialities().items()},
        places={row[0]: place for place, row in enumerate(form.specialities.iter_choices())},
    )


def _renew(form: ProgrammeForm | LineForm | FundForm, programme: Programme) -> None:
    """After a stale form: the typed answers stay, and sending them again is then meant so."""
    if form.status == 409:
        form.version.data = programme.version


def _onward(programme: Programme) -> str:
    draft = programme.published_at is None
    return "programmes.requirements" if draft else "programme_pages.programme"


def _offer(form: ProgrammeForm, organisation: Organisation, held: tuple[str, ...]) -> None:
    chosen = form.specialities.data or ()
    known = [
        (code, labels.name(code))
        for code, label in labels.specialities().items()
        if not label.retired or code in chosen
    ]
    form.offer(known, regions.choices(session(), organisation.region_code, held))


def _facts(form: ProgrammeForm) -> Facts:
    return Facts(
        title=form.title.data or "",
        stage=form.stage.data,
        specialities=tuple(form.specialities.data or ()),
        coverage=regions.chosen(session(), form.coverage.data or (), form.elsewhere.data or ""),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        summary=form.summary.data or "",
        story=form.story.data or "",
        expected=form.expected.data or "",
    )
