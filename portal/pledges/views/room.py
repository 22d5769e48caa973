"""The room's blueprint, what its pages find, and how they draw."""

from dataclasses import dataclass

from flask import Blueprint, request
from sqlalchemy.orm import Session

from portal.access import Scope
from portal.assets import RUPIAH, is_asset
from portal.ledger.models import Transfer
from portal.ledger.rules import Figures
from portal.pledges import queries
from portal.pledges.delivery_rules import STATUSES
from portal.pledges.earmark_rules import EARMARKS
from portal.pledges.estimate_rules import CONDITIONS
from portal.pledges.models import Delivery, Discrepancy, Pledge
from portal.pledges.release_models import ReleaseProposal
from portal.pledges.release_rules import STATES as RELEASES
from portal.pledges.rules import ROW_KINDS, STATES
from portal.pledges.schedule_rules import RHYTHMS
from portal.pledges.services import line_of, own_asset
from portal.programmes.models import Programme, Requirement
from portal.programmes.queries import readable
from portal.vocabulary import CURRENCY_NAMES
from portal.web import actor
from portal.web.filters import named

room = Blueprint("pledges", __name__)
room.add_app_template_filter(named(STATES), "pledge_state")
room.add_app_template_filter(named(ROW_KINDS), "row_kind")
room.add_app_template_filter(named(RELEASES), "release_state")
room.add_app_template_filter(named(STATUSES), "delivery_status")
room.add_app_template_filter(queries.worth, "worth")
room.add_app_template_filter(queries.worth_by, "worth_by")
room.add_app_template_filter(named(EARMARKS), "earmark_name")
room.add_app_template_filter(queries.earmark_of, "earmark")
room.add_app_template_filter(named(CURRENCY_NAMES), "currency_name")
room.add_app_template_filter(named(CONDITIONS), "condition_name")
room.add_app_template_filter(named(RHYTHMS), "rhythm_name")


@dataclass(frozen=True)
class Held:
    """A row of the ledger with the line that it belongs to."""

    transfer: Transfer
    requirement: Requirement

    @property
    def scope(self) -> Scope:
        """It belongs to the programme's owner."""
        return self.requirement.scope


def pledge(session: Session, reference: str) -> Pledge:
    """The pledge of an address."""
    return queries.by_reference(session, reference)


def delivery(session: Session, public_id: str) -> Delivery:
    """The delivery of an address."""
    return queries.delivery(session, public_id)


def proposal(session: Session, public_id: str) -> ReleaseProposal:
    """The proposed release of an address."""
    return queries.proposal(session, public_id)


def transfer(session: Session, public_id: str) -> Held:
    """The ledger's row of an address."""
    row = queries.transfer(session, public_id)
    return Held(row, line_of(session, row))


def discrepancy(session: Session, public_id: str) -> Discrepancy:
    """The discrepancy of an address."""
    return queries.discrepancy(session, public_id)


def programme(session: Session, slug: str) -> Programme:
    """The programme of an address, when this reader may see it."""
    return readable(session, slug, actor())


def lines_of(programme: Programme) -> list[Requirement]:
    """The lines of a programme to which something may be offered: cash first."""
    fit = (line for line in programme.requirements if is_asset(own_asset(line)))
    return sorted(fit, key=lambda line: (line.kind != "cash", line.id))


def alike(line: Requirement | None, lines: list[Requirement]) -> list[Requirement]:
    """The lines that are counted as that one is, and so share a form; of cash without one."""
    asset = own_asset(line) if line else RUPIAH
    return [one for one in lines if own_asset(one) == asset] or lines


def asked_line(lines: list[Requirement]) -> str:
    """The line that `?requirement=` names; the only one when there is but one; or ''."""
    wanted = request.args.get("requirement", "")
    known = [line.public_id for line in lines]
    return wanted if wanted in known else (known[0] if len(known) == 1 else "")


@dataclass(frozen=True)
class Bar:
    """The parts of a bar in percent of the widest value; `need` is where the end marker stands."""

    need: float
    got: float
    said: float
    maybe: float
    over: float


def bar(figures: Figures, maybe: int = 0) -> Bar:
    """A line's bar: received, committed and awaited, offered now, and what exceeds the need."""
    covered = figures.required - figures.unmet
    got = min(figures.received, covered)
    said = covered - got
    widest = max(figures.required + figures.overfunded, covered + maybe, 1)
    parts = (figures.required, got, said, maybe, figures.overfunded)
    return Bar(*(round(part * 100 / widest, 1) for part in parts))
