"""Papers as PDF: tagged for readers who listen (PDF/UA-1), the same bytes for the same paper.

How to use it: say what the paper holds in blocks of plain text, and ask for its bytes.

    paper = Paper(
        title=_("Laporan triwulan"),
        language="id",
        made_at=now,
        number="SK-2611-0007-K7QD",  # may be left out, as `address` may
        address="https://…/s/SK-2611-0007-K7QD",  # printed as a code that a phone reads
        under=("PT Niaga (contoh)", "1 Januari–22 November 2026"),
        blocks=(
            Heading(_("Dukungan uang")),
            Text(_("Program menerima Rp62.500.000."), big=True),
            Facts(((_("Sumber dana"), _("TJSL perusahaan")),)),
            Table(_("Menurut janji"), head, rows, numbers={1}, total=sums),
            Note(_("Cara menghitung: …")),
            Signatures((("Serang, …", "Koordinator", "Nama dan NIP"),)),
        ),
    )
    content = pdf(paper)

Cells are text: whoever makes the paper writes sums and days as its reader reads them, and never
adds up anything that the figures do not say. Text reaches the template (templates/print/paper.typ)
as JSON, so no name can become code. Only Typst's own typefaces are used, no network, no file but
the template. Raises TooLong beyond MOST_ROWS rows: such a list is better kept as a spreadsheet.
"""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Fonts

HERE = Path(__file__).parent
MOST_ROWS = 300  # 0.2 s on one core; a short paper takes 0.01 s
LONGEST = 2_000
_GAP = "\u25a1"
# What the typefaces draw, in ranges of code points; a test prints all of them.
DRAWN: tuple[tuple[int, int], ...] = (
    (0x20, 0x7E),  # Latin, with all its marks
    (0xA0, 0x377),
    (0x3A3, 0x4FF),  # Greek and Cyrillic
    (0x5D0, 0x5EA),  # Hebrew and Arabic
    (0x621, 0x63A),
    (0x640, 0x652),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),  # dashes, quotes, signs of money
    (0x2030, 0x203F),
    (0x2074, 0x208E),
    (0x20A0, 0x20BF),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x25A0, 0x25FF),
)
_one_at_a_time = Lock()


class TooLong(ValueError):
    """A paper with more rows than one is willing to read on paper."""


@dataclass(frozen=True)
class Heading:
    """A heading of a part; screen readers go from one to the next."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; `big` for the sentence that matters."""

    text: str
    big: bool = False


@dataclass(frozen=True)
class Note:
    """A small paragraph, as below a table."""

    text: str


@dataclass(frozen=True)
class Facts:
    """Names and what they stand for, one pair a line."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """Rows under a head that comes again on each page; `numbers` are the columns set right.

    `links` are addresses, one for each row, for whoever shows the same table as a page.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] | set[int] = frozenset()
    total: Sequence[str] = ()
    links: Sequence[str] = ()


@dataclass(frozen=True)
class Signatures:
    """Who signs, side by side: lines of text each, the last below the line to sign on."""

    people: Sequence[Sequence[str]]


Block = Heading | Text | Note | Facts | Table | Signatures


@dataclass(frozen=True, kw_only=True)
class Paper:
    """All that a paper says. `wide` turns the sheet; `foot` stands on each page."""

    title: str
    language: str
    made_at: datetime
    blocks: Sequence[Block]
    number: str = ""
    address: str = ""
    under: Sequence[str] = ()
    foot: str = ""
    wide: bool = False


def pdf(paper: Paper) -> bytes:
    """The paper as a PDF/UA-1 file. Raises TooLong.

    Papers are set one at a time in a process: a long one must not take every thread's memory.
    """
    import typst  # 40 MB of memory, so only where something is printed

    if sum(len(one.rows) for one in paper.blocks if isinstance(one, Table)) > MOST_ROWS:
        raise TooLong
    with _one_at_a_time:
        return typst.compile(
            _template(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(_told(paper), ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(paper.made_at.timestamp()),
        )


@lru_cache
def _template() -> bytes:
    packaged = HERE / "templates"
    folder = packaged if packaged.is_dir() else HERE.parent / "templates"
    return (folder / "print" / "paper.typ").read_bytes()


@lru_cache
def _fonts() -> "Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False)


def _told(paper: Paper) -> dict[str, Any]:
    return {
        "title": drawable(paper.title),
        "language": paper.language,
        "number": drawable(paper.number),
        "under": _texts(paper.under),
        "foot": drawable(paper.foot or f"Simpul · {paper.number or paper.title}"),
        "wide": paper.wide,
        "code": _code(paper.address) if paper.address else "",
        "alt": drawable(paper.address),
        "blocks": [_block(one) for one in paper.blocks],
    }


def _block(one: Block) -> dict[str, Any]:
    kind = type(one).__name__.lower()
    if isinstance(one, Text):
        return {"kind": kind, "text": drawable(one.text), "big": one.big}
    if isinstance(one, Heading | Note):
        return {"kind": kind, "text": drawable(one.text)}
    if isinstance(one, Facts):
        return {"kind": kind, "pairs": [_texts(pair) for pair in one.pairs]}
    if isinstance(one, Signatures):
        return {"kind": kind, "people": [_texts(lines) for lines in one.people]}
    return {
        "kind": kind,
        "caption": drawable(one.caption),
        "head": _texts(one.head),
        "rows": [_texts(row) for row in one.rows],
        "numbers": sorted(one.numbers),
        "total": _texts(one.total),
    }


def _texts(texts: Iterable[str]) -> list[str]:
    return [drawable(text) for text in texts]


def _code(address: str) -> str:
    """A QR code of an address as a drawing."""
    import segno

    drawing = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(drawing, kind="svg", border=2, omitsize=True, xmldecl=False)
    return drawing.getvalue().decode()


def drawable(text: str) -> str:
    """The text with a box for each sign that no typeface draws, without signs that turn its order.

    A file in which a sign is missing could not be read aloud, and is refused as PDF/UA.
    """
    text = unicodedata.normalize("NFC", text[:LONGEST])
    return "".join(_drawn(sign) for sign in text)


def _drawn(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind.startswith("Z") or sign in "\t\n\r":
        return "\u00a0" if sign == "\u00a0" else " "
    if kind in ("Cc", "Cf"):
        return ""
    point = ord(sign)
    return sign if any(first <= point <= last for first, last in DRAWN) else _GAP
