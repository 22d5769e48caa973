"""Pages of claims: for whoever claims, for coordinators, and for owners who are asked."""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.claims import forms, queries, services
from portal.claims.models import Claim, ClaimLetter
from portal.claims.rules import CLAIMABLE, STATES, endings
from portal.directory.models import Organisation
from portal.errors import NotFound
from portal.openings import services as openings
from portal.openings.rules import LIMIT
from portal.regions.queries import timezone
from portal.uploads.examiner import Upload, examine
from portal.uploads.paper import Paper
from portal.uploads.store import Store
from portal.web import (
    actor,
    moment,
    page,
    page_number,
    parts,
    requires,
    say,
    see_other,
    session,
)
from portal.web.filters import named
from portal.web.uploads import hand_over, takes_file

room = Blueprint("claims", __name__)
room.add_app_template_filter(named(STATES), "claim_state")


@room.route("/claims/<public_id>/new", methods=["GET", "POST"])
@takes_file
@requires(access.claim_organisation, queries.entry)
def new(organisation: Organisation) -> ResponseReturnValue:
    """Say that an entry is one's own; when it has members, ask its owners instead."""
    owned = queries.has_members(session(), organisation.id)
    numbers = endings(one.value for one in organisation.contacts)
    data = {"kind": "request" if owned else "claim"}
    form = forms.RequestForm(data=data) if owned else forms.ClaimForm(numbers, data=data)

    def act() -> str:
        parts().counters.hit("claim_account", str(actor().id))
        sent = form.file.data if _said(form, "proof") == "letter" else None
        paper = _looked_at(sent) if sent else None
        return services.file(
            session(),
            organisation,
            form.kind.data or "",
            role=form.role.data or "",
            proof=_said(form, "proof"),
            letter=_said(form, "letter"),
            ending=_said(form, "ending"),
            paper=paper,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )

    if made := form.attempt(act):
        say("good", _("Terkirim. Kami mengabari Anda lewat email."))
        return see_other("claims.mine", public_id=made)
    return page(
        "claims/new.html",
        form,
        one=organisation,
        owned=owned,
        numbers=numbers,
        gone=organisation.status not in CLAIMABLE,
        waiting=queries.waiting_of(session(), organisation.id, actor().id),
        member=organisation.id in actor().memberships,
    )


def _said(form: forms.RequestForm, name: str) -> str:
    return (form[name].data or "") if name in form else ""


def _looked_at(upload: Upload) -> Paper:
    """Have a letter looked at while no lock is held: that takes a second."""
    session().rollback()  # on SQLite everybody else's writing would wait for it
    return Paper(examine(upload), upload.name, _store())


def _store() -> Store:
    return Store(parts().settings.uploads)


@room.get("/claims/<public_id>")
@requires(access.see_claim, queries.need)
def mine(claim: Claim) -> ResponseReturnValue:
    """What became of one's own claim or request."""
    return page(
        "claims/mine.html",
        claim=claim,
        kept=queries.letter_of(session(), claim),
        views=queries.views(session(), claim),
    )


@room.route("/claims/<public_id>/letter", methods=["GET", "POST"])
@takes_file
@requires(access.see_claim, queries.need)
def letter(claim: Claim) -> ResponseReturnValue:
    """Send the letter of a claim that waits, or another in its place."""
    form = forms.LetterForm()
    key = claim.public_id

    def act() -> str:
        parts().counters.hit("claim_account", str(actor().id))
        paper = _looked_at(form.file.data)
        return services.add_letter(
            session(), claim, paper, token=form.token.data or "", by=actor(), now=moment()
        )

    if form.attempt(act):
        say("good", _("Surat tersimpan. Koordinator wilayah dapat membukanya."))
        return see_other("claims.mine", public_id=key)
    if claim.proof != "letter" or (claim.state != "waiting" and not form.sent):
        raise NotFound
    kept = queries.letter_of(session(), claim)
    return page("claims/letter.html", form, claim=claim, replaces=kept is not None)


@room.post("/claims/<public_id>/letter/open")
@requires(access.see_claim_letter, queries.letter_to)
def open_letter(kept: ClaimLetter) -> ResponseReturnValue:
    """Note who looks, then hand the letter over."""
    data = services.open_letter(session(), kept, store=_store(), by=actor(), now=moment())
    return hand_over(data, kept.media, kept.name)


def asked_decided() -> bool:
    """Whether the address asks for what was decided already."""
    return request.args.get("state") == "decided"


@room.get("/review/claims")
@requires(access.see_queue)
def queue() -> ResponseReturnValue:
    """The claims within a coordinator's mandate."""
    decided = asked_decided()
    state = "decided" if decided else None
    return page(
        "claims/queue.html",
        found=queries.queue(session(), actor(), waiting=not decided, page=page_number()),
        decided=decided,
        turn=lambda number: url_for("claims.queue", state=state, page=number),
        sheet=lambda form: url_for("claims.sheet", state=state, form=form),
    )


@room.route("/review/claims/<public_id>", methods=["GET", "POST"])
@requires(access.review, queries.claim_of)
def claim(one: Claim) -> ResponseReturnValue:
    """One claim: what the entry has on file, what the claimant says, and the decision."""
    form = forms.DecisionForm()

    def act() -> Claim:
        return services.decide(
            session(),
            one,
            form.outcome.data,
            reason=form.reason.data or "",
            note=form.note.data or "",
            letter_seen=bool(form.letter_seen.data),
            by=actor(),
            now=moment(),
        )

    if done := form.attempt(act):
        _tell(done)
        return see_other("claims.queue")
    return _show(one, form, opened=False)


@room.post("/review/claims/<public_id>/contacts")
@requires(access.review, queries.claim_of)
def contacts(one: Claim) -> ResponseReturnValue:
    """Note who looks, then show the numbers on file, so that one can be called back."""
    parts().counters.hit(LIMIT, str(actor().id))
    openings.open_contacts(
        session(), one.organisation, purpose="check", note="", by=actor(), now=moment()
    )
    return _show(one, forms.DecisionForm(formdata=None), opened=True)


@room.route("/my/organisations/<slug>/requests/<public_id>", methods=["GET", "POST"])
@requires(access.manage_members, queries.request_to)
def answer(one: Claim) -> ResponseReturnValue:
    """Somebody asks to belong to the organisation; an owner answers."""
    form = forms.AnswerForm()

    def act() -> Claim:
        return services.answer(
            session(),
            one,
            form.outcome.data,
            reason=form.reason.data or "",
            by=actor(),
            now=moment(),
        )

    slug = one.organisation.slug or one.organisation.public_id
    if form.attempt(act):
        say("good", _("Jawaban Anda terkirim."))
        return see_other("members.everybody", slug=slug)
    return page("claims/answer.html", form, claim=one, slug=slug)


def _tell(done: Claim) -> None:
    if done.state == "overtaken":
        say("bad", _("Lembaga ini sudah digabung atau punya pengelola. Orang itu kami kabari."))
    else:
        say("good", _("Keputusan terkirim. Orang itu menerima email."))


def _show(one: Claim, form: forms.DecisionForm, *, opened: bool) -> ResponseReturnValue:
    return page(
        "claims/claim.html",
        form,
        claim=one,
        one=one.organisation,
        opened=opened,
        kept=queries.letter_of(session(), one),
        views=queries.views(session(), one),
        hours=timezone(session(), one.organisation.region_code),
        others=queries.others(session(), one),
    )
