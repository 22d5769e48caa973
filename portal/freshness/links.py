"""The link "still right?": signed, good until the entry would be stale, no key to anything else.

It names the entry and the day of the word that it asks to renew. Whoever holds it may say that
the entry is still right; after a newer word it does nothing more.
"""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.directory.queries import PARTS
from portal.directory.rules import CHECKED
from portal.errors import N_, NotFound
from portal.freshness.rules import LINK_LASTS

SALT = "portal.freshness"
GONE = N_("Tautan ini sudah tidak berlaku. Masuk untuk menyatakan data lembaga Anda masih benar.")


@dataclass(frozen=True)
class Asked:
    """What a link asks: about which entry, and about the word of which day."""

    organisation: Organisation
    since: date | None

    @property
    def answered(self) -> bool:
        """Whether a newer word was given since the link was made."""
        return self.organisation.confirmed_on != self.since


def make(key: str, organisation: Organisation, *, now: datetime) -> str:
    """The token of a link about an entry as it is now."""
    since, until = organisation.confirmed_on, now.date() + LINK_LASTS
    content = [organisation.public_id, since.isoformat() if since else "", until.isoformat()]
    return str(URLSafeSerializer(key, salt=SALT).dumps(content))


def read(session: Session, key: str, token: str, *, now: datetime) -> Asked:
    """What a link asks; raises NotFound when it is forged or old, or the entry is no more public.

    A stale entry may be asked for: this is its way back.
    """
    try:
        public_id, since, until = URLSafeSerializer(key, salt=SALT).loads(token)
        asked = date.fromisoformat(since) if since else None
        over = now.date() > date.fromisoformat(until)
    except (BadData, ValueError, TypeError):
        raise NotFound(GONE) from None
    if over:
        raise NotFound(GONE)
    found = session.scalar(
        select(Organisation)
        .where(Organisation.public_id == str(public_id), Organisation.status.in_(CHECKED))
        .options(*PARTS)
    )
    if found is None:
        raise NotFound(GONE)
    return Asked(found, asked)


def to_whatsapp(number: str, text: str) -> str:
    """The address that opens WhatsApp with a text; without a number it asks whom to send it to."""
    return f"https://wa.me/{number}?{urlencode({'text': text})}"
