"""One person under several ids: what joining makes, and what administration says of two of one name."""

from tests.server.central import Central


def _listed(central: Central) -> list[list[str]]:
    return [line.split("\t") for line in central.here("person", "list").splitlines()]


def _desk_of_its_own(central: Central, role: str = "van-thu") -> tuple[str, str]:
    """A person of administration's, and the id that the desk has for the same one."""
    person = central.person("Đặng Thị Ánh", role)
    central.join(central.enrol(person), persons=[{"id": "của-máy", "name": "ĐẶNG Thị Ánh"}])
    return person, "của-máy"


def test_the_id_of_a_desk_is_the_same_person(central: Central) -> None:
    person, local = _desk_of_its_own(central)
    assert sorted(_listed(central)) == sorted(
        [
            [person, "Đặng Thị Ánh", "Văn thư"],
            [local, "Đặng Thị Ánh", "Văn thư", "", f"cùng người với {person}"],
        ]
    )


def test_a_role_is_set_for_every_id_of_a_person(central: Central) -> None:
    person = central.person("Đặng Thị Ánh", "to-truong")
    desk = central.join(central.enrol(person), persons=[{"id": "của-máy", "name": "Đặng Thị Ánh"}])
    assert desk.words(desk.change("plan")) == ["applied"]
    central.here("person", "role", "--person", "Đặng Thị Ánh", "--role", "chi-xem")
    [verdict] = desk.push(desk.change("plan"))
    assert verdict["reason"]["code"] == "not_allowed"


def test_a_person_of_two_ids_is_still_meant_by_the_name(central: Central) -> None:
    _, local = _desk_of_its_own(central)
    again = central.join(central.here("device", "enrol", "--person", "Đặng Thị Ánh"))
    assert again.person != local
    second = central.join(
        central.here("device", "enrol", "--person", "Đặng Thị Ánh"), persons=[{"id": "máy-hai", "name": "Đặng Thị Ánh"}]
    )
    assert second.words(second.change("paper")) == ["applied"]
    assert len(_listed(central)) == 3


def test_a_second_person_of_the_same_name_is_remarked_upon(central: Central) -> None:
    first = central.person("Đặng Thị Ánh")
    said = central.here("person", "add", "--name", "đặng thị  ánh", "--role", "van-thu")
    second = next(one[0] for one in _listed(central) if one[0] != first)
    assert "đã có người cùng họ tên" in said
    assert f"person merge --province {central.code} --person {second} --into {first}" in said
    assert [one[4] for one in _listed(central)] == ["trùng họ tên", "trùng họ tên"]
    assert "Có nhiều người trùng tên" in central.here("device", "enrol", "--person", "Đặng Thị Ánh", expect=1)


def test_two_persons_that_are_one_are_merged(central: Central) -> None:
    first = central.person("Đặng Thị Ánh", "van-thu")
    desk = central.desk("to-truong", name="Đặng Thị Ánh")
    central.here("person", "merge", "--person", desk.person, "--into", first)
    assert {one[0]: one[4:] for one in _listed(central)} == {first: [], desk.person: [f"cùng người với {first}"]}
    [verdict] = desk.push(desk.change("plan"))
    assert verdict["reason"]["code"] == "not_allowed"
    assert desk.words(desk.change("paper")) == ["applied"]
    assert "đã là một người" in central.here("person", "merge", "--person", first, "--into", desk.person, expect=1)
    assert "Không có mã người" in central.here("person", "merge", "--person", "ai đó", "--into", first, expect=1)


def test_a_person_seated_on_a_device_sits_there_under_every_id(central: Central) -> None:
    person, local = _desk_of_its_own(central)
    other = central.desk()
    central.here("person", "role", "--person", person, "--role", "van-thu", "--device", other.id)
    made = [other.change("paper", author=one) for one in (person, local)]
    assert other.words(*made) == ["applied", "applied"]
