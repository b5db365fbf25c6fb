import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.layout import (
    AGENCY_RULE,
    ND30,
    PARTY05,
    LayoutProfile,
    date_line,
    end_mark,
    number_line,
    profile,
    subject_line,
)
from app.exports.tree import Role

DATE = re.compile(r"^Lâm Đồng, ngày (0[1-9]|[12]\d|3[01]) tháng (0[12]|[3-9]|1[0-2]) năm \d{4}$")
RANGES = {
    Role.NATION: (12, 13),
    Role.MOTTO: (13, 14),
    Role.PARENT: (12, 13),
    Role.ISSUER: (12, 13),
    Role.NUMBER: (13, 13),
    Role.DATE: (13, 14),
    Role.DOC_TYPE: (13, 14),
    Role.SUBJECT: (13, 14),
    Role.BASIS: (13, 14),
    Role.BODY: (13, 14),
    Role.SIGN_POSITION: (13, 14),
    Role.SIGN_NAME: (13, 14),
    Role.RECIPIENTS_HEAD: (12, 12),
    Role.RECIPIENTS_ITEM: (11, 11),
    Role.APPENDIX: (14, 14),
}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2020, 3, 5), "ngày 05 tháng 3 năm 2020"),
        (date(2025, 7, 1), "ngày 01 tháng 7 năm 2025"),
        (date(2019, 6, 29), "ngày 29 tháng 6 năm 2019"),
        (date(2025, 12, 10), "ngày 10 tháng 12 năm 2025"),
    ],
)
def test_date_line_of_the_decree(day: date, words: str) -> None:
    assert date_line("Bắc Ninh", day).replace("\u00a0", " ") == f"Bắc Ninh, {words}"


@given(st.integers(0, 40_000))
def test_every_date_has_zeros_where_the_decree_wants_them(days: int) -> None:
    assert DATE.match(date_line("Lâm Đồng", date(2000, 1, 1) + timedelta(days)).replace("\u00a0", " "))


def test_a_blank_date_has_no_year() -> None:
    line = date_line("Lâm Đồng", None)
    assert re.fullmatch(r"Lâm Đồng, ngày\s+tháng\s+năm\s+", line)
    assert not re.search(r"\d", line)


@pytest.mark.parametrize(
    ("rules", "number", "line"),
    [
        ("state", "5", "Số: 05/KH-BCĐ"),
        ("state", "05", "Số: 05/KH-BCĐ"),
        ("state", "12", "Số: 12/KH-BCĐ"),
        ("state", "12a", "Số: 12a/KH-BCĐ"),
        ("party", "1", "Số 01-KH/BCĐ"),
        ("party", "112", "Số 112-KH/BCĐ"),
    ],
)
def test_number_line(rules: str, number: str, line: str) -> None:
    assert number_line("party" if rules == "party" else "state", "KH-BCĐ", number) == line


def test_blank_numbers() -> None:
    assert re.fullmatch(r"Số:\s+/KH-BCĐ", number_line("state", "KH-BCĐ"))
    assert re.fullmatch(r"Số\s+-KH/BCĐ", number_line("party", "KH-BCĐ"))


def test_a_party_subject_begins_in_lower_case() -> None:
    assert subject_line("party", "Triển khai Kế hoạch") == "về triển khai Kế hoạch"
    assert subject_line("party", "Về công tác cán bộ") == "về công tác cán bộ"
    assert subject_line("state", "Triển khai Kế hoạch") == "Triển khai Kế hoạch"


@pytest.mark.parametrize("text", ["Thực hiện./.", "Thực hiện.", "Thực hiện"])
def test_end_marks(text: str) -> None:
    assert end_mark("state", text) == "Thực hiện./."
    assert end_mark("party", text) == "Thực hiện."


@pytest.mark.parametrize(("role", "sizes"), RANGES.items())
def test_sizes_lie_in_the_ranges_of_the_decree(role: Role, sizes: tuple[int, int]) -> None:
    assert sizes[0] <= ND30.styles[role].size <= sizes[1]


@pytest.mark.parametrize("layout", [ND30, PARTY05])
def test_margins_lie_in_their_ranges(layout: LayoutProfile) -> None:
    margins = layout.portrait
    assert 20 <= margins.top <= 25
    assert 20 <= margins.bottom <= 25
    assert 30 <= margins.left <= 35
    assert 15 <= margins.right <= 20


def test_body_spacing_of_the_decree() -> None:
    body = ND30.styles[Role.BODY]
    assert body.after >= 6
    assert 1 <= body.lines <= 1.5
    assert body.first_line_mm in {10, 12.7}
    assert body.align == "justify"


def test_body_spacing_of_the_party() -> None:
    body = PARTY05.styles[Role.BODY]
    assert 18 <= body.exact <= 22
    assert 14 <= body.size <= 15


def test_rules_are_a_third_to_a_half() -> None:
    assert 1 / 3 <= AGENCY_RULE <= 1 / 2


def test_the_party_draws_no_line_but_an_asterisk_and_five_hyphens() -> None:
    assert (PARTY05.issuer_rule, PARTY05.issuer_mark, PARTY05.subject_mark) == (0, "*", "-----")


@pytest.mark.parametrize("layout", [ND30, PARTY05])
def test_every_role_has_a_style(layout: LayoutProfile) -> None:
    assert set(layout.styles) == set(Role)
    assert profile(layout.rules) is layout
