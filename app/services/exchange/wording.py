"""What the status line says: one pure function from what is known to the words a person reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.models import vietnam_time
from app.models.errors import AppError
from app.services.runbook.night_clock import skew_warning, skew_words
from app.sync.errors import InBetweenError, NarrowError, OfflineError, OutdatedError, RevokedError
from app.sync.states import FileCounts, Phase, SyncState

_PLAIN = {
    Phase.OFF: "Chưa tham gia đồng bộ",
    Phase.CONNECTING: "Đang kết nối",
    Phase.OUTDATED: "Máy chủ cần bản mới hơn",
    Phase.REVOKED: "Máy này không còn được phép đồng bộ",
    Phase.NO_TOKEN: "Cần nhập mã máy để đồng bộ",
    Phase.FAILED: "Đồng bộ đang vướng",
}
_TIME = "%H:%M:%S"


@dataclass(frozen=True, slots=True)
class Known:
    """What the sync knows of itself at one moment."""

    is_joined: bool = False
    has_token: bool = False
    error: AppError | None = None
    """What went wrong last, until something goes right."""
    synced_at: datetime | None = None
    unsent: int = 0
    parked: int = 0
    conflicts: int = 0
    urgent: int = 0
    awaited: int = 0
    """Records of which only later edits are here (`models.awaiting`)."""
    offset: timedelta = timedelta()
    offset_at: datetime | None = None
    """When the offset was measured, where that was before this run."""
    files: FileCounts = FileCounts()


def state_of(known: Known) -> SyncState:
    """The status line of a moment."""
    phase = _phase(known)
    return SyncState(
        phase=phase,
        words=_words(phase, known),
        detail=_detail(known),
        unsent=known.unsent,
        parked=known.parked,
        conflicts=known.conflicts,
        urgent=known.urgent,
        synced_at=known.synced_at,
        offset=known.offset,
        skew=_skew(known),
        files=known.files,
    )


def _phase(known: Known) -> Phase:
    if not known.is_joined:
        return Phase.OFF
    if not known.has_token:
        return Phase.NO_TOKEN
    if known.error is not None:
        kinds: dict[type[AppError], Phase] = {
            OutdatedError: Phase.OUTDATED,
            RevokedError: Phase.REVOKED,
            OfflineError: Phase.OFFLINE,
            InBetweenError: Phase.OFFLINE,
            NarrowError: Phase.OFFLINE,
        }
        return kinds.get(type(known.error), Phase.FAILED)
    if known.synced_at is None:
        return Phase.CONNECTING
    return Phase.UNSENT if known.unsent + known.parked else Phase.SYNCED


def _words(phase: Phase, known: Known) -> str:
    waiting = known.unsent + known.parked
    if phase is Phase.UNSENT:
        return f"Chưa gửi: {waiting}"
    if phase is Phase.OFFLINE:
        return f"Mất kết nối · chưa gửi: {waiting}" if waiting else "Mất kết nối"
    if phase is Phase.SYNCED and known.synced_at is not None:
        return f"Đã đồng bộ {vietnam_time.local(known.synced_at).strftime(_TIME)}"
    return _PLAIN[phase]


def _skew(known: Known) -> str:
    if known.offset_at is None:
        return skew_warning(known.offset)
    said = skew_words(known.offset)
    at = vietnam_time.show_moment(known.offset_at)
    advice = f"Đo lần trước, {at}; máy chủ chưa trả lời trong lần mở này. Kiểm tra giờ của máy, chỉnh lại nếu còn sai."
    return f"{said} {advice}" if said else ""


def _detail(known: Known) -> str:
    parts = [f"{known.error.title} {known.error.detail}".strip()] if known.error is not None else []
    if known.parked:
        parts.append(f"Máy chủ không nhận {known.parked} thay đổi; mở danh sách chưa gửi để xem lý do.")
    if known.awaited:
        parts.append(
            f"Còn {known.awaited} mục chưa hiện: mới nhận phần sửa, chưa nhận phần lập mục từ máy khác. "
            "Nhận đủ thì mục tự hiện."
        )
    if known.files.words:
        parts.append(f"Tệp minh chứng: {known.files.words}.")
    return "\n".join(parts)
