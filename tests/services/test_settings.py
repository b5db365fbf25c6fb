from dataclasses import replace
from datetime import time

import pytest

from app.models.errors import InvalidInputError
from app.models.plan.deadline import DeadlineState
from app.models.plan.records import IssuingBody
from app.models.plan.table import TaskQuery
from app.services import plan, settings
from app.services.desk import Desk
from tests.steps import acts

BODY = IssuingBody("state", "UBND TỈNH LÂM ĐỒNG", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "Đà Lạt")


def soon(desk: Desk) -> int:
    return plan.counts(desk, query=TaskQuery()).by_state[DeadlineState.DUE_SOON]


def test_more_days_of_warning_warn_of_more(desk: Desk) -> None:
    settings.set_warn_days(desk, days=0)
    none = soon(desk)
    settings.set_warn_days(desk, days=30)
    assert (none, settings.warn_days(desk)) == (0, 30)
    assert soon(desk) > 5


@pytest.mark.parametrize("days", [-1, 31])
def test_days_out_of_range(desk: Desk, days: int) -> None:
    with pytest.raises(InvalidInputError, match=f"{days} không hợp lệ"):
        settings.set_warn_days(desk, days=days)


def test_the_nights_end(desk: Desk) -> None:
    assert settings.night_ends(desk) == time(1)
    settings.set_night_ends(desk, at=time(4, 30))
    assert settings.night_ends(desk) == time(4, 30)


def test_the_same_setting_is_no_act(desk: Desk) -> None:
    settings.set_warn_days(desk, days=5)
    before = len(acts(desk))
    settings.set_warn_days(desk, days=5)
    assert len(acts(desk)) == before


def test_before_anything_is_set_the_forms_header_stands(desk: Desk) -> None:
    body = settings.body(desk)
    assert (body.kind, body.parent, body.name) == ("state", "TỈNH LÂM ĐỒNG", "[TÊN BAN CHỈ ĐẠO CẤP TỈNH]")


def test_the_body_that_was_set(desk: Desk) -> None:
    settings.set_body(desk, issuing=BODY)
    assert settings.body(desk) == BODY


def test_the_name_from_the_forms_blank(desk: Desk) -> None:
    plan.set_blank(desk, key="ten_ban_chi_dao_cap_tinh", value="BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ")
    assert settings.body(desk).name == "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ"


def test_the_party_has_a_committee_above(desk: Desk) -> None:
    assert settings.default_body(desk.province, "party").parent == "TỈNH ỦY LÂM ĐỒNG"


@pytest.mark.parametrize("field", ["parent", "name", "place", "symbol", "on_behalf_of", "position"])
def test_an_empty_line_of_the_header(desk: Desk, field: str) -> None:
    with pytest.raises(InvalidInputError, match="đang để trống"):
        settings.set_body(desk, issuing=replace(BODY, **{field: " "}))


def test_neither_state_nor_party(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="Loại cơ quan ban hành"):
        settings.set_body(desk, issuing=replace(BODY, kind="khác"))
