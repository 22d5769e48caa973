"""What may be sent while somebody registers an organisation."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.errors import Words
from portal.vocabulary import (
    KINDS,
    LANGUAGES,
)
from portal.web import PortalForm
from portal.web.fields import (
    Choice,
    Choices,
    Line,
    Paragraphs,
    Select,
    Token,
    Version,
    Whole,
    Yes,
)
from portal.web.pages import translated

Groups = dict[str, list[tuple[str, str]]]


def listed(words: Mapping[str, Words], *leave_out: str) -> list[tuple[str, str]]:
    """A fixed list as choices in the reader's language."""
    return [(code, translated(text)) for code, text in words.items() if code not in leave_out]


class StartForm(PortalForm):
    """The first question: who are you, and where."""

    name = Line(
        _l("Nama lembaga"),
        hint=_l("Nama lengkap seperti di akta, surat keputusan, atau papan nama."),
        missing=_l("Isi nama lembaga."),
        autocomplete="organization",
        seen="all",
    )
    short_name = Line(
        _l("Nama singkat"),
        max=60,
        hint=_l("Singkatan yang dipakai sehari-hari, misalnya “LBH Serang”."),
        optional=True,
        size="medium",
        seen="all",
    )
    kind = Choice(_l("Jenis lembaga"), missing=_l("Pilih jenis lembaga."), seen="all")
    region = Select(
        _l("Kabupaten atau kota tempat lembaga berkedudukan"),
        hint=_l(
            "Koordinator wilayah ini yang memeriksa pendaftaran Anda. "
            "Lembaga tingkat provinsi memilih provinsinya."
        ),
        missing=_l("Pilih kabupaten atau kota."),
        seen="all",
    )
    token = Token()

    def __init__(self, groups: Groups, **words: Any) -> None:
        super().__init__(**words)
        self.kind.offer(listed(KINDS))
        self.region.offer(dict(groups))


class IdentityForm(StartForm):
    """Who the organisation is, in its own words."""

    about = Paragraphs(
        _l("Apa yang lembaga Anda lakukan?"),
        hint=_l(
            "Dua atau tiga kalimat untuk orang yang belum mengenal Anda. "
            "Jangan menulis alamat, nomor telepon, atau cerita penyintas."
        ),
        missing=_l("Ceritakan dengan singkat apa yang lembaga Anda lakukan."),
        seen="all",
    )
    other_names = Paragraphs(
        _l("Nama lain"),
        max=1000,
        rows=2,
        hint=_l("Nama lama atau nama sehari-hari, satu nama tiap baris."),
        optional=True,
        seen="all",
    )
    year_founded = Whole(
        _l("Berdiri sejak tahun"), least=1800, most=2099, optional=True, seen="all"
    )
    website = Line(
        _l("Situs web"),
        max=300,
        hint=_l("Misalnya https://lembaga.or.id."),
        optional=True,
        mode="url",
        seen="all",
    )
    languages = Choices(_l("Bahasa yang dipakai melayani"), optional=True, seen="all")
    handles_funds = Choice(
        _l("Apakah lembaga Anda akan menerima uang untuk program lewat Simpul?"),
        choices=[
            ("no", _l("Tidak")),
            ("yes", _l("Ya"), _l("Dua koordinator memeriksa pendaftaran Anda.")),
        ],
        hint=_l("Jawaban ini dapat diubah kemudian. Bantuan barang atau jasa tidak termasuk."),
        optional=True,
        seen="coordinators",
    )
    version = Version()

    def __init__(self, groups: Groups, **words: Any) -> None:
        super().__init__(groups, **words)
        self.languages.offer(listed(LANGUAGES))
        del self.token


class SpecialitiesForm(PortalForm):
    """What it is good at: boxes in groups, one group for each stage."""

    specialities = Choices(
        _l("Bidang keahlian"), missing=_l("Pilih sedikitnya satu bidang keahlian.")
    )
    version = Version()


class CoverageForm(PortalForm):
    """Which regions it serves; the boxes are those of one province or of one kabupaten/kota."""

    nationwide = Yes(
        _l("Seluruh Indonesia"),
        small=_l("Pilih hanya bila lembaga Anda melayani semua provinsi."),
        optional=True,
    )
    coverage = Choices(_l("Wilayah yang dilayani"), optional=True, seen="all")
    version = Version()


class IdentifiersForm(PortalForm):
    """Numbers of documents; a group without a legal body has none, and that is fine."""

    npwp = Line(
        _l("NPWP lembaga"),
        max=40,
        hint=_l("15 atau 16 angka. Jangan memakai NPWP atau NIK perorangan."),
        optional=True,
        size="medium",
        mode="numeric",
        seen="coordinators",
    )
    nib = Line(
        _l("NIB"),
        max=40,
        hint=_l("13 angka, untuk badan usaha."),
        optional=True,
        size="medium",
        mode="numeric",
        seen="coordinators",
    )
    ahu = Line(
        _l("Nomor AHU (Kemenkumham)"),
        max=80,
        hint=_l("Untuk yayasan, perkumpulan, dan perseroan."),
        optional=True,
        size="medium",
        seen="coordinators",
    )
    sk = Line(
        _l("Nomor surat keputusan atau surat keterangan"),
        max=80,
        hint=_l("Misalnya dari dinas, kecamatan, desa, atau kelurahan."),
        optional=True,
        size="medium",
        seen="coordinators",
    )
    sipp = Line(
        _l("Nomor SIPP"),
        max=80,
        hint=_l("Untuk lembaga psikolog."),
        optional=True,
        size="medium",
        seen="coordinators",
    )
    version = Version()


class SendForm(PortalForm):
    """The last step: two boxes, and the registration goes off."""

    agree = Yes(
        _l("Saya berhak mewakili lembaga ini, dan data di atas benar per hari ini."),
        missing=_l("Centang bahwa Anda berhak mewakili lembaga dan datanya benar."),
    )
    consent = Yes(
        _l("Orang yang saya sebut telah setuju kontaknya disimpan."),
        missing=_l("Centang bahwa orang yang Anda sebut telah setuju."),
    )


class RemoveForm(PortalForm):
    """A question with one button."""
