"""What holds for organisations: their life, their addresses in the portal, and who sees what."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from portal.access import Actor, Role

# From each status the ones it may become (domain: the life of an organisation).
MOVES: Mapping[str, frozenset[str]] = {
    "draft": frozenset({"submitted"}),
    "submitted": frozenset({"verified", "changes_requested", "rejected"}),
    "changes_requested": frozenset({"submitted"}),
    "rejected": frozenset(),
    "verified": frozenset({"due", "suspended", "closed"}),
    "due": frozenset({"verified", "stale", "suspended", "closed"}),
    "stale": frozenset({"verified", "suspended", "closed"}),
    "suspended": frozenset({"verified", "due", "stale", "closed"}),
    "closed": frozenset(),
    "unverified": frozenset({"submitted", "closed"}),
}
STATUSES = tuple(MOVES)
LISTED = ("verified", "due")
# The applicant may still change everything; so may whoever claimed an entry from a list.
OPEN = ("draft", "changes_requested", "unverified")
# Published, or it was: identity, documents and specialities stay as they were checked.
CHECKED = ("verified", "due", "stale")

VISIBILITIES = ("public", "partners", "coordinators")
CAPACITIES = ("accepting", "limited", "full", "unknown")  # the best first

# Ages as searches ask for them: whole years, both ends included; None leaves the end open.
AGES: Mapping[str, tuple[int, int | None]] = {
    "child": (0, 11),
    "teen": (12, 17),
    "adult": (18, 59),
    "elder": (60, None),
}

LONGEST_SLUG = 100
# Words that are, or may become, addresses of their own below /organisations and /my.
RESERVED = frozenset(
    (
        "new",
        "add",
        "edit",
        "search",
        "map",
        "csv",
        "xlsx",
        "json",
        "api",
        "admin",
        "exit",
        "none",
        "print",
    )
)
_WEBSITE = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::\d{1,5})?(?:[/?#][^\s<>\"']*)?",
    re.IGNORECASE,
)
_REGION_WORDS = re.compile(r"^(kabupaten|kota|provinsi)\s+(?=\S)", re.IGNORECASE)


def may_become(status: str, wanted: str) -> bool:
    """Whether an organisation may go from one status to another."""
    return wanted in MOVES[status]


def is_listed(status: str) -> bool:
    """Whether an entry is public: only verified ones, and those due for a new confirmation."""
    return status in LISTED


def may_edit(status: str, *, identity: bool) -> bool:
    """Whether members may change an entry now; `identity` stands for what a coordinator checked."""
    return status in OPEN or (status in CHECKED and not identity)


def needs_second(*, runs_shelter: bool | None, handles_funds: bool | None) -> bool:
    """Whether two coordinators must agree: people's safety or other people's money is at stake."""
    return bool(runs_shelter or handles_funds)


def is_website(address: str) -> bool:
    """Whether the text is an address on the web that may stand in a link."""
    return len(address) <= 300 and bool(_WEBSITE.fullmatch(address))


def plain(text: str) -> str:
    """ASCII words joined by dashes, in lower case, for an address: 'Yayasan Aña' → yayasan-ana."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", bare.replace("'", "")).strip("-")
    return words[:LONGEST_SLUG].strip("-")


def slugs(short_name: str, name: str, region_name: str) -> Iterator[str]:
    """Addresses to try, in order: the short name or name, with its region, then numbered."""
    base = plain(short_name) or plain(name) or "lembaga"
    if len(base) < 2:
        base = f"lembaga-{base}"
    region = plain(_REGION_WORDS.sub("", region_name)) or "indonesia"
    if base not in RESERVED:
        yield base
    longer = base if base.endswith(region) else f"{base}-{region}"
    if longer != base:
        yield longer
    number = 2
    while True:
        yield f"{longer}-{number}"
        number += 1


def best_capacity(capacities: Iterable[str]) -> str:
    """An organisation has the best room of its services; without services it is unknown."""
    found = set(capacities)
    return next((capacity for capacity in CAPACITIES if capacity in found), "unknown")


def ages(age_from: int | None, age_to: int | None) -> tuple[str, ...]:
    """The codes of AGES that a service's ages touch; open ends reach as far as they can."""
    return tuple(
        code
        for code, (first, last) in AGES.items()
        if (age_to is None or first <= age_to)
        and (last is None or age_from is None or age_from <= last)
    )


def may_see(
    visibility: str, actor: Actor, *, owner: int, region: str, partner: bool = False
) -> bool:
    """Whether a reader may see a contact, a person or an address of the organisation `owner`.

    `partner` says that the reader belongs to a listed organisation. Members see everything of
    their own; coordinators see everything in their region.
    """
    if visibility == "public" or owner in actor.memberships:
        return True
    if actor.holds(Role.COORDINATOR, region):
        return True
    return visibility == "partners" and partner
