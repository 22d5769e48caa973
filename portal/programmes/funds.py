"""A programme becomes a pooled fund, which passes money on: with words on who decides about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import access, db, journal, outbox
from portal.access import Actor
from portal.assets import is_currency
from portal.directory.text_rules import faults as text_faults
from portal.errors import N_, Conflict, Invalid
from portal.ledger import queries as ledger
from portal.ledger.models import PledgeSum
from portal.programmes.models import Programme, Requirement
from portal.programmes.services import check_version, hold, touch

MOST_RULES = 1000


def set_fund(
    session: Session,
    programme: Programme,
    *,
    fund: bool,
    rules: str,
    version: int | None,
    by: Actor,
    now: datetime,
) -> Programme:
    """Say whether a programme is a pooled fund, and who decides where its money goes.

    How freely a promise may be used follows from this, and must stay as it was when the money was
    promised: once a commitment of money stands, the programme stays what it is. To refuse is
    simpler than a copy with each promise, and no donor finds tied money free one day.

    Raises NotAllowed, Invalid(rules) for a fund without them, Invalid(fund) once money is promised,
    Conflict for a stale form, a closed programme, or a fund that has passed money on already.
    """
    access.edit_programme.check(by, programme.scope)
    hold(session, programme)
    rules = rules.strip() if fund else ""
    if (programme.fund, programme.fund_rules) == (fund, rules):
        return programme
    check_version(programme, version)
    if fund != programme.fund and _promised(session, programme):
        raise Invalid(
            fund=N_(
                "Sudah ada komitmen uang, dan donatur menjanjikannya dengan peruntukan sekarang. "
                "Pilihan ini tidak dapat diubah lagi."
            )
        )
    if fund:
        _check(rules)
    elif _passed_on(session, programme):
        raise Conflict(N_("Dana ini sudah meneruskan uang, jadi tetap dana bersama."))
    programme.fund, programme.fund_rules = fund, rules
    touch(programme, now)
    outbox.mark(session, outbox.PROGRAMME, programme.id, now=now)
    told: dict[str, Any] = {"by": by, "now": now}
    told["region"] = programme.organisation.region_code
    journal.record(session, "set_fund", "programme", programme.public_id, fund=fund, **told)
    return programme


def _promised(session: Session, programme: Programme) -> bool:
    """Whether a commitment of money to the programme stands, whatever became of it since."""
    # Whoever accepts an offer holds its line: the flag does not change under it.
    for line in sorted(one.id for one in programme.requirements):
        db.lock(session, Requirement, line)
    kept = select(PledgeSum.asset).where(
        PledgeSum.programme == programme.public_id, PledgeSum.commit > 0
    )
    return any(is_currency(asset) for asset in session.scalars(kept.distinct()))


def _check(rules: str) -> None:
    if not rules:
        raise Invalid(rules=N_("Tulis siapa yang memutuskan dan bagaimana caranya."))
    if len(rules) > MOST_RULES:
        raise Invalid(rules=N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=MOST_RULES))
    if found := text_faults(rules=rules):
        raise Invalid(**found)


def _passed_on(session: Session, programme: Programme) -> bool:
    found = ledger.by_line_and_asset(session, [programme.public_id])
    return any(flows.pass_out for flows in found.values())
