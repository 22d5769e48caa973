"""What administrators may send."""

from flask_babel import lazy_gettext as _l

from portal.web import PortalForm
from portal.web.fields import Choice, Day, Line, Paragraphs


class MandateForm(PortalForm):
    """A mandate: who, what, where, until when, and on what ground."""

    email = Line(
        _l("Email pemegang"),
        max=254,
        hint=_l("Yang belum punya akun diundang lebih dahulu."),
        missing=_l("Isi alamat email pemegang."),
        kind="email",
        mode="email",
        autocomplete="off",
    )
    role = Choice(
        _l("Peran"),
        choices=[
            (
                "coordinator",
                _l("Koordinator"),
                _l("Memverifikasi lembaga dan mengikuti dukungan di wilayahnya."),
            ),
            (
                "auditor",
                _l("Auditor"),
                _l("Membaca setiap angka dan jejaknya, tidak mengubah apa pun."),
            ),
            (
                "administrator",
                _l("Administrator"),
                _l("Memberi mandat dan menangguhkan lembaga, tidak memverifikasi."),
            ),
        ],
        missing=_l("Pilih peran."),
    )
    scope = Choice(
        _l("Wilayah"),
        choices=[
            ("region", _l("Satu wilayah dan semua di dalamnya")),
            ("nation", _l("Seluruh Indonesia")),
        ],
        missing=_l("Pilih satu wilayah, atau seluruh Indonesia."),
    )
    region = Line(
        _l("Nama atau kode wilayah"),
        max=100,
        hint=_l("Misalnya Kota Serang, atau 36.73."),
        optional=True,
        autocomplete="off",
    )
    until = Day(
        _l("Berlaku sampai"),
        hint=_l("Misalnya 31-12-2027, paling lama dua tahun."),
        missing=_l("Isi tanggal berakhirnya mandat."),
    )
    reason = Line(
        _l("Dasar"),
        max=300,
        hint=_l("Nomor surat tugas atau surat keputusan."),
        missing=_l("Isi dasar mandat, misalnya nomor surat tugas."),
    )


class ReasonForm(PortalForm):
    """A page that asks why before it acts."""

    reason = Paragraphs(
        _l("Alasan"),
        max=300,
        rows=3,
        hint=_l("Tersimpan dalam jurnal. Jangan menulis nama penyintas."),
        missing=_l("Tulis alasannya."),
    )
