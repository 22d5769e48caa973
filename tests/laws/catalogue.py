"""The law of the catalogue: every string has its English, and no string stands outside it.

`python -m tests.laws.catalogue` prints each fault and exits with 1 when there is one.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import pofile
from babel.messages.extract import extract_from_dir
from justhtml import JustHTML

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "portal/translations/en/LC_MESSAGES/messages.po"
METHODS = [
    ("portal/**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "_l": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "_n": (1, 2),
}
OPTIONS: dict[str, dict[str, str]] = {"templates/**.html": {}, "templates/**.txt": {}}
# Names and signs that are the same in every language.
# An attribute that a macro writes inside of a tag looks like text between tags.
ATTRIBUTE = re.compile(r"[a-z-]+=\" *\"")
NAMES = re.compile(
    r"Simpul|SAPA 129|ID|EN|Rp|WIB|CSV|XLSX|PDF|JSON|English|Bahasa Indonesia|[\W\d_]+"
)
SPOKEN = ("title", "placeholder", "aria-label", "alt", "data-label")


def used() -> set[str]:
    """Every string that the code and the templates ask for."""
    found = set()
    for name, _line, message, _comments, _context in extract_from_dir(
        ROOT, METHODS, OPTIONS, KEYWORDS, directory_filter=_ours
    ):
        first = message[0] if isinstance(message, tuple) else message
        if first and not name.endswith("errors.py"):
            found.add(first)
    return found


def _ours(path: str) -> bool:
    return not any(part.startswith(".") or part == "var" for part in Path(path).parts[-1:])


def english() -> dict[Any, Any]:
    """The catalogue: each string with its English."""
    with ENGLISH.open("rb") as text:
        return {message.id: message for message in pofile.read_po(text) if message.id}


def first(key: Any) -> str:
    """The string itself, of one with a plural too."""
    return str(key[0] if isinstance(key, tuple | list) else key)


def faults() -> Iterator[str]:
    """What breaks the law, a sentence each."""
    head = (ENGLISH.parents[1] / "header.po").read_text()
    if not ENGLISH.read_text().startswith(head) or ENGLISH.read_text().count(head) > 1:
        yield "begins with another header: it would not compile"
    wanted = used()
    held = {first(key): message for key, message in english().items()}
    for text in sorted(wanted - held.keys()):
        yield f"not in the catalogue: {text!r}"
    for text in sorted(held.keys() - wanted):
        yield f"in the catalogue and never used: {text!r}"
    for text in sorted(wanted & held.keys()):
        message = held[text]
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if not all(forms) or message.fuzzy:
            yield f"has no English: {text!r}"
        for form in forms:
            if form and set(_gaps(text)) != set(_gaps(form)) and isinstance(message.string, str):
                yield f"names other values in English: {text!r}"
    yield from _bare()


def _gaps(text: str) -> list[str]:
    return re.findall(r"%\((\w+)\)", text)


def _bare() -> Iterator[str]:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        markup = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(), flags=re.DOTALL)
        for text in _texts(JustHTML(markup, fragment="<html" not in markup, sanitize=False)):
            if NAMES.sub("", ATTRIBUTE.sub("", text)).strip():
                yield f"outside the catalogue: {path.relative_to(ROOT)}: {text.strip()!r}"


def _texts(page: Any) -> Iterator[str]:
    for node in page.query("*"):
        attributes = node.attrs or {}
        for name in SPOKEN:
            yield attributes.get(name) or ""
        if node.name in ("script", "style", "symbol"):
            continue
        for child in node.children:
            if child.name == "#text":
                yield child.data or ""


if __name__ == "__main__":
    found = list(faults())
    print("\n".join(found) or "catalogue: every string is there, in both languages")
    sys.exit(bool(found))
