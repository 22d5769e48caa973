"""What may be sent about groups without e-mail, and by the holders of slips."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.registration.forms import Groups
from portal.slips.rules import REASON_MOST
from portal.vocabulary import CAPACITIES, CONTACT_KINDS, VISIBILITIES
from portal.web import PortalForm
from portal.web.fields import Choice, Line, Paragraphs, Select, Token
from portal.web.pages import listed


class GroupForm(PortalForm):
    """Which group a helper registers."""

    name = Line(
        _l("Nama kelompok"),
        hint=_l("Misalnya “Dasawisma Melati RW 05”."),
        missing=_l("Isi nama kelompok."),
        seen="all",
    )
    short_name = Line(_l("Nama singkat"), max=60, optional=True, size="medium", seen="all")
    region = Select(_l("Kabupaten atau kota"), missing=_l("Pilih kabupaten atau kota."), seen="all")
    organisation = Select(_l("Anda membantu atas nama"), optional=True)
    token = Token()

    def __init__(self, groups: Groups, own: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(**words)
        self.region.offer(dict(groups))
        if own:
            self.organisation.offer(own)
        else:
            del self.organisation


class CodeForm(PortalForm):
    """The code on a slip."""

    code = Line(
        _l("Kode pada slip"),
        max=40,
        size="medium",
        autocomplete="off",
        hint=_l("Sepuluh huruf dan angka, misalnya ABCD-EFGH-JK. Huruf kecil juga boleh."),
        missing=_l("Ketik kode pada slip Anda."),
    )


class CapacityForm(PortalForm):
    """How much room a service has today."""

    capacity = Choice(_l("Keadaan hari ini"), missing=_l("Pilih salah satu dari daftar."))

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.capacity.offer(listed(CAPACITIES))


class ContactForm(PortalForm):
    """Another number or address of the group."""

    kind = Choice(_l("Jenis kontak"), missing=_l("Pilih jenis kontak."))
    value = Line(_l("Nomor atau alamat email"), max=254, missing=_l("Isi nomor atau alamat email."))
    visibility = Choice(
        _l("Siapa yang boleh melihat?"), missing=_l("Pilih siapa yang boleh melihat.")
    )

    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.kind.offer(listed(CONTACT_KINDS))
        self.visibility.offer(listed(VISIBILITIES))


class AnswerForm(PortalForm):
    """A word on a change that somebody proposed by a code."""

    outcome = Choice(
        _l("Jawaban Anda"),
        choices=[
            ("accepted", _l("Setujui"), _l("Perubahan langsung berlaku.")),
            ("refused", _l("Tolak"), _l("Kontak lama tetap. Kelompok membaca alasan Anda.")),
        ],
        missing=_l("Pilih salah satu jawaban."),
    )
    reason = Paragraphs(
        _l("Alasan"),
        max=REASON_MOST,
        rows=2,
        hint=_l("Wajib bila Anda menolak. Tanpa nomor telepon."),
        optional=True,
    )


class Press(PortalForm):
    """A question with one button."""
