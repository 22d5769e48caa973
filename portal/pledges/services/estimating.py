"""What a promise that is no rupiah is worth in rupiah: said with the offer, kept for ever."""

from datetime import datetime

from portal import money
from portal.access import Actor
from portal.assets import is_unit
from portal.db import MOST
from portal.errors import N_, Invalid
from portal.pledges import rules
from portal.pledges.estimate_rules import MOST_BASIS
from portal.pledges.models import Estimate, Pledge
from portal.pledges.services.common import check_text
from portal.programmes.models import Requirement


def check_worth(asset: str, value: int | None, basis: str) -> None:
    """Raise Invalid(estimate, basis) for what no offer may say of its worth in rupiah."""
    if value is None:
        return
    if not is_unit(asset):
        raise Invalid(estimate=N_("Perkiraan nilai hanya untuk barang, jasa, tempat, dan orang."))
    if type(value) is not int or not 1 <= value <= MOST:
        raise Invalid(
            estimate=N_("Isi jumlah dari %(least)s sampai seribu triliun.", least=money.show(1))
        )
    if not basis.strip():
        raise Invalid(basis=N_("Tulis dari mana perkiraan ini, misalnya harga toko atau tarif."))
    check_text(MOST_BASIS, basis=basis)


def say_worth(
    pledge: Pledge, line: Requirement, value: int | None, basis: str, *, by: Actor, now: datetime
) -> None:
    """Keep what an offer in kind is worth; when nobody says, what the programme says of a unit."""
    if not is_unit(pledge.asset):
        return
    quantity = pledge.amount
    if value is None:
        quantity, value, basis = 1, line.unit_value, ""
    if value is None:
        return
    pledge.estimates.append(
        Estimate(
            quantity=quantity,
            value=value,
            holds_on=rules.today(now),
            basis=basis.strip(),
            by=by.id,
            at=now,
        )
    )
