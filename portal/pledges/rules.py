"""What holds for pledges: states computed from rows, who may do what when, and schedules.

Nothing here is ever stored: each answer is a pure function of steps, words, sums and dates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

from portal.errors import N_, Words
from portal.ledger.rules import WIB, Flows

WIT = timezone(timedelta(hours=9))
MOST_INSTALMENTS = 24
LONGEST_OFFER = timedelta(days=366)
LONGEST_SCHEDULE = timedelta(days=3653)
EARLIEST_SENT = timedelta(days=366)

STATES: Mapping[str, Words] = {
    "offered": N_("Ditawarkan, menunggu jawaban"),
    "committed": N_("Komitmen disepakati"),
    "partly_received": N_("Diterima sebagian"),
    "fulfilled": N_("Diterima seluruhnya"),
    "declined": N_("Tidak diterima"),
    "withdrawn": N_("Ditarik donatur"),
    "lapsed": N_("Gugur, batas waktunya lewat"),
    "released": N_("Sisanya dilepas"),
}
# What a row of the ledger, or of a figure, is called.
ROW_KINDS: Mapping[str, Words] = {
    "required": N_("Kebutuhan"),
    "offered": N_("Penawaran"),
    "commit": N_("Komitmen"),
    "release": N_("Sisa dilepas"),
    "receive": N_("Penerimaan"),
    "spend": N_("Realisasi"),
    "commit_reversed": N_("Pembatalan komitmen"),
    "release_reversed": N_("Pembatalan pelepasan"),
    "receive_reversed": N_("Pembatalan penerimaan"),
    "spend_reversed": N_("Pembatalan realisasi"),
    "receive_extra": N_("Penerimaan di atas komitmen"),
    "receive_extra_reversed": N_("Pembatalan penerimaan di atas komitmen"),
    "refund": N_("Pengembalian"),
    "refund_reversed": N_("Pembatalan pengembalian"),
    "pass_on": N_("Penerusan dana"),
    "pass_on_reversed": N_("Pembatalan penerusan dana"),
}
# Which acts a state leaves room for; each belongs to one side.
ACTS: Mapping[str, frozenset[str]] = {
    "offered": frozenset({"accept", "decline", "withdraw"}),
    "lapsed": frozenset({"accept", "decline", "withdraw"}),
    "committed": frozenset({"send", "receive", "release", "propose_release"}),
    "partly_received": frozenset({"send", "receive", "release", "propose_release", "give_back"}),
    # What comes above the commitment is said as well; it counts apart.
    "fulfilled": frozenset({"send", "receive", "give_back"}),
    "released": frozenset({"give_back"}),
}
SIDES: Mapping[str, str] = {
    "accept": "owner",
    "decline": "owner",
    "withdraw": "donor",
    "send": "donor",
    "release": "donor",
    "propose_release": "owner",
    "receive": "owner",
    "give_back": "owner",
}
TOO_LATE: Mapping[str, Words] = {
    "accept": N_("Penawaran ini sudah dijawab atau ditarik."),
    "decline": N_("Penawaran ini sudah dijawab atau ditarik."),
    "withdraw": N_("Penawaran ini sudah dijawab, jadi tidak dapat ditarik lagi."),
    "send": N_("Tidak ada komitmen yang masih ditunggu pada janji ini."),
    "receive": N_("Tidak ada komitmen yang masih ditunggu pada janji ini."),
    "release": N_("Tidak ada sisa komitmen yang dapat dilepas."),
    "propose_release": N_("Tidak ada sisa komitmen yang dapat dilepas."),
    "give_back": N_("Belum ada yang diterima, jadi tidak ada yang dapat dikembalikan."),
}


def today(now: datetime) -> date:
    """The day on the clock of western Indonesia: the last to turn over, so nobody is early."""
    return now.astimezone(WIB).date()


def latest_day(now: datetime) -> date:
    """The day on the clock of eastern Indonesia: what happened there today is not the future."""
    return now.astimezone(WIT).date()


def state(steps: Sequence[str], valid_until: date, flows: Flows, day: date) -> str:
    """The state of a pledge: from the kinds of its steps, what moved, and the day."""
    for ending in ("declined", "withdrawn"):
        if ending in steps:
            return ending
    if "accepted" not in steps:
        return "lapsed" if day > valid_until else "offered"
    if flows.open > 0:
        return "partly_received" if flows.received > 0 else "committed"
    return "fulfilled" if flows.received > 0 and flows.release == 0 else "released"


def possible(state_now: str, side: str) -> frozenset[str]:
    """The acts that a side (donor, owner) may do in a state."""
    return frozenset(act for act in ACTS.get(state_now, ()) if SIDES[act] == side)


def act_fault(act: str, state_now: str) -> Words | None:
    """Why an act is not possible in a state, or None."""
    return None if act in ACTS.get(state_now, ()) else TOO_LATE[act]


@dataclass(frozen=True)
class Part:
    """One instalment with what reached it: received in order, given up from the end."""

    number: int
    amount: int
    due_on: date
    received: int
    released: int

    @property
    def remaining(self) -> int:
        """What is still awaited of it."""
        return self.amount - self.received - self.released


def allocate(
    instalments: Sequence[tuple[int, int, date]], received: int, released: int
) -> tuple[Part, ...]:
    """Spread what was received over (number, amount, due) in order of date; the first due first."""
    in_order = sorted(instalments, key=lambda one: (one[2], one[0]))
    got = []
    for _, amount, _ in in_order:
        got.append(min(amount, received))
        received -= got[-1]
    given_up = []
    for (_, amount, _), taken in zip(reversed(in_order), reversed(got), strict=True):
        given_up.append(min(amount - taken, released))
        released -= given_up[-1]
    rows = zip(in_order, got, reversed(given_up), strict=True)
    return tuple(Part(number, amount, due, a, b) for (number, amount, due), a, b in rows)


def overdue(parts: Sequence[Part], day: date) -> bool:
    """Whether an instalment's date has passed while some of it is awaited."""
    return any(part.remaining and part.due_on < day for part in parts)


