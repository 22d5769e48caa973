"""From where distances count: a region that was chosen or named."""

from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.errors import Invalid
from portal.finder.request import Asked
from portal.regions.models import Region
from portal.regions.queries import meant
from portal.web.pages import translated
from search.query import Sort


@dataclass(frozen=True)
class Origin:
    """The place from where distances count: its name, or what is wrong with what was typed."""

    name: str = ""
    fault: str = ""


def located(session: Session, asked: Asked) -> tuple[Asked, Origin]:
    """The search with the point of its origin; without one it keeps its order by relevance."""
    if asked.sort is not Sort.DISTANCE:
        return replace(asked, origin=""), Origin()
    if asked.device:
        return asked, Origin(_("tempat Anda"))
    if not asked.origin:
        return asked, Origin(_("titik yang dipilih") if asked.near else "")
    try:
        region = meant(session, asked.origin, field="from")
    except Invalid as fault:
        told = translated(fault.fields["from"])
        return replace(asked, sort=Sort.RELEVANCE, near=None), Origin(fault=told)
    point = _point(session, region)
    return replace(asked, origin=region.code, near=point), Origin(region.name)


def _point(session: Session, region: Region) -> tuple[float, float] | None:
    """The point of a region, or of the one around it."""
    if region.latitude is not None and region.longitude is not None:
        return region.latitude, region.longitude
    above = session.get(Region, region.parent_code) if region.parent_code else None
    return _point(session, above) if above else None
