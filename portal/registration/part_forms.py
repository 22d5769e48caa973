"""What may be sent about one part of an organisation: a place, a contact, a person, a number."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.registration.forms import Groups
from portal.vocabulary import (
    CONTACT_KINDS,
    LOCATION_KINDS,
    VISIBILITIES,
)
from portal.web import PortalForm
from portal.web.fields import (
    Choice,
    Choices,
    Line,
    Select,
    Token,
    Version,
)
from portal.web.pages import listed

WHO = _l("Siapa yang boleh melihat?")


def _visible(**words: Any) -> Choice:
    return Choice(WHO, missing=_l("Pilih siapa yang boleh melihat."), **words)


class ShelterForm(PortalForm):
    """Whether it runs a shelter. Only the kabupaten/kota is asked; an address has no field."""

    runs_shelter = Choice(
        _l("Apakah lembaga Anda mengelola rumah aman?"),
        choices=[("yes", _l("Ya")), ("no", _l("Tidak"))],
        missing=_l("Pilih ya atau tidak."),
        seen="all",
    )
    shelter_region = Select(
        _l("Kabupaten atau kota rumah aman"),
        hint=_l("Isi bila Anda mengelola rumah aman. Hanya ini yang disimpan."),
        optional=True,
        seen="all",
    )
    shared = Choices(
        _l("Tempat mana yang satu gedung dengan rumah aman?"),
        hint=_l("Alamat dan kecamatan tempat yang Anda pilih akan dihapus."),
        optional=True,
    )
    version = Version()

    def __init__(self, groups: Groups, places: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(**words)
        self.shelter_region.offer(dict(groups))
        self.shared.offer(places)


class LocationForm(PortalForm):
    """One place where people can come."""

    kind = Choice(_l("Jenis tempat"), missing=_l("Pilih jenis tempat."))
    region = Select(
        _l("Kecamatan, kabupaten, atau kota"),
        missing=_l("Pilih wilayah tempat ini."),
        seen="all",
    )
    address = Line(
        _l("Alamat"),
        hint=_l("Misalnya “Jalan Contoh Nomor 3”."),
        optional=True,
        autocomplete="street-address",
    )
    visibility = _visible()
    with_shelter = Choice(
        _l("Apakah tempat ini satu gedung dengan rumah aman?"),
        choices=[
            ("no", _l("Tidak")),
            ("yes", _l("Ya"), _l("Hanya kabupaten/kota yang disimpan, tanpa alamat.")),
        ],
        missing=_l("Pilih ya atau tidak."),
    )
    token = Token()

    def __init__(self, groups: Groups, *, shelter: bool, **words: Any) -> None:
        super().__init__(**words)
        self.kind.offer(listed(LOCATION_KINDS, "shelter"))
        self.region.offer(dict(groups))
        self.visibility.offer(listed(VISIBILITIES))
        if not shelter:
            del self.with_shelter


class ContactForm(PortalForm):
    """One number or e-mail address of the organisation."""

    kind = Choice(_l("Jenis kontak"), missing=_l("Pilih jenis kontak."))
    value = Line(
        _l("Nomor atau alamat email"),
        max=254,
        hint=_l("Misalnya 0812-3456-7890, (0254) 123-456, atau nama@lembaga.or.id."),
        missing=_l("Isi nomor atau alamat email."),
        size="medium",
    )
    visibility = _visible()
    token = Token()

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.kind.offer(listed(CONTACT_KINDS))
        self.visibility.offer(listed(VISIBILITIES))


class PersonForm(PortalForm):
    """Somebody who answers for the organisation."""

    name = Line(
        _l("Nama"),
        hint=_l("Kami bertanya agar koordinator tahu siapa yang dihubungi."),
        missing=_l("Isi nama orang ini."),
    )
    role = Line(_l("Jabatan"), hint=_l("Misalnya “Ketua”."), optional=True, size="medium")
    contact = Line(_l("Nomor telepon atau email"), max=254, optional=True, size="medium")
    visibility = _visible(hint=_l("Bila ragu, pilih hanya koordinator."))
    token = Token()

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.visibility.offer(list(reversed(listed(VISIBILITIES))))
