"""What a letter says: its row and the present state become a message in its reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, render_template
from flask_babel import Babel, force_locale
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
from portal.programmes.labels import in_asset
from portal.settings import Settings
from portal.web import filters

HERE = Path(__file__).parents[1]
SENDER = "Simpul"
# Not every mail server takes eight bits: what is not ASCII is encoded on its way.
LETTER = SMTP.clone(cte_type="7bit")


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


def _submission(case: Case) -> Facts | None:
    return about_submission(case.session, case.letter, case.settings.base_url)


def _proposal(case: Case) -> Facts | None:
    return about_proposal(case.session, case.letter, case.settings.base_url)


def _pledge(case: Case) -> Facts | None:
    return about_pledge(case.session, case.letter, case.settings.base_url, case.now)


def _partner(case: Case) -> Facts | None:
    return about_partner(case.session, case.letter, case.settings.base_url)


def _offer(case: Case) -> Facts | None:
    return about_offer(case.session, case.letter, case.settings.base_url)


def _hold(case: Case) -> Facts | None:
    return about_hold(case.session, case.letter, case.settings.base_url)


def _age(case: Case) -> Facts | None:
    key, base = case.settings.signing_key(), case.settings.base_url
    return about_age(case.session, case.letter, base, key, case.now)


def _question(case: Case) -> Facts | None:
    return about_question(case.session, case.letter, case.settings.base_url)


def _report(case: Case) -> Facts | None:
    return about_report(case.session, case.letter, case.settings.base_url)


def _document(case: Case) -> Facts | None:
    return about_document(case.session, case.letter, case.settings.base_url)


def _invitation(case: Case) -> Facts | None:
    facts = about_invitation(case.session, case.letter, case.now)
    if facts is None:
        return None
    told: dict[str, Any] = {**facts, "link": case.link(f"/invitations/{case.letter.ref}")}
    if case.user.verified_at is None:
        token = links.make(case.settings.signing_key(), case.user, "reset")
        told["first"] = case.link(f"/account/reset/{token}")
    return told


def _claim(case: Case) -> Facts | None:
    return about_claim(case.session, case.letter, case.settings.base_url)


def _membership(case: Case) -> Facts | None:
    return about_membership(case.session, case.letter, case.settings.base_url)


def _slip_changes(case: Case) -> Facts | None:
    return about_slip_changes(case.session, case.letter, case.settings.base_url)


def _merge(case: Case) -> Facts | None:
    return about_merge(case.session, case.letter, case.settings.base_url)


def _search(case: Case) -> Facts | None:
    key = case.settings.signing_key()
    return about_search(case.session, case.letter, case.settings.base_url, key)


def _contact_list(case: Case) -> Facts | None:
    return about_contact_list(case.session, case.letter, case.settings.base_url)


def _adoption(case: Case) -> Facts | None:
    return about_adoption(case.session, case.letter, case.settings.base_url)


def _dispute(case: Case) -> Facts | None:
    return about_dispute(case.session, case.letter, case.settings.base_url)


def _takers(case: Case) -> Facts | None:
    return about_takers(case.session, case.letter, case.settings.base_url)


def _digest(case: Case) -> Facts | None:
    key, base = case.settings.signing_key(), case.settings.base_url
    return about_digest(case.session, case.letter, case.user, base, key, case.now)


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


class Desk:
    """Words letters: holds the templates, the catalogues and what links need; safe to share."""

    def __init__(self, settings: Settings) -> None:
        packaged = HERE / "templates"
        self.settings = settings
        self._app = Flask(
            "portal",
            static_folder=None,
            template_folder=str(packaged if packaged.is_dir() else HERE.parent / "templates"),
        )
        self._app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(HERE / "translations")
        self._app.jinja_env.trim_blocks = self._app.jinja_env.lstrip_blocks = True
        Babel(self._app, default_locale=settings.locale)
        filters.install(self._app)
        self._app.add_template_filter(in_asset)

    @property
    def domain(self) -> str:
        """The name that letters come from."""
        host = urlsplit(self.settings.base_url).hostname or "localhost"
        return host if any(sign.isalpha() for sign in host) else "localhost"

    def compose(self, session: Session, letter: Letter, *, now: datetime) -> EmailMessage | None:
        """The message of a letter; None when there is nothing to tell, or nobody to tell it to.

        Raises ValueError or HeaderParseError for an address that is none or more than one.
        """
        user = session.get_one(User, letter.account_id)
        gather = KINDS[letter.kind]
        if user.disabled_at:
            return None
        facts = gather(Case(session, letter, user, self.settings, now))
        if facts is None:
            return None
        subject, body = self._words(letter.kind, user.language, facts)
        # SMTP's policy refuses a line break in a header, Address anything but one address.
        message = EmailMessage(policy=LETTER)
        message["From"] = Address(SENDER, addr_spec=self._sender())
        message["To"] = Address(addr_spec=user.email)
        message["Subject"] = subject
        message["Date"] = format_datetime(now)
        # The same for every try, so that a letter that was sent twice can be told.
        message["Message-ID"] = f"<letter.{letter.id}.{letter.made_at:%Y%m%d%H%M%S}@{self.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        if "stop" in facts:
            # The mail program's own button (RFC 8058); a person who opens it gets the page.
            message["List-Unsubscribe"] = f"<{facts['stop']}/once>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(body, cte="8bit")  # in a file its links stay in one piece
        return message

    def _sender(self) -> str:
        return f"noreply@{self.domain}"

    def _words(self, kind: str, language: str, facts: Facts) -> tuple[str, str]:
        """Subject and body. A template's first line is the subject, the second is empty."""
        with self._app.app_context(), force_locale(language):
            text = render_template(f"letters/{kind}.txt", **facts)
        subject, _, body = text.strip().partition("\n")
        return subject.strip(), body.strip() + "\n"
