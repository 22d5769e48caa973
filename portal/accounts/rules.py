"""What holds for accounts: pure text rules, the standard library only."""

import hashlib
import re
from datetime import timedelta

from portal.errors import N_, Words

LEAST_PASSWORD = 12
MOST_PASSWORD = 128
LINK_LASTS = timedelta(hours=24)
SIGN_IN_LASTS = timedelta(hours=12)
SIGN_IN_STAYS = timedelta(days=30)
MANDATE_LASTS = timedelta(days=731)
MEMBER_ROLES = ("owner", "editor")
MEMBER_INVITATION_LASTS = timedelta(days=14)

# Words an attacker tries first here (ASVS 6.2.11): our name, our subject, the habits of keyboards.
OBVIOUS = ("simpul", "password", "katasandi", "kata sandi", "indonesia", "qwerty", "123456", "dp3a")


def tidy_email(text: str) -> str:
    """The address as it is kept and compared: trimmed and in lower case."""
    return text.strip().lower()


def weakness(password: str, email: str) -> Words | None:
    """What is wrong with a new password, or None (ASVS 6.2: length and context, no classes)."""
    if len(password) < LEAST_PASSWORD:
        return N_("Pakai paling sedikit %(n)s huruf atau angka.", n=LEAST_PASSWORD)
    if len(password) > MOST_PASSWORD:
        return N_("Pakai paling banyak %(n)s huruf atau angka.", n=MOST_PASSWORD)
    bare = password.lower()
    if len(set(bare)) < 5:
        return N_("Kata sandi ini mudah ditebak. Pakai huruf yang lebih beragam.")
    mailbox = email.split("@", 1)[0].lower()
    for word in (*OBVIOUS, mailbox):
        if len(word) > 3 and word in bare and len(bare) - len(word) < 8:
            return N_("Kata sandi ini mudah ditebak. Pakai empat kata yang tidak berhubungan.")
    return None


def fingerprint(secret: str) -> str:
    """SHA-256 as hex: what is kept of a token, and what ties a link to the state it was made in."""
    return hashlib.sha256(secret.encode()).hexdigest()


def device(agent: str) -> str:
    """A few words for a browser, enough for its owner to know it again; nothing of the rest."""
    browser = next(
        (
            name
            for mark, name in (
                ("Edg", "Edge"),
                ("OPR", "Opera"),
                ("SamsungBrowser", "Samsung Internet"),
                ("Firefox", "Firefox"),
                ("Chrome", "Chrome"),
                ("Safari", "Safari"),
            )
            if mark in agent
        ),
        "",
    )
    system = re.search(r"Android|iPhone|iPad|Windows|Macintosh|Linux", agent)
    return " · ".join(part for part in (browser, system.group() if system else "") if part)
