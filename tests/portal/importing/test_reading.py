"""Files as people have them are read whole, or refused in words; nothing of a person comes out."""

import random
from datetime import date
from typing import Any

import pytest

from portal.errors import Invalid
from portal.importing import column_rules
from portal.importing.blanks import as_csv, as_xlsx, kind_names, titled
from portal.importing.kind_rules import kind
from portal.importing.reading import Table, tables
from portal.importing.reading.tables import FORMULA, HIDDEN
from portal.importing.rules import clean_name, clean_source
from tests.portal.importing.sheets import bomb, csv_of, line, plain, replaced, with_services, xlsx

SECRET = "Ibu Rahasia, 3674015507900001"


def read(data: bytes | str) -> list[list[str]]:
    return [cells for _number, cells in table(data).rows]


def table(data: bytes | str) -> Table:
    return tables(data.encode() if isinstance(data, str) else data)[0][0]


def read_all(data: bytes) -> None:
    for one in tables(data)[0]:
        list(one.rows)


def refused(data: bytes) -> str:
    """The words with which a file is refused, whenever that shows."""
    with pytest.raises(Invalid) as told:
        read_all(data)
    words = told.value.fields["file"]
    return words.text % words.values


class TestText:
    """CSV in the encodings and with the separators of office programs."""

    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
    )
    @pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
    def test_every_encoding_and_separator(self, encoding: str, sign: str) -> None:
        text = csv_of(line(1, "Yayasan Peduli Añak – Kita (contoh)"), line(2), sign=sign)
        assert read(text.encode(encoding)) == [
            list(line(1, "Yayasan Peduli Añak – Kita (contoh)")),
            list(line(2)),
        ]

    def test_line_ends_quotes_and_a_stated_separator(self) -> None:
        text = 'sep=;\r\nNama;Jenis\r\n"Posko; ""Ibu""\r\nKita";LSM\r\n'
        found = list(table(text).rows)
        assert found == [(3, ['Posko; "Ibu" Kita', "LSM"])]

    def test_rows_keep_the_numbers_that_a_spreadsheet_shows(self) -> None:
        text = "Daftar Mitra 2026,\n,\nNama,Jenis\nA A,LSM\n,\n\nB B,LSM\n"
        assert [number for number, _cells in table(text).rows] == [4, 7]

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "kosong"),
            (b"  \n\n", "kosong"),
            (b"MZ\x90\x00\x03\x00\x00\x00", "bukan CSV atau XLSX"),
            (b"%PDF-1.7\n\x00\x01", "bukan CSV atau XLSX"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "bukan CSV atau XLSX"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel lama"),
            (b"PK\x03\x04 no archive at all", "rusak"),
            (b"Nama;Jenis\n\x81\x8d\x8f;LSM\n", "bukan CSV atau XLSX"),
            (b"Posko A,LSM,Kota Serang\nPosko B,LSM,Kota Serang\n", "Baris judul"),
            (b'Nama,Jenis\n"Posko A,LSM\nPosko B,LSM\n', "kutip"),
            (b"Nama,Jenis\n" + b"x" * 200_000 + b",LSM\n", "kutip"),
            (("Nama," + ",".join(f"k{n}" for n in range(299))).encode() + b"\nA,\n", "300 kolom"),
            (b"Nama\n" + b"A A\n" * 60_001, "60,000"),
            (b"Nama\n" + b"x" * 10_000_001, "10 MB"),
        ],
        ids=lambda value: value[:12] if isinstance(value, bytes) else value,
    )
    def test_what_cannot_be_read_is_refused_in_words(self, data: bytes, words: str) -> None:
        assert words in refused(data)


