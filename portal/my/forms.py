"""What may be sent about an entry beyond its registration: what it can lend, and its centre."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.db import MOST
from portal.registration.forms import Groups
from portal.vocabulary import CAPACITIES, RESOURCE_KINDS, UNITS
from portal.web import PortalForm
from portal.web.fields import Choice, Line, Select, Token, Version, Whole
from portal.web.pages import listed


class ResourceForm(PortalForm):
    """One thing that an organisation can lend or give."""

    kind = Choice(_l("Apa jenisnya?"), missing=_l("Pilih jenisnya."))
    description = Line(
        _l("Apa yang dapat Anda pinjamkan atau berikan?"),
        hint=_l("Misalnya “Ruang pelatihan untuk 25 orang” atau “Konseling setiap bulan”."),
        missing=_l("Tulis apa yang dapat Anda pinjamkan atau berikan."),
        seen="all",
    )
    quantity = Whole(
        _l("Berapa banyak?"),
        least=1,
        most=MOST,
        hint=_l("Untuk uang, tulis rupiah penuh."),
        optional=True,
    )
    unit = Select(_l("Satuan"), hint=_l("Tidak perlu untuk uang."), optional=True)
    region_code = Select(
        _l("Di mana?"),
        hint=_l("Kosongkan bila dapat dipakai di seluruh wilayah kerja Anda."),
        optional=True,
    )
    token = Token()
    version = Version()

    def __init__(self, groups: Groups, **words: Any) -> None:
        super().__init__(**words)
        self.kind.offer(listed(RESOURCE_KINDS))
        self.unit.offer(listed(UNITS, "rupiah"))
        self.region_code.offer(dict(groups))


class CapacityForm(PortalForm):
    """One tap: which service, and how much room it has now. The state is the button's value."""

    service = Line(max=36)
    capacity = Choice()

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.capacity.offer(listed(CAPACITIES, "unknown"))


class ParentForm(PortalForm):
    """The centre of which an organisation is a branch."""

    parent = Choice(_l("Pilih lembaga pusatnya"), missing=_l("Pilih satu lembaga."))
    version = Version()

    def __init__(self, found: list[tuple[str, str, str]], **words: Any) -> None:
        super().__init__(**words)
        self.parent.offer(found)
