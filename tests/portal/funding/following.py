"""Following each figure of a page to its rows, and adding them up as a reader would."""

import html
import re

from tests.browse import Browser

LINK = re.compile(r'<a href="([^"]*/rows/[^"]*)"[^>]*>([^<]*)')
NUMBER = re.compile(r"−?Rp[\d.]+")
ROW = re.compile(r"<tr>(.*?)</tr>", re.S)


def rupiah(text: str) -> int:
    """The last sum that a text names."""
    last = NUMBER.findall(text)[-1]
    return int(last.replace("−", "-").replace("Rp", "").replace(".", ""))


def figures(page: str) -> list[tuple[str, int]]:
    """The links of a page that lead from a sum in rupiah to its rows."""
    found = [(html.unescape(url), text) for url, text in LINK.findall(page)]
    return [(url, rupiah(text)) for url, text in found if NUMBER.search(text)]


def added(page: str) -> tuple[int, int]:
    """What the rows of a page come to, and what its sum line says."""
    if "<tfoot>" not in page:
        return 0, 0
    body, foot = page.split("<tfoot>", 1)
    rows = [one for one in ROW.findall(body.split("<tbody>")[1]) if NUMBER.search(one)]
    return sum(rupiah(one.split("<td")[-1]) for one in rows), rupiah(foot.split("</tfoot>")[0])


def follow(browser: Browser, path: str, *, least: int) -> None:
    """Open a page, follow every figure, and compare it with its rows and their sum line."""
    links = dict(figures(browser.text(path)))
    assert len(links) >= least, (path, links)
    for url, sum_ in links.items():
        assert added(browser.text(url)) == (sum_, sum_), (path, url)
