"""The law of contrast: every pair of text and ground that the stylesheet uses is at least 4.5:1."""

import re
from itertools import product
from pathlib import Path

import pytest

STYLE = (Path(__file__).parents[2] / "static/portal.css").read_text()
GROUNDS = ("paper", "surface", "wash")
INKS = ("ink", "ink-2", "primary", "ok", "warn", "danger")
PAIRS = [
    *product(INKS, GROUNDS),
    ("accent", "paper"),
    ("accent", "surface"),
    ("primary-ink", "primary"),
    ("accent-ink", "accent"),
    ("primary", "primary-wash"),
    ("accent", "accent-wash"),
    ("danger", "danger-wash"),
    ("ink", "mark"),
]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})", block))


LIGHT = tokens(STYLE.split("@media (prefers-color-scheme:dark)")[0])
DARK = LIGHT | tokens(STYLE.split("@media (prefers-color-scheme:dark)")[1].split("}}")[0])


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    bare = colour.lstrip("#")
    full = "".join(sign * 2 for sign in bare) if len(bare) == 3 else bare
    parts = [int(full[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read(theme: str, ink: str, ground: str) -> None:
    held = LIGHT if theme == "light" else DARK
    brighter, darker = sorted((luminance(held[ink]), luminance(held[ground])), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= 4.5, (held[ink], held[ground])
