"""What the shapes of a page need beside their rows: terms, names of regions and their centres."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.api.hsds.queries import Terms, centres
from portal.directory.models import Organisation
from portal.regions.queries import names


@dataclass(frozen=True)
class Known:
    """What the shapes of a page need beside their rows."""

    terms: Terms
    regions: Mapping[str, str]
    centres: Mapping[str, tuple[float, float]]


def know(session: Session, terms: Terms, found: Iterable[Organisation]) -> Known:
    """Names and centres of every region that these organisations name: two statements."""
    codes = set()
    for one in found:
        codes |= {row.region_code for row in one.coverage}
        codes |= {place.region_code for place in one.locations}
        codes |= {code for each in one.services for code in each.regions}
    codes |= {above for code in codes for above in (code[:2], code[:5])}
    return Known(terms, names(session, codes), centres(session, codes))
