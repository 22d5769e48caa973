"""What may be sent about what a donor cares about."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from portal.matching.rules import MONTHS
from portal.vocabulary import RESOURCE_KINDS, SOURCES, STAGES
from portal.web import PortalForm
from portal.web.fields import Choices, Line, Version, Yes
from portal.web.pages import listed

Pairs = Sequence[tuple[str, str]]


class FocusForm(PortalForm):
    """What an organisation gives to."""

    stages = Choices(
        _l("Tahap yang Anda dukung"),
        hint=_l("Kosongkan bila semua tahap."),
        optional=True,
    )
    specialities = Choices(_l("Bidang keahlian"), optional=True)
    regions = Choices(
        _l("Wilayah yang Anda dukung"),
        hint=_l("Memilih provinsi berarti semua kabupaten/kota di dalamnya."),
        optional=True,
    )
    elsewhere = Line(
        _l("Wilayah lain"),
        max=1000,
        optional=True,
        hint=_l("Nama atau kode, dipisahkan koma. Misalnya Kota Cilegon, 36.04."),
    )
    nationwide = Yes(_l("Seluruh Indonesia"), optional=True)
    kinds = Choices(
        _l("Apa yang dapat Anda berikan?"), missing=_l("Pilih paling sedikit satu jenis dukungan.")
    )
    sources = Choices(_l("Sumber dana"), optional=True)
    months = Choices(
        _l("Bulan menyusun anggaran tahun depan"),
        hint=_l("Supaya pemilik program menghubungi Anda pada waktu yang tepat."),
        optional=True,
    )
    findable = Yes(
        _l("Pemilik program dan koordinator boleh menemukan lembaga kami di sini"),
        hint=_l("Tanpa centang, hanya pengelola lembaga Anda yang melihat isian ini."),
        optional=True,
    )
    version = Version()

    def offer(self, specialities: Pairs, regions: Pairs) -> None:
        """Set the choices, some of which come from the database."""
        self.stages.offer(listed(STAGES))
        self.specialities.offer(specialities)
        self.regions.offer(regions)
        self.kinds.offer(listed(RESOURCE_KINDS))
        self.sources.offer(listed(SOURCES))
        self.months.offer(listed(MONTHS))
