"""What may be sent about news of a programme."""

from flask_babel import lazy_gettext as _l

from portal.updates.rules import LONGEST_ALT, LONGEST_TEXT, LONGEST_TITLE, News
from portal.uploads.rules import MOST_MEGABYTES, PICTURES
from portal.web import PortalForm
from portal.web.fields import Day, File, Line, Paragraphs, Token, Version, Yes


class NewsForm(PortalForm):
    """A line, a few sentences, a day."""

    title = Line(
        _l("Judul kabar"),
        max=LONGEST_TITLE,
        hint=_l("Misalnya “Delapan kelurahan sudah dikunjungi”."),
        missing=_l("Isi judul kabar."),
    )
    text = Paragraphs(
        _l("Kabar"),
        max=LONGEST_TEXT,
        rows=5,
        hint=_l("Apa yang terjadi, dalam beberapa kalimat. Tanpa nama atau cerita penyintas."),
        missing=_l("Tulis kabarnya."),
    )
    happened_on = Day(_l("Tanggal"), hint=_l("Misalnya 15-11-2026."), missing=_l("Isi tanggalnya."))
    token = Token()
    version = Version()

    def news(self) -> News:
        """What was filled in."""
        return News(self.title.data or "", self.text.data or "", self.happened_on.data)


class Picture(File):
    """A photo: the picker offers pictures only."""

    accept = PICTURES


class PhotoForm(PortalForm):
    """One photo, its words, and a promise."""

    file = Picture(
        _l("Foto"),
        hint=_l(
            "JPG atau PNG, paling besar %(n)s MB. Lokasi dan data kamera dihapus.",
            n=MOST_MEGABYTES,
        ),
    )
    alt = Line(
        _l("Apa yang terlihat pada foto ini?"),
        max=LONGEST_ALT,
        hint=_l("Dibacakan bagi yang tidak melihatnya. Misalnya “Ruang bermain dengan rak buku”."),
        missing=_l("Tulis apa yang terlihat pada foto."),
    )
    safe = Yes(
        _l("Tidak ada wajah anak, penyintas, atau rumah aman pada foto ini"),
        small=_l("Juga tidak ada papan nama, nomor rumah, atau tempat yang dapat dikenali."),
        missing=_l("Periksa fotonya, lalu centang. Bila ragu, pilih foto lain."),
    )
    token = Token()


class PressForm(PortalForm):
    """A page that asks before it acts: only its button."""
