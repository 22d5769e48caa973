"""What a promise that is no rupiah is worth in rupiah: said with the offer, kept for ever."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from portal import access, money
from portal.access import Actor
from portal.assets import RUPIAH, decimals, is_currency, is_unit
from portal.db import MOST
from portal.errors import N_, Conflict, Invalid
from portal.pledges import rules
from portal.pledges.estimate_rules import MOST_BASIS
from portal.pledges.models import Estimate, Pledge
from portal.pledges.queries.course import Course
from portal.pledges.services.common import check_day, check_text, once_on, record
from portal.programmes.models import Requirement

HUNDREDTHS = 100


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


def set_rate(
    session: Session,
    pledge: Pledge,
    *,
    rate: int,
    holds_on: date,
    source: str,
    token: str,
    by: Actor,
    now: datetime,
) -> Pledge:
    """Say how many hundredths of a rupiah one of the pledge's currency is, from which source.

    The owner or a coordinator does; a later row stands instead of an earlier one, which stays.
    Raises NotAllowed, Invalid(rate, holds_on, source), Conflict for a pledge in rupiah or in kind.
    """
    access.set_rate.check(by, pledge.scope)

    def act(course: Course) -> str:
        asset = pledge.asset
        if not is_currency(asset) or asset == RUPIAH:
            raise Conflict(N_("Janji ini tidak dalam mata uang lain, jadi tidak memerlukan kurs."))
        if type(rate) is not int or not 1 <= rate <= MOST:
            raise Invalid(rate=N_("Tulis kursnya dengan angka, misalnya 15.789,25."))
        check_day("holds_on", holds_on, rules.today(pledge.offered_at), now)
        if not source.strip():
            raise Invalid(source=N_("Tulis siapa yang menyebut kurs ini."))
        check_text(MOST_BASIS, source=source)
        pledge.estimates.append(
            Estimate(
                quantity=HUNDREDTHS * 10 ** decimals(asset),
                value=rate,
                holds_on=holds_on,
                basis=source.strip(),
                by=by.id,
                at=now,
            )
        )
        session.flush()
        told = {"asset": asset, "rate": rate, "holds_on": holds_on.isoformat()}
        record(session, "set_rate", pledge, by=by, now=now, reason="", **told)
        return pledge.public_id

    body = {"rate": rate, "holds_on": holds_on.isoformat(), "source": source}
    once_on(session, pledge, "set_rate", body, act, token=token, by=by, now=now)
    return pledge
