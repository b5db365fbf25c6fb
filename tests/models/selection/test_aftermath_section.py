"""Section II as the decisions word it: provinces and cities, merged or not; and how a place stands."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.plan import form as plan_form
from app.models.selection.aftermath_proposals import proposed
from app.models.selection.aftermath_section import LineState, compose, line_state, part_of
from app.models.selection.aftermath_words import inside, paper_day
from app.models.selection.records import Course, Decided, Decision, KindView, RoundState, Sheet
from app.models.selection.system_records import System, SystemKind
from app.models.units.gazetteer import Province, find_province

FORM = plan_form.load()
CHOSEN_LINE = "line/selection_1/1"


def view(province: Province, names: tuple[str, ...], chosen: int = 0, course: Course = Course.KEEP) -> KindView:
    """The procedure kind of a province with a candidate of each of its old provinces, one of them chosen."""
    kind = SystemKind("k1", "tthc", "Hệ thống thông tin giải quyết thủ tục hành chính", "Giải quyết TTHC", section=1)
    systems = tuple(
        System(str(place), "k1", name, old.code, old.name)
        for place, (name, old) in enumerate(zip(names, province.old_provinces, strict=False))
    )
    decision = Decision(
        "d1", "k1", "r1", 1, systems[chosen].id if systems else "", course, "Ổn định.", "",
        Decided("Chủ tịch UBND", date(2025, 6, 24)), datetime(2025, 6, 24, tzinfo=UTC), "Đào", "",
    )  # fmt: skip
    return KindView(Sheet(kind, None, systems), RoundState.DECIDED, (decision,))


def texts(of: KindView, province: Province) -> dict[str, str]:
    """Place -> its words."""
    return {place.key: place.text for place in compose([of], [], province=province, form=FORM)}


def test_a_province_made_of_provinces_keeps_the_form_s_own_line() -> None:
    lam_dong = find_province("Lâm Đồng")
    assert CHOSEN_LINE not in texts(view(lam_dong, ("A", "B", "C")), lam_dong)


@pytest.mark.parametrize(
    ("province", "chosen", "line"),
    [
        ("Đà Nẵng", 0, "của thành phố Đà Nẵng làm hệ thống dùng chung cho toàn thành phố mới."),
        ("Đà Nẵng", 1, "của tỉnh Quảng Nam làm hệ thống dùng chung cho toàn thành phố mới."),
        ("Cao Bằng", 0, "của tỉnh Cao Bằng làm hệ thống dùng chung cho toàn tỉnh."),
        ("Hà Nội", 0, "của thành phố Hà Nội làm hệ thống dùng chung cho toàn thành phố."),
    ],
)
def test_a_city_or_a_province_not_merged_is_called_what_it_is(province: str, chosen: int, line: str) -> None:
    of = find_province(province)
    found = texts(view(of, ("VNPT iGate", "Một cửa"), chosen), of)
    assert found[CHOSEN_LINE] == f"Lựa chọn hệ thống {line}"


def test_a_system_of_no_old_province_is_named_alone() -> None:
    lam_dong = find_province("Lâm Đồng")
    of = view(lam_dong, ("VNPT iGate",))
    alone = replace(of, sheet=replace(of.sheet, systems=(replace(of.sheet.systems[0], province_code=""),)))
    assert texts(alone, lam_dong)[CHOSEN_LINE] == "Lựa chọn VNPT iGate làm hệ thống dùng chung cho toàn tỉnh mới."


def test_an_upgrade_is_said() -> None:
    lam_dong = find_province("Lâm Đồng")
    found = texts(view(lam_dong, ("A", "B"), course=Course.UPGRADE), lam_dong)
    assert "Nâng cấp hệ thống trước khi dùng chung." in found.values()


def test_a_name_that_says_its_province_is_not_told_twice() -> None:
    lam_dong = find_province("Lâm Đồng")
    second = lam_dong.old_provinces[1].name
    found = texts(view(lam_dong, ("VNPT iGate", f"Một cửa {second}")), lam_dong)
    stopped = next(text for key, text in found.items() if key.endswith("/stopped"))
    assert stopped.endswith(f"tra cứu: Một cửa {second}.")


def test_every_place_stands_in_a_part_of_the_form() -> None:
    for blank in FORM.blanks:
        assert part_of(f"blank/{blank.key}", FORM).startswith("selection_")
    assert part_of("blank/cua_ban_moi_hon", FORM) == "selection_1"
    assert part_of("blank/noi_dung_tuong_tu_3", FORM) == "selection_3"
    assert part_of("blank/ten_so_don_vi_chu_tri", FORM) == "selection_4"


def test_proposals_of_a_city_speak_of_a_city() -> None:
    da_nang = find_province("Đà Nẵng")
    of = view(da_nang, ("iOffice", "eOffice"))
    documents = replace(of, sheet=replace(of.sheet, kind=replace(of.kind, code="van-ban")))
    made = proposed([documents], [], province=da_nang, today=date(2025, 6, 24))
    upgrade = next(one.content for one in made if one.key.startswith("upgrade/"))
    assert upgrade.endswith("thành hệ thống dùng chung duy nhất cho toàn thành phố mới.")


WORDS = st.sampled_from(("", "một", "hai", "ba"))


@given(before=WORDS, after=WORDS, written=WORDS)
def test_nothing_that_a_hand_wrote_is_ours_to_change(before: str, after: str, written: str) -> None:
    state = line_state(before=before, after=after, written=written)
    assert (state is LineState.SAME) is (before == after)
    if state.is_ours:
        assert before == written
    if before not in ("", written, after):
        assert state is LineState.EDITED


@given(before=WORDS, after=WORDS, written=WORDS)
def test_writing_settles_every_place(before: str, after: str, written: str) -> None:
    if line_state(before=before, after=after, written=written).is_ours:
        assert line_state(before=after, after=after, written=after) is LineState.SAME


@pytest.mark.parametrize(
    ("day", "shown"),
    [(date(2025, 2, 5), "05/02/2025"), (date(2025, 9, 30), "30/9/2025"), (date(2025, 12, 1), "01/12/2025")],
)
def test_a_day_on_paper(day: date, shown: str) -> None:
    assert paper_day(day) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("Hồ sơ", "hồ sơ"), ("SSO của tỉnh", "SSO của tỉnh"), ("Đơn vị", "đơn vị"), ("", "")]
)
def test_a_name_inside_a_sentence(name: str, shown: str) -> None:
    assert inside(name) == shown
