"""What may be sent about accounts."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from portal.web import PortalForm
from portal.web.fields import Line, Secret, Select, Yes


class Email(Line):
    """An e-mail address of the usual shape; nobody is asked whether it exists."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what no mail could reach."""
        super().pre_validate(form)
        if not self.data:
            return
        try:
            validate_email(self.data, check_deliverability=False, test_environment=True)
        except EmailNotValidError:
            raise StopValidation(gettext("Tulis email seperti nama@lembaga.id.")) from None


def _email(**words: Any) -> Email:
    return Email(
        _l("Email"),
        max=254,
        kind="email",
        mode="email",
        autocomplete="username",
        missing=_l("Isi email Anda."),
        **words,
    )


class SignUpForm(PortalForm):
    """A new account: an address, a password, and consent to keep the address."""

    email = _email(hint=_l("Untuk masuk dan menerima keputusan. Tidak ditampilkan."))
    password = Secret(
        _l("Kata sandi"),
        hint=_l(
            "Paling sedikit 12 huruf atau angka. Empat kata yang tidak berhubungan mudah diingat."
        ),
        autocomplete="new-password",
        missing=_l("Isi kata sandi."),
    )
    consent = Yes(
        _l("Saya setuju email ini disimpan untuk akun saya."),
        small=_l("Anda dapat mengubah atau menghapusnya kapan saja."),
        missing=_l("Centang persetujuan agar akun dapat dibuat."),
    )


class SignInForm(PortalForm):
    """An address and a password; staying signed in is off by default."""

    email = _email()
    password = Secret(
        _l("Kata sandi"), autocomplete="current-password", missing=_l("Isi kata sandi.")
    )
    stay = Yes(
        _l("Tetap masuk di perangkat ini"),
        small=_l("Biarkan kosong bila ponsel atau komputer dipakai bersama."),
        optional=True,
    )


class ForgotForm(PortalForm):
    """The address to which a link for a new password goes."""

    email = _email()


class PasswordForm(PortalForm):
    """A new password."""

    password = Secret(
        _l("Kata sandi baru"),
        hint=_l(
            "Paling sedikit 12 huruf atau angka. Empat kata yang tidak berhubungan mudah diingat."
        ),
        autocomplete="new-password",
        missing=_l("Isi kata sandi."),
    )


class LanguageForm(PortalForm):
    """The language of letters and pages."""

    language = Select(_l("Bahasa"), choices=[("id", "Bahasa Indonesia"), ("en", "English")])


class EmptyForm(PortalForm):
    """A form of one button."""
