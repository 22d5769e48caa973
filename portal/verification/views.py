"""Pages of coordinators: the queue, and one submission with everything that it claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.duplicates.queries import between, look_alikes
from portal.regions.queries import timezone
from portal.registration.models import Submission
from portal.verification import queries, services
from portal.verification.forms import DecisionForm
from portal.verification.rules import LETTERS
from portal.web import actor, moment, page, page_number, requires, say, see_other, session

room = Blueprint("verification", __name__)
FACETS = ("left", "type", "region", "kind")
MOST_VALUES = 40


@room.get("/review")
@requires(access.see_queue)
def queue() -> ResponseReturnValue:
    """What waits within the coordinator's mandate, the oldest first."""
    chosen = {facet: request.args.getlist(facet)[:MOST_VALUES] for facet in FACETS}
    found = queries.queue(session(), actor(), chosen=chosen, page=page_number(), now=moment())
    last = None if found.everything else queries.last_decision(session(), actor())
    return page(
        "verification/queue.html",
        found=found,
        chosen=chosen,
        last=last,
        regions=sorted(found.places, key=lambda code: found.places[code].name),
        turn=lambda number: _address(chosen, number),
        sheet=lambda form: _address(chosen, form=form),
    )


@room.route("/review/<reference>", methods=["GET", "POST"])
@requires(access.review, queries.need)
def submission(sent: Submission) -> ResponseReturnValue:
    """Everything a submission claims, what resembles it, and the decision."""
    form = DecisionForm()
    decided = form.attempt(
        lambda: services.decide(
            session(),
            sent,
            form.decision.data,
            form.reason.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if decided:
        say("good", _("Keputusan terkirim. Pendaftar menerima email."))
        return see_other("verification.queue")
    return _show(sent, form, opened=False)


@room.post("/review/<reference>/contacts")
@requires(access.review, queries.need)
def contacts(sent: Submission) -> ResponseReturnValue:
    """Note who looks, then show the page with its closed contacts, people and addresses."""
    services.open_contacts(session(), sent, by=actor(), now=moment())
    session().flush()
    return _show(sent, DecisionForm(formdata=None), opened=True)


def _address(chosen: Mapping[str, Sequence[str]], number: int = 1, *, form: str = "") -> str:
    kept: dict[str, Any] = {facet: list(values) for facet, values in chosen.items() if values}
    if form:
        return url_for("verification.sheet", **kept, form=form)
    return url_for("verification.queue", **kept, page=number)


def _show(sent: Submission, form: DecisionForm, *, opened: bool) -> ResponseReturnValue:
    organisation = sent.organisation
    alike = look_alikes(session(), organisation)
    return page(
        "verification/submission.html",
        form,
        sent=sent,
        one=organisation,
        clock=queries.clock(session(), sent, moment()),
        hours=timezone(session(), organisation.region_code),
        alike=alike,
        pairs=between(session(), organisation, [one.organisation.id for one in alike]),
        decisions=queries.decisions(session(), sent),
        opened=opened,
        closed=_closed(sent),
        letters=_letters(sent, form.reason.data or ""),
        chosen=form.decision.data or "changes_requested",
    )


def _closed(sent: Submission) -> int:
    """How many contacts, people and addresses are not for everybody."""
    one = sent.organisation
    told = [row.visibility for row in one.contacts] + [row.visibility for row in one.people]
    told += [place.visibility for place in one.locations if place.address]
    return sum(who != "public" for who in told)


@dataclass(frozen=True)
class Preview:
    """A letter as its reader will get it."""

    subject: str
    lines: Sequence[str]


def _letters(sent: Submission, reason: str) -> Mapping[str, Preview]:
    """Each outcome's letter, in the words that are sent."""
    return {outcome: _letter(kind, sent, reason) for outcome, kind in LETTERS.items()}


def _letter(kind: str, sent: Submission, reason: str) -> Preview:
    text = render_template(
        f"letters/{kind}.txt",
        reference=sent.reference,
        organisation=sent.organisation.name,
        reason=reason or ("" if kind == LETTERS["verified"] else _("(alasan Anda)")),
        link=_("(tautan ke halamannya)"),
    )
    subject, _rest, body = text.strip().partition("\n")
    return Preview(subject.strip(), [line.strip() for line in body.split("\n") if line.strip()])
