"""Many at the same instant, at several processes: what is counted is counted, what happens once happens once.

Several `Central` over one database stand for processes: they share nothing but the database.
"""

import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest

from server import store_blobs, store_joining, store_people, store_same
from server.board import accounts
from server.central import Central
from server.errors import ServerError
from server.instants import now
from server.rights import Holding
from server.routing import Databases
from server.store import Store, Transaction
from server.store_blobs import Part
from server.store_joining import Joining
from tests.server.central import sha256

Result = TypeVar("Result")
PROCESSES = 3
AT_ONCE = 24


@pytest.fixture
def centrals(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sequence[Central]]:
    """Processes over one database with one province; they wait for each other however slow the machine is."""
    monkeypatch.setattr("server.store._BUSY_SECONDS", 120)
    made = [Central(Databases.single(database_url), now) for _ in range(PROCESSES)]
    made[0].databases.create()
    made[0].databases.main.write(
        lambda transaction: store_people.add_province(transaction, code="79", name="Thành phố Hồ Chí Minh")
    )
    yield made
    for one in made:
        one.databases.close()


@pytest.fixture
def stores(centrals: Sequence[Central]) -> Sequence[Store]:
    """The database as each process has it."""
    return [one.databases.main for one in centrals]


def at_once(work: Callable[[int], Result], count: int = AT_ONCE) -> list[Result | str]:
    """Do it so many times at one instant; gives what came out, of refusals the code."""
    start = threading.Barrier(count)

    def one(number: int) -> Result | str:
        start.wait(120)
        try:
            return work(number)
        except ServerError as error:
            return error.code

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def person(store: Store, name: str, person_id: str = "", role: str = "cap-xa") -> str:
    def add(transaction: Transaction) -> str:
        made = store_people.add_person(transaction, province="79", name=name, person_id=person_id)
        store_people.set_roles(transaction, province="79", person=made, holdings=[Holding(role, "")])
        return made

    return store.write(add)


def code_for(store: Store, *persons: str) -> str:
    expires = now() + timedelta(hours=1)
    return store.write(
        lambda transaction: store_joining.enrol(
            transaction, province="79", name="Máy trực", persons=persons, expires=expires
        )
    )


def joining(device: str = "", persons: dict[str, str] | None = None) -> Joining:
    return Joining(device or secrets.token_hex(8), "Máy trực", "khóa", persons or {})


def test_of_many_wrong_codes_at_once_no_more_are_looked_at_than_are_allowed(centrals: Sequence[Central]) -> None:
    def guess(number: int) -> object:
        central = centrals[number % PROCESSES]
        return central.join(code=f"SAI{number}", joining=joining(), address="10.0.0.9")

    answers = Counter(at_once(guess))
    assert answers == {"wrong_code": store_joining.MAX_WRONG_HERE, "too_often": AT_ONCE - store_joining.MAX_WRONG_HERE}


def test_many_right_codes_at_once_are_all_taken(centrals: Sequence[Central], stores: Sequence[Store]) -> None:
    codes = [code_for(stores[0], person(stores[0], f"Đặng Thị Ánh {number}")) for number in range(AT_ONCE)]

    def join(number: int) -> str:
        central = centrals[number % PROCESSES]
        return central.join(code=codes[number], joining=joining(), address="10.0.0.9").province.code

    assert at_once(join) == ["79"] * AT_ONCE


def test_a_code_that_many_use_at_once_is_one_device(centrals: Sequence[Central], stores: Sequence[Store]) -> None:
    code = code_for(stores[0], person(stores[0], "Đặng Thị Ánh"))

    def join(number: int) -> str:
        central = centrals[number % PROCESSES]
        return central.join(code=code, joining=joining(), address=f"10.0.0.{number}").province.code

    assert Counter(at_once(join)) == {"79": 1, "wrong_code": AT_ONCE - 1}
    assert len(stores[0].read(lambda transaction: store_people.devices(transaction, "79"))) == 1


def test_one_desk_that_joins_twice_at_once_is_one_device(centrals: Sequence[Central], stores: Sequence[Store]) -> None:
    codes = [code_for(stores[0], person(stores[0], "Đặng Thị Ánh")) for _ in range(8)]

    def join(number: int) -> str:
        asked = joining("0123456789abcdef", {"của-máy": "Đặng Thị Ánh"})
        central = centrals[number % PROCESSES]
        return central.join(code=codes[number], joining=asked, address="10.0.0.9").province.code

    assert at_once(join, 8) == ["79"] * 8
    assert len(stores[0].read(lambda transaction: store_people.devices(transaction, "79"))) == 1


def test_the_first_desks_of_an_empty_server_agree_who_their_person_is(
    centrals: Sequence[Central], stores: Sequence[Store]
) -> None:
    """Copies of one workspace: each says that its id is the person whom administration enrolled under another one."""
    enrolled = person(stores[0], "Đặng Thị Ánh")
    codes = [code_for(stores[0], enrolled) for _ in range(8)]

    def join(number: int) -> set[str]:
        asked = joining(persons={"của-máy": "Đặng Thị Ánh"})
        joined = centrals[number % PROCESSES].join(code=codes[number], joining=asked, address="10.0.0.9")
        return {one.id for one in joined.persons}

    assert at_once(join, 8) == [{"của-máy"}] * 8
    assert stores[0].read(lambda transaction: store_people.ids_of(transaction, "79", "của-máy")) == (
        enrolled,
        "của-máy",
    )


