"""Compiles the translations while a wheel is built, so it speaks both languages."""

import pathlib
from typing import Any

from babel.messages import mofile, pofile
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TranslationHook(BuildHookInterface):  # type: ignore[misc]  # hatchling is there only while a wheel is built
    """Turns each catalogue of portal/translations into its compiled twin."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every .po file; raises what babel raises for a broken catalogue."""
        root = pathlib.Path(self.root) / "portal" / "translations"
        for source in sorted(root.glob("*/LC_MESSAGES/*.po")):
            with source.open("rb") as text:
                catalogue = pofile.read_po(text, locale=source.parts[-3])
            with source.with_suffix(".mo").open("wb") as target:
                mofile.write_mo(target, catalogue)
