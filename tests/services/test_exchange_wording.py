"""What the status line says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.models import vietnam_time
from app.models.errors import AppError
from app.services.exchange.wording import Known, state_of
from app.sync.errors import GarbledError, OfflineError, OutdatedError, RevokedError
from app.sync.states import FileCounts, Phase

SYNCED = Known(is_joined=True, has_token=True, synced_at=vietnam_time.from_iso("2025-06-30T15:14:05.000Z"))


@pytest.mark.parametrize(
    ("known", "phase", "words"),
    [
        (Known(), Phase.OFF, "Chưa tham gia đồng bộ"),
        (Known(is_joined=True), Phase.NO_TOKEN, "Cần nhập mã máy để đồng bộ"),
        (Known(is_joined=True, has_token=True), Phase.CONNECTING, "Đang kết nối"),
        (SYNCED, Phase.SYNCED, "Đã đồng bộ 22:14:05"),
        (replace(SYNCED, unsent=3, parked=1), Phase.UNSENT, "Chưa gửi: 4"),
        (replace(SYNCED, error=OfflineError("x")), Phase.OFFLINE, "Mất kết nối"),
        (replace(SYNCED, error=OfflineError("x"), unsent=4), Phase.OFFLINE, "Mất kết nối · chưa gửi: 4"),
        (replace(SYNCED, error=OutdatedError("x")), Phase.OUTDATED, "Máy chủ cần bản mới hơn"),
        (replace(SYNCED, error=RevokedError("x")), Phase.REVOKED, "Máy này không còn được phép đồng bộ"),
        (replace(SYNCED, error=GarbledError("x")), Phase.FAILED, "Đồng bộ đang vướng"),
        (replace(SYNCED, error=AppError("Ổ đĩa đã đầy.")), Phase.FAILED, "Đồng bộ đang vướng"),
    ],
)
def test_words(known: Known, phase: Phase, words: str) -> None:
    state = state_of(known)
    assert (state.phase, state.words) == (phase, words)


def test_the_detail_counts_what_waits_for_its_first_part() -> None:
    assert state_of(replace(SYNCED, awaited=2)).detail.startswith("Còn 2 mục chưa hiện")
    assert state_of(SYNCED).detail == ""


def test_the_detail_says_why_and_what_is_on_its_way() -> None:
    known = replace(SYNCED, error=AppError("Ổ đĩa đã đầy.", "Giải phóng dung lượng."), parked=2, files=FileCounts(3, 5))
    assert state_of(known).detail.split("\n") == [
        "Ổ đĩa đã đầy. Giải phóng dung lượng.",
        "Máy chủ không nhận 2 thay đổi; mở danh sách chưa gửi để xem lý do.",
        "Tệp minh chứng: đã nhận 3/5 tệp.",
    ]


@pytest.mark.parametrize(("minutes", "word"), [(7, "chậm 7 phút"), (-7, "nhanh 7 phút"), (0, "")])
def test_a_wrong_clock_is_told(minutes: int, word: str) -> None:
    assert word in state_of(replace(SYNCED, offset=timedelta(minutes=minutes))).skew
    assert bool(word) == bool(state_of(replace(SYNCED, offset=timedelta(minutes=minutes))).skew)