def instalment_fault(
    amount: int, instalments: Sequence[tuple[int, date]], day: date
) -> Words | None:
    """What is wrong with a schedule of (amount, due), or None.

    A sentence about sums carries them as numbers `sum` and `amount`; who shows it writes rupiah.
    """
    if not 1 <= len(instalments) <= MOST_INSTALMENTS:
        return N_("Isi satu sampai %(n)s termin.", n=MOST_INSTALMENTS)
    if 0 < amount < len(instalments):
        return N_("Jumlah itu terlalu kecil untuk %(n)s termin.", n=len(instalments))
    if any(one < 1 for one, _ in instalments):
        return N_("Isi jumlah setiap termin, paling sedikit satu rupiah.")
    days = [due for _, due in instalments]
    if any(later <= sooner for sooner, later in pairwise(days)):
        return N_("Urutkan tanggal termin dari yang paling awal, tanpa tanggal yang sama.")
    if days[0] < day:
        return N_("Tanggal termin sudah lewat. Isi hari ini atau sesudahnya.")
    if days[-1] > day + LONGEST_SCHEDULE:
        return N_("Isi tanggal termin paling lama sepuluh tahun dari sekarang.")
    total = sum(one for one, _ in instalments)
    if total != amount:
        return N_(
            "Jumlah semua termin %(sum)s, seharusnya %(amount)s. Samakan keduanya.",
            sum=total,
            amount=amount,
        )
    return None


def valid_fault(valid_until: date, day: date) -> Words | None:
    """What is wrong with the date until which an offer stands, or None."""
    if valid_until < day:
        return N_("Batas penawaran sudah lewat. Isi hari ini atau sesudahnya.")
    if valid_until > day + LONGEST_OFFER:
        return N_("Isi batas penawaran paling lama satu tahun dari sekarang.")
    return None


def happened_fault(happened_on: date, offered_on: date, latest: date) -> Words | None:
    """What is wrong with the date of a transfer or of spending, or None."""
    if happened_on > latest:
        return N_("Tanggal ini belum tiba. Isi hari ini atau sebelumnya.")
    if happened_on < offered_on - EARLIEST_SENT:
        return N_("Tanggal ini terlalu lama berlalu. Periksa tahunnya.")
    return None


def reference(day: date, number: int) -> str:
    """How people call a pledge: JD, year and month, and a number within the month."""
    return f"JD-{day:%y%m}-{number:04}"


# Ends the heading of a pledge whose donor asked to stay unnamed.
UNNAMED = "?"


def heading(source: str, level: str, *, unnamed: bool) -> str:
    """The word under which the ledger keeps a pledge's sums: its source as addresses write it."""
    return (f"{source}.{level}" if level else source) + (UNNAMED if unnamed else "")
