"""What may come in as a file: kinds, sizes and names, and the words for what may not."""

import re
import unicodedata
from collections.abc import Mapping

from portal.errors import N_, Words

MOST_BYTES = 5 * 1024 * 1024
MOST_MEGABYTES = 5
# A request this long is still read to its end, so that typed answers can be given back; what
# exceeds MOST_BYTES of its file is not kept. Anything longer is refused by its length alone.
MOST_REQUEST = 64 * 1024 * 1024
MOST_PAGES = 60
MOST_OBJECTS = 20_000
MOST_SIDE = 20_000
# A JPEG is made smaller while it is decoded, a PNG only afterwards: hence the two limits.
MOST_PIXELS: Mapping[str, int] = {"jpeg": 80_000_000, "png": 36_000_000}
KEPT_SIDE = 2600
# A photo that everybody sees: as large as a screen shows, and small for cheap phones. In pixels.
PHOTO_SIDE, SMALL_SIDE = 1600, 640
LONGEST_NAME = 80

MEDIA: Mapping[str, str] = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png"}
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "pdf": ("pdf",),
    "jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "png": ("png",),
}
_SIGNATURES: Mapping[bytes, str] = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
}
ACCEPT = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
PICTURES = ".jpg,.jpeg,.png,image/jpeg,image/png"

FAULTS: Mapping[str, Words] = {
    "missing": N_("Pilih berkasnya."),
    "empty": N_("Berkas ini kosong. Pilih berkas lain."),
    "large": N_(
        "Berkas ini lebih besar dari %(n)s MB. Perkecil, atau foto lagi dengan mutu lebih rendah.",
        n=MOST_MEGABYTES,
    ),
    "kind": N_(
        "Berkas ini bukan PDF, JPG, atau PNG. Simpan sebagai salah satunya, lalu pilih lagi."
    ),
    "picture": N_("Berkas ini bukan foto. Pilih foto JPG atau PNG."),
    "ending": N_("Akhiran nama berkas tidak cocok dengan isinya. Simpan ulang, lalu pilih lagi."),
    "name": N_("Nama berkas memakai tanda yang tidak terlihat. Ganti namanya, lalu pilih lagi."),
    "identity": N_(
        "Jangan mengunggah KTP atau kartu keluarga. "
        "Tunjukkan kepada koordinator, ia mencatat sudah melihatnya."
    ),
    "broken": N_("Berkas ini rusak atau terpotong. Coba simpan atau foto ulang."),
    "hidden": N_("Berkas ini menyimpan berkas lain di dalamnya. Simpan ulang sebagai PDF biasa."),
    "locked": N_("PDF ini terkunci kata sandi. Simpan tanpa kata sandi, lalu pilih lagi."),
    "active": N_("PDF ini berisi program atau lampiran. Cetak ke PDF, lalu pilih hasilnya."),
    "pages": N_("PDF ini melebihi %(n)s halaman. Kirim halaman yang perlu saja.", n=MOST_PAGES),
    "pixels": N_("Ukuran gambar ini terlalu besar. Foto ulang dengan mutu lebih rendah."),
    "slow": N_("Berkas ini terlalu rumit untuk diperiksa. Foto atau cetak ulang ke PDF."),
}

_IDENTITY = re.compile(
    r"(?<![a-z])(?:e?-?ktp|kk|nik|kartu[ _-]*keluarga)(?![a-z])|(?<!\d)\d{16}(?!\d)"
)
_ESCAPED = re.compile(r"%(?:0[0-9a-f]|1[0-9a-f]|7f|e2%80%(?:8[b-f]|a[8-e]))", re.IGNORECASE)


def sniff(data: bytes) -> str:
    """What a file is by its first bytes: 'pdf', 'jpeg', 'png', or '' for anything else."""
    return next((kind for start, kind in _SIGNATURES.items() if data.startswith(start)), "")


def name_fault(name: str, kind: str) -> str:
    """What is wrong with the name of a file of that kind; '' when nothing is.

    Signs that nobody sees (line breaks, right-to-left marks) make a name say what it is not.
    """
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in name):
        return "name"
    if _ESCAPED.search(name):
        return "name"
    if _IDENTITY.search(name.lower()):
        return "identity"
    _stem, dot, ending = name.rpartition(".")
    known = {one for endings in ENDINGS.values() for one in endings}
    if (
        dot
        and ending.lower() not in ENDINGS[kind]
        and (ending.lower() in known or re.fullmatch(r"[a-z][a-z0-9]{1,4}", ending.lower()))
    ):
        return "ending"
    return ""


def tidy_name(name: str, kind: str) -> str:
    """A name to show and to save under: letters, digits and plain signs, our own ending.

    It is never part of a path here.
    """
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = bare.rpartition(".")[0] or bare
    kept = "".join(sign if sign.isalnum() or sign in " -_()+," else " " for sign in stem)
    short = re.sub(r"\s+", " ", kept).strip()[:LONGEST_NAME].strip()
    return f"{short or 'dokumen'}.{ENDINGS[kind][0]}"
