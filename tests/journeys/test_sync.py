"""Issue 6, from enrolment to paper: three PCs, one server that fails, a USB stick, one night, the same papers."""

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import keyring
import pypdf
import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.cli import FINE, main
from app.models import comparing
from app.models.runbook.records import RunMode
from app.models.runbook.run_records import StepState, StepStatus
from app.services import conflicts, documents, history, opening, people, plan, tasks
from app.services.desk import Desk, Outcome
from app.services.exchange import joining
from app.services.runbook import acts, masters, runs
from app.services.runbook.seconding import Second
from app.sync.states import Phase
from app.views.common.appearance import dress
from app.views.common.memory import Memory
from app.views.plan.page import PlanPage
from app.views.runbook.night.opening import NightWindows
from app.views.runbook.shot_night import PIN
from app.views.shell.desk_room import DeskRoom
from app.views.shell.window import Shell
from app.views.sync.bundle_sheet import BundleSheet
from app.views.sync.conflicts_window import ConflictsWindow
from app.views.sync.join_sheet import JoinSheet, SecretSheet
from app.views.sync.newcomer_sheet import NewcomerSheet
from app.views.sync.unsent_sheet import UnsentSheet
from tests.server.central import Central, Server
from tests.steps import row
from tests.sync.cutting_proxy import CuttingProxy
from tests.views.hands import answering, click, named, texts, type_text
from tests.views.runbook.conftest import PERSON, ListeningSink, night_file
from tests.workspace.keyrings import NO_STORE

__all__ = ["night_file"]

LONG = 60_000
BEFORE_THE_NEXT_LOOK = 30_000
"""Within this the sync does not look by itself: what is seen was told at once."""
PRINTED_AT = re.compile(r"(?<=nhật ký lúc )\d\d:\d\d:\d\d ngày\s\d\d/\d\d/\d{4}")
CHIEF, VENDOR = "Trần Văn Ước", "Phạm Đình Ngọc Khuê"
MINE, THEIRS = "Đặt đường truyền dự phòng ở xã Đạ Huoai", "Đặt đường truyền dự phòng ở đặc khu Phú Quý"


@dataclass
class Pc:
    """One PC: its home, its window, the desk in it."""

    home: Path
    room: DeskRoom
    monkeypatch: pytest.MonkeyPatch

    @property
    def desk(self) -> Desk:
        return self.room.desk

    @property
    def shell(self) -> Shell:
        return self.room._shell  # noqa: SLF001 the window that the room stands in

    @property
    def phase(self) -> Phase:
        return self.room.office.link.state.phase

    def sit(self) -> None:
        """What this process does next is done at this PC."""
        self.monkeypatch.setenv("KH02_HOME", str(self.home))

    def do(self, work: Callable[[], Outcome]) -> None:
        self.sit()
        self.room.office.acts.do(work)

    def state(self, run_id: str, step_id: str) -> StepStatus:
        found = runs.read(self.desk, run_id=run_id).step(step_id)
        assert found is not None
        return found.status


