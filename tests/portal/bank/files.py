"""CSV files as banks write them."""

from collections.abc import Sequence
from datetime import date

Movement = tuple[date, str, int]


def text(rows: Sequence[Movement], *, sign: str = ";") -> bytes:
    """Day, words and sum (below zero: it went out), with head and foot, sums with points."""
    lines = [
        sign.join(("Nomor Rekening", "0012345678")),
        sign.join(("Tanggal", "Keterangan", "Debet", "Kredit", "Saldo")),
        sign.join(("", "SALDO AWAL", "", "", "1.000,00")),
    ]
    for day, words, amount in rows:
        shown = f"{abs(amount):,}".replace(",", ".") + ",00"
        out, came = (shown, "0,00") if amount < 0 else ("", shown)
        lines.append(sign.join((f"{day:%d/%m/%Y}", f'"{words}"', out, came, "9.999,00")))
    lines.append(sign.join(("", "TOTAL", "1,00", "2,00", "")))
    return "\r\n".join(lines).encode()


FIELDS = ["date", "description", "debit", "credit", ""]
