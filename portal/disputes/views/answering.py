"""One doubt: the figure as it was, its rows, what everybody says, and the decision."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.disputes import queries, services
from portal.disputes.forms import AskForm, DecideForm, NoteForm
from portal.disputes.models import Dispute
from portal.disputes.queries import Fix
from portal.disputes.rules import askable
from portal.disputes.views.room import dispute, room
from portal.errors import NotFound
from portal.pledges.rules import ROW_KINDS
from portal.programmes.labels import in_asset
from portal.regions.queries import timezone
from portal.revisions.rules import FIELDS
from portal.web import actor, moment, page, public, requires, say, see_other, session
from portal.web.filters import day, named

ROW, FIELD = named(ROW_KINDS), named(FIELDS)


@room.get("/disputes/<public_id>")
@requires(access.see_dispute, dispute)
def one(held: Dispute) -> ResponseReturnValue:
    """What is doubted, the talk about it, and the next step."""
    return _page(held)


@room.post("/disputes/<public_id>/comment")
@requires(access.comment_dispute, dispute)
def comment(held: Dispute) -> ResponseReturnValue:
    """Say something that all who have a part in it read."""
    form = NoteForm()
    done = form.attempt(
        lambda: services.comment(session(), held, form.text.data or "", **_told(form))
    )
    if done:
        say("good", _("Pesan tersimpan. Yang terlibat mendapat kabar."))
        return see_other("disputes.one", public_id=held.public_id)
    return _page(held, notes=form)


@room.post("/disputes/<public_id>/ask")
@requires(access.decide_dispute, dispute)
def ask(held: Dispute) -> ResponseReturnValue:
    """A coordinator asks the owner, the donor or both to explain the figure."""
    form = _asking(AskForm(), held)
    done = form.attempt(
        lambda: services.ask(
            session(),
            held,
            asked=form.asked.data or "",
            text=form.text.data or "",
            due_on=form.due_on.data,
            **_told(form),
        )
    )
    if done:
        say("good", _("Permintaan terkirim."))
        return see_other("disputes.one", public_id=held.public_id)
    return _page(held, asking=form)


@room.post("/disputes/<public_id>/decide")
@requires(access.decide_dispute, dispute)
def decide(held: Dispute) -> ResponseReturnValue:
    """A coordinator says that the figure is right, or what corrected it."""
    form = _deciding(DecideForm(), held)
    done = form.attempt(
        lambda: services.decide(
            session(),
            held,
            outcome=form.outcome.data or "",
            reason=form.reason.data or "",
            fixes=form.fixes.data or (),
            version=form.version.data,
            **_told(form),
        )
    )
    if done:
        say("good", _("Keputusan tersimpan. Yang mempertanyakan mendapat kabar."))
        return see_other("disputes.one", public_id=held.public_id)
    return _page(held, deciding=form)


@room.get("/disputes/<public_id>/answer")
@public
def answer(public_id: str) -> ResponseReturnValue:
    """For somebody without an account: where their doubt stands, and the answer. Nothing else."""
    held = dispute(session(), public_id)
    if held.opened_by is not None:
        raise NotFound
    return page("disputes/answer.html", held=held, fixed=_fixed(held), fix_words=fix_words)


def fix_words(one: Fix) -> str:
    """What corrected a figure, in a line."""
    if one.kind == "transfer":
        return str(
            _(
                "Baris %(n)s: %(what)s %(sum)s, %(day)s",
                n=one.seq,
                what=ROW(one.word),
                sum=in_asset(one.amount, one.asset),
                day=day(one.day),
            )
        )
    if one.kind == "discrepancy":
        return str(_("Selisih pada %(reference)s, %(day)s", reference=one.word, day=day(one.day)))
    return str(_("Perubahan program: %(what)s, %(day)s", what=FIELD(one.word), day=day(one.day)))


def _fixed(held: Dispute) -> list[Fix]:
    return list(queries.recorded(session(), held.decision.fixes)) if held.decision else []


def _asking(form: AskForm, held: Dispute) -> AskForm:
    scope = held.scope
    words = {"owner": _("Pemilik program"), "donor": _("Donatur"), "both": _("Keduanya")}
    sides = askable(owner=scope.owner is not None, donor=scope.donor is not None)
    form.asked.offer([(one, words[one]) for one in sides])
    return form


def _deciding(form: DecideForm, held: Dispute) -> DecideForm:
    form.fixes.offer([(one.value, fix_words(one)) for one in queries.fixes(session(), held)])
    if form.version.data is None and not form.sent:
        form.version.data = len(held.notes)
    return form


def _told(form: Any) -> dict[str, Any]:
    return {"token": form.token.data or "", "by": actor(), "now": moment()}


def _page(
    held: Dispute,
    *,
    notes: NoteForm | None = None,
    asking: AskForm | None = None,
    deciding: DecideForm | None = None,
) -> ResponseReturnValue:
    """The page; a form that was refused stands in it with what was typed."""
    by, scope = actor(), held.scope
    held = queries.need(session(), held.public_id)  # a refused form left nothing of the old state
    own = queries.parties(session(), held) & set(by.memberships)
    decides = held.decision is None and access.decide_dispute(by, scope) and not own
    talks = held.decision is None and access.comment_dispute(by, scope)
    blank: dict[str, Any] = {"formdata": None}
    ask_form = asking or (_asking(AskForm(**blank), held) if decides else None)
    shown = deciding or asking or notes
    deciding_form = deciding or (_blank_decision(held) if decides else None)
    if deciding:
        deciding.version.data = len(held.notes)  # the page shows them all again
    return page(
        "disputes/one.html",
        shown,
        held=held,
        rows=queries.shown_rows(session(), held),
        kept=held.rows_total,
        fixed=_fixed(held),
        fix_words=fix_words,
        notes=(notes or NoteForm(**blank)) if talks else None,
        asking=ask_form if decides and held.programme else None,
        deciding=deciding_form if decides else None,
        contact=held.contact.reply_to if decides and held.contact else "",
        knows_contact=decides and held.opened_by is None,
        audits=access.read_journal(by, scope),
        knows_pledge=bool(held.pledge and access.see_pledge(by, held.pledge.scope)),
        hours=timezone(session(), held.region or ""),
        back=_figure_address(held),
    )


def _blank_decision(held: Dispute) -> DecideForm:
    form = _deciding(DecideForm(formdata=None), held)
    form.version.data = len(held.notes)
    return form


def _figure_address(held: Dispute) -> str:
    """The page of the figure's rows now; '' where this reader has none."""
    asset = None if held.asset == "IDR" else held.asset
    if held.place == "programme" and held.programme:
        line = held.requirement.public_id if held.requirement else None
        told: dict[str, Any] = {"requirement": line, "asset": asset}
        return url_for("pledges.rows", slug=held.programme.slug, figure=held.figure, **told)
    if held.place == "pledge" and held.pledge and access.see_pledge(actor(), held.pledge.scope):
        reference = held.pledge.reference
        return url_for("pledges.pledge_rows", reference=reference, figure=held.figure)
    if held.place == "row":
        reads = access.read_journal(actor(), held.scope)
        return url_for("audit.record", public_id=held.transfer) if reads else ""
    if held.place == "pipeline" and not access.see_pipeline(actor()):
        return ""
    endpoint = "funding.rows" if held.place == "funding" else "funding.pipeline_rows"
    told = {
        "region": held.region_code,
        "stage": held.stage or None,
        "source": held.source or None,
        "asset": asset,
    }
    return url_for(endpoint, figure=held.figure, **told)
