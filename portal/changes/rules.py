"""What holds for proposed changes: their fields in words, who must agree, and reasons."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.errors import N_, Words
from portal.vocabulary import IDENTIFIER_SCHEMES

STATES = ("waiting", "accepted", "refused", "withdrawn")
OUTCOMES = ("accepted", "refused")
LONGEST_REASON = 2000
FIELD_NAMES: Mapping[str, Words] = {
    "name": N_("Nama"),
    "short_name": N_("Nama singkat"),
    "kind": N_("Jenis"),
    "region_code": N_("Berkedudukan di"),
    "handles_funds": N_("Menerima uang untuk program"),
    "specialities": N_("Bidang keahlian"),
    "shelter": N_("Rumah aman di"),
    **IDENTIFIER_SCHEMES,
}


def needs_two(new: Mapping[str, Any]) -> bool:
    """Whether two coordinators must agree: it begins to run a shelter or to handle funds."""
    return bool(new.get("handles_funds") or new.get("shelter"))


def overtaken(old: Mapping[str, Any], present: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that have changed since they were proposed."""
    return tuple(name for name in FIELD_NAMES if name in old and old[name] != present[name])


def reason_fault(outcome: str, reason: str) -> Words | None:
    """What is wrong with a decision's reason, or None."""
    if len(reason) > LONGEST_REASON:
        return N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_REASON)
    if outcome == "refused" and not reason:
        return N_("Tulis alasannya. Lembaga membacanya untuk tahu langkah berikutnya.")
    return None


def prefix(day: date) -> str:
    """What the references of a month begin with: PB-2611-."""
    return f"PB-{day:%y%m}-"
