"""Pages of coordinators: the queue, and one submission with everything that it claims."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import access
from portal.discovery.queries import origin
from portal.duplicates.queries import between, look_alikes
from portal.members.queries import stewardship
from portal.regions.queries import timezone
from portal.registration import remarks
from portal.registration.models import Submission
from portal.registration.remark_rules import CLAIMS
from portal.verification import looks, queries, reviewing, services
from portal.verification.check_rules import ITEMS, RESULTS, SOURCES, answered
from portal.verification.forms import REMARK, CallForm, ReviewForm
from portal.verification.letters import previews
from portal.verification.looks import Turn
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
    turn = looks.turn(session(), sent, actor())
    form = ReviewForm(turn, data=_begun(sent, turn))
    if "save" in request.form:
        return _save(sent, turn, form)
    look = form.attempt(
        lambda: services.decide(
            session(),
            sent,
            form.decision.data,
            form.reason.data or "",
            report=form.report(),
            seen=form.seen.data,
            by=actor(),
            now=moment(),
        )
    )
    if look:
        say("good", _told(look.outcome))
        return see_other("verification.queue")
    if form.status == 409:
        turn = looks.turn(session(), sent, actor())
        form.renew(turn)
    return _show(sent, turn, form, opened=False)


def _save(sent: Submission, turn: Turn, form: ReviewForm) -> ResponseReturnValue:
    """Keep what is unfinished, and show the page with the letter as it would go out now."""
    form.lenient()
    kept = form.attempt(
        lambda: reviewing.save_draft(
            session(),
            sent,
            form.report(),
            decision=form.decision.data or "",
            reason=form.reason.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if kept:
        say("good", _("Pemeriksaan Anda tersimpan. Hanya Anda yang melihatnya."))
        return see_other("verification.submission", reference=sent.reference)
    return _show(sent, turn, form, opened=False)


def _begun(sent: Submission, turn: Turn) -> dict[str, Any]:
    """What this coordinator has kept of their review."""
    kept = looks.draft(session(), sent, actor())
    if kept is None:
        return {"decision": "", "ticks": (), "seen": turn.seen}
    told = {REMARK + code: text for code, text in kept.remarks.items()}
    words = {"decision": kept.decision, "reason": kept.reason}
    return {"ticks": kept.ticks, "seen": turn.seen, **words, **told}


def _told(outcome: str) -> str:
    if outcome == "approved":
        return str(_("Persetujuan Anda tersimpan. Sekarang menunggu koordinator lain."))
    if outcome == "sent_back":
        return str(_("Permohonan kembali ke pemeriksaan pertama."))
    return str(_("Keputusan terkirim. Pendaftar menerima email."))


@room.post("/review/<reference>/contacts")
@requires(access.review, queries.need)
def contacts(sent: Submission) -> ResponseReturnValue:
    """Note who looks, then show the page with its closed contacts, people and addresses.

    What was typed comes along and stays on the page.
    """
    services.open_contacts(session(), sent, by=actor(), now=moment())
    session().flush()
    turn = looks.turn(session(), sent, actor())
    typed = len(request.form) > 1
    form = ReviewForm(turn, data=_begun(sent, turn), **({} if typed else {"formdata": None}))
    form.renew(turn)
    return _show(sent, turn, form, opened=True)


@room.route("/review/<reference>/calls", methods=["GET", "POST"])
@requires(access.review, queries.need)
def call(sent: Submission) -> ResponseReturnValue:
    """Note a call to a number that was found elsewhere."""
    form = CallForm()
    noted = form.attempt(
        lambda: reviewing.note_call(
            session(),
            sent,
            source=form.source.data,
            called_on=form.called_on.data,
            answered_by=form.answered_by.data or "",
            result=form.result.data,
            token=form.token.data or "",
            by=actor(),
            now=moment(),
        )
    )
    if noted:
        say("good", _("Telepon tercatat."))
        return see_other("verification.submission", reference=sent.reference)
    return page("verification/call.html", form, sent=sent)


def _address(chosen: Mapping[str, Sequence[str]], number: int = 1, *, form: str = "") -> str:
    kept: dict[str, Any] = {facet: list(values) for facet, values in chosen.items() if values}
    if form:
        return url_for("verification.sheet", **kept, form=form)
    return url_for("verification.queue", **kept, page=number)


def _show(sent: Submission, turn: Turn, form: ReviewForm, *, opened: bool) -> ResponseReturnValue:
    organisation = sent.organisation
    alike = look_alikes(session(), organisation)
    calls = looks.calls(session(), sent)
    said = form.report().written if sent.state == "waiting" else {}
    return page(
        "verification/submission.html",
        form,
        sent=sent,
        one=organisation,
        turn=turn,
        clock=queries.clock(session(), sent, actor(), moment()),
        hours=timezone(session(), organisation.region_code),
        alike=alike,
        pairs=between(session(), organisation, [one.organisation.id for one in alike]),
        looks=looks.looks(session(), sent),
        decisions=queries.decisions(session(), sent),
        answers=remarks.answers(session(), sent),
        calls=calls,
        called=answered([call.result for call in calls]),
        others=_others(sent, turn),
        origin=origin(session(), organisation.id),
        helper=stewardship(session(), organisation.id),
        opened=opened,
        closed=_closed(sent),
        letters=previews(session(), sent, form.reason.data or "", said),
        claim_names={code: claim.name for code, claim in CLAIMS.items()},
        item_names={code: item.words for code, item in ITEMS.items()},
        source_names=SOURCES,
        result_names=RESULTS,
    )


def _others(sent: Submission, turn: Turn) -> int:
    """How many other coordinators could be the second one; asked only where it takes two."""
    if not turn.two or (turn.second and not turn.mine):
        return 1
    return len(looks.others(session(), sent.organisation, but=actor().user_id, now=moment()))


def _closed(sent: Submission) -> int:
    """How many contacts, people and addresses are not for everybody."""
    one = sent.organisation
    told = [row.visibility for row in one.contacts] + [row.visibility for row in one.people]
    told += [place.visibility for place in one.locations if place.address]
    return sum(who != "public" for who in told)
