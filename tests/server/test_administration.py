"""kh02-server: administration, backup and restore, several databases, an orderly end."""

import asyncio
import signal
import ssl
import stat
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
import yaml

from app.journal import wire
from server import news, store_blobs
from server.instants import now
from server.store_push import Pushed
from server.store_read import changes_after
from tests.server.central import Central, Desk, Server, sha256
from tests.server.clusters import Cluster


def _offline(database_url: str) -> Central:
    """Administration alone, without a server process."""
    central = Central(Server(["--database", database_url]))
    central.admin("province", "add", "--code", "79", "--name", "Thành phố Hồ Chí Minh")
    return central


def test_provinces_persons_and_devices_are_listed_and_audited(database_url: str) -> None:
    central = _offline(database_url)
    person = central.here("person", "add", "--name", "Đặng Thị Ánh", "--role", "cap-xa", "--scope", "xa-1")
    central.here("device", "enrol", "--name", "Máy xã", "--person", "đặng thị ánh")
    assert central.admin("province", "list").startswith("79\tThành phố Hồ Chí Minh\tsố cuối 0")
    assert central.here("person", "list") == f"{person}\tĐặng Thị Ánh\tCấp xã\txa-1"
    audit = [line.split("\t")[2:] for line in central.admin("audit").splitlines()]
    assert audit == [
        ["province add", "79", "Thành phố Hồ Chí Minh"],
        ["person add", "79", "Đặng Thị Ánh: cap-xa xa-1"],
        ["device enrol", "79", "Máy xã: đặng thị ánh"],
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["province", "add", "--code", "79", "--name", "x"], "Đã có tỉnh mã 79."),
        (["province", "add", "--code", "7 9", "--name", "x"], "Mã tỉnh không hợp lệ."),
        (["person", "add", "--province", "80", "--name", "x", "--role", "van-thu"], "Chưa có tỉnh mã 80."),
        (["person", "add", "--province", "79", "--name", "x", "--role", "vua"], "Không có vai trò vua."),
        (["person", "add", "--province", "79", "--name", " ", "--role", "van-thu"], "Thiếu họ và tên."),
        (["device", "enrol", "--province", "79", "--person", "ai đó"], "Không xác định được người: ai đó."),
        (["device", "revoke", "--province", "79", "--device", "f" * 16], "Không có máy"),
        (["restore", "/không/có"], "Không đọc được tệp sao lưu có. Lý do: không có tệp hoặc thư mục này."),
        (["restore", "/"], "Lý do: đây là thư mục, không phải tệp."),
        (
            ["backup", "--out", "/không/có/tệp"],
            "Không ghi được tệp sao lưu tệp. Lý do: không có tệp hoặc thư mục này.",
        ),
    ],
)
def test_a_mistake_is_said_in_vietnamese_and_changes_nothing(tmp_path: Path, arguments: list[str], said: str) -> None:
    central = _offline(f"sqlite:///{tmp_path / 'server.db'}")
    before = central.admin("audit")
    assert said in central.admin(*arguments, expect=1)
    assert central.admin("audit") == before


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("mysql://x/y", "Địa chỉ cơ sở dữ liệu không đúng."),
        ("không phải", "Địa chỉ cơ sở dữ liệu không đúng."),
        ("", "Địa chỉ cơ sở dữ liệu không đúng."),
        ("postgresql://127.0.0.1:cổng/kh02", "Địa chỉ cơ sở dữ liệu không đúng."),
        ("postgresql://đào:bi-mat@127.0.0.1:1/kh02", "Không kết nối được với PostgreSQL ở 127.0.0.1:1."),
        ("postgresql://đào:bi-mat@khong-co.invalid/kh02", "Không tìm thấy máy khong-co.invalid."),
        ("sqlite:////không/có/kh02.db", "Không mở được tệp cơ sở dữ liệu /không/có/kh02.db."),
        (f"sqlite:///{__file__}", f"{__file__} không phải cơ sở dữ liệu SQLite."),
    ],
)
@pytest.mark.parametrize("command", ["health", "serve"])
def test_a_wrong_address_of_a_database_is_said_so(address: str, told: str, command: str) -> None:
    said = Central(Server(["--database", address])).admin(command, expect=1)
    assert said.startswith(told)
    assert not any(word in said for word in ("Traceback", "bi-mat", "đang bận"))


def _is_let_in(cluster: Cluster, user: str) -> bool:
    try:
        psycopg.connect(host="127.0.0.1", port=cluster.port, user=user, dbname="kh02_1").close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture
def guarded() -> Iterator[Cluster]:
    """A PostgreSQL that asks everybody but its owner for a password."""
    made = Cluster()
    rules = ["host all kh02 127.0.0.1/32 trust", "host kh02_1,khong_co dao,la 127.0.0.1/32 scram-sha-256"]
    with psycopg.connect(made.new_database(), autocommit=True) as connection:
        connection.execute("CREATE ROLE dao LOGIN PASSWORD 'dung-mat-khau'")
        (made.folder / "data" / "pg_hba.conf").write_text("\n".join([*rules, ""]), "utf-8")
        connection.execute("SELECT pg_reload_conf()")
    while _is_let_in(made, "dao"):
        pass  # until the rules are in force
    yield made
    made.stop()


