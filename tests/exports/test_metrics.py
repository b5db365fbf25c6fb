import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.metrics import font_files, ruler

MM = 25.4 / 72


@pytest.mark.parametrize(
    ("text", "size", "millimetres"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, 95.7),
        ("Độc lập - Tự do - Hạnh phúc", 14, 60.5),
        ("ĐẢNG CỘNG SẢN VIỆT NAM", 15, 72.9),
    ],
)
def test_widths_known_from_the_decree_notes(text: str, size: float, millimetres: float) -> None:
    assert ruler("bold").width(text, size) * MM == pytest.approx(millimetres, abs=0.3)


@given(st.text(alphabet="aă ộ-ng\nWĐ", max_size=200), st.floats(30, 400))
def test_wrapped_lines_fit_and_lose_nothing(text: str, room: float) -> None:
    measure = ruler()
    lines = measure.wrap(text, room, 12)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(measure.width(line.rstrip(), 12) <= room + 0.1 for line in lines)


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert len(ruler().wrap("W" * 100, 50, 12)) > 20


def test_a_break_after_a_hyphen_between_letters_only() -> None:
    assert ruler().wrap("Văn phòng HĐND-UBND", ruler().width("Văn phòng HĐND-", 12), 12) == ["Văn phòng HĐND-", "UBND"]
    assert ruler().wrap("Kế hoạch 02-KH", ruler().width("Kế hoạch 02-", 12), 12) == ["Kế hoạch", "02-KH"]


def test_balanced_lines_are_no_more_and_more_even() -> None:
    text, measure = "Triển khai thực hiện Kế hoạch số 02-KH/BCĐTW của Ban Chỉ đạo Trung ương", ruler("bold")
    before = measure.wrap(text, 460, 14)
    after = measure.wrap(text, measure.balanced(text, 460, 14), 14)
    assert len(before) == len(after) == 2
    assert len(after[-1]) > len(before[-1])


def test_every_vietnamese_letter_is_in_the_shipped_font() -> None:
    measure = ruler()
    vowels = [a + tone for a in "aăâeêioôơuưy" for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")]
    for letter in (*(unicodedata.normalize("NFC", vowel) for vowel in vowels), "đ", "Đ"):
        assert ord(letter) in measure._letters


def test_the_four_faces_are_there_with_their_licence() -> None:
    files = font_files()
    assert all(path.is_file() for path in files.values())
    assert "SIL OPEN FONT LICENSE" in (files["regular"].parent / "OFL.txt").read_text(encoding="utf-8")
