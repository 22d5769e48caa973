"""What may be sent while somebody registers an organisation."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.errors import N_, Invalid
from portal.vocabulary import IDENTIFIER_SCHEMES, KINDS, LANGUAGES, NETWORKS
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
from portal.web.pages import listed

Groups = dict[str, list[tuple[str, str]]]


ABOUT = _l(
    "Dua atau tiga kalimat untuk orang yang belum mengenal Anda. "
    "Jangan menulis alamat, nomor telepon, atau cerita penyintas."
)


def _network(name: str, **words: Any) -> Line:
    return Line(NETWORKS[name], max=200, optional=True, size="medium", **words)


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
    about = Paragraphs(
        _l("Apa yang lembaga Anda lakukan?"),
        hint=ABOUT,
        missing=_l("Ceritakan dengan singkat apa yang lembaga Anda lakukan."),
        seen="all",
    )
    token = Token()

    def __init__(self, groups: Groups, **words: Any) -> None:
        super().__init__(**words)
        self.kind.offer(listed(KINDS))
        self.region.offer(dict(groups))


class IdentityForm(StartForm):
    """The same once more, for a draft that stays."""

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
        del self.token


class PresenceForm(PortalForm):
    """What an organisation says of itself beside its name; on a listed entry also what it does."""

    about = Paragraphs(
        _l("Apa yang lembaga Anda lakukan?"),
        hint=ABOUT,
        missing=_l("Ceritakan dengan singkat apa yang lembaga Anda lakukan."),
        seen="all",
    )
    acronyms = Paragraphs(
        _l("Singkatan lain"),
        max=400,
        rows=2,
        hint=_l("Satu singkatan tiap baris, misalnya “P2TP2A”."),
        optional=True,
    )
    other_names = Paragraphs(
        _l("Nama lain"),
        max=2100,
        rows=2,
        hint=_l("Nama sehari-hari atau nama dalam bahasa lain, satu nama tiap baris."),
        optional=True,
    )
    former_names = Paragraphs(
        _l("Nama lama"),
        max=2100,
        rows=2,
        hint=_l("Nama yang dulu dipakai, satu nama tiap baris."),
        optional=True,
    )
    year_founded = Whole(_l("Berdiri sejak tahun"), least=1800, most=2099, optional=True)
    languages = Choices(_l("Bahasa yang dipakai melayani"), optional=True)
    website = Line(
        _l("Situs web"),
        max=300,
        hint=_l("Misalnya https://lembaga.or.id."),
        optional=True,
        mode="url",
    )
    instagram = _network("instagram", hint=_l("Nama akun, misalnya @lembaga, atau alamatnya."))
    facebook = _network("facebook")
    youtube = _network("youtube")
    tiktok = _network("tiktok")
    x = _network("x")
    linkedin = _network("linkedin")
    threads = _network("threads")
    version = Version()

    def __init__(self, *, about: bool, **words: Any) -> None:
        super().__init__(**words)
        self.languages.offer(listed(LANGUAGES))
        if not about:
            del self.about


class SpecialitiesForm(PortalForm):
    """What it is good at: boxes in groups, one group for each stage."""

    specialities = Choices(
        _l("Bidang keahlian"), missing=_l("Pilih sedikitnya satu bidang keahlian.")
    )
    version = Version()


class CoverageForm(PortalForm):
    """Which regions it serves; the boxes are those of one province or of one kabupaten/kota.

    A draft that has not said so yet is asked whether it runs a shelter.
    """

    nationwide = Yes(
        _l("Seluruh Indonesia"),
        small=_l("Pilih hanya bila lembaga Anda melayani semua provinsi."),
        optional=True,
    )
    coverage = Choices(_l("Wilayah yang dilayani"), optional=True, seen="all")
    runs_shelter = Choice(
        _l("Apakah lembaga Anda mengelola rumah aman?"),
        hint=_l("Alamatnya tidak ditanyakan dan tidak disimpan. Jangan menulisnya di mana pun."),
        choices=[("no", _l("Tidak")), ("yes", _l("Ya"))],
        missing=_l("Pilih ya atau tidak."),
        seen="all",
    )
    version = Version()

    def __init__(self, *, shelter: bool, **words: Any) -> None:
        super().__init__(**words)
        if not shelter:
            del self.runs_shelter


class IdentifiersForm(PortalForm):
    """One number of a document; a group without a legal body has none, and that is fine."""

    scheme = Select(
        _l("Jenis nomor"),
        hint=_l("Nomor yang sama jenisnya diganti dengan yang baru."),
        optional=True,
        seen="coordinators",
    )
    value = Line(
        _l("Nomor"),
        max=80,
        hint=_l("Jangan memakai NPWP atau NIK perorangan."),
        optional=True,
        size="medium",
        seen="coordinators",
    )
    version = Version()

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.scheme.offer(listed(IDENTIFIER_SCHEMES))

    def numbers(self) -> dict[str, str]:
        """The number under its scheme. Raises Invalid when one is there without the other."""
        scheme, value = self.scheme.data or "", self.value.data or ""
        if bool(scheme) == bool(value):
            return {scheme: value} if scheme else {}
        if scheme:
            raise Invalid(value=N_("Isi nomornya."))
        raise Invalid(scheme=N_("Pilih jenis nomor."))


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