def test_what_postgresql_refuses_is_said_without_the_password(guarded: Cluster) -> None:
    place = f"127.0.0.1:{guarded.port}"
    for address, told in {
        f"dao:sai-mat-khau@{place}/kh02_1": "PostgreSQL không nhận tên dao hoặc mật khẩu của tên này.",
        f"la:sai-mat-khau@{place}/kh02_1": "PostgreSQL không nhận tên la hoặc mật khẩu của tên này.",
        f"dao@{place}/kh02_1": "PostgreSQL đòi mật khẩu của tên dao.",
        f"dao:dung-mat-khau@{place}/khong_co": f"PostgreSQL ở {place} không có cơ sở dữ liệu khong_co.",
        f"dao:dung-mat-khau@{place}/khac": "PostgreSQL không cho tên dao vào cơ sở dữ liệu khac từ máy này.",
        f"dao:dung-mat-khau@{place}/kh02_1": "Tên dao không được tạo bảng trong cơ sở dữ liệu kh02_1.",
        f"kh02@{place}/kh02_1?sslmode=require": f"PostgreSQL ở {place} không nhận kết nối.",
    }.items():
        said = Central(Server(["--database", f"postgresql://{address}"])).admin("health", expect=1)
        assert said.startswith(told), said
        assert "mat-khau@" not in said


