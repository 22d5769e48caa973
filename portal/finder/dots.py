"""A small map of dots: where an organisation works, from the coordinates of regions only."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.regions.models import Region
from portal.regions.rules import within

WIDTH = 320
MARGIN = 12
TALLEST = 240
SHORTEST = 60
MOST_PROVINCES = 2


@dataclass(frozen=True)
class Dot:
    """A region on the map, in the map's own units; whether it is served."""

    x: float
    y: float
    name: str
    served: bool


@dataclass(frozen=True)
class Map:
    """Dots in a frame of `width` × `height`; `provinces` says that each dot is a whole one."""

    width: int
    height: int
    dots: Sequence[Dot]
    provinces: bool

    @property
    def served(self) -> list[str]:
        """The names of the regions that are served."""
        return [dot.name for dot in self.dots if dot.served]


def coverage_map(session: Session, organisation: Organisation) -> Map | None:
    """Kabupaten/kota of one or two provinces, or all provinces; None while nothing is served."""
    codes = [row.region_code for row in organisation.coverage]
    provinces = {code[:2] for code in codes}
    far = organisation.nationwide or len(provinces) > MOST_PROVINCES
    if not codes and not far:
        return None
    query = select(Region.code, Region.name, Region.latitude, Region.longitude)
    if far:
        query = query.where(Region.level == "province")
    else:
        shown = or_(*(Region.parent_code == code for code in sorted(provinces)))
        query = query.where(Region.level == "regency", shown)
    points = [
        (name, latitude, longitude, organisation.nationwide or _served(code, codes))
        for code, name, latitude, longitude in session.execute(query.order_by(Region.code))
        if latitude is not None and longitude is not None
    ]
    return plot(points, provinces=far) if points else None


def _served(code: str, codes: Sequence[str]) -> bool:
    return any(within(code, one) or within(one, code) for one in codes)


def plot(points: Iterable[tuple[str, float, float, bool]], *, provinces: bool) -> Map:
    """Place (name, latitude, longitude, served) in a frame; north is up, degrees keep their shape.

    Indonesia lies on the equator, so a degree is as long in both directions.
    """
    rows = list(points)
    west, east = min(row[2] for row in rows), max(row[2] for row in rows)
    south, north = min(row[1] for row in rows), max(row[1] for row in rows)
    inner = WIDTH - 2 * MARGIN
    scale = min(
        inner / max(east - west, 1e-9), (TALLEST - 2 * MARGIN) / max(north - south, 1e-9), 400.0
    )
    height = max(SHORTEST, math.ceil((north - south) * scale) + 2 * MARGIN)
    left = (WIDTH - (east - west) * scale) / 2
    top = (height - (north - south) * scale) / 2
    dots = [
        Dot(
            round(left + (longitude - west) * scale, 1),
            round(top + (north - latitude) * scale, 1),
            name,
            served,
        )
        for name, latitude, longitude, served in rows
    ]
    return Map(WIDTH, height, dots, provinces)
