"""What letters about members, claims and closed contacts tell: read when a letter is worded."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.claims.models import Claim
from portal.contact_lists.models import ContactList
from portal.directory.models import Organisation
from portal.letters import Letter
from portal.members.models import Invitation
from portal.openings.queries import takers
from portal.regions.models import Region
from portal.searches import links, queries
from portal.searches.models import SavedSearch
from portal.slips.queries import waiting_of

Facts = Mapping[str, Any]


def about_invitation(session: Session, letter: Letter, now: datetime) -> Facts | None:
    """The invitation whose public id the letter has; None once it was answered or is over."""
    found = session.scalar(select(Invitation).where(Invitation.public_id == letter.ref))
    if found is None or found.state != "waiting" or found.expires_at <= now:
        return None
    return {"organisation": found.organisation.name, "first": "", "until": found.expires_at}


def about_membership(session: Session, letter: Letter, base: str) -> Facts | None:
    """The organisation whose public id the letter has, and its members' page."""
    found = session.scalar(select(Organisation).where(Organisation.public_id == letter.ref))
    if found is None:
        return None
    link = f"{base}/my/organisations/{found.slug or found.public_id}"
    return {"organisation": found.name, "link": link}


def about_slip_changes(session: Session, letter: Letter, base: str) -> Facts | None:
    """The organisation whose public id the letter has; None when none of its changes waits."""
    found = session.scalar(select(Organisation).where(Organisation.public_id == letter.ref))
    if found is None or not waiting_of(session, found):
        return None
    return {"organisation": found.name, "link": f"{base}/slip-changes"}


def about_merge(session: Session, letter: Letter, base: str) -> Facts | None:
    """The entry that ended, by its public id, and the one it became; None once that was undone."""
    found = session.scalar(select(Organisation).where(Organisation.public_id == letter.ref))
    if found is None or found.merged_into_id is None:
        return None
    into = session.get_one(Organisation, found.merged_into_id)
    link = f"{base}/my/organisations/{into.slug or into.public_id}"
    return {"organisation": found.name, "into": into.name, "link": link}


def about_contact_list(session: Session, letter: Letter, base: str) -> Facts | None:
    """The request for a region's closed contacts; None once it waits no longer for its reader.

    Neither its reason nor its answer is told: both are read on its page alone.
    """
    found = session.scalar(select(ContactList).where(ContactList.public_id == letter.ref))
    if found is None or (letter.kind == "contact_list_waiting" and found.outcome):
        return None
    return {
        "place": session.get_one(Region, found.region_code).name,
        "approved": found.outcome == "approved",
        "link": f"{base}/contact-lists/{found.public_id}",
    }


def about_takers(session: Session, letter: Letter, base: str) -> Facts | None:
    """What an account took on a day, by 'PUBLIC-ID:DAY': how many contacts; never who it is."""
    public_id, _colon, text = letter.ref.partition(":")
    day = date.fromisoformat(text)
    found = next((one for one in takers(session, day) if one.public_id == public_id), None)
    if found is None:
        return None
    return {
        "on": day,
        "contacts": found.contacts,
        "organisations": found.organisations,
        "link": f"{base}/admin/journal?by={public_id}",
    }


def about_claim(session: Session, letter: Letter, base: str) -> Facts | None:
    """The claim or request whose public id the letter has; None for one that needs no answer."""
    found = session.scalar(select(Claim).where(Claim.public_id == letter.ref))
    if found is None or (letter.kind.endswith("_waiting") and found.state != "waiting"):
        return None
    one = found.organisation
    slug = one.slug or one.public_id
    path = {
        "claim_waiting": f"/review/claims/{found.public_id}",
        "request_waiting": f"/my/organisations/{slug}/requests/{found.public_id}",
        "claim_granted": f"/my/organisations/{slug}",
    }.get(letter.kind, f"/claims/{found.public_id}")
    return {"organisation": one.name, "reason": found.reason, "link": base + path}


def about_search(session: Session, letter: Letter, base: str, key: str) -> Facts | None:
    """How much is new for the saved search whose public id the letter has, without its words.

    None once it was dropped or stopped, or when nothing of the news is listed any more.
    """
    found = session.scalar(select(SavedSearch).where(SavedSearch.public_id == letter.ref))
    if found is None or found.every == "none":
        return None
    news = queries.news(session, found)
    if not news:
        return None
    return {
        "number": len(news),
        "link": f"{base}/account/searches/{found.public_id}",
        "stop": f"{base}/searches/stop/{links.make(key, found)}",
    }
