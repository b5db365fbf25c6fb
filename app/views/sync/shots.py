"""Pictures of the sync: the frame in each of its states, the lists, the sheets. Changes nothing on the workspace."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from app.models.vietnam_time import local
from app.services import plan
from app.services.desk import Desk
from app.sync.states import FileCounts, Phase, Presence, SyncState
from app.views.camera import SIZES, THEMES, Camera, drop, studio
from app.views.common.appearance import dress
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.shell.desk_room import DeskRoom
from app.views.shell.window import Shell
from app.views.sync.bundle_sheet import BundleSheet
from app.views.sync.conflicts_window import ConflictsWindow
from app.views.sync.join_sheet import JoinSheet, ResumeSheet, SecretSheet, UnenrolledSheet
from app.views.sync.journal_sheet import JournalSheet
from app.views.sync.newcomer_sheet import NewcomerSheet
from app.views.sync.unsent_sheet import UnsentSheet

_WARNING = (
    "Mã tham gia không có tên Đặng Thị Hoài Phương, Nguyễn Văn Đức: máy chủ chưa nhận những gì người này "
    "đã ghi ở đây.\n"
    "Nhờ quản trị máy chủ thêm người vào máy này, rồi đồng bộ lại:\n"
    'kh02-server person add --province 68 --name "Đặng Thị Hoài Phương" --id 0197a2c4-5f1e-7c3a-9b1d-2f60c18e4a77 '
    "--role VAI_TRÒ\n"
    "kh02-server device admit --province 68 --device 3c12fc93953f71c2 --person 0197a2c4-5f1e-7c3a-9b1d-2f60c18e4a77"
)
SHOWN_SECRET = "vi-du-ma-may-0123456789-abcdefghij.KLMNOPQRSTUVWXYZabcdefghij0123456789+/AbCd="  # noqa: S105
"""As long as a real one, and none."""


def states(desk: Desk) -> Iterator[tuple[str, SyncState]]:
    """A state of each kind, as the exchange would tell it."""
    at = desk.now()
    synced = SyncState(Phase.SYNCED, f"Đã đồng bộ {local(at).strftime('%H:%M:%S')}", synced_at=at)
    yield "synced", synced
    yield "files", SyncState(Phase.SYNCED, synced.words, synced_at=at, files=FileCounts(3, 5, 0))
    yield "unsent", SyncState(Phase.UNSENT, "Chưa gửi: 4", unsent=4, synced_at=at)
    lost = "Không tới được máy chủ. Chương trình tự thử lại; vẫn làm việc như thường."
    yield "offline", SyncState(Phase.OFFLINE, "Mất kết nối · chưa gửi: 4", lost, unsent=4, conflicts=1, synced_at=at)
    parked = "Máy chủ không nhận 1 thay đổi; mở danh sách chưa gửi để xem lý do."
    yield "parked", SyncState(Phase.UNSENT, "Chưa gửi: 1", parked, parked=1, synced_at=at)
    skew = "Đồng hồ máy này chậm 2 phút 05 giây. Chỉnh lại giờ trước khi bắt đầu."
    wrong = timedelta(seconds=125)
    yield (
        "urgent",
        SyncState(Phase.SYNCED, synced.words, conflicts=3, urgent=1, synced_at=at, offset=wrong, skew=skew),
    )
    yield "no-token", SyncState(Phase.NO_TOKEN, "Cần nhập mã máy để đồng bộ")
    revoked = "Máy chủ không còn nhận máy này. Xin mã tham gia mới; dữ liệu trong máy còn nguyên."
    yield "revoked", SyncState(Phase.REVOKED, "Máy này không còn được phép đồng bộ", revoked, unsent=2)


def take_sync_shots(
    desk: Desk, folder: Path, sizes: Sequence[tuple[int, int]] = SIZES, themes: Sequence[str] = THEMES
) -> tuple[Path, ...]:
    """Photograph the frame and the settings in every state at every size, every sheet once a theme."""
    taken: list[Path] = []
    with studio(folder) as application, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        for theme in themes:
            dress(application, theme)
            memory = Memory(Path(place) / f"{theme}.ini")
            memory.keep("theme", theme)
            taken += _SyncCamera(desk, memory, folder, theme).all(sizes)
    return tuple(taken)


class _SyncCamera(Camera):
    """The pictures of one theme."""

    def __init__(self, desk: Desk, memory: Memory, folder: Path, theme: str) -> None:
        self._shell = Shell()
        self._room = DeskRoom(self._shell, desk, memory)
        super().__init__(self._room.office, folder, theme)

    def all(self, sizes: Sequence[tuple[int, int]]) -> Iterator[Path]:
        """The frame, the settings, the sheets."""
        shell, office = self._shell, self._room.office
        shell.show()
        for width, height in sizes:
            shell.resize(width, height)
            shell.show_page("plan")
            for name, state in states(office.desk):
                shell.message.hide()
                office.link.show_state(state)
                for asked in shell.findChildren(ResumeSheet):
                    asked.close()
                yield self.take(shell, f"{width}x{height}-sync-{name}")
            yield self._with_others(f"{width}x{height}-sync-others")
            self._room.sync.open_card()
            yield self.take(shell, f"{width}x{height}-sync-settings")
        yield from self.take_sheets("dialog-sync-", self._sheets(shell, office))
        office.worker.close()
        drop(shell)

    def _with_others(self, name: str) -> Path:
        """Others look at tasks of the plan."""
        office = self._room.office
        tasks = plan.view(office.desk).tasks
        office.link.meet(Presence("Trần Văn Ước", "task", tasks[1].id, is_editing=True))
        office.link.meet(Presence("Đặng Thị Hoài Phương", "task", tasks[3].id, is_editing=False))
        return self.take(self._shell, name)

    def _sheets(self, parent: QWidget, office: Office) -> Iterator[tuple[str, Callable[[], QDialog]]]:
        notice = "Máy này không có kho mật khẩu. Ghi lại mã máy và nhập lại mỗi lần mở chương trình."
        yield "unsent", lambda: UnsentSheet(parent, office)
        yield "conflicts", lambda: ConflictsWindow(parent, office)
        yield "join", lambda: JoinSheet(parent, office)
        yield "join-more", lambda: _unfolded(JoinSheet(parent, office))
        yield "secret", lambda: SecretSheet(parent, notice, SHOWN_SECRET)
        yield "unenrolled", lambda: UnenrolledSheet(parent, _WARNING)
        yield "resume", lambda: ResumeSheet(parent, office)
        yield "newcomer", lambda: NewcomerSheet(parent, office.desk.path.parent)
        yield "bundle-out", lambda: BundleSheet(parent, office)
        yield "journal", lambda: JournalSheet(parent, office)
        yield "bundle-in", lambda: BundleSheet(parent, office, way="in")


def _unfolded(sheet: JoinSheet) -> JoinSheet:
    sheet.fields.show_more()
    return sheet
