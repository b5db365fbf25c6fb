import unicodedata
from datetime import date

import pytest

from app.models.errors import InvalidInputError, RefusedError
from app.models.secrecy import SecretError
from app.models.selection import register as fields
from app.models.selection.system_records import Contact, LinkState
from app.services import history
from app.services.selection import criteria, deciding, kinds, reading, register

from .conftest import PROVINCES, TODAY, Choice


def test_every_kind_of_the_plan_is_there_before_anything_is_entered(choice: Choice) -> None:
    names = [view.kind.shown for view in reading.overview(choice.desk)]
    assert names[:3] == ["Giải quyết TTHC", "Quản lý văn bản", "Họp trực tuyến"]
    assert {"SSO", "LGSP", "IOC", "Thư điện tử", "Báo cáo", "Quản lý CBCCVC", "Cổng TTĐT"} <= set(names)
    assert [one.province for one in choice.sheet.systems] == list(PROVINCES)


def test_missing_is_chua_co_and_never_zero(choice: Choice) -> None:
    system_id = choice.add("Hệ thống trống")
    system = choice.sheet.system(system_id)
    assert system is not None
    assert (system.users, system.yearly_cost, system.contract_end, system.contact) == (None, None, None, None)
    assert [fields.shown(system, one) for one in ("users", "yearly_cost", "vendor", "contract_end", "contact")] == [
        "chưa có"
    ] * 5
    register.edit_system(choice.desk, system_id=system_id, users=0)
    assert fields.shown(choice.sheet.system(system_id), "users") == "0"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "text", "value", "words"),
    [
        ("users", "12.500", 12500, "12.500"),
        ("users", "12500", 12500, "12.500"),
        ("users", "chưa có", None, "chưa có"),
        ("data_mb", "1,5 TB", 1572864, "1,5 TB"),
        ("data_mb", "820 GB", 839680, "820 GB"),
        ("data_mb", "1.250", 1250, "1.250 MB"),
        ("yearly_cost", "1,25 tỷ", 1250000000, "1.250.000.000 đồng"),
        ("yearly_cost", "850 triệu đồng", 850000000, "850.000.000 đồng"),
        ("security_level", "Cấp độ 3", 3, "Cấp độ 3"),
        ("contract_end", "31/12/2025", date(2025, 12, 31), "31/12/2025"),
        ("vendor", "Viễn thông Lâm Đồng", "Viễn thông Lâm Đồng", "Viễn thông Lâm Đồng"),
    ],
)
def test_a_cell_is_read_as_a_person_writes_it(choice: Choice, field: str, text: str, value: object, words: str) -> None:
    register.set_field(choice.desk, system_id=choice.system(), field=field, text=text)
    system = choice.sheet.systems[0]
    assert getattr(system, field) == value
    assert fields.shown(system, field) == words


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("users", "khoảng 500"),
        ("users", "-5"),
        ("users", "1.5"),
        ("security_level", "6"),
        ("contract_end", "31/2/2026"),
        ("contract_end", "12/2025"),
        ("yearly_cost", "hai tỷ"),
        ("data_mb", "3 quả"),
        ("province_code", "Đồng Nai"),
        ("name", ""),
    ],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(choice: Choice, field: str, text: str) -> None:
    before = choice.sheet
    with pytest.raises(InvalidInputError):
        register.set_field(choice.desk, system_id=choice.system(), field=field, text=text)
    assert choice.sheet == before


def test_names_are_stored_composed_and_a_twin_in_any_form_is_refused(choice: Choice) -> None:
    decomposed = unicodedata.normalize("NFD", "Cổng Đà Lạt")
    system_id = choice.add(decomposed, "lam dong")
    assert choice.sheet.system(system_id).name == "Cổng Đà Lạt"  # type: ignore[union-attr]
    with pytest.raises(InvalidInputError, match="đã có “Cổng Đà Lạt”"):
        choice.add("cong da lat", "68")
    choice.add("Cổng Đà Lạt", "Đắk Nông")


def test_a_similar_name_is_pointed_out(choice: Choice) -> None:
    (found,) = register.similar(
        choice.desk, kind_id=choice.kind_id, name="Phần mềm một cửa tỉnh Lâm Đồng", province="Lâm Đồng"
    )
    assert found.name == "Một cửa Lâm Đồng"
    choice.add("Phần mềm một cửa tỉnh Lâm Đồng", "Lâm Đồng")
    assert "twice" in choice.rules


