"""Pages for whoever acts for an organisation, and the page that an invitation leads to."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.directory.models import Organisation
from portal.directory.queries import own
from portal.members import forms, queries, services
from portal.members.models import Invitation
from portal.members.queries import Seat
from portal.web import actor, moment, page, parts, requires, say, see_other, session
from portal.web.filters import language

room = Blueprint("members", __name__)


def address(organisation: Organisation) -> str:
    """What stands for an organisation in its members' addresses."""
    return organisation.slug or organisation.public_id


@room.get("/my/organisations/<slug>/members")
@requires(access.edit_organisation, own)
def everybody(organisation: Organisation) -> ResponseReturnValue:
    """Who acts for the organisation, and who was invited to."""
    return page(
        "members/everybody.html",
        one=organisation,
        slug=address(organisation),
        seats=queries.seats(session(), organisation),
        waiting=queries.waiting(session(), organisation.id, moment()),
        sheet=lambda form: url_for("members.sheet", slug=address(organisation), form=form),
        manages=access.manage_members(actor(), organisation.scope),
    )


@room.route("/my/organisations/<slug>/members/invite", methods=["GET", "POST"])
@requires(access.manage_members, own)
def invite(organisation: Organisation) -> ResponseReturnValue:
    """Invite somebody by e-mail."""
    form = forms.InviteForm()

    def act() -> str:
        parts().counters.hit("invite_account", str(actor().id))
        return services.invite(
            session(),
            organisation,
            email=form.email.data or "",
            role=form.role.data,
            language=language(),
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        say("good", _("Undangan terkirim lewat email. Berlaku 14 hari."))
        return _back(organisation)
    return page("members/invite.html", form, one=organisation, slug=address(organisation))


@room.route("/my/organisations/<slug>/members/hand-over", methods=["GET", "POST"])
@requires(access.manage_members, own)
def hand_over(organisation: Organisation) -> ResponseReturnValue:
    """Make another member owner in one's own place."""
    others = [one for one in queries.seats(session(), organisation) if one.user.id != actor().id]
    form = forms.HandOverForm([(str(one.user.id), one.user.email) for one in others])

    def act() -> object:
        return services.hand_over(
            session(),
            organisation,
            int(form.member.data),
            leave=bool(form.leave.data),
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        say("good", _("Pengelolaan sudah diserahkan."))
        return see_other("home.dashboard") if form.leave.data else _back(organisation)
    return page(
        "members/hand_over.html", form, one=organisation, slug=address(organisation), others=others
    )


@room.route("/my/organisations/<slug>/members/leave", methods=["GET", "POST"])
@requires(access.edit_organisation, own)
def leave(organisation: Organisation) -> ResponseReturnValue:
    """Ask before somebody gives their own place up."""
    form = forms.Press()

    def act() -> bool:
        services.leave(session(), organisation, by=actor(), now=moment())
        return True

    if form.attempt(act):
        say("good", _("Anda tidak lagi mengelola lembaga itu."))
        return see_other("home.dashboard")
    return page("members/leave.html", form, one=organisation, slug=address(organisation))


@room.route("/my/organisations/<slug>/members/<int:key>/role", methods=["GET", "POST"])
@requires(access.manage_members, queries.seat)
def role(seat: Seat) -> ResponseReturnValue:
    """Give a member another role."""
    form = forms.RoleForm(data={"role": seat.membership.role})

    def act() -> object:
        return services.change_role(
            session(),
            seat.organisation,
            seat.user.id,
            form.role.data,
            by=actor(),
            now=moment(),
        )

    if form.attempt(act):
        say("good", _("Peran tersimpan."))
        return _back(seat.organisation)
    return page("members/role.html", form, seat=seat, slug=address(seat.organisation))


@room.route("/my/organisations/<slug>/members/<int:key>/remove", methods=["GET", "POST"])
@requires(access.manage_members, queries.seat)
def remove(seat: Seat) -> ResponseReturnValue:
    """Ask before a member is removed."""
    form = forms.Press()

    def act() -> bool:
        services.remove(session(), seat.organisation, seat.user.id, by=actor(), now=moment())
        return True

    if form.attempt(act):
        say("good", _("Orang itu tidak lagi mengelola lembaga ini."))
        return _back(seat.organisation)
    return page("members/remove.html", form, seat=seat, slug=address(seat.organisation))


@room.route("/invitations/<public_id>", methods=["GET", "POST"])
@requires(access.answer_invitation, queries.need)
def invitation(found: Invitation) -> ResponseReturnValue:
    """A page with one button, for the account that was invited."""
    form = forms.Press()
    if joined := form.attempt(lambda: services.accept(session(), found, by=actor(), now=moment())):
        say("good", _("Anda sekarang ikut mengelola lembaga ini."))
        return see_other("my.organisation", slug=address(joined))
    usable = found.state == "waiting" and found.expires_at > moment()
    return page("members/invitation.html", form, found=found, usable=usable)


@room.post("/invitations/<public_id>/withdraw")
@requires(access.manage_members, queries.need)
def withdraw(found: Invitation) -> ResponseReturnValue:
    """Take an invitation back."""
    services.withdraw(session(), found, by=actor(), now=moment())
    say("good", _("Undangan dibatalkan."))
    return _back(found.organisation)


def _back(organisation: Organisation) -> ResponseReturnValue:
    return see_other("members.everybody", slug=address(organisation))
