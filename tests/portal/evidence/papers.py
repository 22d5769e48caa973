"""Documents for tests: through the service, with a file that needs no look."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from portal.directory.models import Organisation
from portal.evidence import services
from portal.evidence.services import Told
from portal.idempotency import new_key
from portal.uploads.contents import Clean
from portal.uploads.store import Store
from tests.cast import MEMBER, Part
from tests.make import World

FOUND = Clean("png", b"a picture (contoh)")


def paper(
    world: World,
    session: Session,
    organisation: Organisation,
    folder: Path,
    kind: str = "decree",
    *,
    by: Part = MEMBER,
    **told: Any,
) -> str:
    """A document of an organisation; answers its public id. `told` may say number, expires_on …"""
    given: dict[str, Any] = {"by": world.actor(session, by), "now": told.pop("now", world.now)}
    return services.add(
        session,
        organisation,
        Told(kind=kind, **told),
        told_file(kind),
        f"{kind}.png",
        store=Store(folder),
        token=new_key(),
        **given,
    )


def told_file(kind: str) -> Clean:
    """A file that differs from type to type."""
    return Clean("png", FOUND.data + kind.encode())


def day(number: int) -> date:
    """A day of December 2026."""
    return date(2026, 12, number)
