"""Every kind of letter, and what its template is told: its row and the present state as facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from portal.accounts import links
from portal.accounts.models import User
from portal.letters import Letter
from portal.mail.adopted import about_adoption
from portal.mail.digests import about_digest
from portal.mail.doubts import about_dispute
from portal.mail.entries import about_age, about_question, about_report
from portal.mail.facts import (
    about_document,
    about_hold,
    about_partner,
    about_pledge,
    about_proposal,
    about_submission,
)
from portal.mail.offers import about_offer
from portal.mail.people import (
    about_claim,
    about_contact_list,
    about_invitation,
    about_membership,
    about_merge,
    about_search,
    about_slip_changes,
    about_takers,
)
from portal.mail.releases import about_release
from portal.settings import Settings


@dataclass(frozen=True)
class Case:
    """One letter about to be worded: for whom, as of when, and what its links are made of."""

    session: Session
    letter: Letter
    user: User
    settings: Settings
    now: datetime

    def link(self, path: str) -> str:
        """A full address in the portal."""
        return self.settings.base_url + path

    @property
    def onward(self) -> str:
        """What a link carries along of the page that its reader came for."""
        return f"?{urlencode({'next': self.letter.onward})}" if self.letter.onward else ""


Facts = Mapping[str, Any]
Gather = Callable[[Case], Facts | None]
# What most letters are made of: a session, the letter's row, and how links begin.
About = Callable[[Session, Letter, str], Facts | None]


def _plain(about: About) -> Gather:
    """The facts of a letter that needs neither a key nor the hour."""
    return lambda case: about(case.session, case.letter, case.settings.base_url)


def _with_token(purpose: str) -> Gather:
    def gather(case: Case) -> Facts | None:
        if purpose == "confirm" and case.user.verified_at:
            return None
        token = links.make(case.settings.signing_key(), case.user, purpose)
        return {"link": case.link(f"/account/{purpose}/{token}{case.onward}")}

    return gather


def _sign_in(case: Case) -> Facts:
    return {
        "link": case.link(f"/sign-in{case.onward}"),
        "forgotten": case.link(f"/account/forgot{case.onward}"),
    }


def _pledge(case: Case) -> Facts | None:
    return about_pledge(case.session, case.letter, case.settings.base_url, case.now)


def _release(case: Case) -> Facts | None:
    return about_release(case.session, case.letter, case.settings.base_url, case.now)


def _age(case: Case) -> Facts | None:
    key, base = case.settings.signing_key(), case.settings.base_url
    return about_age(case.session, case.letter, base, key, case.now)


def _invitation(case: Case) -> Facts | None:
    facts = about_invitation(case.session, case.letter, case.now)
    if facts is None:
        return None
    told: dict[str, Any] = {**facts, "link": case.link(f"/invitations/{case.letter.ref}")}
    if case.user.verified_at is None:
        token = links.make(case.settings.signing_key(), case.user, "reset")
        told["first"] = case.link(f"/account/reset/{token}")
    return told


def _search(case: Case) -> Facts | None:
    key = case.settings.signing_key()
    return about_search(case.session, case.letter, case.settings.base_url, key)


def _digest(case: Case) -> Facts | None:
    key, base = case.settings.signing_key(), case.settings.base_url
    return about_digest(case.session, case.letter, case.user, base, key, case.now)


_submission = _plain(about_submission)
_proposal = _plain(about_proposal)
_partner = _plain(about_partner)
_offer = _plain(about_offer)
_hold = _plain(about_hold)
_question = _plain(about_question)
_report = _plain(about_report)
_document = _plain(about_document)
_claim = _plain(about_claim)
_membership = _plain(about_membership)
_slip_changes = _plain(about_slip_changes)
_merge = _plain(about_merge)
_contact_list = _plain(about_contact_list)
_adoption = _plain(about_adoption)
_dispute = _plain(about_dispute)
_takers = _plain(about_takers)

# Every kind of letter there is, with what its template is told. None: there is nothing to tell.
KINDS: Mapping[str, Gather] = {
    "confirm": _with_token("confirm"),
    "already_registered": _sign_in,
    "reset": _with_token("reset"),
    "invitation": _with_token("reset"),
    "submission_received": _submission,
    "submission_waiting": _submission,
    "second_look_waiting": _submission,
    "proposal_waiting": _proposal,
    "proposal_second": _proposal,
    "proposal_accepted": _proposal,
    "proposal_refused": _proposal,
    "decision_verified": _submission,
    "decision_changes": _submission,
    "decision_rejected": _submission,
    "document_expiring": _document,
    "document_expired": _document,
    "claim_waiting": _claim,
    "request_waiting": _claim,
    "claim_granted": _claim,
    "claim_refused": _claim,
    "claim_overtaken": _claim,
    "entry_merged": _merge,
    "contact_list_waiting": _contact_list,
    "contact_list_decided": _contact_list,
    "many_contacts": _takers,
    "slip_contacts": _membership,
    "slip_change_waiting": _slip_changes,
    "slip_taken_over": _membership,
    "member_invitation": _invitation,
    "member_handed_over": _membership,
    "member_removed": _membership,
    "partner_asked": _partner,
    "partner_answered": _partner,
    "partner_ended": _partner,
    "text_held": _hold,
    "hold_lifted": _hold,
    "pledge_offered": _pledge,
    "pledge_accepted": _pledge,
    "pledge_declined": _pledge,
    "pledge_withdrawn": _pledge,
    "pledge_released": _pledge,
    "release_proposed": _release,
    "release_answered": _release,
    "offer_waiting": _offer,
    "offer_split": _offer,
    "offer_ended": _offer,
    "pledge_rescheduled": _pledge,
    "agreement_recorded": _pledge,
    "delivery_sent": _pledge,
    "delivery_counted": _pledge,
    "delivery_differs": _pledge,
    "receipt_reversed": _pledge,
    "refund_told": _pledge,
    "pledge_increased": _pledge,
    "discrepancy_note": _pledge,
    "pledge_digest": _digest,
    "adoption_waiting": _adoption,
    "adoption_answered": _adoption,
    "dispute_waiting": _dispute,
    "dispute_asked": _dispute,
    "dispute_note": _dispute,
    "dispute_decided": _dispute,
    "entry_reminder": _age,
    "entry_due": _age,
    "entry_stale": _age,
    "hiding_question": _question,
    "report_waiting": _report,
    "report_passed_on": _report,
    "search_news": _search,
}
