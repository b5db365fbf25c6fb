"""TLS with an authority of the province's own, and the proxy of an office: requests and feed alike, in plain words."""

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app.journal import wire
from app.services.desk import Desk
from app.services.exchange import joining
from app.sync.errors import OfflineError, ServerRefusedError, UntrustedError
from app.sync.feed import Event, Feed, News, Verdicts
from app.sync.http import Address
from tests.server.central import Central, Server
from tests.steps import added, made
from tests.sync.authority import Authority
from tests.sync.cutting_proxy import HttpProxy
from tests.sync.test_against_server import synced
from tests.sync.window import Window, is_offline, is_synced

Code = Callable[[], str]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "ca")


@pytest.fixture
def process(authority: Authority, tmp_path: Path) -> Iterator[Server]:
    """A server that speaks TLS itself."""
    database = ["--database", f"sqlite:///{tmp_path / 'own.db'}"]
    own = Server(database, authority.issue(), trusted=str(authority.file))
    own.start()
    yield own
    own.end()


@pytest.fixture
def address(central: Central, authority: Authority) -> Address:
    return Address(central.url, ca_file=str(authority.file))


@pytest.fixture
def proxy() -> Iterator[HttpProxy]:
    own = HttpProxy()
    yield own
    own.cut()


def test_an_authority_of_its_own_is_trusted_by_its_file(desk: Desk, address: Address, code: Code) -> None:
    joining.join(desk, address=address, code=code())
    assert address.url.startswith("https://")
    assert synced(desk, compares=True).unsent == 0


def test_the_feed_speaks_tls_too(desk: Desk, address: Address, code: Code) -> None:
    joining.join(desk, address=address, code=code())
    heard: queue.SimpleQueue[Event] = queue.SimpleQueue()
    feed = Feed(address, joining.token(desk), heard.put)
    added(desk, "Cấp chứng thư cho Đặng Thị Đào")
    written = made(desk)
    feed.push([wire.encode(change) for change in written[-2:]], ref="một")
    answers = {type(heard.get(timeout=30)), type(heard.get(timeout=30))}
    feed.close()
    assert answers == {Verdicts, News}


def test_an_authority_in_the_store_of_the_system_needs_no_file(
    desk: Desk, address: Address, authority: Authority, code: Code, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    joining.join(desk, address=Address(address.url), code=code())
    assert synced(desk).unsent == 0


@pytest.mark.parametrize("trusts", ["nobody", "another"])
def test_an_unknown_authority_is_told_in_plain_words(
    desk: Desk, address: Address, code: Code, tmp_path: Path, trusts: str
) -> None:
    other = Authority(tmp_path / "other", "Cơ quan khác")
    there = Address(address.url, ca_file="" if trusts == "nobody" else str(other.file))
    with pytest.raises(UntrustedError) as raised:
        joining.join(desk, address=there, code=code())
    assert raised.value.title == "Chứng thư của máy chủ chưa được máy này tin cậy."
    assert "tệp CA" in raised.value.detail
    assert not joining.is_joined(desk)


@pytest.mark.parametrize(("shown", "days"), [("127.0.0.2", 30), ("127.0.0.1", -1)])
def test_a_certificate_of_another_server_or_of_yesterday_is_not_believed(
    desk: Desk, central: Central, address: Address, authority: Authority, code: Code, shown: str, days: int
) -> None:
    given = code()
    central.server.end()
    authority.issue(shown, days=days)
    central.server.trusted = ""  # the test itself need not ask
    with pytest.raises(httpx.TransportError):
        central.server.start()
    with pytest.raises(UntrustedError, match="chưa được máy này tin cậy"):
        joining.join(desk, address=address, code=given)


@pytest.mark.parametrize("content", [None, b"", b"kh\xc3\xb4ng ph\xe1\xba\xa3i ch\xe1\xbb\xa9ng th\xc6\xb0"])
def test_a_file_that_is_no_authority_is_told(
    desk: Desk, address: Address, tmp_path: Path, code: Code, content: bytes | None
) -> None:
    file = tmp_path / "không phải.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UntrustedError, match="tệp CA"):
        joining.join(desk, address=Address(address.url, ca_file=str(file)), code=code())


def test_a_certificate_that_is_no_longer_believed_loses_nothing(
    desk: Desk, address: Address, code: Code, tmp_path: Path
) -> None:
    joining.join(desk, address=address, code=code())
    synced(desk)
    other = Authority(tmp_path / "other", "Cơ quan khác")
    joining.set_address(desk, address=Address(address.url, ca_file=str(other.file)))
    with Window(desk) as window:
        added(desk, "Việc lúc đổi chứng thư")
        window.wait(lambda one: "chưa được máy này tin cậy" in one.last.detail and one.last.unsent > 0)
        joining.set_address(desk, address=address)
        window.syncing.nudge()
        window.wait(lambda one: is_synced(one) and one.last.unsent == 0)


def test_requests_and_feed_go_through_the_proxy_and_find_it_again(
    desk: Desk, address: Address, code: Code, proxy: HttpProxy
) -> None:
    joining.join(desk, address=Address(address.url, address.ca_file, proxy.url), code=code())
    with Window(desk) as window:
        window.wait(is_synced)
        proxy.wait_for_asked(3)  # joining, the exchange, the feed
        assert {line.partition(" ")[0] for line in proxy.asked} == {"CONNECT"}
        proxy.cut()
        added(desk, "Việc lúc mất proxy")
        window.syncing.nudge()
        window.wait(is_offline)
        proxy.mend()
        window.wait(lambda one: is_synced(one) and one.last.unsent == 0)


def test_a_line_that_is_gone_behind_the_proxy_is_found_again(
    desk: Desk, address: Address, code: Code, proxy: HttpProxy
) -> None:
    """The proxy answers all the while; that the line behind it is back is seen by asking it."""
    joining.join(desk, address=Address(address.url, address.ca_file, proxy.url), code=code())
    proxy.answers = b"502 Bad Gateway"
    with Window(desk) as window:
        window.wait(is_offline)
        proxy.answers = b"200 Connection established"
        window.wait(is_synced)


def test_a_proxy_that_wants_a_password_says_so(desk: Desk, address: Address, code: Code, proxy: HttpProxy) -> None:
    proxy.answers = b"407 Proxy Authentication Required"
    with pytest.raises(ServerRefusedError, match="Máy chủ proxy đòi tên và mật khẩu"):
        joining.join(desk, address=Address(address.url, address.ca_file, proxy.url), code=code())


def test_no_proxy_where_one_should_be_is_no_connection(desk: Desk, address: Address, code: Code) -> None:
    proxy = HttpProxy()
    proxy.cut()
    with pytest.raises(OfflineError):
        joining.join(desk, address=Address(address.url, address.ca_file, proxy.url), code=code())
