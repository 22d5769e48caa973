"""The office's limit is set: from now on, in a coordinator's own region."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, journal
from portal.access import Actor, Scope
from portal.db import MOST
from portal.errors import N_, Invalid
from portal.idempotency import once
from portal.pledges.models import OfficeLimit


def set_limit(
    session: Session,
    region: str | None,
    amount: int | None,
    *,
    token: str,
    by: Actor,
    now: datetime,
) -> OfficeLimit:
    """Receipts above `amount` rupiah need a coordinator as well from now on; None lifts the limit.

    Raises NotAllowed for a region (None: the nation) out of the actor's mandates, Invalid(amount).
    """
    access.set_limit.check(by, Scope(region=region))
    if amount is not None and (type(amount) is not int or not 1 <= amount <= MOST):
        raise Invalid(amount=N_("Isi jumlah dari Rp1 sampai seribu triliun rupiah, tanpa sen."))

    def act() -> str:
        row = OfficeLimit(region_code=region, amount=amount, by=by.id, at=now)
        session.add(row)
        session.flush()
        ref = region or "nation"
        journal.record(
            session, "set_limit", "office_limit", ref, by=by, now=now, region=region, amount=amount
        )
        return str(row.id)

    body = {"region": region, "amount": amount}
    made = once(session, token, "set_limit", body, act, by=by, now=now)
    return session.get_one(OfficeLimit, int(made))
