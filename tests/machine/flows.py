"""A flow as a source reports it, for the machine."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.flows.models import ReportedFlow
from portal.flows.services.bringing import Outcome, bring
from portal.flows.services.reading import read
from tests.portal.flows.files import row, text

SOURCE = "UN OCHA FTS"


def flow(
    session: Session, number: str, status: str, asset: str, amount: int, now: datetime
) -> ReportedFlow:
    """It comes in a file, and the same number is the same flow; dollars are sums of cents."""
    whole = f"{amount // 100}.{amount % 100:02}" if asset == "USD" else str(amount)
    told = {"originalAmount": whole, "originalCurrency": asset, "status": status}
    found = read(text([row(number, amountUSD="1", **told)]))
    bring(session, list(found.flows.values()), Outcome.of(found), source=SOURCE, now=now)
    return session.scalars(select(ReportedFlow).where(ReportedFlow.number == number)).one()