def seat(desk: Desk, home: Path, memory: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Pc:
    shell = Shell()
    qtbot.addWidget(shell)
    shell.show()
    room = DeskRoom(shell, desk, Memory(memory))
    shell.show_page("plan")
    room.sync.connection.begin()
    return Pc(home, room, monkeypatch)


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    """The look of the program, on PCs without a credential store."""
    dress(qapp, "light")
    before = keyring.get_keyring()
    keyring.set_keyring(NO_STORE)
    yield
    keyring.set_keyring(before)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(["--database", f"sqlite:///{tmp_path / 'server.db'}"])
    made.start()
    yield made
    made.end()


@pytest.fixture
def central(server: Server) -> Central:
    """The province and its people, entered by commands as the centre's administrator does."""
    made = Central(server, "68")
    made.admin("province", "add", "--code", "68", "--name", "Tỉnh Lâm Đồng")
    both = ["--role", "chuyen-vien-tong-hop", "--role", "dieu-phoi"]
    made.here("person", "add", "--name", PERSON, *both)
    for name, role in (("Nguyễn Thị Thanh Huyền", "to-truong"), ("Trần Quốc Bảo Khánh Dương", "to-pho")):
        made.here("person", "add", "--name", name, "--role", role)
    made.here("person", "add", "--name", CHIEF, "--role", "to-pho")
    made.here("person", "add", "--name", VENDOR, "--role", "doanh-nghiep")
    return made


def code_for(central: Central, name: str, *persons: str) -> str:
    wanted = [part for person in persons for part in ("--person", person)]
    return central.here("device", "enrol", "--name", name, *wanted)


@pytest.fixture
def one(
    night_file: Path, central: Central, home: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Pc]:
    """The coordinator's PC: it holds the plan and the locked master, and joins by address and code as pasted."""
    path = tmp_path / "may mot" / "Lâm Đồng.kh02"
    path.parent.mkdir()
    path.write_bytes(night_file.read_bytes())
    desk = opening.open_desk(path)
    for name in (CHIEF, VENDOR):
        people.add_person(desk, full_name=name)
    runs.make(desk, mode=RunMode.REHEARSAL, anchor=datetime.now(UTC) + timedelta(minutes=70), title="Đêm có máy chủ")
    pc = seat(desk, home, tmp_path / "mot.ini", qtbot, monkeypatch)
    code = code_for(central, "Máy điều phối", PERSON, "Nguyễn Thị Thanh Huyền", "Trần Quốc Bảo Khánh Dương")
    sheet = JoinSheet(pc.shell, pc.room.office)
    type_text(sheet.fields.url, f" {central.url}/ ")
    type_text(sheet.fields.code, f"{code[:9].lower()} {code[9:]}")
    seen: list[str] = []

    def read(asked: QWidget) -> None:
        assert isinstance(asked, SecretSheet)
        seen.append(asked.secret.toPlainText())

    with answering(read):
        click(named(sheet, "Tham gia"))
        qtbot.waitUntil(lambda: bool(seen), timeout=LONG)
    qtbot.waitUntil(lambda: pc.phase is Phase.SYNCED, timeout=LONG)
    yield pc
    pc.room.close()


@pytest.fixture
def cable(server: Server) -> Iterator[CuttingProxy]:
    """What the second PC reaches the server by."""
    made = CuttingProxy(server.port)
    yield made
    made.cut()


@pytest.fixture
def two(
    one: Pc, central: Central, cable: CuttingProxy, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Pc]:
    """The deputy head's new PC takes everything from the server."""
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home hai"))
    sheet = NewcomerSheet(None, tmp_path / "may mot")
    qtbot.addWidget(sheet)
    type_text(sheet.fields.url, f"http://127.0.0.1:{cable.port}")
    type_text(sheet.fields.code, code_for(central, "Máy tổ phó", CHIEF))
    sheet.path.setText(str(tmp_path / "Nhận về.kh02"))
    click(named(sheet, "Tham gia"))
    qtbot.waitUntil(lambda: sheet.arrived is not None, timeout=LONG)
    assert sheet.arrived is not None
    pc = seat(sheet.arrived[0], tmp_path / "home hai", tmp_path / "hai.ini", qtbot, monkeypatch)
    qtbot.waitUntil(lambda: pc.phase is Phase.SYNCED, timeout=LONG)
    yield pc
    pc.room.close()


@pytest.fixture
def vendor(two: Pc, central: Central, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pc]:
    """The vendor's PC joins by the command line."""
    home, path = tmp_path / "home ba", tmp_path / "Doanh nghiệp.kh02"
    monkeypatch.setenv("KH02_HOME", str(home))
    assert main(["join", str(path), "--server", central.url, "--code", code_for(central, "Máy DN", VENDOR)]) == FINE
    pc = seat(opening.open_desk(path), home, tmp_path / "ba.ini", qtbot, monkeypatch)
    qtbot.waitUntil(lambda: pc.phase is Phase.SYNCED, timeout=LONG)
    yield pc
    pc.room.close()


def note_of(pc: Pc, number: str) -> str:
    return row(pc.desk, number).note


def write(pc: Pc, number: str, text: str) -> None:
    pc.do(lambda: tasks.edit_task(pc.desk, task_id=row(pc.desk, number).id, note=text))


def running_step(pc: Pc, run_id: str) -> StepState:
    return runs.read(pc.desk, run_id=run_id).with_status(StepStatus.READY)[0]


def heads(pc: Pc) -> dict[str, str]:
    with pc.desk.workspace.reading() as session:
        return comparing.entities(session)


def agree(*pcs: Pc) -> None:
    """All of them hold the same; else which kinds of records differ."""
    first, *others = (heads(pc) for pc in pcs)
    differing = {
        entity for other in others for entity in first.keys() | other.keys() if first.get(entity) != other.get(entity)
    }
    assert differing == set()


def spoken(path: Path) -> str:
    """What a paper says, whatever its form, but for the second at which it was printed."""
    content = path.read_bytes()
    if path.suffix == ".docx":
        said = "".join(docx.Document(io.BytesIO(content)).element.body.itertext())
    else:
        said = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return PRINTED_AT.sub("", said)


def test_one_night_on_three_pcs_and_the_same_papers_at_the_end(
    one: Pc, two: Pc, vendor: Pc, cable: CuttingProxy, server: Server, tmp_path: Path, qtbot: QtBot
) -> None:
    run_id = next(run.id for run in runs.runs(one.desk) if run.title == "Đêm có máy chủ")
    assert one.shell.status_bar.sync.text().startswith("Đã đồng bộ ")

    _see_each_other(one, two, qtbot)
    _meet_in_conflicts(one, two, cable, run_id, qtbot)
    _repair_what_was_refused(vendor, two, qtbot)
    _go_on_by_usb(one, vendor, server, run_id, tmp_path, qtbot)

    for pc in (one, two, vendor):
        qtbot.waitUntil(lambda pc=pc: pc.phase is Phase.SYNCED, timeout=LONG)  # type: ignore[misc]
    _same_papers(one, two, run_id, tmp_path, qtbot)
    qtbot.waitUntil(lambda: agree(one, two, vendor), timeout=LONG)
    for pc in (one, two, vendor):
        pc.sit()
        line = joining.connect(pc.desk)
        assert line is not None
        assert line.digests().entities == heads(pc)
        line.close()


def _see_each_other(one: Pc, two: Pc, qtbot: QtBot) -> None:
    """An edit is seen at once, and so is who looks at what."""
    write(one, "1.1", "Đào ghi ở máy một")
    qtbot.waitUntil(lambda: note_of(two, "1.1") == "Đào ghi ở máy một", timeout=LONG)
    page = two.shell.page("plan")
    assert isinstance(page, PlanPage)
    task_id = row(one.desk, "1.2").id
    page.show_task(task_id)
    link = one.room.office.link
    qtbot.waitUntil(lambda: [who.person for who in link.people_at(task_id)] == [CHIEF], timeout=LONG)


def _meet_in_conflicts(one: Pc, two: Pc, cable: CuttingProxy, run_id: str, qtbot: QtBot) -> None:
    """The second PC writes offline what the first writes too: a task, and a step of the night that is due."""
    step = running_step(one, run_id).step.id
    cable.cut()
    qtbot.waitUntil(lambda: two.phase is Phase.OFFLINE, timeout=LONG)
    for pc, text in ((one, MINE), (two, THEIRS)):
        write(pc, "1.1", text)
        write(pc, "1.3", text.upper())
        pc.do(lambda pc=pc, text=text: masters.edit_step(pc.desk, step_id=step, expected_result=text))  # type: ignore[misc]
    assert len({note_of(pc, "1.1") for pc in (one, two)}) == 2
    bar = two.shell.top_bar.sync
    qtbot.waitUntil(lambda: (bar.link.text(), bar.unsent.text()) == ("Mất kết nối", "Chưa gửi: 3"), timeout=LONG)

    cable.mend()
    for pc in (one, two):
        badge = pc.shell.top_bar.sync.conflicts
        qtbot.waitUntil(lambda badge=badge: badge.text() == "Sửa trùng: 3 (gấp: 1)", timeout=LONG)  # type: ignore[misc]
    assert not bar.unsent.isVisible()
    assert "1 chỗ sửa trùng ở bước đã đến giờ" in one.shell.urgent.text

    click(one.shell.top_bar.sync.conflicts)
    window = one.shell.findChild(ConflictsWindow)
    assert window is not None
    assert window.table.line(0).is_urgent
    type_text(window.search, unicodedata.normalize("NFD", "dac khu phu quy 1.1"))
    qtbot.waitUntil(lambda: window.table.rowCount() == 1, timeout=LONG)
    assert MINE in texts(window)
    assert THEIRS in texts(window)
    one.sit()
    click(next(each for each in window.findChildren(QWidget) if each.accessibleName() == f"Giữ bản của {CHIEF}"))  # type: ignore[arg-type]
    window.search.clear()
    qtbot.waitUntil(lambda: window.table.rowCount() == 2, timeout=LONG)
    window.list.selectAll()
    click(window.keep_all)
    qtbot.waitUntil(lambda: two.shell.top_bar.sync.conflicts.text() == "", timeout=LONG)
    assert conflicts.count(one.desk).total == conflicts.count(two.desk).total == 0
    for pc in (one, two):
        lines = history.history(pc.desk, entity="task", record_id=row(pc.desk, "1.1").id)
        assert note_of(pc, "1.1") == THEIRS
        assert {MINE, THEIRS} <= {line.new for line in lines}
        theirs = next(line for line in lines if line.new == THEIRS and line.person == CHIEF)
        assert (theirs.device == "máy này") is (pc is two)
        assert theirs.device.endswith("qua máy chủ") is (pc is one)
    marks = [mark for line in history.history(two.desk, entity="runbook_step", record_id=step) for mark in line.marks]
    assert "Sửa ngoài bản đã chốt" in marks


def _repair_what_was_refused(vendor: Pc, two: Pc, qtbot: QtBot) -> None:
    """The vendor writes what only the task force may write, is told so, and takes it back."""
    before = note_of(vendor, "1.2")
    write(vendor, "1.2", "Doanh nghiệp ghi nhầm vào đây")
    badge = vendor.shell.top_bar.sync.unsent
    qtbot.waitUntil(lambda: badge.text() == "Chưa gửi: 1 (bị từ chối: 1)", timeout=LONG)
    assert main(["sync", str(vendor.desk.path)]) != FINE  # the file is open in the window: said, not broken
    click(badge)
    sheet = vendor.shell.findChild(UnsentSheet)
    assert sheet is not None
    said = texts(sheet)
    for expected in ("Người ghi không có quyền ghi mục này", "xin quản trị máy chủ cấp quyền", "ghi nhầm vào đây"):
        assert expected in said
    vendor.sit()
    click(named(sheet, "Bỏ thay đổi này"))
    assert note_of(vendor, "1.2") == before
    qtbot.waitUntil(lambda: vendor.phase is Phase.SYNCED and not badge.isVisible(), timeout=BEFORE_THE_NEXT_LOOK)
    kept = history.history(vendor.desk, entity="task", record_id=row(vendor.desk, "1.2").id)[0]
    assert kept.new == "Doanh nghiệp ghi nhầm vào đây"
    assert f"{VENDOR} đã bỏ" in kept.marks[0]
    assert "ghi nhầm" not in note_of(two, "1.2")
    sheet.close()


def _go_on_by_usb(one: Pc, vendor: Pc, server: Server, run_id: str, tmp_path: Path, qtbot: QtBot) -> None:
    """The night goes on while the server is what is down: the vendor's acts come on a USB stick."""
    windows = NightWindows(one.room.office, sink=ListeningSink())
    wall = windows.open_wall(run_id)
    assert wall is not None
    assert wall.accessibleDescription().startswith("Đã đồng bộ ")
    server.kill()
    qtbot.waitUntil(lambda: (one.phase, vendor.phase) == (Phase.OFFLINE, Phase.OFFLINE), timeout=LONG)
    qtbot.waitUntil(lambda: wall.accessibleDescription().startswith("Mất kết nối từ "), timeout=LONG)

    step = running_step(vendor, run_id).step.id
    head = next(card.id for card in people.people(vendor.desk) if card.full_name == "Nguyễn Thị Thanh Huyền")
    given: Any = {"run_id": run_id, "step_id": step, "second": Second(head, PIN)}
    vendor.do(lambda: acts.start(vendor.desk, reason="Bắt đầu sớm", **given).outcome)
    stick = tmp_path / "USB" / "đêm.kh02b"
    stick.parent.mkdir()
    out = BundleSheet(vendor.shell, vendor.room.office)
    out.target.setText(str(stick))
    vendor.sit()
    click(named(out, "Tạo tệp"))
    qtbot.waitUntil(lambda: "Đã ghi" in texts(out), timeout=LONG)
    taken = BundleSheet(one.shell, one.room.office, way="in")
    taken.source.setText(str(stick))
    one.sit()
    assert one.state(run_id, step) is StepStatus.READY
    click(named(taken, "Nhận tệp"))
    qtbot.waitUntil(lambda: bool(taken.message.text) or "Đã nhận từ máy" in texts(taken), timeout=LONG)
    assert taken.message.text == ""
    assert one.state(run_id, step) is StepStatus.RUNNING
    one.do(lambda: acts.finish(one.desk, **given).outcome)
    server.start()
    for pc in (one, vendor):
        qtbot.waitUntil(lambda pc=pc: pc.phase is Phase.SYNCED, timeout=LONG)  # type: ignore[misc]
    qtbot.waitUntil(lambda: wall.accessibleDescription().startswith("Đã đồng bộ "), timeout=LONG)
    qtbot.waitUntil(lambda: vendor.state(run_id, step) is StepStatus.DONE, timeout=LONG)
    windows.close_all()


def _same_papers(one: Pc, two: Pc, run_id: str, tmp_path: Path, qtbot: QtBot) -> None:
    """Both PCs print the plan and the log of the night, and the papers say the same."""
    made: list[dict[str, str]] = []
    for pc in (one, two):
        pc.sit()
        folder = tmp_path / pc.home.name / "in"
        folder.mkdir(parents=True, exist_ok=True)
        qtbot.waitUntil(lambda: agree(one, two), timeout=LONG)
        documents.note_printed(pc.desk, name="nhat-ky", subject=run_id)
        files = documents.export(pc.desk, name="ke-hoach", formats=["docx", "pdf"], folder=folder)
        files += documents.export(pc.desk, name="nhat-ky", formats=["docx", "pdf"], folder=folder, subject=run_id)
        pc.do(lambda: Outcome("", "In"))  # a printed log anchors its chain: that too is to be sent
        made.append({path.name.replace(f"-{pc.desk.path.stem}", ""): spoken(path) for path in files})
    assert len(made[0]) == 4
    assert made[0] == made[1]
    assert all(task.content in made[1]["ke-hoach.docx"] for task in plan.view(two.desk).tasks)
