"""Pages for what an organisation can lend or give: the list, one thing, and before it goes."""

from dataclasses import dataclass

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import access, vocabulary
from portal.access import Scope
from portal.directory import resources
from portal.directory.models import Organisation, Resource
from portal.directory.queries import own
from portal.errors import NotFound
from portal.my.desk import closed, room
from portal.my.forms import ResourceForm
from portal.registration.desk import regency_groups, renew
from portal.registration.forms import RemoveForm
from portal.web import actor, moment, page, requires, say, see_other, session
from portal.web.filters import named
from portal.web.sheets import Column, asked_form, formless, listed, place

KIND, UNIT = named(vocabulary.RESOURCE_KINDS), named(vocabulary.UNITS)


@dataclass(frozen=True)
class Thing:
    """A resource of an organisation, as the address names it; it may be gone."""

    organisation: Organisation
    key: str

    @property
    def scope(self) -> Scope:
        """It belongs to its organisation."""
        return self.organisation.scope

    @property
    def resource(self) -> Resource | None:
        """The resource, or None when it is gone."""
        found = (one for one in self.organisation.resources if one.public_id == self.key)
        return next(found, None)


def thing(session: Session, slug: str, key: str) -> Thing:
    """A resource by its organisation's address and its own key; NotFound without organisation."""
    return Thing(own(session, slug), key)


@room.get("/my/organisations/<slug>/resources")
@requires(access.edit_organisation, own)
def listing(one: Organisation) -> ResponseReturnValue:
    """What it can lend or give."""
    return closed(one) or page(
        "my/resources.html",
        one=one,
        sheet=lambda form: url_for("my.sheet", slug=one.slug or one.public_id, form=form),
    )


@room.get("/my/organisations/<slug>/resources.<form>")
@requires(access.edit_organisation, formless(own))
def sheet(one: Organisation) -> Response:
    """The same as a file."""
    columns: list[Column] = [
        (_("Apa"), lambda thing: thing.description),
        (_("Jenis"), lambda thing: KIND(thing.kind)),
        (_("Jumlah"), lambda thing: thing.quantity),
        (_("Satuan"), lambda thing: UNIT(thing.unit) if thing.quantity else ""),
        *place(lambda thing: thing.region_code),
    ]
    return listed(
        asked_form(),
        _("yang dapat dipinjamkan"),
        columns,
        one.resources,
        seat=lambda thing: thing.region_code,
    )


@room.route("/my/organisations/<slug>/resources/new", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def new_resource(one: Organisation) -> ResponseReturnValue:
    """Another thing to lend or give."""
    if away := closed(one):
        return away
    form = ResourceForm(regency_groups())

    def act() -> str:
        return resources.add_resource(
            session(), one, _lent(form), token=form.token.data or "", by=actor(), now=moment()
        )

    if form.attempt(act):
        return _saved(one, _("Tersimpan."))
    return page("my/resource.html", form, one=one)


@room.route("/my/organisations/<slug>/resources/<key>", methods=["GET", "POST"])
@requires(access.edit_organisation, thing)
def resource(found: Thing) -> ResponseReturnValue:
    """Change one of them."""
    one, held = found.organisation, found.resource
    if away := closed(one):
        return away
    if held is None:
        raise NotFound
    data = {name: getattr(held, name) for name in resources.COLUMNS}
    form = ResourceForm(regency_groups(), data=data | {"version": one.version})

    def act() -> Resource:
        return resources.change_resource(
            session(),
            one,
            found.key,
            _lent(form),
            version=form.version.data,
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        return _saved(one, _("Tersimpan."))
    renew(form, one)
    return page("my/resource.html", form, one=one)


@room.route("/my/organisations/<slug>/resources/<key>/remove", methods=["GET", "POST"])
@requires(access.edit_organisation, thing)
def remove_resource(found: Thing) -> ResponseReturnValue:
    """Ask before it goes."""
    one, held = found.organisation, found.resource
    if away := closed(one):
        return away
    form = RemoveForm()

    def act() -> tuple[bool]:
        gone = resources.remove_resource(session(), one, found.key, by=actor(), now=moment())
        return (gone,)

    if form.attempt(act):
        return _saved(one, _("Sudah dihapus."))
    if held is None:
        raise NotFound
    return page("my/remove_resource.html", form, one=one, resource=held)


def _saved(one: Organisation, told: str) -> ResponseReturnValue:
    say("good", told)
    return see_other("my.listing", slug=one.slug or one.public_id)


def _lent(form: ResourceForm) -> resources.Lent:
    kind = form.kind.data
    return resources.Lent(
        kind=kind,
        description=form.description.data or "",
        quantity=form.quantity.data,
        unit="rupiah" if kind == "cash" else form.unit.data or "",
        region_code=form.region_code.data or None,
    )
