"""Has a file looked at in a process of its own: what goes wrong in there harms nobody else."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.errors import Invalid
from portal.uploads import rules
from portal.uploads.contents import SECONDS, Clean, Photo, Refused

# One at a time in each web process: large pictures need memory.
_TURN = threading.Lock()
_ROOT = str(Path(__file__).parents[2])


@dataclass(frozen=True)
class Upload:
    """A file as it came: its name, and at most one byte more than may be kept."""

    name: str
    data: bytes


def examine(upload: Upload | None, *, field: str = "file") -> Clean:
    """The file as it may be kept. Raises Invalid, with words beside `field`, for any other.

    Takes up to SECONDS; the caller holds no lock of the database meanwhile.
    """
    told, kept = _looked_at(upload, field)
    found = Clean(str(told["kind"]), kept, int(told["pages"]))
    if upload is not None and (fault := rules.name_fault(upload.name, found.kind)):
        raise Invalid(**{field: rules.FAULTS[fault]})
    return found


def examine_photo(upload: Upload | None, *, field: str = "file") -> Photo:
    """A photo in both sizes, as everybody may see it; as `examine` otherwise."""
    told, kept = _looked_at(upload, field, "photo")
    if upload is not None and (fault := rules.name_fault(upload.name, rules.sniff(upload.data))):
        raise Invalid(**{field: rules.FAULTS[fault]})
    edge = int(told["small"])
    return Photo(kept[edge:], kept[:edge], int(told["width"]), int(told["height"]))


def _looked_at(upload: Upload | None, field: str, *how: str) -> tuple[Mapping[str, Any], bytes]:
    try:
        if upload is None:
            raise Refused("missing")
        return _apart(upload.data, *how)
    except Refused as refused:
        raise Invalid(**{field: rules.FAULTS[refused.fault]}) from None


def _apart(data: bytes, *how: str) -> tuple[Mapping[str, Any], bytes]:
    """`contents.main` in a process of its own. What can be told at a glance is told here."""
    if not data:
        raise Refused("empty")
    if len(data) > rules.MOST_BYTES:
        raise Refused("large")
    if not rules.sniff(data):
        raise Refused("kind")
    command = [sys.executable, "-m", "portal.uploads.contents", *how]
    with _TURN:
        try:
            done = subprocess.run(  # noqa: S603  our own module
                command,
                input=data,
                capture_output=True,
                timeout=2 * SECONDS,
                cwd=_ROOT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Refused("slow") from None
    head, _line, kept = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise Refused("slow")  # it ran into a limit, or its decoder fell over
    told = json.loads(head)
    if "fault" in told:
        raise Refused(str(told["fault"]))
    return told, kept
