"""A pooled fund passes on what it received: to which programme, to which line, how much."""

from dataclasses import dataclass
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import access
from portal.access import Scope
from portal.errors import NotFound
from portal.pledges import queries, services
from portal.pledges.passing_form import PassOnForm
from portal.pledges.queries.passing import targets
from portal.pledges.rules import today
from portal.pledges.views.room import room
from portal.programmes.labels import in_asset
from portal.programmes.models import Programme, Requirement
from portal.programmes.queries import is_public, need
from portal.web import actor, moment, page, requires, say, see_other, session


def fund(session: Session, slug: str) -> Programme:
    """The pooled fund of an address; raises NotFound for another programme."""
    found = need(session, slug)
    if not found.fund:
        raise NotFound
    return found


@dataclass(frozen=True)
class Hop:
    """A fund, and the programme that its money is to go to."""

    fund: Programme
    to: Programme

    @property
    def scope(self) -> Scope:
        """The fund's owner decides."""
        return self.fund.scope


def hop(session: Session, slug: str, target: str) -> Hop:
    """Both programmes of an address; raises NotFound unless the other one is public."""
    found, to = fund(session, slug), need(session, target)
    if to.id == found.id or not is_public(to):
        raise NotFound
    return Hop(found, to)


@room.get("/programmes/<slug>/pass-on")
@requires(access.pass_on, fund)
def pass_on(fund: Programme) -> ResponseReturnValue:
    """Look for the programme that the fund's money goes to."""
    words = request.args.get("q", "")[:200]
    found = targets(session(), fund, words)
    figures = queries.funding(session(), [one.id for one in found], today=today(moment()))
    rows = [(one, figures[one.id].total) for one in found]
    return page("pledges/targets.html", fund=fund, words=words, rows=rows)


@room.route("/programmes/<slug>/pass-on/<target>", methods=["GET", "POST"])
@requires(access.pass_on, hop)
def pass_on_to(hop: Hop) -> ResponseReturnValue:
    """Pass money of one of the fund's lines on to a line of another programme."""
    fund, to = hop.fund, hop.to
    ours, theirs = _cash(fund), _cash(to)
    found = queries.funding(session(), [fund.id, to.id], today=today(moment()))
    form = PassOnForm(source=_only(ours), requirement=_only(theirs))
    form.source.offer(_lines(ours, found[fund.id], "unspent", _("Belum dipakai %(sum)s")))
    form.requirement.offer(_lines(theirs, found[to.id], "unmet", _("Kurang %(sum)s")))
    made = form.attempt(
        lambda: services.pass_on(
            session(),
            next(one for one in ours if one.public_id == form.source.data),
            next(one for one in theirs if one.public_id == form.requirement.data),
            amount=form.amount.data,
            passed_on=form.passed_on.data,
            description=form.description.data or "",
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if made:
        say("good", _("Dana diteruskan. Kedua halaman program menampilkannya."))
        return see_other("pledges.rows", slug=fund.slug, figure="passed_out")
    total = found[fund.id].total
    return page("pledges/pass_on.html", form, fund=fund, to=to, total=total)


def _cash(programme: Programme) -> list[Requirement]:
    return [one for one in programme.requirements if one.kind == "cash"]


def _only(lines: list[Requirement]) -> str:
    return lines[0].public_id if len(lines) == 1 else ""


def _lines(lines: list[Requirement], found: Any, name: str, words: str) -> list[tuple[str, ...]]:
    sums = [(one, getattr(found.of(one), name)) for one in lines]
    return [(one.public_id, one.description, words % {"sum": in_asset(sum_)}) for one, sum_ in sums]
