"""What holds for suggestions and the links that invite to register."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from portal.errors import N_, Words

STATES: Mapping[str, Words] = {
    "waiting": N_("menunggu"),
    "invited": N_("diundang"),
    "dismissed": N_("dikesampingkan"),
}
LINK_STATES: Mapping[str, Words] = {
    "used": N_("Tautan dipakai"),
    "open": N_("Tautan belum dipakai"),
    "late": N_("Tautan kedaluwarsa"),
    "revoked": N_("Tautan dicabut"),
}
LINK_LASTS = timedelta(days=60)
NAME_MOST = 200
REACH_MOST = 300
WHY_MOST = 1000
REASON_MOST = 500


def link_state(
    now: datetime, *, expires_at: datetime, used_at: datetime | None, revoked_at: datetime | None
) -> str:
    """What has become of a link: 'used', 'revoked', 'late', or 'open'."""
    if used_at is not None:
        return "used"
    if revoked_at is not None:
        return "revoked"
    return "open" if now < expires_at else "late"


def dark_path(rows: list[bytearray] | tuple[bytearray, ...]) -> str:
    """The dark squares of a QR code as one SVG path: a rectangle for each run in a row."""
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                parts.append(f"M{x} {y}h{run}v1h-{run}z")
            x += run or 1
    return "".join(parts)