def test_two_who_are_said_to_be_one_from_both_sides_have_one_own_id(stores: Sequence[Store]) -> None:
    pairs = [(person(stores[0], "Đặng Thị Ánh"), person(stores[0], "Đặng Thị Ánh")) for _ in range(6)]

    def merge(number: int) -> str:
        one, other = pairs[number // 2][:: 1 if number % 2 else -1]
        stores[number % PROCESSES].write(
            lambda transaction: store_same.merge(transaction, province="79", person=one, into=other)
        )
        return "merged"

    assert Counter(at_once(merge, 12)) == {"merged": 6, "exists": 6}
    for pair in pairs:
        ids = stores[0].read(lambda transaction, one=pair[0]: store_people.ids_of(transaction, "79", one))  # type: ignore[misc]  # bound at once
        assert set(ids) == set(pair)


def test_roles_that_are_set_at_once_are_those_of_one_of_them(stores: Sequence[Store]) -> None:
    who = person(stores[0], "Đặng Thị Ánh")
    roles = ("van-thu", "to-truong", "cap-xa")

    def give(number: int) -> None:
        stores[number % PROCESSES].write(
            lambda transaction: store_people.set_roles(
                transaction, province="79", person=who, holdings=[Holding(roles[number % 3], ""), Holding("to-pho", "")]
            )
        )

    assert at_once(give) == [None] * AT_ONCE
    held = stores[0].read(lambda transaction: store_people.persons(transaction, "79", {who}))
    assert len(held) == 2


def test_a_province_that_two_add_at_once_is_there_once(stores: Sequence[Store]) -> None:
    def add(number: int) -> str:
        store = stores[number % PROCESSES]
        return store.write(lambda transaction: store_people.add_province(transaction, code="68", name="Lâm Đồng")).code

    assert Counter(at_once(add, 8)) == {"68": 1, "exists": 7}


def test_an_attachment_that_many_send_at_once_is_whole(stores: Sequence[Store]) -> None:
    content = "bản quét có dấu đỏ".encode() * 1000
    half = len(content) // 2

    def send(number: int) -> bool:
        store = stores[number % PROCESSES]
        for start, end in ((0, half), (half, len(content))):
            part = Part(start, end, len(content))
            last = store_blobs.take(store, "79", sha256(content), part, content[start:end], now=now())
        return last.whole

    assert at_once(send) == [True] * AT_ONCE
    assert b"".join(store_blobs.content(stores[0], "79", sha256(content), 0, len(content))) == content


def test_an_attachment_begun_anew_by_many_at_once_is_begun_once(stores: Sequence[Store]) -> None:
    """Desks that first thought it longer: the bytes held are thrown away and the first part is asked for again."""
    content = "bản quét có dấu đỏ".encode() * 1000
    name = sha256(content)
    store_blobs.take(stores[0], "79", name, Part(0, 10, len(content) + 5), content[:10], now=now())

    def send(number: int) -> int:
        part = Part(0, 100, len(content))
        return store_blobs.take(stores[number % PROCESSES], "79", name, part, content[:100], now=now()).held

    assert at_once(send) == [100] * AT_ONCE


def test_wrong_bytes_dropped_under_the_hands_of_others_are_begun_anew(stores: Sequence[Store]) -> None:
    """Whoever waits while a wrong attachment is dropped is told so, or begins it; nobody sees a fault of the server."""

    def send(number: int) -> str:
        part = Part(0, 3, 3)
        held = store_blobs.take(stores[number % PROCESSES], "79", sha256(b"khac"), part, b"sai", now=now())
        return "whole" if held.whole else "held"

    assert set(at_once(send)) <= {"other_hash", "held"}


def test_a_password_changed_while_it_is_looked_at_opens_no_session(stores: Sequence[Store]) -> None:
    store, other = stores[0], stores[1]

    def put(password_hash: str) -> Callable[[Transaction], None]:
        return lambda transaction: accounts.put_user(
            transaction, name="truc.ban", password_hash=password_hash, is_wall=False, at=now()
        )

    store.write(put("cũ"))
    store.write(lambda transaction: accounts.begin_attempt(transaction, name="truc.ban", address="", now=now()))
    other.write(put("mới"))

    def opened(password_hash: str) -> tuple[str, bool] | None:
        return store.write(
            lambda transaction: accounts.open_session(
                transaction, name="truc.ban", password_hash=password_hash, now=now()
            )
        )

    assert opened("cũ") is None
    found = opened("mới")
    assert found is not None
    assert store.read(lambda transaction: accounts.session_of(transaction, token=found[0], now=now())) is not None


def test_a_user_set_by_many_at_once_is_one(stores: Sequence[Store]) -> None:
    def put(number: int) -> None:
        stores[number % PROCESSES].write(
            lambda transaction: accounts.put_user(
                transaction, name="truc.ban", password_hash=str(number), is_wall=False, at=now()
            )
        )

    assert at_once(put, 8) == [None] * 8
    assert [one.name for one in stores[0].read(accounts.users)] == ["truc.ban"]


def test_an_attempt_that_is_forgiven_takes_no_other_of_its_instant_along(stores: Sequence[Store]) -> None:
    moment = now()

    def begin(transaction: Transaction) -> str:
        return accounts.begin_attempt(transaction, name="truc.ban", address="10.0.0.9", now=moment)

    for _ in range(10):
        right = stores[0].write(begin)
    stores[1].write(lambda transaction: accounts.forgive(transaction, attempt=right))
    stores[1].write(begin)
    with pytest.raises(ServerError, match="quá nhiều lần"):
        stores[1].write(begin)
