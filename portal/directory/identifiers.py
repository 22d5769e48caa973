"""Official numbers of an organisation: checked, compared without punctuation, unique per scheme."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from stdnum.id import nik, npwp

from portal.access import Actor
from portal.directory import edit
from portal.directory.models import Identifier, Organisation
from portal.errors import N_, Invalid, Words
from portal.vocabulary import IDENTIFIER_SCHEMES

DIGITS = {"nib": 13, "npsn": 8}
TAKEN = N_(
    "Nomor ini sudah dipakai lembaga lain di Simpul. Periksa lagi, atau hubungi koordinator."
)


def save_identifiers(
    session: Session,
    organisation: Organisation,
    *,
    values: Mapping[str, str],
    version: int | None = None,
    by: Actor,
    now: datetime,
) -> Organisation:
    """Save one number per scheme; '' removes it. Field names of faults are the schemes.

    A number that another entry has is refused at its field, also when both arrive together.
    """
    edit.begin(session, organisation, by=by, identity=True)
    bares = check_numbers(values)
    held = {row.scheme: row for row in organisation.identifiers}
    changed = {
        scheme: bare
        for scheme, bare in bares.items()
        if bare != (held[scheme].bare if scheme in held else "")
    }
    if not changed:
        return organisation
    edit.fresh(organisation, version)
    for scheme in sorted(changed):
        put_number(session, organisation, held.get(scheme), scheme, values[scheme], changed[scheme])
    edit.finish(session, organisation, "save_identifiers", by=by, now=now, schemes=sorted(changed))
    return organisation


def bare(scheme: str, text: str) -> str | None:
    """What a number is compared by; None when it cannot be one of that scheme.

    An NPWP is 16 digits, the older 15 get a 0 before them; a body's begins with 0, so a person's
    NIK is none (python-stdnum checks the rest). An NIB is 13 digits, an NPSN 8. No other number
    may be somebody's NIK.
    """
    signs = unicodedata.normalize("NFKC", text).upper()
    found = "".join(sign for sign in signs if sign.isalnum())
    if scheme == "npwp":
        full = f"0{found}" if len(found) == 15 else found
        return full if full.startswith("0") and npwp.is_valid(full) else None
    if digits := DIGITS.get(scheme):
        return found if len(found) == digits and found.isascii() and found.isdecimal() else None
    return found if 3 <= len(found) <= 80 and not nik.is_valid(found) else None


def check_numbers(values: Mapping[str, str]) -> dict[str, str]:
    """What each number is compared by; raises Invalid for one that its scheme does not allow."""
    faults: dict[str, Words] = {}
    bares: dict[str, str] = {}
    for scheme, text in values.items():
        found = bare(scheme, text) if text else ""
        if scheme not in IDENTIFIER_SCHEMES or found is None or len(text) > 80:
            faults[scheme] = _wrong(scheme)
        else:
            bares[scheme] = found
    if faults:
        raise Invalid(**faults)
    return bares


def _wrong(scheme: str) -> Words:
    if scheme == "npwp":
        return N_("Isi NPWP lembaga, 15 atau 16 angka. Periksa lagi angkanya.")
    if scheme == "nib":
        return N_("Isi NIB, 13 angka.")
    if scheme == "npsn":
        return N_("Isi NPSN, 8 angka.")
    return N_("Isi nomor dokumen, 3 sampai 80 huruf dan angka. Jangan memakai NIK.")


def taken(session: Session, organisation: Organisation, scheme: str, found: str) -> bool:
    """Whether another entry has this number."""
    other = select(Identifier.id).where(
        Identifier.scheme == scheme,
        Identifier.bare == found,
        Identifier.organisation_id != organisation.id,
    )
    return session.scalar(other) is not None


def put_number(
    session: Session,
    organisation: Organisation,
    row: Identifier | None,
    scheme: str,
    text: str,
    found: str,
) -> None:
    """Replace one number of a locked entry; '' removes it. Raises Invalid when it is taken."""
    if row:
        organisation.identifiers.remove(row)
        session.flush()
    if not found:
        return
    if taken(session, organisation, scheme, found):
        raise Invalid(**{scheme: TAKEN})
    try:
        with session.begin_nested():
            organisation.identifiers.append(Identifier(scheme=scheme, value=text, bare=found))
            session.flush()
    except IntegrityError:
        raise Invalid(**{scheme: TAKEN}) from None
