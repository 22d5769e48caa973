"""What may be sent about members."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.forms import Email
from portal.web import PortalForm
from portal.web.fields import Choice, Select, Token, Yes

ROLES = [
    ("editor", _l("Pengelola"), _l("Mengubah isian, membuat program, menjawab dukungan.")),
    ("owner", _l("Pengelola utama"), _l("Juga mengundang dan mengeluarkan pengelola.")),
]


class InviteForm(PortalForm):
    """Whom to invite, and as what."""

    email = Email(
        _l("Email orang yang Anda undang"),
        max=254,
        kind="email",
        mode="email",
        autocomplete="off",
        hint=_l("Ia belum perlu punya akun. Emailnya hanya terlihat oleh pengelola lembaga ini."),
        missing=_l("Isi email orang itu."),
    )
    role = Choice(_l("Sebagai apa?"), choices=ROLES, missing=_l("Pilih salah satu peran."))
    token = Token()


class RoleForm(PortalForm):
    """Another role for a member."""

    role = Choice(_l("Peran"), choices=ROLES, missing=_l("Pilih salah satu peran."))


class HandOverForm(PortalForm):
    """Who becomes owner in one's place."""

    member = Select(_l("Serahkan kepada"), missing=_l("Pilih satu orang."))
    leave = Yes(
        _l("Saya berhenti mengelola lembaga ini"),
        small=_l("Biarkan kosong bila Anda tetap membantu sebagai pengelola."),
        optional=True,
    )

    def __init__(self, people: list[tuple[str, str]], **words: Any) -> None:
        super().__init__(**words)
        self.member.offer(people)


class Press(PortalForm):
    """A question with one button."""
