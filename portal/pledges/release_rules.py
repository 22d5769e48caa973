"""What holds for a release that the owner proposes. Pure Python."""

from collections.abc import Mapping

from portal.errors import N_, Words

STATES: Mapping[str, Words] = {
    "open": N_("Menunggu jawaban donatur"),
    "agreed": N_("Disetujui donatur"),
    "refused": N_("Tidak disetujui donatur"),
    "withdrawn": N_("Ditarik pemilik program"),
    "lapsed": N_("Gugur: yang belum dikirim kini kurang dari jumlah itu"),
}
TOO_LATE = N_("Usulan ini sudah dijawab, ditarik, atau gugur.")


def state(answer: str, amount: int, free: int) -> str:
    """Where a proposal of `amount` stands: its answer, or whether so much is still not sent."""
    return answer or ("open" if amount <= free else "lapsed")