class TestWorkbook:
    """XLSX with everything that people put into it."""

    def test_numbers_dates_and_formulas_become_text(self) -> None:
        def fill(book: Any, sheet: Any) -> None:
            sheet.write_row(0, 0, ("Nama", "No. HP", "Tahun berdiri", "NPWP", "Situs"))
            sheet.write_formula(1, 0, '="Posko "&"A"', None, "Posko A")
            sheet.write_number(1, 1, 81234567890)
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_datetime(1, 2, date(2015, 5, 1), day)
            sheet.write_string(1, 4, "=HYPERLINK(1)")

        assert read(xlsx(fill)) == [["Posko A", "81234567890", "2015-05-01", "", FORMULA]]

    def test_merged_cells_count_for_all_their_rows(self) -> None:
        def fill(_book: Any, sheet: Any) -> None:
            sheet.write_row(0, 0, ("Provinsi", "Kab/Kota", "Nama"))
            sheet.merge_range(1, 0, 3, 0, "Banten")
            for row in (1, 2, 3):
                sheet.write_row(row, 1, ("Kota Serang", f"Posko {row}"))

        assert [row[0] for row in read(xlsx(fill))] == ["Banten"] * 3

    def test_a_million_empty_rows_are_nothing(self) -> None:
        def fill(book: Any, sheet: Any) -> None:
            sheet.write_row(0, 0, ("Nama", "Jenis"))
            sheet.write_row(1, 0, ("Posko A", "LSM"))
            for row in range(100_000, 1_048_576, 9_000):
                sheet.write_blank(row, 80, None, book.add_format({"bold": True}))

        assert read(xlsx(fill)) == [["Posko A", "LSM"]]

    def test_one_cell_far_away_does_not_fill_the_memory(self) -> None:
        def fill(_book: Any, sheet: Any) -> None:
            sheet.write_row(0, 0, ("Nama", "Jenis"))
            sheet.write(1_048_575, 16_383, "x")

        assert "terlalu besar" in refused(xlsx(fill))

    def test_the_sheet_with_known_titles_is_read_and_the_others_are_named(self) -> None:
        def fill(book: Any, sheet: Any) -> None:
            sheet.write(0, 0, "Catatan rapat")
            other = book.add_worksheet("Mitra")
            other.write_row(2, 1, ("Nama Lembaga", "Jenis"))
            other.write_row(3, 1, ("Posko A", "LSM"))
            hidden = book.add_worksheet("Rahasia")
            hidden.write_row(0, 0, ("Nama Lembaga", "Jenis", "Kab/Kota"))
            hidden.hide()

        found, unread = tables(xlsx(fill, "Sampul"))
        assert [one.name for one in found] == ["Mitra"]
        assert list(found[0].rows) == [(4, ["Posko A", "LSM"])]
        assert unread == ["Sampul"]

    def test_services_have_a_sheet_of_their_own(self) -> None:
        data = with_services([line(1)], [("L1", "", "Konseling", "psikolog", "Gratis", "ya")])
        found, _unread = tables(data)
        assert [one.sheet for one in found] == ["organisations", "services"]

    def test_bombs_are_refused_before_they_are_unpacked(self) -> None:
        data = bomb(300)
        assert len(data) < 1_000_000
        assert "terlalu besar" in refused(data)

    @pytest.mark.parametrize(
        ("part", "old", "new"),
        [
            ("xl/sharedStrings.xml", b"<sst", b"<!DOCTYPE x [<!ENTITY a 'b'>]><sst"),
            ("xl/worksheets/sheet1.xml", b"</worksheet>", b""),
            ("xl/workbook.xml", b"<sheets>", b"<sheets"),
            ("xl/worksheets/sheet1.xml", b'<row r="1"', b'<row r="-99999999999999999999"'),
        ],
    )
    def test_broken_parts_are_refused(self, part: str, old: bytes, new: bytes) -> None:
        data = replaced(plain(line(1)), part, lambda body: body.replace(old, new))
        assert refused(data)

    def test_no_broken_file_is_worse_than_refused(self) -> None:
        chance, good = random.Random(7), plain(*(line(number) for number in range(20)))
        for _try in range(150):
            data = bytearray(good)
            for _place in range(chance.randint(1, 12)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                read_all(bytes(data))
            except Invalid:
                continue


class TestPersons:
    """Columns and cells that may hold persons never come out."""

    @pytest.mark.parametrize(
        "title",
        ["Keterangan Kasus", "NIK", "Nama Korban", "Nama PIC", "Ket.", "Catatan", "Usia",
         "Case notes", "Victim name", "Nama Anak", "Tanggal lahir", "Ketua", "Alamat", "Koordinat"],
    )  # fmt: skip
    def test_such_columns_are_refused_and_empty(self, title: str) -> None:
        found = table(csv_of(("Posko A", "LSM", SECRET), titles=("Nama", "Jenis", title), sign=";"))
        assert found.columns[2].refused
        assert list(found.rows) == [(2, ["Posko A", "LSM", ""])]

    def test_a_nik_anywhere_is_hidden_but_a_companys_number_is_not(self) -> None:
        text = csv_of(
            ("Posko A", SECRET, "0012345678901234", "x" * 300),
            titles=("Nama", "Tentang", "NPWP", "Lain-lain"),
            sign=";",
        )
        assert read(text) == [["Posko A", HIDDEN, "0012345678901234", HIDDEN]]

    def test_a_row_of_nothing_but_refused_cells_is_no_row(self) -> None:
        assert read("Nama;Kasus\nPosko A;x\n;cerita\n") == [["Posko A", ""]]


class TestMeaning:
    """Titles and types in both languages."""

    def test_titles_and_types_of_the_real_list(self) -> None:
        titles = ("name", "type", "province", "regency")
        assert column_rules.meanings(titles) == ["name", "kind", "province", "region"]
        said = [kind(one) for one in ("puskesmas", "hospital", "uptd_ppa", "government_office")]
        assert said == ["health_facility", "health_facility", "service_unit", "government_agency"]
        assert kind("apa saja") == ""

    def test_of_two_columns_that_mean_the_same_the_first_has_it(self) -> None:
        assert column_rules.meanings(["Nama", "Nama Lembaga", "No"]) == ["name", "", ""]

    def test_every_field_of_ours_is_known_by_its_code_or_a_title(self) -> None:
        for sheet, fields in column_rules.FIELDS.items():
            assert set(column_rules._NAMES[sheet]) == set(fields)

    def test_the_empty_files_are_recognised_whole(self) -> None:
        assert titled()
        for data in (as_csv(), as_xlsx("Petunjuk", ["x"], kind_names())):
            for one in tables(data)[0]:
                assert all(column.field for column in one.columns), one.sheet
                assert len(list(one.rows)) == 1

    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("../../etc/pass\nwd.csv", "passwd.csv"),
            ("C:\\Users\\x\\daftar.xlsx", "daftar.xlsx"),
            ("a\u202egpj.xlsx", "agpj.xlsx"),
            ("", "berkas"),
            ("<b>.csv", "b .csv"),
        ],
    )
    def test_file_names_are_cleaned(self, name: str, kept: str) -> None:
        assert clean_name(name) == kept
        assert clean_source("", "daftar.xlsx") == "daftar"
