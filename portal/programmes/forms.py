"""What may be sent about programmes."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from portal.programmes.rules import MOST_VALUE, RESTS, Line, basis_fault
from portal.revisions.rules import LONGEST_REASON
from portal.vocabulary import RESOURCE_KINDS, STAGES, UNITS
from portal.web import PortalForm
from portal.web.fields import (
    Amount,
    Choice,
    Choices,
    Day,
    Paragraphs,
    Select,
    Token,
    Version,
    Whole,
    Yes,
)
from portal.web.fields import Line as TextLine
from portal.web.pages import listed, translated

EXAMPLES = {
    "cash": _l("Honor, sewa, cetak, bahan bakar."),
    "goods": _l("Mobil, meja, alat permainan anak."),
    "services": _l("Jam konseling, pendampingan hukum, juru bahasa."),
    "facility": _l("Aula, ruang konseling, kamar."),
    "people": _l("Relawan atau petugas yang diperbantukan."),
}

WHY = _l("Dilihat umum, di samping yang semula. Tanpa nama atau cerita penyintas.")

Pairs = Sequence[tuple[str, str]]


class ProgrammeForm(PortalForm):
    """What a programme says of itself."""

    title = TextLine(
        _l("Judul program"),
        hint=_l("Misalnya “Konseling keliling untuk 12 kelurahan”."),
        missing=_l("Isi judul program."),
    )
    summary = Paragraphs(
        _l("Ringkasan"),
        max=500,
        rows=3,
        hint=_l("Dua kalimat: apa yang dikerjakan, dan apa bedanya bagi warga."),
        missing=_l("Tulis ringkasan program."),
    )
    stage = Choice(_l("Tahap"), missing=_l("Pilih tahap."))
    specialities = Choices(_l("Bidang keahlian"), optional=True)
    coverage = Choices(
        _l("Wilayah program"),
        hint=_l("Centang satu atau lebih, atau tulis wilayah lain di bawahnya."),
        optional=True,
    )
    elsewhere = TextLine(
        _l("Wilayah lain"),
        max=1000,
        optional=True,
        hint=_l("Nama atau kode, dipisahkan koma. Misalnya Kota Cilegon, 36.04."),
    )
    starts_on = Day(
        _l("Tanggal mulai"), hint=_l("Misalnya 01-03-2027."), missing=_l("Isi tanggal mulai.")
    )
    ends_on = Day(
        _l("Tanggal selesai"), hint=_l("Misalnya 28-02-2028."), missing=_l("Isi tanggal selesai.")
    )
    expected = Paragraphs(
        _l("Hasil yang diharapkan"),
        hint=_l("Satu hasil tiap baris, dengan angkanya. Misalnya “600 sesi konseling”."),
        optional=True,
    )
    story = Paragraphs(
        _l("Cerita program"),
        max=5000,
        rows=8,
        hint=_l("Mengapa program ini perlu. Jangan menulis nama atau cerita penyintas."),
        optional=True,
    )
    reason = TextLine(_l("Alasan perubahan"), max=LONGEST_REASON, optional=True, hint=WHY)
    token = Token()
    version = Version()

    def offer(self, specialities: Pairs, regions: Pairs) -> None:
        """Set the choices that come from the database."""
        self.stage.offer(listed(STAGES))
        self.specialities.offer(specialities)
        self.coverage.offer(regions)


class FundForm(PortalForm):
    """Whether a programme is a pooled fund, and who decides about its money."""

    fund = Yes(_l("Program ini dana bersama: uangnya diteruskan ke program lain"), optional=True)
    rules = Paragraphs(
        _l("Siapa yang memutuskan, dan bagaimana caranya?"),
        max=1000,
        hint=_l("Misalnya “rapat pleno forum, tiga kali setahun”. Dilihat umum."),
        optional=True,
    )
    version = Version()


class LineForm(PortalForm):
    """One requirement."""

    kind = Choice(_l("Jenis"), missing=_l("Pilih jenis kebutuhan."))
    description = TextLine(
        _l("Kebutuhan"),
        hint=_l("Misalnya “Juru bahasa isyarat untuk dua kelas”. Jangan menyebut nama penyintas."),
        missing=_l("Tulis apa yang dibutuhkan."),
    )
    quantity = Whole(_l("Jumlah"), least=1, most=MOST_VALUE, missing=_l("Isi jumlahnya."))
    unit = Select(_l("Satuan"), missing=_l("Pilih satuan."))
    unit_value = Amount(
        _l("Nilai per satuan, dalam rupiah"),
        hint=_l("Misalnya 750.000 atau 1,5 juta. Selain uang: perkiraan, boleh dikosongkan."),
        optional=True,
    )
    basis = TextLine(
        _l("Dasar nilai"),
        hint=_l("Bila bukan uang: dari mana nilai itu. Misalnya harga pasar atau standar biaya."),
        optional=True,
    )
    needed_by = Day(
        _l("Dibutuhkan sebelum"),
        hint=_l("Misalnya 15-01-2027."),
        missing=_l("Isi tanggal kebutuhan."),
    )
    reason = TextLine(_l("Alasan perubahan"), max=LONGEST_REASON, optional=True, hint=WHY)
    token = Token()
    version = Version()

    def offer(self) -> None:
        """Set the choices in the reader's language."""
        self.kind.offer([(*pair, EXAMPLES[pair[0]]) for pair in listed(RESOURCE_KINDS)])
        self.unit.offer(listed(UNITS))

    def line(self) -> Line:
        """What was filled in."""
        return Line(
            kind=self.kind.data,
            description=self.description.data or "",
            quantity=self.quantity.data,
            unit=self.unit.data,
            unit_value=self.unit_value.data,
            needed_by=self.needed_by.data,
            basis=self.basis.data or "",
        )

    def validate_basis(self, _field: TextLine) -> None:
        """Ask where an estimated value comes from."""
        if self.kind.data and (fault := basis_fault(self.line())):
            raise ValidationError(translated(fault))


class CloseForm(PortalForm):
    """The end of a programme; where the rest goes is asked while there is one."""

    rest = Choice(_l("Ke mana sisanya?"), optional=True)
    onward = Select(
        _l("Program yang menerima sisa"),
        hint=_l("Bila diteruskan: program lembaga Anda yang sedang diumumkan."),
        optional=True,
    )

    def offer(self, programmes: Pairs) -> None:
        """Set the choices in the reader's language, and the owner's other programmes."""
        self.rest.offer(listed(RESTS))
        self.onward.offer(programmes)


class PressForm(PortalForm):
    """A page that asks before it acts: only its button."""
