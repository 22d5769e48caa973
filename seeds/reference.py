"""Loads the reference data: regions, specialities, and the public numbers for help."""

from sqlalchemy.orm import Session

from portal.directory.loading import load_specialities
from portal.regions.services import load_channels, load_regions
from seeds import files


def load(session: Session) -> dict[str, int]:
    """Bring the reference data up to date; how many rows of each list were new or changed."""
    return {
        "regions": load_regions(
            session,
            (
                {
                    "code": row.code,
                    "name": row.name,
                    "level": row.level,
                    "parent_code": row.parent,
                    "latitude": row.latitude,
                    "longitude": row.longitude,
                    "timezone": row.timezone,
                    "population": row.population,
                }
                for row in files.regions()
            ),
        ),
        "specialities": load_specialities(
            session,
            (
                {
                    "code": row.code,
                    "stage": row.stage,
                    "label_id": row.id,
                    "label_en": row.en,
                    "aliases": row.aliases,
                    "position": position,
                }
                for position, row in enumerate(files.specialities())
            ),
        ),
        "channels": load_channels(
            session,
            (
                {
                    "kind": row.kind,
                    "name": row.id,
                    "value": row.value,
                    "position": position,
                    "checked_on": row.checked_on,
                }
                for position, row in enumerate(files.channels())
            ),
        ),
    }
