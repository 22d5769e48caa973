"""An organisation's pages on social networks, in the one form in which they are kept."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

# Network → its own host, other hosts of it, and what stands before a name in an address.
_HOMES: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "instagram": ("instagram.com", (), ""),
    "facebook": ("facebook.com", ("fb.com", "m.facebook.com", "web.facebook.com"), ""),
    "youtube": ("youtube.com", ("m.youtube.com",), "@"),
    "tiktok": ("tiktok.com", ("m.tiktok.com",), "@"),
    "x": ("x.com", ("twitter.com", "mobile.twitter.com"), ""),
    "linkedin": ("linkedin.com", ("id.linkedin.com",), "company/"),
    "threads": ("threads.com", ("threads.net",), "@"),
}
_NAME = re.compile(r"@?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?")
_PATH = re.compile(r"@?(?![._-]+\Z)[A-Za-z0-9._-]{2,100}")  # no ".." among them
# A folder before the name belongs to the address only where the network itself puts one there.
_FOLDERS: Mapping[str, tuple[str, ...]] = {
    "facebook": ("groups", "p"),
    "youtube": ("channel", "c", "user"),
    "linkedin": ("company", "in", "school"),
}
NOT_A_PAGE = frozenset(("watch", "share", "sharer", "profile.php", "reel", "reels", "p", "explore"))


def normal(network: str, text: str) -> str | None:
    """The page's address, from a name ('@rumah', 'rumah') or any way to write its address.

    None when it is no page on that network. Always https, without `www.`, query or last slash.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if not text.isascii():
        return None
    host, others, before = _HOMES[network]
    if _NAME.fullmatch(text) and not _is_host(text):
        return f"https://{host}/{before}{text.lstrip('@')}"
    try:
        address = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        return None
    if address.scheme not in ("http", "https") or set(":@") & set(address.netloc):
        return None
    if (address.hostname or "").removeprefix("www.") not in (host, *others):
        return None
    path = [part for part in address.path.split("/") if part]
    return f"https://{host}/{'/'.join(path)}" if _is_page(network, path) else None


def network_of(address: str) -> str:
    """The network of a kept address; '' for an unknown host."""
    host = urlsplit(address).hostname
    return next((name for name, home in _HOMES.items() if home[0] == host), "")


def shown(address: str) -> str:
    """The name in a kept address as people write it: '@rumah' or 'rumah'."""
    return address.rsplit("/", 1)[-1]


def by_network(addresses: Iterable[str]) -> dict[str, str]:
    """Kept addresses under their networks."""
    return {name: one for one in addresses if (name := network_of(one))}


def _is_host(text: str) -> bool:
    hosts = {name for home in _HOMES.values() for name in (home[0], *home[1])}
    return text.lower().removeprefix("www.") in hosts


def _is_page(network: str, path: list[str]) -> bool:
    folders = _FOLDERS.get(network, ())
    if len(path) == 2 and path[0] in folders:
        return bool(_PATH.fullmatch(path[1]))
    return len(path) == 1 and bool(_PATH.fullmatch(path[0])) and path[0] not in NOT_A_PAGE
