"""An overpayment that the donor says is meant: the commitment grows by it, with rows, no edits."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal import access, money
from portal.access import Actor
from portal.errors import N_, Conflict, Invalid
from portal.ledger import queries as rows
from portal.ledger import services as ledger
from portal.ledger.models import Transfer
from portal.ledger.rules import counting_key, counts
from portal.pledges import rules
from portal.pledges.models import Instalment, Pledge, PledgeStep
from portal.pledges.queries.course import Course
from portal.pledges.services.common import able, need_reason, once_on, place_of, record, tell


def increase(
    session: Session,
    pledge: Pledge,
    *,
    amount: int,
    reason: str,
    token: str,
    by: Actor,
    now: datetime,
) -> Pledge:
    """Commit to `amount` of what was paid above the commitment; the donor does.

    The new commitment is received at once by what lies there already: rows above the commitment
    are taken back and said anew below it, after the new rows, so that no sum falls below 0 in
    between. Raises NotAllowed, Invalid(amount, reason), and Conflict when nothing is overpaid.
    """
    access.increase_pledge.check(by, pledge.scope)
    reason = need_reason(reason)

    def act(course: Course) -> str:
        able(pledge.donor)
        most = course.flows.overpaid
        if most <= 0 or course.open > 0:
            raise Conflict(N_("Tidak ada kelebihan yang dapat dijadikan komitmen."))
        if type(amount) is not int or not 1 <= amount <= most:
            told = money.show(most, pledge.asset)
            raise Invalid(amount=N_("Isi paling banyak %(most)s, yaitu kelebihannya.", most=told))
        step = PledgeStep(kind="amended", by=by.id, at=now, reason=reason)
        pledge.steps.append(step)
        number = max(part.number for part in pledge.instalments) + 1
        day = rules.today(now)
        more = Instalment(number=number, amount=amount, due_on=day, revision=pledge.schedule)
        pledge.instalments.append(more)
        pledge.amount += amount
        session.flush()
        _Rows(session, pledge, step.id, reason, by, now).move(amount)
        record(session, "increase_pledge", pledge, by=by, now=now, reason=reason, amount=amount)
        owner = pledge.programme.organisation_id
        tell(session, owner, "pledge_increased", pledge, by=by, now=now)
        return pledge.public_id

    body = {"amount": amount, "reason": reason}
    once_on(session, pledge, "increase_pledge", body, act, token=token, by=by, now=now)
    return pledge


class _Rows:
    """The rows of one increase, in the order in which each of them holds."""

    def __init__(
        self, session: Session, pledge: Pledge, turn: int, reason: str, by: Actor, now: datetime
    ) -> None:
        self.session, self.pledge, self.turn, self.reason = session, pledge, turn, reason
        self.by, self.now = by, now

    def move(self, amount: int) -> None:
        """Commit, receive below the commitment, say the rest above it anew, take the old back."""
        self._post("commit", amount, f"commit:{self.pledge.public_id}:{self.turn}", None)
        parts = list(self._parts(amount))
        for row, part in parts:
            made = self._count("receive", part, row)
            for delivery in self.pledge.deliveries:
                if delivery.transfer == row.public_id:
                    delivery.transfer = made.public_id
        for row, part in parts:
            if part < row.amount:
                self._count("receive_extra", row.amount - part, row)
        for row, _ in parts:
            scope, told = self.pledge.scope, {"by": self.by, "now": self.now}
            ledger.reverse(self.session, row, scope, reason=self.reason, **told)  # type: ignore[arg-type]

    def _parts(self, amount: int) -> list[tuple[Transfer, int]]:
        """The rows above the commitment, the latest first, with how much of each is meant."""
        held = rows.rows_of_pledge(self.session, self.pledge.public_id)
        found = []
        for row in reversed(rows.not_taken_back(held)):
            if row.kind == "receive_extra" and amount > 0:
                found.append((row, min(row.amount, amount)))
                amount -= found[-1][1]
        return found

    def _count(self, kind: str, amount: int, row: Transfer) -> Transfer:
        delivery, saying = counts(row.idem_key)
        return self._post(kind, amount, counting_key(kind, delivery, saying, self.turn), row)

    def _post(self, kind: str, amount: int, key: str, row: Transfer | None) -> Transfer:
        return ledger.post(
            self.session,
            kind,
            amount,
            place_of(self.pledge),
            asset=self.pledge.asset,
            occurred_on=row.occurred_on if row else rules.today(self.now),
            idem_key=key,
            note=self.reason,
            by=self.by,
            now=self.now,
        )
