"""What may come in as a file: hostile files are refused, pictures lose all but their picture."""

import io
import time

import pytest
from PIL import Image

from portal.errors import Invalid
from portal.uploads import rules
from portal.uploads.contents import Refused, inspect
from portal.uploads.examiner import Upload, examine
from tests.portal.uploads import files


@pytest.mark.parametrize("name", files.HOSTILE)
def test_hostile_files_are_refused(name: str) -> None:
    data, fault = files.HOSTILE[name]
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        inspect(data)
    assert refused.value.fault == fault
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(("data", "kind"), [(files.photo(), "jpeg"), (files.told_png(), "png")])
def test_only_the_picture_is_kept(data: bytes, kind: str) -> None:
    assert files.MARK.encode() in data
    found = inspect(data)
    assert found.kind == kind
    assert files.MARK.encode() not in found.data
    with Image.open(io.BytesIO(found.data)) as image:
        assert not image.getexif()
        assert not {"comment", "Author", "exif", "icc_profile"} & set(image.info)
        if kind == "jpeg":
            assert image.size == (40, 80), "a photo that was held sideways stands upright"
        else:
            assert image.getpixel((1, 1)) == (255, 255, 255)


def test_large_photos_become_smaller() -> None:
    found = inspect(files.picture(size=(6000, 4000)))
    with Image.open(io.BytesIO(found.data)) as image:
        assert max(image.size) == rules.KEPT_SIDE


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "LA"])
def test_pictures_of_every_make_are_taken(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "teal").convert(mode).save(out, kind)
    assert inspect(out.getvalue()).kind == kind.lower()


def test_a_pdf_stays_as_it_came() -> None:
    data = files.pdf(3)
    found = inspect(data)
    assert (found.kind, found.pages, found.data) == ("pdf", 3, data)


def test_the_process_apart_answers_the_same() -> None:
    data = files.pdf(2)
    found = examine(Upload("akta.pdf", data))
    assert (found.kind, found.pages, found.data) == ("pdf", 2, data)
    assert files.MARK.encode() not in examine(Upload("foto", files.photo())).data
    data, fault = files.HOSTILE["a script"]
    with pytest.raises(Invalid) as refused:
        examine(Upload("akta.pdf", data))
    assert refused.value.fields == {"file": rules.FAULTS[fault]}


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("akta.pdf", ""),
        ("Akta Yayasan No. 12", ""),
        ("Surat v1.2 (final).PDF", ""),
        ("../../etc/passwd.pdf", ""),
        ("akta\n.pdf", "name"),
        ("akta%0d%0aX.pdf", "name"),
        ("akta\u202efdp.exe", "name"),
        ("akta\u200f.pdf", "name"),
        ("akta\x00.pdf", "name"),
        ("akta.jpg", "ending"),
        ("akta.pdf.exe", "ending"),
        ("akta.html", "ending"),
        ("KTP ketua.pdf", "identity"),
        ("scan-e-ktp.pdf", "identity"),
        ("3201010101010001.pdf", "identity"),
    ],
)
def test_names(name: str, fault: str) -> None:
    assert rules.name_fault(name, "pdf") == fault


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\x\\Akta.PDF", "Akta.pdf"),
        ('"><img src=x>.pdf', "img src x.pdf"),
        ("...pdf", "dokumen.pdf"),
        ("é" * 300 + ".pdf", "é" * 80 + ".pdf"),
    ],
)
def test_a_name_is_shown_and_saved_under_plain_signs(name: str, tidy: str) -> None:
    assert rules.tidy_name(name, "pdf") == tidy
