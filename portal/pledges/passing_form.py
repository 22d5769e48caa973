"""What a pooled fund may be told to pass on."""

from flask_babel import lazy_gettext as _l

from portal.web import PortalForm
from portal.web.fields import Amount, Choice, Day, Line, Token


class PassOnForm(PortalForm):
    """From which line of the fund to which line of a programme, how much and when."""

    source = Choice(_l("Dari bagian dana yang mana?"), missing=_l("Pilih bagian dananya."))
    requirement = Choice(
        _l("Untuk kebutuhan yang mana?"), missing=_l("Pilih kebutuhan yang menerima.")
    )
    amount = Amount(
        _l("Jumlah yang diteruskan, dalam rupiah"), missing=_l("Isi jumlah yang diteruskan.")
    )
    passed_on = Day(
        _l("Tanggal diteruskan"), hint=_l("Misalnya 10-11-2027."), missing=_l("Isi tanggalnya.")
    )
    description = Line(
        _l("Keputusan"),
        max=300,
        hint=_l("Siapa yang memutuskan, dan kapan. Dilihat umum."),
        missing=_l("Tulis keputusannya: siapa yang memutuskan, dan kapan."),
    )
    token = Token()
