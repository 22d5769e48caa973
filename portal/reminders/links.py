"""The link that stops reminders which are no duties: signed, and good for nothing else."""

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.models import User
from portal.errors import NotFound

SALT = "portal.reminders"


def make(key: str, user: User) -> str:
    """The token of the link."""
    return str(URLSafeSerializer(key, salt=SALT).dumps(user.public_id))


def read(session: Session, key: str, token: str) -> int:
    """The account of a link; raises NotFound when it is forged."""
    try:
        public_id = str(URLSafeSerializer(key, salt=SALT).loads(token))
    except BadData:
        raise NotFound from None
    found = session.scalar(select(User.id).where(User.public_id == public_id))
    if found is None:
        raise NotFound
    return found
