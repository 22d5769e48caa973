"""What may be sent about a figure that somebody doubts."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from portal.disputes.rules import LONGEST
from portal.web import PortalForm
from portal.web.fields import Amount, Choice, Choices, Day, Line, Paragraphs, Token, Version


class Expected(Amount):
    """A sum that may also be nothing at all."""

    def read(self, text: str) -> int:
        """The smallest unit, from 0 to 10^15."""
        bare = text.lower().removeprefix("rp").strip()
        return 0 if bare in ("0", "nol", "nihil") else super().read(text)


class DoubtForm(PortalForm):
    """What is wrong with a figure, and which one is expected."""

    token = Token()
    saw = HiddenField()
    text = Paragraphs(
        _l("Apa yang salah?"),
        max=LONGEST,
        rows=4,
        hint=_l(
            "Misalnya: “Kiriman kami 3 Oktober belum masuk.” Jangan menulis nama, nomor, atau "
            "cerita siapa pun."
        ),
        missing=_l("Tulis apa yang salah."),
    )
    expected = Expected(
        _l("Berapa seharusnya?"),
        hint=_l("Misalnya 20.000.000 atau 20 juta. Kosongkan bila Anda tidak tahu."),
        optional=True,
    )
    reply_to = Line(
        _l("Email atau nomor Anda untuk jawaban"),
        max=254,
        hint=_l("Hanya dilihat koordinator, dan dihapus 30 hari setelah dijawab."),
        autocomplete="off",
        optional=True,
    )


class NoteForm(PortalForm):
    """A message that all who have a part in it read."""

    text = Paragraphs(
        _l("Pesan"),
        max=LONGEST,
        rows=3,
        hint=_l("Dibaca semua yang terlibat apa adanya."),
        missing=_l("Tulis beberapa kata. Semua yang terlibat membacanya."),
    )
    token = Token()


class AskForm(NoteForm):
    """Whom a coordinator asks to explain a figure, and until when."""

    asked = Choice(
        _l("Siapa yang diminta menjelaskan?"),
        missing=_l("Pilih siapa yang diminta menjelaskan."),
    )
    due_on = Day(
        _l("Dijawab paling lambat"),
        hint=_l("Misalnya 27-11-2027."),
        missing=_l("Isi tanggalnya."),
    )


class DecideForm(PortalForm):
    """How a doubt ends, why, and what corrected the figure."""

    outcome = Choice(
        _l("Keputusan Anda"),
        choices=[
            ("right", _l("Angkanya benar"), _l("Anda sudah memeriksa baris dan buktinya.")),
            (
                "corrected",
                _l("Angkanya sudah dikoreksi"),
                _l("Tunjukkan catatan yang mengoreksinya di bawah."),
            ),
        ],
        missing=_l("Pilih salah satu keputusan."),
    )
    fixes = Choices(_l("Dikoreksi oleh"), optional=True)
    reason = Paragraphs(
        _l("Alasan"),
        max=LONGEST,
        rows=3,
        hint=_l("Dibaca yang mempertanyakan dan semua yang terlibat."),
        missing=_l("Tulis beberapa kata. Semua yang terlibat membacanya."),
    )
    version = Version()
    token = Token()
