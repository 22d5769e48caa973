"""What may be sent about pledges: an offer with its instalments, words about money, reasons."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from portal.assets import is_unit
from portal.directory.models import Organisation
from portal.errors import N_, Invalid
from portal.permits.queries import OnFile
from portal.pledges.asset_forms import CurrencyField, HandoverFields, WorthFields, measure, sources
from portal.pledges.schedule_forms import Schedule, ScheduleFields
from portal.pledges.services import Offer, Said
from portal.web import PortalForm
from portal.web.fields import Amount, Choice, Day, Line, Paragraphs, Select, Token, Yes


class OfferForm(ScheduleFields, WorthFields):
    """An offer to one line: of money, or of what the line needs."""

    requirement = Choice(
        _l("Untuk kebutuhan yang mana?"), missing=_l("Pilih kebutuhan yang Anda dukung.")
    )
    donor = Choice(_l("Atas nama lembaga yang mana?"), missing=_l("Pilih lembaga Anda."))
    amount = Amount(
        _l("Jumlah, dalam rupiah"),
        hint=_l("Tulis seperti biasa: 20.000.000, 20 juta, atau Rp20 jt."),
        missing=_l("Isi jumlah yang Anda tawarkan."),
    )
    instalments = Schedule(
        _l("Tanggal dan jumlah sendiri"),
        hint=_l("Jumlah semua termin harus sama dengan jumlah di atas."),
    )
    source = Select(_l("Sumber dana"), missing=_l("Pilih sumber dana dari daftar."))
    anonymous = Choice(
        _l("Nama Anda di muka umum"),
        choices=[
            ("no", _l("Tampilkan")),
            (
                "yes",
                _l("Sembunyikan"),
                _l(
                    "Umum membaca “sebuah lembaga”. Pemilik program dan petugas tetap melihat nama."
                ),
            ),
        ],
        default="no",
    )
    conditions = Paragraphs(
        _l("Syarat"),
        max=1000,
        hint=_l("Misalnya laporan singkat setiap tiga bulan. Dibaca kedua pihak dan koordinator."),
        optional=True,
    )
    valid_until = Day(
        _l("Penawaran berlaku sampai"),
        hint=_l("Misalnya 11-12-2027. Sesudahnya penawaran gugur dengan sendirinya."),
        missing=_l("Isi tanggal berlakunya penawaran."),
    )
    agree = Yes("", optional=True)
    token = Token()

    def measured(self, asset: str) -> None:
        """Have its sums read in an asset, and ask of things what they are worth."""
        self.in_kind = is_unit(asset)
        if not self.in_kind:
            self.amount.label.text = gettext("Jumlah")
            self.amount.asset = self.ask_currency()
            return
        measure(self.amount, asset, gettext("Jumlah"))

    def offered_by(self, donors: Sequence[Organisation], filed: OnFile) -> None:
        """Offer the actor's organisations, and the sources that the permits on file allow.

        A single organisation needs no question.
        """
        self.source.offer(sources(filed.grounds))
        self.donor.offer([(one.public_id, one.name) for one in donors])
        if len(donors) == 1 and not self.donor.data:
            self.donor.data = donors[0].public_id

    def offer(self) -> Offer:
        """What the form says, once it is valid."""
        source, _, level = self.source.data.partition(".")
        return Offer(
            amount=self.amount.data,
            asset=self.amount.asset,
            instalments=self.instalments.data,
            source=source,
            budget_level=level if source == "public_budget" else "",
            ground=level if source == "community" else "",
            conditions=self.conditions.data or "",
            anonymous=self.anonymous.data == "yes",
            valid_until=self.valid_until.data,
            estimate=self.estimate.data,
            basis=self.basis.data or "",
        )


class PressForm(PortalForm):
    """One button that does its work once."""

    token = Token()


class WhyForm(PortalForm):
    """A reason that both sides read, for an act that a state allows once."""

    reason = Paragraphs(
        _l("Alasan"),
        max=300,
        rows=3,
        hint=_l("Dibaca kedua pihak apa adanya."),
        missing=_l("Tulis alasannya. Kedua pihak membacanya."),
    )


class ReasonForm(WhyForm):
    """A reason that both sides read, for an act that may be done again."""

    token = Token()


class ReleaseForm(ReasonForm):
    """How much of a commitment is given up, and why."""

    amount = Amount(
        _l("Jumlah yang dilepas, dalam rupiah"),
        hint=_l("Kosongkan bila semua sisanya dilepas."),
        optional=True,
    )


class ProposeForm(ReasonForm):
    """How much of a commitment the owner would have given up, and why."""

    amount = Amount(_l("Jumlah yang diusulkan dilepas, dalam rupiah"), missing=_l("Isi jumlahnya."))


class WordForm(HandoverFields):
    """One side's word on a transfer: how much, when, with which reference."""

    outcome = Choice(_l("Berapa jumlahnya?"), missing=_l("Pilih salah satu."))
    amount = Amount(_l("Jumlah, dalam rupiah"), optional=True)
    extra = Yes(_l("Jumlahnya memang lebih besar dari sisa komitmen"), optional=True)
    happened_on = Day(_l("Tanggal"), hint=_l("Misalnya 19-11-2027."), missing=_l("Isi tanggalnya."))
    reference = Line(
        _l("Nomor rujukan"),
        max=80,
        hint=_l("Nomor bukti transfer dari bank. Memudahkan kedua pihak mencocokkan."),
        optional=True,
        size="medium",
    )
    note = Paragraphs(
        _l("Penjelasan"), max=1000, rows=3, hint=_l("Dibaca kedua pihak."), optional=True
    )
    token = Token()

    def measured(self, asset: str) -> None:
        """Have its sum read in an asset, and ask of things in which state they are."""
        measure(self.amount, asset, gettext("Jumlah"))
        if is_unit(asset):
            self.ask_condition(needed=self.outcome.data != "none")
            self.reference.hint = gettext("Nomor surat jalan atau tanda terima, bila ada.")

    def said(self, same: int | None = None) -> Said:
        """What the form says; `same` is the sum that 'same' stands for. Raises Invalid(amount)."""
        amount = {"same": same, "none": 0}.get(self.outcome.data, self.amount.data)
        if amount is None:
            raise Invalid(amount=N_("Isi jumlahnya, misalnya 20 juta."))
        return Said(
            amount=amount,
            happened_on=self.happened_on.data,
            reference=self.reference.data or "",
            note=self.note.data or "",
            extra=bool(self.extra.data),
            what=(self.what.data or "") if amount else "",
            condition=(self.condition.data or "") if amount else "",
        )


