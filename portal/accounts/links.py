"""Links in letters: signed, good for a day, dead once they did their work."""

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.accounts.rules import LINK_LASTS
from portal.accounts.services import link_state
from portal.errors import N_, NotFound

SALT = "portal.letters"
GONE = N_("Tautan ini sudah tidak berlaku. Minta tautan baru dari halaman masuk.")


def make(key: str, user: User, purpose: str) -> str:
    """The token of a link for one purpose ('confirm', 'reset'), tied to the account's state."""
    return URLSafeTimedSerializer(key, salt=SALT).dumps(
        [purpose, user.public_id, link_state(user, purpose)[:16]]
    )


def read(session: Session, key: str, token: str, purpose: str) -> User:
    """Whose link it is; raises NotFound when it is forged, old, used or for something else."""
    try:
        content = URLSafeTimedSerializer(key, salt=SALT).loads(
            token, max_age=int(LINK_LASTS.total_seconds())
        )
        made_for, public_id, state = content
    except (BadData, ValueError, TypeError):
        raise NotFound(GONE) from None
    user = session.scalar(select(User).where(User.public_id == str(public_id)))
    if made_for != purpose or user is None or link_state(user, purpose)[:16] != state:
        raise NotFound(GONE)
    return user
