"""The guide names buttons and links as they are: each name stands on a page of its own."""

import re
from pathlib import Path

from tests.site import Site

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates"
GUIDE = TEMPLATES / "home" / "guide.html"
NAMED = re.compile(r"b\(_\('([^']+)'\)\)")


def sources() -> str:
    """Every other template and all code that writes words: where a name may come from."""
    pages = [path for path in TEMPLATES.rglob("*.html") if path != GUIDE]
    code = list((ROOT / "portal").rglob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in (*pages, *code))


def test_each_name_is_used_elsewhere_and_shown_in_both_languages(site: Site) -> None:
    names = NAMED.findall(GUIDE.read_text(encoding="utf-8"))
    assert len(names) >= 40
    others = sources()
    ways = ("_('{}')", '_("{}")', '_l("{}")')
    unknown = [one for one in names if not any(way.format(one) in others for way in ways)]
    assert not unknown
    page = site.visitor().text("/guide")
    assert [one for one in names if f"<strong>{one}</strong>" not in page] == []
    english = site.visitor("en").text("/guide")
    shown = re.findall(r"<strong>([^<]+)</strong>", english)
    assert len(shown) >= len(names)
    assert {"Support this", "Accept and split", "This figure is wrong"} <= set(shown)
    assert not set(shown) & set(names)
    assert "/guide" in site.visitor().text("/")


def test_its_sentences_are_short() -> None:
    texts = re.findall(r"_\('([^']+)'", GUIDE.read_text(encoding="utf-8"))
    sentences = [one for text in texts for one in re.findall(r"[^.!?]+[.!?]", text)]
    assert len(sentences) >= 80
    assert not [one for one in sentences if len(one.split()) > 20]