def test_a_restored_server_is_another_epoch_and_lacks_nothing(own: Central, tmp_path: Path, database_url: str) -> None:
    desk = own.desk()
    made = [desk.change() for _ in range(5)]
    desk.push(*made)
    desk.put(b"ban quet")
    code = own.enrol(desk.person)
    own.admin("backup", "--out", str(tmp_path / "b.kh02backup"))
    own.join(code)
    assert stat.S_IMODE((tmp_path / "b.kh02backup").stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    after = desk.change()
    desk.push(after)
    epoch = desk.pull()["epoch"]
    own.server.end()
    # The other kind of database is a fine place to restore to.
    restored = Central(Server(["--database", f"sqlite:///{tmp_path / 'restored.db'}"], port=own.server.port))
    said = restored.admin("restore", str(tmp_path / "b.kh02backup"))
    assert "kỷ nguyên mới" in said
    assert "kh02-server device revoke" in said
    restored.server.start()
    assert restored.ask_join(code).status_code == 403  # it was used after the backup
    page = desk.pull()
    assert page["epoch"] != epoch
    assert [change["id"] for change in page["changes"]] == [change.id for change in made]
    assert desk.http.get("/v1/changes", params={"after": 6}, headers={"Kh02-Epoch": epoch}).status_code == 409
    assert desk.words(*made, after) == ["known"] * 5 + ["applied"]
    assert desk.http.get(f"/v1/blobs/{sha256(b'ban quet')}").content == b"ban quet"
    restored.server.end()


def test_an_older_backup_and_the_database_itself_are_kept(database_url: str, tmp_path: Path) -> None:
    central = _offline(database_url)
    older = tmp_path / "hôm qua.kh02backup"
    older.write_text("bản cũ")
    before = central.admin("audit")
    assert central.admin("backup", "--out", str(older), expect=1) == (
        "hôm qua.kh02backup đã có. Chọn tên khác, hoặc thêm --force để ghi đè tệp đã có."
    )
    assert (older.read_text(), central.admin("audit")) == ("bản cũ", before)
    central.admin("backup", "--out", str(older), "--force")
    assert older.stat().st_size > len("bản cũ")
    if not database_url.startswith("sqlite"):
        return
    own = database_url.removeprefix("sqlite:///")
    assert "là cơ sở dữ liệu đang dùng" in central.admin("backup", "--out", own, "--force", expect=1)
    assert central.admin("audit").startswith(before)


def test_a_backup_goes_nowhere_but_into_an_empty_database(database_url: str, tmp_path: Path) -> None:
    central = _offline(database_url)
    file = tmp_path / "b"
    central.admin("backup", "--out", str(file))
    assert "đã có dữ liệu" in central.admin("restore", str(file), expect=1)


def test_a_damaged_backup_is_refused_whole(database_url: str, tmp_path: Path) -> None:
    central = _offline(f"sqlite:///{tmp_path / 'from.db'}")
    file = tmp_path / "b"
    central.admin("backup", "--out", str(file))
    for damaged in (file.read_bytes()[:-9], b"khong phai", b""):
        file.with_name("x").write_bytes(damaged)
        target = Central(Server(["--database", database_url]))
        assert "đã hỏng" in target.admin("restore", str(tmp_path / "x"), expect=1)
        assert target.admin("province", "list") == ""


def test_retention_drops_what_was_abandoned_and_no_data(own: Central) -> None:
    desk = own.desk()
    desk.push(desk.change())
    desk.put(b"ban quet", 0, 3)
    store = own.server.databases.main
    later = now() + timedelta(days=8)
    assert store.write(lambda transaction: store_blobs.forget_abandoned(transaction, now=later)) == 1
    assert own.admin("retention").startswith("Đã dọn")
    assert len(desk.pull()["changes"]) == 1


def test_provinces_may_be_spread_over_two_databases(cluster: Cluster, tmp_path: Path) -> None:
    routes = tmp_path / "routes.yaml"
    databases = {"nam": cluster.new_database(), "bac": cluster.new_database()}
    routes.write_text(yaml.safe_dump({"databases": databases, "provinces": {79: "nam", "01": "bac"}}), "utf-8")
    server = Server(["--routes", str(routes)])
    server.start()
    south, north = Central(server, "79"), Central(server, "01")
    for province in (south, north):
        province.admin("province", "add", "--code", province.code, "--name", "Tỉnh")
    one, other = south.desk(), north.desk()
    assert one.words(one.change()) == other.words(other.change()) == ["applied"]
    assert len(one.pull()["changes"]) == len(other.pull()["changes"]) == 1
    for name, code in (("nam", "79"), ("bac", "01")):
        alone = Central(Server(["--database", databases[name]]))
        assert [line.split("\t")[0] for line in alone.admin("province", "list").splitlines()] == [code]
    assert "chưa có tỉnh mã 48" in south.admin("province", "add", "--code", "48", "--name", "x", expect=1)
    south.close()
    north.close()
    assert server.end() == 0


def test_a_wrong_table_of_routes_is_said_so(tmp_path: Path) -> None:
    routes = tmp_path / "routes.yaml"
    for text in ("", "[]", "databases: {}\nprovinces: {79: nam}", "{", "databases: 1\nprovinces: 2"):
        routes.write_text(text, "utf-8")
        said = Central(Server(["--routes", str(routes)])).admin("health", expect=1)
        assert "ảng phân chia" in said
        assert not {"expected", "object", "NoneType", "not"} & set(said.split())


def test_a_request_that_has_begun_is_finished_before_the_end(own: Central) -> None:
    desk = own.desk()
    body = wire.encode_batch(desk.change() for _ in range(300))
    begun, ending = threading.Event(), threading.Event()

    def halves() -> Iterator[bytes]:
        yield body[: len(body) // 2]
        begun.set()
        assert ending.wait(30)
        yield body[len(body) // 2 :]

    answers: list[httpx.Response] = []
    pushing = threading.Thread(target=lambda: answers.append(desk.http.post("/v1/push", content=halves())))
    pushing.start()
    assert begun.wait(30)
    own.server.send(signal.SIGTERM)
    ending.set()
    pushing.join(timeout=60)
    assert own.server.end() == 0
    assert len(answers[0].json()["verdicts"]) == 300


def test_it_speaks_tls_itself(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    extra = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*make.split(), *extra], check=True, capture_output=True)  # noqa: S603 our own command
    options = ["--certificate", str(certificate), "--key", str(key)]
    server = Server(["--database", f"sqlite:///{tmp_path / 'server.db'}"], options, trusted=str(certificate))
    server.start()
    answer = httpx.get(f"{server.url}/v1/hello", verify=ssl.create_default_context(cafile=certificate), timeout=60)
    assert answer.json()["server"] == "kh02-server"
    assert answer.headers["strict-transport-security"]
    assert server.end() == 0


def test_news_come_in_order_and_without_gaps_whoever_committed(desk: Desk, central: Central) -> None:
    made = [desk.change() for _ in range(6)]
    desk.push(*made)
    store = central.server.databases.main

    async def listen() -> list[tuple[int, int, int]]:
        heard: list[news.Committed] = []
        hub = news.News(lambda province, after, limit: changes_after(store, province, after, limit))
        end = hub.subscribe(central.code, heard.append)
        page = changes_after(store, central.code, 0, 10).changes
        hub.publish(news.Committed(central.code, 0, 1, page[:1], "", "a"))
        hub.publish(news.Committed(central.code, 3, 4, page[3:4], "c", "d"))
        hub.catch_up(central.code, 1, 3)
        hub.catch_up(central.code, 4, 6)
        await asyncio.sleep(0)
        end()
        hub.publish(news.Committed(central.code, 6, 7, page[:1], "f", "g"))
        await asyncio.sleep(0)
        return [(one.after, one.sequence, len(one.changes or ())) for one in heard]

    assert asyncio.run(listen()) == [(0, 1, 1), (1, 4, 3), (4, 6, 2)]


def test_large_news_leave_the_changes_out() -> None:
    large = Pushed("một", 0, "", 1, "dấu", (), (b"x" * (news.MAX_NEWS_BYTES + 1),))
    assert news.committed("79", large).changes is None
