"""What an address asks of the interface; a value that cannot be is refused in words."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from werkzeug.datastructures import MultiDict

from portal.errors import N_, Invalid
from portal.regions.rules import is_code

PER_PAGE = 20
MOST_PER_PAGE = 100
LONGEST = 200
MOST_METRES = 1_000_000


@dataclass(frozen=True)
class Asked:
    """Parameters of HSDS 3.0. `near` is (latitude, longitude) or a region's code, with metres."""

    words: tuple[str, ...] = ()
    page: int = 1
    per_page: int = PER_PAGE
    stream: bool = False
    minimal: bool = False
    full: bool = False
    full_service: bool = False
    top_only: bool = False
    term: str = ""
    taxonomy: str = ""
    parent: str = ""
    organisation: str = ""
    modified_after: datetime | None = None
    near: tuple[float, float] | str | None = None
    metres: float | None = None


def read(args: MultiDict[str, str]) -> Asked:
    """The parameters of an address; raises Invalid with the name of the one that is wrong."""
    near = _near(args)
    metres = _metres(args.get("proximity", ""))
    if metres is not None and near is None:
        raise Invalid(proximity=N_("Sebutkan titiknya: postcode=kode wilayah atau near=lat,lng."))
    return Asked(
        words=tuple(_clean(args.get("search", "")).lower().split()[:10]),
        page=_whole(args, "page", 1, 1_000_000),
        per_page=_whole(args, "per_page", PER_PAGE, MOST_PER_PAGE),
        stream=_form(args.get("format", "")),
        minimal=_flag(args, "minimal"),
        full=_flag(args, "full"),
        full_service=_flag(args, "full_service"),
        top_only=_flag(args, "top_only"),
        term=_uuid(args, "taxonomy_term_id"),
        taxonomy=_uuid(args, "taxonomy_id"),
        parent=_uuid(args, "parent_id"),
        organisation=_uuid(args, "organization_id"),
        modified_after=_moment(args.get("modified_after", "")),
        near=near,
        metres=metres,
    )


def _clean(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)[:LONGEST]


def _whole(args: MultiDict[str, str], name: str, usual: int, most: int) -> int:
    text = args.get(name, "")
    if not text:
        return usual
    if not (text.isascii() and text.isdecimal()) or len(text) > 12 or int(text) < 1:
        raise Invalid(**{name: N_("%(name)s: isi angka mulai dari 1.", name=name)})
    return min(int(text), most)


def _flag(args: MultiDict[str, str], name: str) -> bool:
    text = args.get(name, "").lower()
    if text not in ("", "true", "false", "1", "0"):
        raise Invalid(**{name: N_("%(name)s: isi true atau false.", name=name)})
    return text in ("true", "1")


def _form(text: str) -> bool:
    if text not in ("", "json", "ndjson"):
        raise Invalid(format=N_("%(name)s: isi json atau ndjson.", name="format"))
    return text == "ndjson"


def _uuid(args: MultiDict[str, str], name: str) -> str:
    text = args.get(name, "")
    try:
        return str(uuid.UUID(text)) if text else ""
    except ValueError:
        raise Invalid(**{name: N_("%(name)s: isi sebuah UUID.", name=name)}) from None


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        # A plus sign that nobody escaped arrives as a blank.
        found = datetime.fromisoformat(text.strip().replace(" ", "+"))
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            modified_after=N_(
                "%(name)s: isi waktu seperti 2027-01-31T08:00:00Z.", name="modified_after"
            )
        ) from None


def _near(args: MultiDict[str, str]) -> tuple[float, float] | str | None:
    code, text = args.get("postcode", ""), args.get("near", "")
    if code:
        if not is_code(code):
            raise Invalid(
                postcode=N_("%(name)s: isi kode wilayah resmi, misalnya 36.73.", name="postcode")
            )
        return code
    if not text:
        return None
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        latitude = longitude = 999
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise Invalid(near=N_("%(name)s: isi lintang,bujur dalam derajat.", name="near"))
    return latitude, longitude


def _metres(text: str) -> float | None:
    if not text:
        return None
    try:
        found = float(text)
    except ValueError:
        found = -1
    if not 0 <= found <= MOST_METRES:
        raise Invalid(proximity=N_("%(name)s: isi jarak dalam meter.", name="proximity"))
    return found
