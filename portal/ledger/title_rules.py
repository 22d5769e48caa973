"""What each figure of money is called, in plain words."""

from collections.abc import Mapping

from portal.errors import N_, Words

TITLES: Mapping[str, Words] = {
    "required": N_("Kebutuhan"),
    "offered": N_("Ditawarkan"),
    "committed": N_("Komitmen"),
    "open": N_("Komitmen, belum diterima"),
    "due": N_("Segera jatuh tempo"),
    "overdue": N_("Terlambat"),
    "received": N_("Diterima"),
    "spent": N_("Realisasi"),
    "unspent": N_("Diterima, belum dipakai"),
    "unmet": N_("Belum terpenuhi"),
    "overfunded": N_("Melebihi kebutuhan"),
    "overpaid": N_("Lebih bayar"),
}
