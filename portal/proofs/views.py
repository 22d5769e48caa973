"""Pages of proofs: what is there, one more, and opening a file on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal import access
from portal.access import Scope
from portal.pledges.models import Pledge
from portal.pledges.queries import Traced
from portal.proofs import queries, rules, services
from portal.proofs.forms import PressForm, ProofForm
from portal.proofs.models import Proof
from portal.proofs.queries import Subject
from portal.uploads.examiner import examine
from portal.uploads.paper import Paper
from portal.uploads.store import Store
from portal.web import actor, moment, page, parts, requires, say, see_other, session
from portal.web.filters import named
from portal.web.pages import translated
from portal.web.uploads import hand_over, takes_file

room = Blueprint("proofs", __name__)
room.add_app_template_filter(named(rules.READERS), "proof_reader")


@dataclass(frozen=True)
class Slip:
    """A proof with what it is about, as the reader stands to it."""

    proof: Proof
    subject: Subject
    scope: Scope


def delivery(session: Session, public_id: str) -> Subject:
    """The delivery of an address."""
    return queries.about_delivery(session, public_id)


def spending(session: Session, public_id: str) -> Subject:
    """The spending of an address."""
    return queries.about_spending(session, public_id, actor())


def slip(session: Session, public_id: str) -> Slip:
    """The proof of an address, for whoever may open it."""
    proof = queries.need(session, public_id)
    subject = queries.subject_of(session, proof, actor())
    return Slip(proof, subject, subject.scope)


def own(session: Session, public_id: str) -> Slip:
    """The proof of an address, for the side that brought it."""
    found = slip(session, public_id)
    bringer = services.bringer(found.subject, found.proof)
    return Slip(found.proof, found.subject, Scope(owner=bringer))


def store() -> Store:
    """Where this portal keeps files."""
    return Store(parts().settings.uploads)


@room.app_template_global()
def delivery_proofs(pledge: Pledge) -> Mapping[int, int] | None:
    """How many proofs each delivery of a pledge has; None for whoever may not open them."""
    if not access.open_proof(actor(), pledge.scope):
        return None
    return queries.count_of_deliveries(session(), pledge)


@room.app_template_global()
def spending_proofs(rows: Sequence[Traced]) -> Mapping[str, int]:
    """How many proofs each row of spending has; without those that this reader may not open."""
    if not actor().signed_in:
        return {}
    spent = [
        (one.line, one.transfer)
        for one in rows
        if one.kind == "spend" and one.line and one.transfer
    ]
    given = queries.given(session(), actor(), [line.id for line, _row in spent])
    mine = [
        row.public_id
        for line, row in spent
        if line.id in given or access.open_proof(actor(), line.scope)
    ]
    known = queries.count_of_rows(session(), mine) if mine else {}
    return {one: known.get(one, 0) for one in mine}


@room.get("/deliveries/<public_id>/proofs", endpoint="delivery")
@requires(access.open_proof, delivery)
def of_delivery(subject: Subject) -> ResponseReturnValue:
    """The proofs of one delivery."""
    return _listing(subject)


@room.get("/transfers/<public_id>/proofs", endpoint="spending")
@requires(access.open_proof, spending)
def of_spending(subject: Subject) -> ResponseReturnValue:
    """The proofs of one spending."""
    return _listing(subject)


def _listing(subject: Subject) -> ResponseReturnValue:
    rule = access.add_proof if subject.delivery else access.record_spending
    return page(
        "proofs/listing.html",
        subject=subject,
        proofs=queries.of(session(), subject),
        views=queries.views(session(), subject),
        shows={
            side: translated(words)
            for (kind, side), words in rules.SHOWS.items()
            if kind == subject.kind
        },
        mine=lambda proof: services.bringer(subject, proof) in actor().memberships,
        new=_address(subject, new=True) if rule(actor(), subject.scope) else "",
    )


def _address(subject: Subject, *, new: bool = False) -> str:
    names = ("add", "delivery") if subject.delivery else ("add_spending", "spending")
    return url_for(f"proofs.{names[0] if new else names[1]}", public_id=subject.key)


@room.route("/deliveries/<public_id>/proofs/new", methods=["GET", "POST"], endpoint="add")
@takes_file
@requires(access.add_proof, delivery)
def add_to_delivery(subject: Subject) -> ResponseReturnValue:
    """One more proof of a delivery."""
    return _add(subject)


@room.route("/transfers/<public_id>/proofs/new", methods=["GET", "POST"], endpoint="add_spending")
@takes_file
@requires(access.record_spending, spending)
def add_to_spending(subject: Subject) -> ResponseReturnValue:
    """One more proof of a spending."""
    return _add(subject)


def _add(subject: Subject) -> ResponseReturnValue:
    form = ProofForm()
    back = _address(subject)

    def act() -> str:
        upload = form.file.data
        # Looking takes a second: on SQLite everybody else's writing would wait for it.
        session().rollback()
        paper = Paper(examine(upload), upload.name, store())
        token = form.token.data or ""
        return services.add(session(), subject, paper, token=token, by=actor(), now=moment())

    if form.attempt(act):
        say("good", _("Bukti tersimpan."))
        return see_other(
            "proofs.delivery" if subject.delivery else "proofs.spending", public_id=subject.key
        )
    return page("proofs/add.html", form, subject=subject, back=back)


@room.post("/proofs/<public_id>/open")
@requires(access.open_proof, slip)
def open_file(found: Slip) -> Response:
    """Note who looks, then hand the file over, to be saved and never shown as a page of ours."""
    proof = found.proof
    data = services.open_file(session(), proof, store=store(), by=actor(), now=moment())
    return hand_over(data, proof.media, proof.name)


@room.route("/proofs/<public_id>/withdraw", methods=["GET", "POST"])
@requires(access.withdraw_proof, own)
def withdraw(found: Slip) -> ResponseReturnValue:
    """Ask before a proof is taken back."""
    form = PressForm()
    back = _address(found.subject)

    def act() -> tuple[bool]:
        return (services.withdraw(session(), found.proof, by=actor(), now=moment()),)

    if form.attempt(act):
        say("good", _("Bukti ditarik."))
        return see_other(
            "proofs.delivery" if found.subject.delivery else "proofs.spending",
            public_id=found.subject.key,
        )
    return page("proofs/withdraw.html", form, proof=found.proof, subject=found.subject, back=back)