class IncreaseForm(ReasonForm):
    """How much of what was overpaid becomes commitment, and why."""

    amount = Amount(_l("Jumlah yang menjadi komitmen, dalam rupiah"), missing=_l("Isi jumlahnya."))


class CommentForm(PortalForm):
    """A message about a discrepancy that both sides and the coordinator read."""

    text = Paragraphs(
        _l("Pesan"),
        max=1000,
        rows=3,
        hint=_l("Dibaca kedua pihak apa adanya."),
        missing=_l("Tulis pesannya. Kedua pihak membacanya."),
    )
    token = Token()


class DecisionForm(CommentForm):
    """Whom a coordinator asks to look again, and until when."""

    asked = Choice(
        _l("Siapa yang diminta memeriksa lagi?"),
        choices=[
            ("donor", _l("Donatur"), _l("Menunjukkan mutasi bank, atau memperbaiki jumlahnya.")),
            (
                "recipient",
                _l("Pemilik program"),
                _l("Memeriksa rekeningnya, atau memperbaiki jumlahnya."),
            ),
            ("both", _l("Keduanya")),
        ],
        missing=_l("Pilih siapa yang diminta memeriksa lagi."),
    )
    due_on = Day(
        _l("Dijawab paling lambat"),
        hint=_l("Misalnya 27-11-2027."),
        missing=_l("Isi tanggalnya."),
    )


class LimitForm(PortalForm):
    """Above which sum a coordinator has to say as well what arrived."""

    region = Choice(_l("Di wilayah mana?"), missing=_l("Pilih wilayahnya."))
    amount = Amount(
        _l("Batas, dalam rupiah"),
        hint=_l("Di atas jumlah ini koordinator ikut menyatakan. Kosongkan bila tanpa batas."),
        optional=True,
    )
    token = Token()


class SpendForm(CurrencyField):
    """What a line's money was used for."""

    requirement = Choice(_l("Dari kebutuhan yang mana?"), missing=_l("Pilih kebutuhannya."))
    amount = Amount(_l("Jumlah yang dipakai, dalam rupiah"), missing=_l("Isi jumlah yang dipakai."))
    spent_on = Day(
        _l("Tanggal realisasi"), hint=_l("Misalnya 10-11-2027."), missing=_l("Isi tanggalnya.")
    )
    description = Line(
        _l("Dipakai untuk apa?"),
        max=300,
        hint=_l("Dilihat umum. Tanpa nama orang yang didampingi."),
        missing=_l("Tulis untuk apa uang ini dipakai."),
    )
    token = Token()
