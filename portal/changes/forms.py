"""What may be sent about changes of a verified entry."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.changes.rules import LONGEST_REASON
from portal.registration.forms import Groups, SpecialitiesForm, StartForm
from portal.web import PortalForm
from portal.web.fields import Choice, Line, Paragraphs, Select, Version, Yes

__all__ = [
    "CareForm",
    "IdentifiersForm",
    "IdentityForm",
    "JudgeForm",
    "PressForm",
    "SpecialitiesForm",
]


class IdentityForm(StartForm):
    """Name, kind and seat, as at registration."""

    new_address = Yes(
        _l("Alamat halaman ikut nama baru"),
        small=_l("Alamat lama tetap membuka halaman Anda."),
        optional=True,
    )
    version = Version()

    def __init__(self, groups: Groups, **words: Any) -> None:
        super().__init__(groups, **words)
        del self.token
        del self.about


class IdentifiersForm(PortalForm):
    """Every number of documents at once: the proposal says all of them."""

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
    sippk = Line(_l("SIPPK (psikolog klinis)"), max=80, optional=True, seen="coordinators")
    silp = Line(_l("SILP (layanan psikologi)"), max=80, optional=True, seen="coordinators")
    npsn = Line(_l("NPSN (sekolah)"), max=40, optional=True, seen="coordinators")
    version = Version()


class CareForm(PortalForm):
    """What two coordinators look at: money for programmes, and a shelter."""

    handles_funds = Choice(
        _l("Apakah lembaga Anda akan menerima uang untuk program lewat Simpul?"),
        choices=[("no", _l("Tidak")), ("yes", _l("Ya"))],
        missing=_l("Pilih ya atau tidak."),
        seen="coordinators",
    )
    runs_shelter = Choice(
        _l("Apakah lembaga Anda mengelola rumah aman?"),
        choices=[("no", _l("Tidak")), ("yes", _l("Ya"))],
        missing=_l("Pilih ya atau tidak."),
        seen="all",
    )
    shelter_region = Select(
        _l("Kabupaten atau kota rumah aman"),
        hint=_l("Isi bila Anda mengelola rumah aman. Hanya ini yang disimpan."),
        optional=True,
        seen="all",
    )
    version = Version()

    def __init__(self, groups: Groups, **words: Any) -> None:
        super().__init__(**words)
        self.shelter_region.offer(dict(groups))


class JudgeForm(PortalForm):
    """A coordinator's word on a proposal."""

    decision = Choice(
        _l("Keputusan"),
        choices=[
            ("accepted", _l("Setujui"), _l("Data baru tampil segera setelah semua setuju.")),
            ("refused", _l("Tolak"), _l("Data lama tetap tampil. Lembaga membaca alasannya.")),
        ],
        missing=_l("Pilih salah satu keputusan."),
    )
    reason = Paragraphs(
        _l("Alasan"),
        max=LONGEST_REASON,
        rows=4,
        hint=_l("Lembaga membaca kalimat ini apa adanya. Boleh kosong bila Anda menyetujui."),
        optional=True,
    )
    version = Version()


class PressForm(PortalForm):
    """A question with one button."""
