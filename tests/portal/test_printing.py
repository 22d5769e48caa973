"""Papers: tagged, in the reader's language, the same twice, and harmless whatever is written."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from portal.printing import (
    DRAWN,
    LONGEST,
    MOST_ROWS,
    Facts,
    Heading,
    Note,
    Paper,
    Signatures,
    Table,
    Text,
    TooLong,
    drawable,
    pdf,
)

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
HOSTILE = (
    '#panic("x")',
    "$x$ *tebal* _miring_ `kode` <label> @ref // /* \\",
    '"]} #sys.inputs #read("/etc/passwd") \\u{0}',
    "= judul - butir + nomor / istilah: ~ ... --- 'kutip'",
)
LONG = "Perkumpulan Pendamping Perempuan dan Anak Kabupaten Kepulauan " * 4
ODD = (LONG, "x" * 200, "عربي ועברית", "中文 😀 ก", "\u202egnp\x07\x00\ufeff", "")


def paper(*blocks: Any, **told: Any) -> Paper:
    """A paper of these blocks."""
    given: dict[str, Any] = {"title": "Surat (contoh)", "language": "id", "made_at": AT}
    return Paper(blocks=blocks, **(given | told))


def read(content: bytes) -> str:
    """All text of a file, each run of blanks as one."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def tags(content: bytes) -> list[str]:
    """The kinds of its structure, in the order in which they are read."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(str(node["/S"]))
            walk(node.get("/K", []))

    walk(PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]
    return found


def test_a_paper_is_tagged_and_says_its_language_and_title() -> None:
    rows = [[f"Janji {n}", f"Rp{n}.000"] for n in range(80)]
    content = pdf(
        paper(
            Text("Rp62.500.000", big=True),
            Heading("Menurut janji"),
            Table("Tabel", ("Janji", "Diterima"), rows, {1}, ("Jumlah", "Rp1")),
            Facts((("Sumber dana", "TJSL"),)),
            Note("é ’ “ ” – − Rp1.000"),
            Signatures((("Serang", "Nama dan NIP"), ("Mengetahui", "Nama dan jabatan"))),
            address="https://simpul.contoh.example/s/SK-2611-0007",
            number="SK-2611-0007",
        )
    )
    held = PdfReader(io.BytesIO(content))
    root: Any = held.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("id", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert held.metadata is not None
    assert held.metadata.title == "Surat (contoh)"
    assert b"pdfuaid:part" in content.replace(b"\n", b"")
    kinds = tags(content)
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 1
    assert kinds.count("/TH") >= 2
    assert "/Figure" in kinds
    assert len(held.pages) > 1
    text = read(content)
    assert "é ’ “ ” – − Rp1.000" in text
    assert "Janji 79 Rp79.000" in text
    assert text.count("Janji Diterima") == 2  # the head comes again on the next page
    assert "SK-2611-0007 1 / " in text


def test_the_same_paper_is_the_same_file_and_names_no_place_of_this_machine() -> None:
    one = paper(Text("Sama"), address="https://contoh.example/s/1")
    assert pdf(one) == pdf(one)
    assert pdf(one) != pdf(paper(Text("Beda"), address="https://contoh.example/s/1"))
    held = PdfReader(io.BytesIO(pdf(one)))
    told = b"".join(value.get_data() for value in _streams(held)) + pdf(one)
    for place in (str(Path.cwd()), "templates", "paper.typ"):
        assert place.encode() not in told


def _streams(held: PdfReader) -> list[StreamObject]:
    found = [held.get_object(n) for n in held.xref[0]] if held.xref else []
    return [one for one in found if isinstance(one, StreamObject)]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_code(name: str) -> None:
    blocks = (
        Text(name),
        Heading(name),
        Facts(((name, name),)),
        Table(name, (name, "Rp"), ((name, "1"),), {1}, (name, "1")),
        Signatures(((name, name),)),
    )
    content = pdf(paper(*blocks, title=name, number=name, under=(name,)))
    plain = " ".join(name.split())
    assert "".join(plain.split()) in "".join(read(content).split())
    assert PdfReader(io.BytesIO(content)).metadata["/Title"] == drawable(name)  # type: ignore[index]


@pytest.mark.parametrize(
    "name", [LONG, "x" * 200, "عربي ועברית", "中文 😀 ก", "\u202egnp\x07\x00\ufeff", ""]
)
def test_any_name_can_be_printed(name: str) -> None:
    content = pdf(paper(Text(name), Table("", (name, "b"), ((name, name),)), title="Judul"))
    assert content.startswith(b"%PDF-")


def test_what_no_typeface_draws_is_a_box_and_no_sign_turns_the_order() -> None:
    assert drawable("a中b") == "a□b"
    assert drawable("a\u202eb\x00c\u2066\td") == "abc d"
    assert drawable("e\u0301") == "é"
    assert len(drawable("x" * 9999)) == LONGEST


def test_every_sign_that_is_let_through_can_be_printed() -> None:
    signs = "".join(chr(n) for first, last in DRAWN for n in range(first, last + 1))
    parts = [drawable(" ".join(signs[n : n + 200])) for n in range(0, len(signs), 200)]
    assert pdf(paper(*(Text(part) for part in parts))).startswith(b"%PDF-")


def test_a_paper_has_an_end() -> None:
    row = ("Janji", "Rp1")
    with pytest.raises(TooLong):
        pdf(paper(Table("", ("a", "b"), [row] * (MOST_ROWS + 1))))
