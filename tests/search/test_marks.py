"""Marks on displayed text: whole words, whichever way they answer the question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.marks import mark


def marked(text: str, question: str) -> list[str]:
    return [segment for segment, on in mark(text, question) if on]


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("Yayasan Mawar Merah", "mawar", ["Mawar"]),
        ("PUSKESMAS SUMUR", "puskesmas sumur", ["PUSKESMAS", "SUMUR"]),
        ("Yayasan Flamboyan", "flam", ["Flamboyan"]),
        ("Flamboyan Jaya", "flam jaya", ["Jaya"]),
        ("Yayasan Flamboyan", "flamboyen", ["Flamboyan"]),
        ("Serang dan Serong", "serang", ["Serang"]),
        ("Pendampingan hukum", "mendampingi", ["Pendampingan"]),
        ("Lembaga Bantuan Hukum Melati", "LBH", ["Lembaga", "Bantuan", "Hukum"]),
        ("LBH Melati", "bantuan hukum", ["LBH"]),
        ("Kafé Sahabat", "kafe", ["Kafé"]),
        ("Masjid Jum'at", "jumat", ["Jum'at"]),
        ("Rumah dan kebun", "di dan", ["dan"]),
        ("Rumah dan kebun", "kebun dan", ["kebun"]),
        ('<b>Mawar</b> & "Melati"', "mawar melati", ["Mawar", "Melati"]),
        ("Mawar", "", []),
        ("", "mawar", []),
        ("Anak anak", "aank", []),
    ],
)
def test_marks(text: str, question: str, expected: list[str]) -> None:
    assert marked(text, question) == expected


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(), st.text())
def test_segments_join_to_the_text(text: str, question: str) -> None:
    for asked in (question, text):
        segments = mark(text, asked)
        assert "".join(segment for segment, _ in segments) == text
        assert all(segment for segment, _ in segments)


def test_long_hostile_text() -> None:
    text = "\ud800 a\u0301" * 5000
    assert "".join(segment for segment, _ in mark(text, text)) == text
