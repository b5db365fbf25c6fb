"""How the states of the sync look and read: colour, icon and word; absolute times."""

from datetime import datetime, timedelta

from app.models import vietnam_time
from app.sync.states import Phase, Presence, SyncState
from app.views.common import clock_words
from app.views.common.badge import Badge
from app.views.common.palette import Tone

_LOOKS = {
    Phase.OFF: ("cloud-slash", Tone.NEUTRAL),
    Phase.CONNECTING: ("arrows-clockwise", Tone.RUNNING),
    Phase.SYNCED: ("cloud-check", Tone.NEUTRAL),
    Phase.UNSENT: ("cloud-arrow-up", Tone.WATCH),
    Phase.OFFLINE: ("wifi-slash", Tone.WATCH),
    Phase.OUTDATED: ("warning-circle", Tone.ACT_NOW),
    Phase.REVOKED: ("prohibit", Tone.ACT_NOW),
    Phase.NO_TOKEN: ("key", Tone.WATCH),
    Phase.FAILED: ("warning-circle", Tone.ACT_NOW),
}
_SHORT = {
    Phase.CONNECTING: "Đang kết nối",
    Phase.OFFLINE: "Mất kết nối",
    Phase.OUTDATED: "Cần cập nhật",
    Phase.REVOKED: "Bị thu hồi quyền",
    Phase.NO_TOKEN: "Cần mã máy",
    Phase.FAILED: "Đồng bộ vướng",
}
"""For places with little room; the state's own words and detail say the rest."""
STALE = timedelta(minutes=2)
"""From this age on what a wall shows is not called fresh: the exchange speaks at least once a minute."""


def badge_of(state: SyncState) -> Badge:
    """The state as one badge."""
    icon, tone = _LOOKS[state.phase]
    return Badge(state.words, icon, tone)


def unsent_badge(state: SyncState) -> Badge | None:
    """What waits for the server, or was refused by it; None for nothing."""
    if state.parked:
        more = f" (bị từ chối: {state.parked})"
        return Badge(f"Chưa gửi: {state.unsent + state.parked}{more}", "warning-circle", Tone.ACT_NOW)
    return Badge(f"Chưa gửi: {state.unsent}", "cloud-arrow-up", Tone.WATCH) if state.unsent else None


def conflicts_badge(state: SyncState) -> Badge | None:
    """How many values wait to be chosen; None for none."""
    if state.urgent:
        return Badge(f"Sửa trùng: {state.conflicts} (gấp: {state.urgent})", "git-fork", Tone.ACT_NOW)
    return Badge(f"Sửa trùng: {state.conflicts}", "git-fork", Tone.WATCH) if state.conflicts else None


def broken_badge(state: SyncState) -> Badge | None:
    """A link that does not work, in few words; None while it does, or while it is made for the first time."""
    if state.phase not in _SHORT or state.phase is Phase.CONNECTING:
        return None
    icon, tone = _LOOKS[state.phase]
    return Badge(_SHORT[state.phase], icon, tone)


def clock_badge(state: SyncState) -> Badge | None:
    """A wrong clock of this PC; None for a right one."""
    return Badge("Đồng hồ sai giờ", "clock", Tone.ACT_NOW) if state.skew else None


def link_lamp(state: SyncState) -> tuple[str, Tone]:
    """The field "Liên lạc" of the night: words and tone."""
    if state.phase is Phase.OFF:
        return "Ghi tại máy này", Tone.NEUTRAL
    waiting = state.unsent + state.parked
    words = _SHORT.get(state.phase, state.words)
    if state.phase is not Phase.UNSENT and waiting:
        words = f"{words}, chưa gửi: {waiting}"
    return words, _LOOKS[state.phase][1]


def wall_link(state: SyncState, *, now: datetime, age: timedelta) -> tuple[str, str, str, Tone]:
    """What the room must see: whether what the wall shows is fresh. Icon, words, what stands under them, tone.

    `age` is how long ago the desk last exchanged with the server. Without a server the wall shows this PC's own log,
    which is always fresh.
    """
    icon, tone = _LOOKS[state.phase]
    since, passed = now - age, clock_words.span(age)
    waiting = f", chưa gửi {state.unsent + state.parked}" if state.unsent + state.parked else ""
    if state.phase is Phase.OFF:
        return "desktop", "Ghi tại máy này", "không qua máy chủ", Tone.NEUTRAL
    if state.synced_at is None:
        return icon, _SHORT.get(state.phase, state.words), "chưa nhận được gì từ các máy khác", tone
    if state.phase is Phase.OFFLINE:
        return icon, f"Mất kết nối từ {clock_words.hour(since)}", f"số liệu cũ {passed}{waiting}", Tone.ACT_NOW
    if state.phase not in (Phase.SYNCED, Phase.UNSENT):
        return icon, _SHORT.get(state.phase, state.words), f"số liệu đến {clock_words.clock(since)}{waiting}", tone
    words = f"Đã đồng bộ {clock_words.clock(since)}"
    if age > STALE:
        return "warning", words, f"{passed} trước{waiting}", Tone.WATCH
    return "cloud-check", words, f"{passed} trước{waiting}", Tone.NEUTRAL


def presence_badge(people: tuple[Presence, ...]) -> Badge | None:
    """Who else is at a record: a dot and the name; None for nobody."""
    if not people:
        return None
    first = people[0]
    what = "đang sửa" if first.is_editing else "đang xem"
    more = f" (và {len(people) - 1} người)" if len(people) > 1 else ""
    return Badge(f"{first.person} {what}{more}", "pencil-simple" if first.is_editing else "eye", Tone.RUNNING)


def moment(instant: datetime) -> str:
    """`dd/MM/yyyy HH:MM:SS` on Vietnam's wall clock."""
    return vietnam_time.local(instant).strftime("%d/%m/%Y %H:%M:%S")
