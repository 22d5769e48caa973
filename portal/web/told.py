"""What every field of ours can say beside itself."""

from typing import Any

from flask_babel import lazy_gettext as _l


class Told:
    """What every field of ours can say beside itself: a hint, that it may stay empty, who sees."""

    hint: Any = ""
    seen: str = ""
    remark: str = ""  # what a coordinator wrote about the present answer
    optional = False
    is_list = False
    missing: Any = _l("Bagian ini perlu diisi.")

    def _tell(self, words: dict[str, Any]) -> None:
        self.hint = words.pop("hint", "")
        self.seen = words.pop("seen", "")
        self.optional = words.pop("optional", False)
        self.missing = words.pop("missing", self.missing)
