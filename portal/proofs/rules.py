"""What holds for proofs: whose they are, what they prove, and how many there may be."""

from collections.abc import Mapping

from portal.errors import N_, Words

MOST_PROOFS = 10
# (kind of what is proved, side that brings it) → what the file shows.
SHOWS: Mapping[tuple[str, str], Words] = {
    ("receipt", "donor"): N_("Bukti pengiriman dari donatur"),
    ("receipt", "owner"): N_("Bukti penerimaan dari program"),
    ("refund", "owner"): N_("Bukti pengembalian dari program"),
    ("refund", "donor"): N_("Bukti dana yang kembali, dari donatur"),
    ("spend", "owner"): N_("Bukti realisasi dari program"),
}
READERS: Mapping[str, Words] = {
    "owner": N_("pengelola program"),
    "donor": N_("donatur"),
    "coordinator": N_("koordinator"),
    "auditor": N_("pemeriksa"),
}
FULL = N_("Paling banyak %(n)s bukti. Tarik dahulu yang salah.", n=MOST_PROOFS)
TWICE = N_("Berkas ini sudah tersimpan di sini. Pilih berkas lain.")
ELSEWHERE = N_("Berkas ini sudah menjadi bukti pada catatan lain. Pilih bukti untuk catatan ini.")
CHANGED = N_("Isi berkas ini tidak lagi sama dengan yang diunggah. Hubungi koordinator.")
GONE = N_("Bukti ini sudah ditarik. Buka lagi daftarnya.")
TAKEN_BACK = N_("Catatan ini sudah dibatalkan, jadi tidak perlu bukti.")
