"""What holds for a reported flow that becomes a figure here. Pure Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.assets import CURRENCIES, RUPIAH
from portal.errors import N_, Words
from portal.flows.rules.currencies import DOLLAR
from portal.flows.rules.rows import STATUSES
from portal.vocabulary import BUDGET_LEVELS, SOURCES

MOST = 10**15
# Money of the public needs a permit, or members who say so: it is offered to the programme itself.
ASKED_DIRECTLY = frozenset({"community"})
LONGEST_WAIT = timedelta(days=366)
LONGEST_SOURCE = 200
KINDS: Mapping[str, Words] = {
    "pledge": N_("Penawaran"),
    "commitment": N_("Komitmen"),
    "paid": N_("Penerimaan"),
}
STATES: Mapping[str, Words] = {
    "proposed": N_("Menunggu program"),
    "confirmed": N_("Masuk angka program"),
    "refused": N_("Ditolak program"),
    "withdrawn": N_("Ditarik koordinator"),
    "undone": N_("Dibatalkan"),
}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a coordinator says of a flow: what becomes of it, until when, from which funds.

    `rate` is in hundredths of a rupiah for one of the flow's currency.
    """

    kind: str
    due_on: date | None
    funds: str
    budget_level: str = ""
    rate: int | None = None
    rate_on: date | None = None
    rate_source: str = ""


def sum_of(original: int | None, currency: str, usd: int) -> tuple[int, str]:
    """The sum that is adopted and its currency: the original where our ledger knows its currency.

    Otherwise the dollars that the source made of it. Both count the same smallest units.
    """
    if original is not None and currency in CURRENCIES:
        return original, currency
    return usd, DOLLAR


def fit(*, counted: bool, in_kind: bool, amount: int) -> bool:
    """Whether a flow can become a figure: money from outside that nothing else tells."""
    return counted and not in_kind and 1 <= amount <= MOST


def kinds(status: str) -> tuple[str, ...]:
    """What a flow of that status may become: never more than its source reports."""
    return STATUSES[: STATUSES.index(status) + 1]


def faults(told: Proposal, status: str, asset: str, day: date) -> Mapping[str, Words]:
    """What is wrong with a proposal, by field."""
    found: dict[str, Words] = {}
    if told.kind not in kinds(status):
        found["kind"] = N_("Pilih salah satu. Tidak lebih dari yang dilaporkan sumbernya.")
    elif told.kind != "paid" and (told.due_on is None or not _soon(told.due_on, day)):
        found["due_on"] = N_("Isi tanggal dari hari ini sampai setahun lagi.")
    if told.funds in ASKED_DIRECTLY or told.funds not in SOURCES:
        found["source"] = N_("Pilih sumber dana dari daftar.")
    elif (told.funds == "public_budget") != (told.budget_level in BUDGET_LEVELS):
        found["source"] = N_("Pilih tingkat anggaran untuk anggaran pemerintah.")
    return found | (_rate(told, day) if asset != RUPIAH else {})


def _soon(due_on: date, day: date) -> bool:
    return day <= due_on <= day + LONGEST_WAIT


def _rate(told: Proposal, day: date) -> dict[str, Words]:
    found: dict[str, Words] = {}
    if told.rate is None or not 1 <= told.rate <= MOST:
        found["rate"] = N_("Tulis kursnya dengan angka, misalnya 15.789,25.")
    if told.rate_on is None or told.rate_on > day:
        found["rate_on"] = N_("Isi tanggal kursnya, paling lambat hari ini.")
    if not told.rate_source.strip():
        found["rate_source"] = N_("Tulis siapa yang menyebut kurs ini.")
    elif len(told.rate_source) > LONGEST_SOURCE:
        found["rate_source"] = N_("Pendekkan menjadi paling banyak %(n)s huruf.", n=LONGEST_SOURCE)
    return found
