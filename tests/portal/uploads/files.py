"""Files that tests send: honest ones, and those that mean harm; all of them made here."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

MARK = "CANARY-EXIF-contoh"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **words: object) -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **words)
    return out.getvalue()


def photo() -> bytes:
    """A photo with a place, a name and a comment in it, held sideways."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = MARK
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "S", (6.0, 7.0, 12.0)
    out = io.BytesIO()
    Image.new("RGB", (80, 40), "navy").save(
        out, "JPEG", exif=exif, comment=MARK.encode(), dpi=(300, 300)
    )
    return out.getvalue()


def told_png() -> bytes:
    """A PNG with a text and a see-through corner."""
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", MARK)
    out = io.BytesIO()
    Image.new("RGBA", (30, 30), (10, 20, 30, 0)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def pdf(pages: int = 1) -> bytes:
    """A plain PDF."""
    return written(blank(pages))


def blank(pages: int = 1) -> PdfWriter:
    """A writer with empty pages."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(200, 200)
    return writer


def written(writer: PdfWriter) -> bytes:
    """What a writer writes."""
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def acting(kind: str, **more: str) -> bytes:
    """A PDF that does something of that kind when it is opened."""
    writer = blank()
    told = {"/S": NameObject(kind)} | {
        f"/{key}": TextStringObject(one) for key, one in more.items()
    }
    act = DictionaryObject({NameObject(key): value for key, value in told.items()})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(act)
    return written(writer)


def carrying() -> bytes:
    """A PDF with a file attached."""
    writer = blank()
    writer.add_attachment("x.exe", b"MZ")
    return written(writer)


def unreferenced() -> bytes:
    """A PDF with a script that nothing points to."""
    writer = blank()
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    writer._add_object(DictionaryObject(script))
    return written(writer)


def locked() -> bytes:
    """A PDF behind a password."""
    writer = blank()
    writer.encrypt("rahasia", algorithm="RC4-128")
    return written(writer)


def archive() -> bytes:
    """A small archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        held.writestr("x.exe", "MZ")
    return out.getvalue()


def declared(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is that large."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rest = chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rest


def between(data: bytes, start: bytes, more: bytes) -> bytes:
    """The data with `more` right after the first `start`."""
    place = data.index(start) + len(start)
    return data[:place] + more + data[place:]


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "too large": (picture() + b"\0" * (5 * 1024 * 1024), "large"),
    "an executable": (b"MZ\x90\0" + b"\0" * 900, "kind"),
    "a program for Linux": (b"\x7fELF" + b"\0" * 900, "kind"),
    "a page": (b"<html><script>alert(1)</script></html>", "kind"),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
    "an archive": (archive(), "kind"),
    "a picture with an archive behind it": (picture() + archive(), "hidden"),
    "a picture with a page in it": (
        between(picture(), b"\xff\xd8", b"\xff\xfe\x00\x12<script>alert()</"),
        "hidden",
    ),
    "a picture that is a PDF as well": (picture("PNG") + pdf(), "hidden"),
    "a PDF with an archive behind it": (pdf() + archive(), "hidden"),
    "a PDF with a page in it": (between(pdf(), b"%PDF-1.3\n", b"%<html><script>\n"), "hidden"),
    "half a picture": (picture(size=(600, 400))[:700], "broken"),
    "only a beginning": (b"\x89PNG\r\n\x1a\n", "broken"),
    "half a PDF": (pdf()[:200], "broken"),
    "a PDF of nothing": (b"%PDF-1.7\n%%EOF\n", "broken"),
    "a huge picture in few bytes": (declared(50_000, 50_000), "pixels"),
    "a long thin picture": (declared(30_000, 2), "pixels"),
    "too many dots": (declared(9_000, 9_000), "pixels"),
    "a PDF with a password": (locked(), "locked"),
    "a script": (acting("/JavaScript", JS="app.alert(1)"), "active"),
    "a hidden name of a script": (
        acting("/JavaScript", JS="x").replace(b"/JavaScript", b"/J#61vaScript"),
        "active",
    ),
    "a launch": (acting("/Launch", F="cmd.exe"), "active"),
    "a form that sends": (acting("/SubmitForm", F="https://contoh.example"), "active"),
    "an attachment": (carrying(), "active"),
    "a script that nothing names": (unreferenced(), "active"),
    "too many pages": (pdf(61), "pages"),
}
