"""The judge of every page that a test opens: a careful page passes, each fault is named."""

import re

import pytest

from tests.browse import check_page

CAREFUL = """<!doctype html>
<html lang="id"><head><title>Kabar program – Simpul</title>
<link rel="stylesheet" href="/static/portal.css"><script src="/static/portal.js"></script></head>
<body><h1>Kabar program</h1><a href="/programmes">Program</a>
<img src="/photo.jpg" alt="Ruang bermain"><img src="/line.png" alt="">
<form method="get"><label for="q">Cari</label><input id="q" name="q"></form>
<form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="name">Nama</label><input id="name" aria-describedby="tip"><p id="tip">Misalnya</p>
<label>Jenis <select name="kind"><option>NGO</option></select></label>
<label for="text">Isi</label><textarea id="text"></textarea>
<button type="submit">Kirim</button></form></body></html>"""

# What is changed on the careful page, into what, and how the fault is named.
FAULTS = (
    (' lang="id"', "", "lang None"),
    (' lang="id"', ' lang="en"', "lang 'en'"),
    ("<title>Kabar program – Simpul</title>", "", "title ''"),
    ("Kabar program – Simpul", "Kabar program", "title 'Kabar program'"),
    ("Kabar program – Simpul", "– Simpul", "title '– Simpul'"),
    ("<h1>Kabar program</h1>", "<h2>Kabar program</h2>", "0 h1"),
    ("<h1>Kabar program</h1>", "<h1>Kabar</h1><h1>Program</h1>", "2 h1"),
    ('<p id="tip">', '<p id="name">', r"ids twice: \['name'\]"),
    (' alt="Ruang bermain"', "", "no alt"),
    ("</head>", "<style>p { color: red }</style></head>", "inline style"),
    ("<h1>", '<h1 style="color: red">', r"inline \['style'\]"),
    ("</body>", "<script>alert(1)</script></body>", "inline script"),
    ("<button", '<button onclick="send()"', r"inline \['onclick'\]"),
    ('method="post"', 'method="post" onsubmit="send()"', r"inline \['onsubmit'\]"),
    ('href="/programmes"', 'href=" JavaScript:send()"', "inline link"),
    ('<input type="hidden" name="csrf_token" value="x">', "", "a POST form without its token"),
    ('method="get"', 'method="POST"', "a POST form without its token"),
    ('<label for="name">Nama</label>', "", "no label"),
    ('<label for="text">Isi</label>', "<b>Isi</b>", "no label"),
    ("<label>Jenis <select", "<p>Jenis <select", "no label"),
    ('<p id="tip">', '<p id="hint">', "aria-describedby names tip"),
)


def test_a_careful_page_passes() -> None:
    check_page(CAREFUL, "id")
    check_page(CAREFUL.replace('lang="id"', 'lang="en"'), "en")
    bare = CAREFUL.replace('<input type="hidden" name="csrf_token" value="x">', "")
    check_page(bare, "id", guarded=False)


@pytest.mark.parametrize(("was", "becomes", "words"), FAULTS)
def test_a_careless_one_is_told_its_fault(was: str, becomes: str, words: str) -> None:
    assert CAREFUL.count(was) >= 1
    with pytest.raises(AssertionError, match=words):
        check_page(CAREFUL.replace(was, becomes, 1), "id")


def test_each_handler_is_found() -> None:
    for name in ("style", "onclick", "onsubmit", "onchange", "onload", "onerror"):
        page = CAREFUL.replace("<a href", f'<a {name}="x" href')
        with pytest.raises(AssertionError, match=re.escape(f"inline ['{name}']")):
            check_page(page, "id")
