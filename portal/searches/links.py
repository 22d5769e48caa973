"""The link that stops letters about a saved search: signed, and good for nothing else."""

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from portal.errors import N_, NotFound
from portal.searches.models import SavedSearch
from portal.searches.queries import need

SALT = "portal.searches"
GONE = N_("Pencarian ini sudah dihapus. Tidak ada surat lagi.")


def make(key: str, saved: SavedSearch) -> str:
    """The token of the link."""
    return str(URLSafeSerializer(key, salt=SALT).dumps(saved.public_id))


def read(session: Session, key: str, token: str) -> SavedSearch:
    """The saved search of a link; raises NotFound when it is forged or the search was dropped."""
    try:
        return need(session, str(URLSafeSerializer(key, salt=SALT).loads(token)))
    except (BadData, NotFound):
        raise NotFound(GONE) from None
