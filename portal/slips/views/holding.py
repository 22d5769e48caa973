"""Pages for whoever holds a slip: its code opens one entry, without an account, for a while."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.directory.rules import CHECKED, may_edit
from portal.errors import N_, Invalid, NotFound
from portal.slips import forms, queries, services
from portal.slips.models import Slip
from portal.slips.rules import asks_first, masked
from portal.slips.views.room import begin, end, room, visit
from portal.web import actor, moment, page, parts, public, say, see_other, session
from portal.web.pages import translated
from portal.web.requests import network

WRONG = N_("Kode ini tidak dikenal atau sudah tidak berlaku. Periksa slip Anda.")
ASKED = N_("Usulan terkirim. Kontak lama tetap tampil sampai pendamping atau koordinator setuju.")
View = Callable[..., ResponseReturnValue]


def held(view: View) -> View:
    """Let in whoever typed a code that still opens its entry; others are asked for it."""

    @wraps(view)
    def guarded(**args: Any) -> ResponseReturnValue:
        slip = visit()
        return view(slip, **args) if slip else see_other("slips.enter")

    return guarded


@room.route("/code", methods=["GET", "POST"])
@public
def enter() -> ResponseReturnValue:
    """Ask for the code on a slip. Wrong ones are counted by the network they come from."""
    form = forms.CodeForm()

    def act() -> Slip:
        parts().counters.check("code_address", network())
        slip = services.enter(session(), form.code.data or "", now=moment())
        if slip is None:
            parts().counters.hit("code_address", network())
            raise Invalid(code=WRONG)
        return slip

    if slip := form.attempt(act):
        return begin(see_other("slips.entry"), slip)
    return page("slips/enter.html", form)


@room.get("/code/entry")
@public
@held
def entry(slip: Slip) -> ResponseReturnValue:
    """What the entry says, and what the holder of its code can do."""
    one = slip.organisation
    return page(
        "slips/entry.html",
        one=one,
        masked=masked,
        waiting=queries.waiting_of(session(), one),
        refused=queries.refused_of(session(), one, moment()),
        editable=may_edit(one.status, identity=False),
        checked=one.status in CHECKED,
    )


@room.post("/code/still-right")
@public
@held
def still_right(slip: Slip) -> ResponseReturnValue:
    """Say that everything is still right."""
    services.confirm(session(), slip, now=moment())
    say("good", _("Terima kasih. Data ini tercatat masih benar per hari ini."))
    return see_other("slips.entry")


@room.route("/code/services/<service>", methods=["GET", "POST"])
@public
@held
def capacity(slip: Slip, service: str) -> ResponseReturnValue:
    """Say how much room a service has today."""
    found = next((one for one in slip.organisation.services if one.public_id == service), None)
    if found is None:
        raise NotFound
    form = forms.CapacityForm(data={"capacity": found.capacity})

    def act() -> tuple[bool]:
        chosen = form.capacity.data
        return (services.set_capacity(session(), slip, service, chosen, now=moment()),)

    if form.attempt(act):
        say("good", _("Keadaan hari ini tersimpan."))
        return see_other("slips.entry")
    return page("slips/capacity.html", form, service=found)


@room.route("/code/contacts/new", methods=["GET", "POST"])
@public
@held
def new_contact(slip: Slip) -> ResponseReturnValue:
    """Add a number or address of the group."""
    form = forms.ContactForm(data={"visibility": "coordinators"})

    def act() -> tuple[bool]:
        return (
            services.add_contact(
                session(),
                slip,
                kind=form.kind.data,
                value=form.value.data or "",
                visibility=form.visibility.data,
                now=moment(),
            ),
        )

    asks = asks_first(slip.organisation.status)
    if form.attempt(act):
        say(
            "good",
            translated(ASKED) if asks else _("Kontak tersimpan. Pendamping Anda kami kabari."),
        )
        return see_other("slips.entry")
    return page("slips/contact.html", form, asks=asks)


@room.route("/code/contacts/<int:key>/remove", methods=["GET", "POST"])
@public
@held
def remove_contact(slip: Slip, key: int) -> ResponseReturnValue:
    """Ask before a contact goes."""
    form = forms.Press()
    asks = asks_first(slip.organisation.status)
    if form.attempt(lambda: (services.remove_contact(session(), slip, key, now=moment()),)):
        say("good", translated(ASKED) if asks else _("Sudah dihapus."))
        return see_other("slips.entry")
    found = next((one for one in slip.organisation.contacts if one.id == key), None)
    if found is None:
        raise NotFound
    return page("slips/remove.html", form, contact=found, masked=masked, asks=asks)


@room.post("/code/changes/<public_id>/withdraw")
@public
@held
def withdraw(slip: Slip, public_id: str) -> ResponseReturnValue:
    """Take back a change that waits."""
    if services.withdraw(session(), slip, public_id, now=moment()):
        say("good", _("Usulan ditarik."))
    else:
        say("bad", _("Usulan itu sudah dijawab."))
    return see_other("slips.entry")


@room.route("/code/account", methods=["GET", "POST"])
@public
@held
def account(slip: Slip) -> ResponseReturnValue:
    """Take the entry over with an account of one's own."""
    form = forms.Press()
    if form.sent and not actor().signed_in:
        return see_other("slips.account")
    taken = form.attempt(lambda: services.take_over(session(), slip, by=actor(), now=moment()))
    if taken:
        say("good", _("Anda sekarang pengelola utama. Kode pada slip tidak berlaku lagi."))
        return end(see_other("my.organisation", slug=taken.slug or taken.public_id))
    return page("slips/account.html", form, one=slip.organisation)


@room.post("/code/end")
@public
def leave() -> ResponseReturnValue:
    """Close the entry in this browser."""
    say("good", _("Selesai. Isian sudah ditutup di perangkat ini."))
    return end(see_other("slips.enter"))
