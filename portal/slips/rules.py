"""What holds for codes on slips: how they look, how they are kept, how long they last.

A code lets whoever holds the slip say that the entry is still right, change how much room its
services have, add and remove contacts, and take the entry over with an account of their own. Of an
entry that was checked, contacts change once a member or a coordinator agrees. A code never
changes name, kind, place, services or documents, and shows no closed number in full.
"""

import hashlib
import re
import secrets
from datetime import timedelta

# 32 signs that no one takes for another (neither I, O, 0 nor 1); ten of them are 50 bits.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
SIGNS = 10
LASTS = timedelta(days=365)
VISIT_LASTS = timedelta(minutes=30)
# A code opens entries under way and listed ones; those that ended have nothing to keep up.
CLOSED = ("rejected", "suspended", "closed")
# Such entries are, or were, on public pages: the contacts there are somebody's word.
ASKS_FIRST = ("verified", "due", "stale")
OUTCOMES = ("accepted", "refused")
MOST_WAITING = 10
REASON_MOST = 500
REFUSED_STAYS = timedelta(days=60)
_SALT = b"portal.slips"


def new_code() -> str:
    """A fresh code, without its dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))


def shown(code: str) -> str:
    """The code as it is printed: ABCD-EFGH-JK."""
    return "-".join((code[:4], code[4:8], code[8:]))


def read(text: str) -> str | None:
    """The code that somebody typed, with or without dashes, in any case; None when it is none."""
    bare = re.sub(r"[\s.\-–]", "", text).upper()
    fits = len(bare) == SIGNS and set(bare) <= set(ALPHABET)
    return bare if fits else None


def digest(code: str) -> str:
    """What is kept of a code. Slow on purpose (scrypt, 16 MB), so that a stolen table is no list
    of codes; the salt is the same for all, so that a code finds its row.
    """
    return hashlib.scrypt(code.encode(), salt=_SALT, n=2**14, r=8, p=1, dklen=32).hex()


def masked(value: str) -> str:
    """A closed contact as a lost slip may show it: a number's last three digits, no address."""
    return "•••" if "@" in value else f"•••{value[-3:]}"


def asks_first(status: str) -> bool:
    """Whether somebody must agree before a contact changes by a code."""
    return status in ASKS_FIRST
