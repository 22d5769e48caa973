"""Looks at a file for what it really is: opened, images drawn anew, PDFs searched for actions.

Run as a program (`python -m portal.uploads.contents`) it reads a file from its input and answers
on its output; `portal.uploads.examiner` runs it so, under limits of time and memory.
"""

import io
import json
import re
import resource
import sys
import zipfile
from dataclasses import dataclass
from typing import IO, Any

from portal.uploads import rules

SECONDS = 15
MEMORY = 1_000_000_000
EDGE = 1024
MOST_DEPTH = 60
# What makes another program take a file for a page, a script or a document of its own.
_DISGUISE = re.compile(rb"<script|<\?php|<html|<!doctype|%PDF-", re.IGNORECASE)
# Actions that do more than turn a page, and keys that hold something beside the pages.
_ACTIONS = frozenset(
    "/JavaScript /Launch /SubmitForm /ImportData /GoToE /GoToR /Movie /Sound /Rendition "
    "/RichMediaExecute /Thread".split()
)
_KEYS = frozenset("/JS /JavaScript /EF /EmbeddedFile /EmbeddedFiles /RichMediaContent /XFA".split())
_TYPES = frozenset("/EmbeddedFile /Filespec /FileAttachment /RichMedia /Movie /Screen /3D".split())


class Refused(Exception):
    """The file is not taken; `fault` is a key of `rules.FAULTS`."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Clean:
    """A file that may be kept: 'pdf', 'jpeg' or 'png', its bytes, how many pages."""

    kind: str
    data: bytes
    pages: int = 1


@dataclass(frozen=True)
class Photo:
    """A picture for everybody, as JPEG in two sizes; `width` and `height` are the large one's."""

    data: bytes
    small: bytes
    width: int
    height: int


def inspect(data: bytes) -> Clean:
    """The file as it may be kept; an image without anything but its picture. Raises Refused."""
    if not data:
        raise Refused("empty")
    if len(data) > rules.MOST_BYTES:
        raise Refused("large")
    kind = rules.sniff(data)
    if not kind:
        raise Refused("kind")
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Refused("hidden")
    return _pdf(data) if kind == "pdf" else _image(data, kind)


def photo(data: bytes) -> Photo:
    """A picture in both sizes, without anything but what is seen on it. Raises Refused."""
    from PIL import Image

    found = inspect(data)
    if found.kind == "pdf":
        raise Refused("picture")
    with Image.open(io.BytesIO(found.data)) as image:
        sheet = image.convert("RGB")
    sheet.thumbnail((rules.PHOTO_SIDE, rules.PHOTO_SIDE))
    width, height = sheet.size
    whole = _jpeg(sheet, 80)
    sheet.thumbnail((rules.SMALL_SIDE, rules.SMALL_SIDE))
    return Photo(whole, _jpeg(sheet, 70), width, height)


def _jpeg(image: Any, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _image(data: bytes, kind: str) -> Clean:
    """Draw the picture on a fresh sheet: places, names and comments of the camera stay behind."""
    from PIL import Image, ImageOps

    if _DISGUISE.search(data):
        raise Refused("hidden")
    try:
        with Image.open(io.BytesIO(data), formats=[kind.upper()]) as found:
            width, height = found.size
            if max(width, height) > rules.MOST_SIDE or width * height > rules.MOST_PIXELS[kind]:
                raise Refused("pixels")
            found.draft("RGB", (rules.KEPT_SIDE, rules.KEPT_SIDE))
            found.load()
            upright = ImageOps.exif_transpose(found)
            upright.thumbnail((rules.KEPT_SIDE, rules.KEPT_SIDE))
            fresh = _on_white(upright)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Refused("pixels") from None
    except Exception:
        raise Refused("broken") from None  # a decoder fails in many ways; each means the same
    out = io.BytesIO()
    fresh.save(out, kind.upper(), **({"quality": 85} if kind == "jpeg" else {}))
    return Clean(kind, out.getvalue())


def _on_white(image: Any) -> Any:
    """Only the picture, on a sheet that carries nothing else."""
    from PIL import Image

    mode = "L" if image.mode in ("1", "L") else "RGB"
    sheet = Image.new(mode, image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        sheet.paste(layer, mask=layer.getchannel("A"))
    else:
        sheet.paste(image.convert(mode))
    return sheet


def _pdf(data: bytes) -> Clean:
    """The PDF as it came, once nothing but pages was found in it."""
    from pypdf import PdfReader

    tail = data.rstrip(b"\0 \t\r\n")
    if not tail.endswith(b"%%EOF"):
        # Something follows the document's end, or its end is missing.
        raise Refused("hidden" if b"%%EOF" in data else "broken")
    if _DISGUISE.search(data[5:EDGE]) or _DISGUISE.search(data[-EDGE:].removeprefix(data[:5])):
        raise Refused("hidden")
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise Refused("locked")
        _search(reader)
        pages = len(reader.pages)
    except Refused:
        raise
    except Exception:
        raise Refused("broken") from None  # a decoder fails in many ways; each means the same
    if pages < 1:
        raise Refused("broken")
    if pages > rules.MOST_PAGES:
        raise Refused("pages")
    return Clean("pdf", data, pages)


def _search(reader: Any) -> None:
    """Walk every object of the file, also those that no page refers to."""
    from pypdf.generic import IndirectObject

    keys = {(number, gen) for gen, rows in reader.xref.items() for number in rows}
    keys |= {(number, 0) for number in reader.xref_objStm}
    if len(keys) > rules.MOST_OBJECTS:
        raise Refused("slow")
    _look(reader.trailer)
    for number, gen in sorted(keys):
        if number:
            _look(reader.get_object(IndirectObject(number, gen, reader)))


def _look(thing: Any, depth: int = 0) -> None:
    """Refuse an object that acts or hides something; what it refers to is walked by itself."""
    from pypdf.generic import ArrayObject, DictionaryObject

    if depth > MOST_DEPTH:
        raise Refused("slow")
    if isinstance(thing, DictionaryObject):
        names = {str(key) for key in thing}
        told = {str(thing.raw_get(key)) for key in ("/S", "/Type", "/Subtype") if key in thing}
        if names & _KEYS or told & (_ACTIONS | _TYPES):
            raise Refused("active")
        for key in thing:
            _look(thing.raw_get(key), depth + 1)
    elif isinstance(thing, ArrayObject):
        for one in list.__iter__(thing):  # as it stands: its own way would follow references
            _look(one, depth + 1)


def main(source: IO[bytes], answer: IO[bytes], *, as_photo: bool = False) -> None:
    """Look at what comes in; a line of JSON says what came of it, the kept bytes follow."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        data = source.read(rules.MOST_BYTES + 1)
        told, kept = _photo(data) if as_photo else _kept(data)
    except Refused as refused:
        answer.write(json.dumps({"fault": refused.fault}).encode() + b"\n")
        return
    except MemoryError:
        answer.write(json.dumps({"fault": "slow"}).encode() + b"\n")
        return
    answer.write(json.dumps(told).encode() + b"\n")
    answer.write(kept)


def _kept(data: bytes) -> tuple[dict[str, Any], bytes]:
    found = inspect(data)
    return {"kind": found.kind, "pages": found.pages}, found.data


def _photo(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The small picture stands first: `small` says how long it is."""
    found = photo(data)
    told = {"width": found.width, "height": found.height, "small": len(found.small)}
    return told, found.small + found.data


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer, as_photo="photo" in sys.argv)
