"""An offer is read back to its donor before it is sent, whether to a line or to a programme."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import request
from flask_babel import gettext as _

from portal.directory.models import Organisation
from portal.pledges import services
from portal.pledges.forms import OfferForm
from portal.pledges.services import Offer
from portal.programmes.models import Programme
from portal.web import actor, moment, say, session

Made = TypeVar("Made")


def checked(
    form: OfferForm, programme: Programme, giver: Callable[[], Organisation]
) -> Offer | None:
    """What the form offers, when it may be read back or sent.

    None: one more row was asked for, the donor goes back to the form, or something is wrong.
    """
    if request.form.get("add"):
        form.instalments.add()
        return None
    if request.form.get("step") == "edit":
        return None

    def act() -> Offer:
        told = form.offer()
        services.check_offer(told, moment())
        services.check_collection(session(), programme, giver(), told, moment())
        return told

    return form.attempt(act)


def confirmed(form: OfferForm) -> bool:
    """Whether what was read back is sent now; without the mark of consent it says so."""
    if request.form.get("step") != "confirm":
        return False
    if not form.agree.data:
        form.status = 422
        form.agree.errors = [_("Beri tanda bahwa Anda berwenang menawarkan dukungan ini.")]
        return False
    return True


def sent(
    act: Callable[..., Made], form: OfferForm, target: object, donor: Organisation, told: Offer
) -> Made | None:
    """Send what was read back, to a line or to a programme, and say so; None when it is refused."""
    done = form.attempt(
        lambda: act(
            session(),
            target,
            donor,
            told,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if done is not None:
        say("good", _("Penawaran terkirim. Pemilik program mendapat kabar."))
    return done


def giver_of(form: OfferForm, donors: Sequence[Organisation]) -> Organisation:
    """The organisation that the form names, once it is valid."""
    return next(one for one in donors if one.public_id == form.donor.data)
