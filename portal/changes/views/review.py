"""Pages on which coordinators see old beside new, and decide."""

from collections.abc import Mapping
from dataclasses import replace

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from portal import access
from portal.accounts.models import User
from portal.changes import queries, rules, services, wording
from portal.changes.forms import JudgeForm
from portal.changes.models import Proposal
from portal.changes.views.room import room
from portal.directory import critical
from portal.regions.queries import timezone
from portal.verification.letters import Preview, worded
from portal.verification.looks import others
from portal.web import actor, moment, page, page_number, requires, say, see_other, session
from portal.web.requests import parts


@room.get("/review/changes")
@requires(access.see_queue)
def listing() -> ResponseReturnValue:
    """What waits within the coordinator's mandate, the oldest first."""
    return page(
        "changes/listing.html",
        found=queries.listing(session(), actor(), page=page_number(), now=moment()),
        field_names=rules.FIELD_NAMES,
        turn=lambda number: url_for("changes.listing", page=number),
        sheet=lambda form: url_for("changes.sheet", form=form),
    )


@room.route("/review/changes/<reference>", methods=["GET", "POST"])
@requires(access.review, queries.need)
def one(proposal: Proposal) -> ResponseReturnValue:
    """Old beside new, the decision, and its letters."""
    form = JudgeForm(data={"version": proposal.version})
    done = form.attempt(
        lambda: services.decide(
            session(),
            proposal,
            form.decision.data,
            form.reason.data or "",
            version=form.version.data,
            by=actor(),
            now=moment(),
        )
    )
    if done:
        say("good", _told(done))
        return see_other("changes.listing")
    if form.status == 409:
        form.version.data = proposal.version
    return _show(proposal, form)


def _told(proposal: Proposal) -> str:
    if proposal.state == "waiting":
        return str(_("Persetujuan Anda tersimpan. Sekarang menunggu koordinator lain."))
    return str(_("Keputusan terkirim. Lembaga menerima email."))


def _show(proposal: Proposal, form: JudgeForm) -> ResponseReturnValue:
    organisation = proposal.organisation
    present = critical.read(organisation)
    waits = proposal.state == "waiting"
    two = rules.needs_two(proposal.new)
    mine = proposal.first_by is not None and proposal.first_by == actor().user_id
    region = proposal.new.get("region_code")
    free = others(session(), organisation, but=proposal.first_by or actor().id, now=moment())
    return page(
        "changes/one.html",
        form,
        proposal=proposal,
        one=organisation,
        fields=[name for name in rules.FIELD_NAMES if name in proposal.new],
        field_names=rules.FIELD_NAMES,
        present=present,
        overtaken=rules.overtaken(proposal.old, present) if waits else (),
        two=two,
        mine=mine,
        alone=two and waits and not free,
        reach=not region or access.review(actor(), replace(proposal.scope, region=region)),
        hours=timezone(session(), organisation.region_code),
        letters=_letters(proposal, form.reason.data or ""),
    )


def _letters(proposal: Proposal, reason: str) -> Mapping[str, Preview]:
    """Both letters: the same template and facts as the worker's, in their reader's language."""
    reader = session().get_one(User, proposal.proposed_by)
    found = {}
    with force_locale(reader.language or parts().settings.locale):
        for outcome in rules.OUTCOMES:
            kind = f"proposal_{outcome}"
            shown = reason or (_("(alasan Anda)") if outcome == "refused" else "")
            facts = wording.facts(proposal, kind, shown, parts().settings.base_url)
            found[outcome] = worded(kind, facts)
    return found
