"""What happens to documents: members send them, coordinators check them, days run out."""

from portal.evidence.services.checking import check, check_all, note_sighting
from portal.evidence.services.keeping import Told, add, open_file, remove, replace

__all__ = [
    "Told",
    "add",
    "check",
    "check_all",
    "note_sighting",
    "open_file",
    "remove",
    "replace",
]
