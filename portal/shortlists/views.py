"""Pages of lists of partners: mine, one of them with its notes, what is put in and taken out."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory import labels
from portal.directory.models import Organisation
from portal.directory.queries import by_public_id, listed_by_slug
from portal.directory.rules import best_capacity
from portal.errors import N_, Invalid, NotFound
from portal.sheets import Row
from portal.shortlists import queries, services
from portal.shortlists.forms import NewForm, NoteForm, SureForm, WordsForm
from portal.shortlists.models import Shortlist, ShortlistEntry
from portal.shortlists.queries import Line
from portal.shortlists.rules import NATION, Owner, compared, owners
from portal.vocabulary import CAPACITIES, KINDS
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.filters import know_regions, named, region_name
from portal.web.headers import safe_next
from portal.web.sheets import check, download

room = Blueprint("shortlists", __name__)
KIND, CAPACITY = named(KINDS), named(CAPACITIES)


def office_name(code: str) -> str:
    """The name of an office: 'Koordinator Kota Serang'."""
    if code == NATION:
        return str(_("Koordinator nasional"))
    return str(_("Koordinator %(place)s", place=region_name(code)))


def owner_names(found: Sequence[Shortlist]) -> dict[int, str]:
    """Who shares each of these lists, by its key."""
    know_regions(one.office for one in found if one.office not in ("", NATION))
    known = queries.organisation_names(session(), found)
    return {
        one.id: office_name(one.office) if one.office else known.get(one.organisation_id or 0, "")
        for one in found
    }


@room.route("/shortlists", methods=["GET", "POST"])
@requires(access.keep_lists)
def listing() -> ResponseReturnValue:
    """Every list that I share, and the form for a new one."""
    form = _new_form()
    made = form.attempt(lambda: _create(form, None))
    if made:
        say("good", _("Daftar dibuat. Cari lembaga, lalu simpan ke sini."))
        return see_other("shortlists.one", public_id=made.public_id)
    found = queries.of_actor(session(), actor())
    return page(
        "shortlists/listing.html",
        form,
        found=found,
        owners=owner_names([one for one, _number in found]),
        may=bool(owners(actor())),
    )


def _new_form() -> NewForm:
    """The form, with everybody for whom this reader may keep a list."""
    form = NewForm()
    found = owners(actor())
    keys = [one.organisation for one in found if one.organisation is not None]
    known = {key: session().get_one(Organisation, key).name for key in keys}
    know_regions(one.office for one in found if one.office not in ("", NATION))
    form.owner.offer([(one.value, _shared_by(one, known)) for one in found])
    if not form.sent and len(found) == 1:
        form.owner.data = found[0].value
    return form


def _shared_by(one: Owner, known: dict[int, str]) -> str:
    return office_name(one.office) if one.office else known[one.organisation or 0]


def _create(form: NewForm, first: Organisation | None) -> Shortlist:
    return services.create(
        session(),
        name=form.name.data or "",
        purpose=form.purpose.data or "",
        owner=form.owner.data or "",
        token=form.token.data or "",
        first=first,
        by=actor(),
        now=moment(),
    )


@room.route("/shortlists/save/<slug>", methods=["GET", "POST"])
@requires(access.keep_lists, listed_by_slug)
def save(organisation: Organisation) -> ResponseReturnValue:
    """Into which list? One of mine by its button, or a new one."""
    form = _new_form()
    made = form.attempt(lambda: _create(form, organisation))
    if made:
        say("good", _("Disimpan ke “%(name)s”.", name=made.name))
        return see_other("shortlists.one", public_id=made.public_id)
    found = queries.of_actor(session(), actor())
    return page(
        "shortlists/save.html",
        form,
        organisation=organisation,
        found=found,
        holding=queries.holding(session(), organisation, actor()),
        owners=owner_names([one for one, _number in found]),
        may=bool(owners(actor())),
    )


@room.post("/shortlists/<public_id>/add")
@requires(access.see_shortlist, queries.need)
def add(shortlist: Shortlist) -> ResponseReturnValue:
    """One button: put an organisation in, and go back to where it was pressed."""
    try:
        found = by_public_id(session(), request.form.get("organisation", ""))
        services.add(session(), shortlist, found, by=actor(), now=moment())
    except NotFound:
        raise Invalid(organisation=N_("Lembaga ini tidak tampil lagi di direktori.")) from None
    say("good", _("Disimpan ke “%(name)s”.", name=shortlist.name))
    if back := safe_next(request.form.get("back", "")):
        return redirect(back, code=303)
    return see_other("shortlists.one", public_id=shortlist.public_id)


@room.get("/shortlists/<public_id>")
@requires(access.see_shortlist, queries.need)
def one(shortlist: Shortlist) -> ResponseReturnValue:
    """The list: each organisation as it stands today, with its note; three side by side."""
    rows = queries.lines(session(), shortlist)
    shown = {row.entry.public_id: row for row in rows if row.shown}
    chosen = compared(request.args.getlist("compare"), shown)
    _know(rows)
    return page(
        "shortlists/one.html",
        shortlist=shortlist,
        rows=rows,
        owner=owner_names([shortlist])[shortlist.id],
        chosen=[shown[key] for key in chosen],
        many=len(set(request.args.getlist("compare"))) > len(chosen),
        capacity=lambda found: best_capacity(service.capacity for service in found.services),
        sheet=lambda form: url_for("shortlists.sheet", public_id=shortlist.public_id, form=form),
    )


def _know(rows: Sequence[Line]) -> None:
    know_regions(row.organisation.region_code for row in rows)
    know_regions(area.region_code for row in rows for area in row.organisation.coverage)


@room.route("/shortlists/<public_id>/words", methods=["GET", "POST"])
@requires(access.see_shortlist, queries.need)
def words(shortlist: Shortlist) -> ResponseReturnValue:
    """Another name or purpose."""
    public_id = shortlist.public_id
    form = WordsForm(obj=shortlist)
    done = form.attempt(
        lambda: services.rename(
            session(),
            shortlist,
            name=form.name.data or "",
            purpose=form.purpose.data or "",
            version=form.version.data,
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Tersimpan."))
        return see_other("shortlists.one", public_id=public_id)
    if form.status == 409:
        form.version.data = shortlist.version
    return page("shortlists/words.html", form, shortlist=shortlist)


@room.route("/shortlists/<public_id>/remove", methods=["GET", "POST"])
@requires(access.see_shortlist, queries.need)
def remove(shortlist: Shortlist) -> ResponseReturnValue:
    """Throw the list away? The page asks, its button does it."""
    form = SureForm()
    if form.attempt(lambda: services.remove(session(), shortlist, by=actor(), now=moment())):
        say("good", _("Daftar dihapus."))
        return see_other("shortlists.listing")
    return page(
        "shortlists/remove.html",
        form,
        shortlist=shortlist,
        rows=queries.lines(session(), shortlist),
    )


@room.route("/shortlists/<public_id>/entries/<entry>/note", methods=["GET", "POST"])
@requires(access.see_shortlist, queries.need_entry)
def note(entry: ShortlistEntry) -> ResponseReturnValue:
    """The note beside an organisation."""
    public_id = entry.shortlist.public_id
    form = NoteForm(obj=entry)
    done = form.attempt(
        lambda: services.annotate(
            session(),
            entry,
            note=form.note.data or "",
            version=form.version.data,
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _("Catatan tersimpan."))
        return see_other("shortlists.one", public_id=public_id)
    if form.status == 409:
        # What somebody else wrote stands beside what was typed; the next save is a choice.
        form.version.data = entry.version
    return page("shortlists/note.html", form, entry=entry, other=form.status == 409)


@room.route("/shortlists/<public_id>/entries/<entry>/take-out", methods=["GET", "POST"])
@requires(access.see_shortlist, queries.need_entry)
def take_out(entry: ShortlistEntry) -> ResponseReturnValue:
    """Take an organisation out? Its note goes with it."""
    public_id = entry.shortlist.public_id
    form = SureForm()
    if form.attempt(lambda: services.take_out(session(), entry, by=actor(), now=moment())):
        say("good", _("Dikeluarkan dari daftar."))
        return see_other("shortlists.one", public_id=public_id)
    return page("shortlists/take_out.html", form, entry=entry)


@room.get("/shortlists/<public_id>.<form>")
@requires(access.see_shortlist, lambda session, public_id, form: queries.need(session, public_id))
def sheet(shortlist: Shortlist) -> Response:
    """The list as a file, with its notes: for those who share it."""
    form = str((request.view_args or {}).get("form", ""))
    check(form)
    rows = queries.lines(session(), shortlist)
    _know(rows)
    return download(form, _("daftar mitra"), head(), list(sheet_rows(rows)))


def head() -> list[str]:
    """The titles of the file's columns."""
    return [
        _("Lembaga"),
        _("Jenis lembaga"),
        _("Kedudukan"),
        _("Bidang keahlian"),
        _("Tempat sekarang"),
        _("Telepon"),
        _("Diperiksa"),
        _("Keadaan"),
        _("Catatan"),
        _("Alamat profil"),
    ]


def sheet_rows(rows: Sequence[Line]) -> Iterator[Row]:
    """One row for each organisation; of a hidden one only its name and the note."""
    for row in rows:
        one = row.organisation
        if not row.shown:
            hidden = _("Tidak tampil lagi di direktori")
            yield [row.entry.organisation.name, *[None] * 6, hidden, row.entry.note, None]
            continue
        merged = _("Digabung: dulu %(name)s", name=row.entry.organisation.name)
        phones = [
            labels.contact(line.value)
            for line in one.contacts
            if line.visibility == "public" and line.kind in ("hotline", "phone")
        ]
        yield [
            one.name,
            KIND(one.kind),
            region_name(one.region_code),
            "; ".join(labels.name(code) for code in one.specialities),
            CAPACITY(best_capacity(service.capacity for service in one.services)),
            "; ".join(phones),
            one.verified_on,
            merged if row.state == "merged" else None,
            row.entry.note,
            url_for("profile.organisation", slug=one.slug, _external=True),
        ]
