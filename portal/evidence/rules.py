"""What each kind of organisation is asked for, when a document runs out, and what holds for it.

Sources: Permendagri 57/2017 (groups without a legal body), UU 16/2001 and the register of
Kemenkumham (yayasan, perkumpulan), HIMPSI and UU 23/2022 (psychologists), Perpres 55/2024 (UPTD
PPA). Identity cards are never asked for: a coordinator notes having seen one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.errors import N_, Words

TYPES: Mapping[str, Words] = {
    "akta": N_("Akta pendirian dengan AD/ART"),
    "ahu": N_("SK pengesahan Kemenkumham (AHU)"),
    "npwp": N_("Kartu atau surat NPWP lembaga"),
    "nib": N_("NIB"),
    "decree": N_("SK lurah, kepala desa, atau dinas"),
    "regulation": N_("Perda, Perkada, atau SK pembentukan"),
    "assignment": N_("Surat tugas dari lembaga induk"),
    "board": N_("SK pengurus"),
    "programme": N_("Program kerja"),
    "domicile": N_("Surat keterangan domisili"),
    "registered": N_("Surat keterangan terdaftar (Kesbangpol)"),
    "licence": N_("Izin operasional"),
    "accreditation": N_("Sertifikat akreditasi"),
    "collection": N_("Izin pengumpulan uang atau barang"),
    "sipp": N_("SIPP"),
    "sippk": N_("SIPPK"),
    "silp": N_("SILP"),
    "other": N_("Dokumen lain"),
}
SIGHTINGS: Mapping[str, Words] = {
    "identity": N_("Kartu identitas penanggung jawab"),
    "originals": N_("Dokumen asli, sama dengan unggahan"),
    "premises": N_("Kantor atau papan nama"),
}

Asks = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Way:
    """One set of documents that is enough: of each group in `asks`, one document."""

    name: Words | None
    asks: Asks


PSYCHOLOGY = frozenset({"psychological_counselling", "psychiatric_care"})
_LICENCES = ("sipp", "sippk", "silp")
_LEGAL: Asks = (("akta",), ("ahu",), ("npwp",))
_BODY = N_("Yayasan atau perkumpulan berbadan hukum")
_NO_BODY = N_("Organisasi tanpa badan hukum")
_BELOW = N_("Bagian dari lembaga induk")
_COMPANY: tuple[Way, ...] = (Way(None, (("nib",), ("npwp",), ("ahu",))),)
_OFFICE: tuple[Way, ...] = (Way(None, (("regulation",),)),)
_LICENSED: tuple[Way, ...] = (Way(None, (("licence", "regulation"),)),)

WAYS: Mapping[str, tuple[Way, ...]] = {
    "ngo": (
        Way(_BODY, _LEGAL),
        Way(
            _NO_BODY,
            (("akta", "registered"), ("programme",), ("board",), ("domicile",), ("npwp",)),
        ),
    ),
    "professional_association": (
        Way(_BODY, _LEGAL),
        Way(_BELOW, (("board", "assignment"),)),
    ),
    "company": _COMPANY,
    "community_group": (Way(None, (("decree",),)),),
    "government_agency": _OFFICE,
    "service_unit": _OFFICE,
    "legal_aid": (Way(_BODY, _LEGAL),),
    "law_enforcement": (Way(None, (("regulation", "assignment"),)),),
    "health_facility": _LICENSED,
    "education": _LICENSED,
    "faith_based": (
        Way(_BODY, _LEGAL),
        Way(_BELOW, (("registered", "board", "decree", "assignment"),)),
    ),
    "philanthropy": (Way(_BODY, _LEGAL),),
    "media": _COMPANY,
}
# Good to have, never in the way.
WELCOME: Mapping[str, tuple[str, ...]] = {
    "ngo": ("nib",),
    "legal_aid": ("accreditation",),
    "health_facility": ("accreditation",),
    "education": ("accreditation",),
    "philanthropy": ("collection",),
}
# Statuses in which members may add, replace and remove documents: also while a coordinator
# looks, because documents may come later.
OPEN = ("draft", "submitted", "changes_requested", "verified", "due", "stale")
# A document that runs out matters for whoever is, or was, public.
CHECKED = ("verified", "due", "stale")

REMIND_BEFORE = (30, 7)
MOST_DOCUMENTS = 30
FIRST_YEAR = 1900
LONGEST = 30 * 366  # no document is valid longer: a slip of the pen


def ways(kind: str, specialities: Iterable[str] = ()) -> tuple[Way, ...]:
    """What is asked of a kind; associations of psychologists show a licence to practise as well."""
    found = WAYS[kind]
    if kind == "professional_association" and PSYCHOLOGY & set(specialities):
        return tuple(Way(way.name, (_LICENCES, *way.asks)) for way in found)
    return found


def missing(way: Way, held: Iterable[str]) -> Asks:
    """The groups of a way of which no document is there."""
    there = set(held)
    return tuple(group for group in way.asks if not there & set(group))


def nearest(found: Sequence[Way], held: Iterable[str]) -> Way:
    """The way of which the smallest share is missing; the first one when several are as near."""
    there = set(held)
    return min(found, key=lambda way: len(missing(way, there)) / len(way.asks))


def state(found: Sequence[Way], held: Iterable[str]) -> str:
    """How far that is: 'done', 'doing' (something is there), 'ahead' (nothing)."""
    there = set(held)
    if not missing(nearest(found, there), there):
        return "done"
    return "doing" if there else "ahead"


def offered(kind: str, specialities: Iterable[str] = ()) -> tuple[str, ...]:
    """The types that such an organisation may choose from: those asked for come first."""
    asked = [one for way in ways(kind, specialities) for group in way.asks for one in group]
    first = dict.fromkeys((*asked, *WELCOME.get(kind, ())))
    return (*first, *(one for one in TYPES if one not in first))


def is_expired(expires_on: date | None, today: date) -> bool:
    """Whether a document no longer holds: its last day has passed."""
    return expires_on is not None and expires_on < today


def reminder(expires_on: date, today: date, told: int | None) -> int | None:
    """Which reminder is due: 30 or 7 (days before), -1 (it ran out), None when there is none.

    `told` is the last one that was sent. A document that is added late gets only the nearest.
    """
    left = (expires_on - today).days
    due = -1 if left < 0 else next((one for one in reversed(REMIND_BEFORE) if left <= one), None)
    return due if due is not None and (told is None or due < told) else None
