"""Pages for helpers: register a group, print its slip, end it."""

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.access import Role
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.discovery.queries import recommenders
from portal.errors import NotAllowed
from portal.registration.desk import regency_groups
from portal.slips import forms, queries, services
from portal.slips.views.room import room
from portal.web import actor, moment, page, parts, requires, say, see_other, session


@room.route("/register/for-group", methods=["GET", "POST"])
@requires(access.register_organisation)
def start() -> ResponseReturnValue:
    """Begin the registration of a group that has no e-mail, as its helper."""
    if not queries.may_help(session(), actor()):
        raise NotAllowed
    mine = [(str(one.id), one.name) for one in recommenders(session(), actor())]
    if mine and actor().holds(Role.COORDINATOR):
        mine.append(("0", _("Koordinator wilayah")))
    form = forms.GroupForm(regency_groups(), mine)

    def act() -> str:
        chosen = form.organisation.data if "organisation" in form else ""
        return services.start(
            session(),
            name=form.name.data or "",
            short_name=form.short_name.data or "",
            region=form.region.data,
            through=int(chosen or 0) or None,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if made := form.attempt(act):
        say("good", _("Rancangan tersimpan. Setelah diisi, cetak slip kode untuk kelompok."))
        return see_other("registration.tasklist", public_id=made)
    return page("slips/start.html", form)


@room.route("/my/organisations/<slug>/slip", methods=["GET", "POST"])
@requires(access.manage_slip, own)
def slip(organisation: Organisation) -> ResponseReturnValue:
    """What the slip is for; pressing the button makes a new code and shows it this once."""
    form = forms.Press()
    address = organisation.slug or organisation.public_id
    if code := form.attempt(
        lambda: services.issue(session(), organisation, by=actor(), now=moment())
    ):
        made = queries.current(session(), organisation, moment())
        return page(
            "slips/printed.html",
            one=organisation,
            code=code,
            until=made.expires_at if made else None,
            host=parts().settings.base_url.split("://", 1)[-1],
            slug=address,
        )
    return page(
        "slips/slip.html",
        form,
        one=organisation,
        slug=address,
        current=queries.current(session(), organisation, moment()),
    )


@room.post("/my/organisations/<slug>/slip/revoke")
@requires(access.manage_slip, own)
def revoke(organisation: Organisation) -> ResponseReturnValue:
    """End the code."""
    services.revoke(session(), organisation, by=actor(), now=moment())
    say("good", _("Kode dicabut. Slip lama tidak dapat dipakai lagi."))
    return see_other("slips.slip", slug=organisation.slug or organisation.public_id)