def test_links_by_name_or_key_are_one_row(choice: Choice) -> None:
    system_id = choice.system()
    register.set_link(choice.desk, system_id=system_id, target="cổng dịch vụ công quốc gia", state=LinkState.POSSIBLE)
    register.set_link(
        choice.desk, system_id=system_id, target="Kho bạc", state=LinkState.IMPOSSIBLE, note="Chưa có API"
    )
    assert [(one.target, one.state) for one in choice.sheet.systems[0].links] == [
        ("dvcqg", LinkState.POSSIBLE),
        ("Kho bạc", LinkState.IMPOSSIBLE),
    ]
    register.edit_system(choice.desk, system_id=system_id, links={"Kho bạc": LinkState.CONNECTED})
    assert [one.note for one in choice.sheet.systems[0].links] == ["", "Chưa có API"]
    register.remove_link(choice.desk, system_id=system_id, target="Kho bạc")
    assert len(choice.sheet.systems[0].links) == 1


def test_removed_and_restored_with_its_place(choice: Choice) -> None:
    system_id = choice.system(1)
    register.remove_system(choice.desk, system_id=system_id)
    assert [one.province for one in choice.sheet.systems] == ["Lâm Đồng", "Bình Thuận"]
    ((kind, removed),) = register.removed_systems(choice.desk)
    assert (kind, removed.id) == (choice.view.kind.name, system_id)
    register.restore_system(choice.desk, system_id=system_id)
    assert [one.province for one in choice.sheet.systems] == list(PROVINCES)


def test_the_chosen_one_cannot_be_removed(scored: Choice) -> None:
    scored.decide()
    deciding.exempt(
        scored.desk, kind_id=scored.kind_id, system_id=scored.system(1), reason="Đường truyền", until=date(2025, 12, 31)
    )
    for place in (0, 1):
        with pytest.raises(RefusedError):
            register.remove_system(scored.desk, system_id=scored.system(place))
    register.remove_system(scored.desk, system_id=scored.system(2))


def test_adding_is_undone_whole_and_the_kind_stays(choice: Choice) -> None:
    choice.add("Hệ thống thứ tư", "Đắk Nông", contact=Contact("Trần Văn Đức", "0912 345 678"), users=5)
    history.undo(choice.desk)
    assert [one.province for one in choice.sheet.systems] == list(PROVINCES)
    history.redo(choice.desk)
    assert choice.sheet.systems[-1].contact == Contact("Trần Văn Đức", "0912 345 678")


def test_a_kind_of_our_own(choice: Choice) -> None:
    made = kinds.add_kind(choice.desk, name="Hệ thống quản lý đất đai")
    own = Choice(choice.desk, made.created[0])
    assert own.view.kind.is_own
    criteria.open_round(choice.desk, kind_id=own.kind_id)
    assert own.sheet.total_weight == 100
    with pytest.raises(InvalidInputError, match="Đã có"):
        kinds.add_kind(choice.desk, name="he thong quan ly dat dai")
    kinds.edit_kind(choice.desk, kind_id=own.kind_id, name="Hệ thống thông tin đất đai", short_name="Đất đai")
    changed = reading.overview(choice.desk)[-1].kind
    assert (changed.name, changed.shown) == ("Hệ thống thông tin đất đai", "Đất đai")


def test_a_shipped_kind_taken_out_keeps_everything(choice: Choice) -> None:
    kinds.take_out(choice.desk, kind_id=choice.kind_id)
    assert choice.kind_id not in [view.kind.id for view in reading.overview(choice.desk)]
    assert len(choice.sheet.systems) == 3
    kinds.put_back(choice.desk, kind_id=choice.kind_id)
    assert reading.overview(choice.desk)[0].kind.id == choice.kind_id
    history.undo(choice.desk)
    history.undo(choice.desk)
    assert reading.overview(choice.desk)[0].kind.is_used


def test_a_state_secret_never_enters(choice: Choice) -> None:
    for given in ({"name": "TUYỆT MẬT"}, {"name": "Một", "note": "Văn bản đóng dấu TỐI MẬT"}):
        with pytest.raises(SecretError):
            register.add_system(choice.desk, kind_id=choice.kind_id, **given)  # type: ignore[arg-type]
    assert len(choice.sheet.systems) == 3


def test_today_is_the_day_of_these_tests(choice: Choice) -> None:
    assert choice.desk.now().date() == TODAY
