"""What makes two entries a suspected pair, and whose entries may be shown to whom."""

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit

from portal.errors import N_, Words

# Why two entries may be one, the strongest first: equal numbers decide, phones only hint.
REASONS: Mapping[str, Words] = {
    "identifier": N_("nomor dokumen sama"),
    "name": N_("nama mirip"),
    "website": N_("situs web sama"),
    "phone": N_("nomor telepon sama"),
}
SCORES = {"identifier": 100, "website": 70, "phone": 50}
# Nobody else may learn of a draft; a refused entry says nothing; a closed one has ended.
COMPARED = ("submitted", "changes_requested", "verified", "due", "stale", "suspended", "unverified")
# What a newcomer may be shown: entries that are public, were, or wait for somebody to claim them.
SHOWN = ("verified", "due", "stale", "unverified")
# Numbers this short, such as 129, are public services that many name as theirs.
SERVICE_NUMBER = 6
# A number or a site that more entries than this name is a switchboard's or a portal's: no hint.
SHARED = 10
LONGEST_REASON = 300


def likely(reasons: Collection[str]) -> bool:
    """Whether they are probably one: an equal number, or a name with something else beside it."""
    return "identifier" in reasons or ("name" in reasons and len(reasons) > 1)


def score(reasons: Collection[str], names: float) -> int:
    """How strongly two entries look like one (0 to 100); `names` is how far their names agree."""
    found = [SCORES[reason] for reason in reasons if reason in SCORES]
    return round(max([*found, names if "name" in reasons else 0]))


def returns(reasons: Collection[str], before: Collection[str]) -> bool:
    """Whether a dismissed pair is open again: their numbers were not equal then, and are now."""
    return "identifier" in reasons and "identifier" not in before


def same_sites(website: str) -> Iterator[str]:
    """Every way in which an address on the web may be kept: with http or https, www, a slash."""
    if not website:
        return
    parts = urlsplit(website)
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    for scheme in ("https", "http"):
        for name in (host, f"www.{host}"):
            yield f"{scheme}://{name}{path}"
            yield f"{scheme}://{name}{path}/"
