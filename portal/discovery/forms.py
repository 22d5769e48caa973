"""What may be sent about organisations that are not here yet."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.discovery.rules import NAME_MOST, REACH_MOST, REASON_MOST, WHY_MOST
from portal.registration.forms import Groups
from portal.vocabulary import KINDS
from portal.web import PortalForm
from portal.web.fields import Choice, Line, Paragraphs, Select, Token
from portal.web.pages import listed


class SuggestForm(PortalForm):
    """Who is missing, where, and how a coordinator can reach them."""

    name = Line(_l("Nama lembaga atau kelompok"), max=NAME_MOST, missing=_l("Isi nama lembaga."))
    region = Select(_l("Kabupaten atau kota"), missing=_l("Pilih kabupaten atau kota."))
    reach = Line(
        _l("Bagaimana menghubungi mereka?"),
        max=REACH_MOST,
        hint=_l("Nomor telepon, email, atau alamat kantor. Jangan alamat rumah aman."),
        missing=_l("Isi nomor telepon, email, atau alamat kantornya."),
        seen="coordinators",
    )
    why = Paragraphs(
        _l("Apa yang mereka kerjakan?"),
        max=WHY_MOST,
        rows=3,
        hint=_l("Satu atau dua kalimat. Jangan menulis nama atau cerita penyintas."),
        optional=True,
        seen="coordinators",
    )
    organisation = Select(_l("Atas nama lembaga"), optional=True)
    token = Token()

    def __init__(self, groups: Groups, own: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(**words)
        self.region.offer(dict(groups))
        if own:
            self.organisation.offer(own)
        else:
            del self.organisation


class DismissForm(PortalForm):
    """Why a suggestion is laid aside."""

    reason = Paragraphs(
        _l("Alasan"),
        max=REASON_MOST,
        rows=3,
        hint=_l("Untuk koordinator lain, misalnya “sudah terdaftar dengan nama lain”."),
        missing=_l("Tulis alasannya."),
    )


class InviteForm(PortalForm):
    """What an invitation link fills in."""

    name = Line(_l("Nama lembaga"), max=NAME_MOST, missing=_l("Isi nama lembaga."))
    kind = Choice(_l("Jenis lembaga"), missing=_l("Pilih jenis lembaga."))
    region = Select(_l("Kabupaten atau kota"), missing=_l("Pilih kabupaten atau kota."))
    token = Token()

    def __init__(self, groups: Groups, **words: Any) -> None:
        super().__init__(**words)
        self.kind.offer(listed(KINDS))
        self.region.offer(dict(groups))


class StartForm(PortalForm):
    """One button that begins a registration."""

    token = Token()


class Press(PortalForm):
    """One button."""


def own_choices(rows: list[tuple[int, str]]) -> list[tuple[str, str]]:
    """Somebody's organisations, and the choice to speak for oneself."""
    return [(str(key), name) for key, name in rows] + [("0", gettext("Saya sendiri"))]
