"""What is missing, late or wrong with the systems that were not chosen: one small function a rule.

Nothing unchosen may be left without all its pieces: each finding says which one, of which system, and what to do.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time

from app.models import vietnam_time
from app.models.findings import ERROR, ORDER, WARNING, Level
from app.models.selection.aftermath import Finding, backup_before
from app.models.selection.aftermath_words import inside
from app.models.selection.unchosen import (
    Backup,
    Migration,
    Piece,
    PieceKey,
    PieceState,
    Unchosen,
    pieces,
)
from app.models.vietnam_time import show_date, show_moment

_WANTED = {
    PieceKey.BACKUP: "chưa có bản sao lưu đầy đủ (lúc nào, ai làm, dung lượng, mã băm)",
    PieceKey.RESTORE: "chưa có khôi phục thử đạt của chính bản sao lưu đang ghi",
    PieceKey.MIGRATION: "chưa có đủ đơn vị chủ trì, thời hạn và tiến độ chuyển dữ liệu của từng loại",
    PieceKey.RECONCILIATION: "chưa đối chiếu đủ số lượng cũ, mới của từng loại dữ liệu",
    PieceKey.LOOKUP: "chưa có phương án tra cứu (chỉ đọc đến ngày nào, ai trả lời, số điện thoại)",
    PieceKey.BLOCK: "chưa có thời điểm chặn truy cập",
    PieceKey.CONTRACT: "chưa bàn giao hợp đồng (nội dung, cho ai, ngày nào, văn bản nào)",
    PieceKey.DATA: "chưa bàn giao dữ liệu (nội dung, cho ai, ngày nào, văn bản nào)",
}


def check(systems: Sequence[Unchosen], *, now: datetime) -> tuple[Finding, ...]:
    """All findings on these systems: errors, warnings, remarks; within each system by system."""
    found = [finding for one in systems for rule in RULES for finding in rule(one, now)]
    place = {one.system_id: number for number, one in enumerate(systems)}
    return tuple(sorted(found, key=lambda one: (ORDER[one.level], place[one.system_id])))


def incomplete(one: Unchosen, now: datetime) -> Iterator[Finding]:
    """Each piece that is not there; an error once its day has come."""
    for piece in pieces(one, now=now) if one.is_stopped else ():
        if piece.state is PieceState.DONE:
            continue
        late = piece.state is PieceState.LATE
        words = f"{one.shown}: {_wanted(one, piece)}{_due_words(piece)}."
        yield _finding(one, f"{piece.key.value}_missing", ERROR if late else WARNING, words, piece.key)


def failed_restores(one: Unchosen, _: datetime) -> Iterator[Finding]:
    """A test restore that failed, or that restored another backup than the one recorded."""
    for part in one.backups:
        if part.restored is None:
            continue
        if not part.restored.passed:
            yield _finding(
                one,
                "restore_failed",
                ERROR,
                f"{_of(one, part)}: khôi phục thử lúc {show_moment(part.restored.at)} không đạt. "
                "Sao lưu lại rồi khôi phục thử lần nữa.",
                PieceKey.RESTORE,
            )
        elif part.taken is not None and part.restored.sha256 != part.taken.sha256:
            yield _finding(
                one,
                "restore_of_another",
                ERROR,
                f"{_of(one, part)}: bản đã khôi phục thử không phải bản sao lưu đang ghi (mã băm khác nhau). "
                "Khôi phục thử đúng bản đang ghi.",
                PieceKey.RESTORE,
            )


def backups(one: Unchosen, _: datetime) -> Iterator[Finding]:
    """Checksums that cannot be one, empty backups, backups too late, and data written after the backup."""
    due = backup_before().deadline.due_at()
    for part in one.backups:
        taken = part.taken
        if taken is None:
            continue
        if not taken.is_well_formed:
            words = f"{_of(one, part)}: mã băm “{taken.sha256}” không phải SHA-256 (64 chữ số hệ mười sáu)."
            yield _finding(one, "checksum_malformed", ERROR, f"{words} Tính lại từ tệp sao lưu.", PieceKey.BACKUP)
        if taken.size <= 0:
            words = f"{_of(one, part)}: dung lượng bản sao lưu bằng 0. Kiểm tra lại tệp sao lưu."
            yield _finding(one, "backup_empty", ERROR, words, PieceKey.BACKUP)
        if due is not None and taken.at >= due:
            words = f"{_of(one, part)}: sao lưu lúc {show_moment(taken.at)}, quá hạn “{backup_before().deadline.text}”."
            yield _finding(one, "backup_late", WARNING, f"{words} Ghi rõ lý do trong biên bản.", PieceKey.BACKUP)
        if one.blocked_at is not None and taken.at < one.blocked_at:
            yield _finding(
                one,
                "written_after_backup",
                WARNING,
                f"{_of(one, part)}: sao lưu lúc {show_moment(taken.at)}, trước khi chặn truy cập lúc "
                f"{show_moment(one.blocked_at)}; dữ liệu phát sinh ở giữa chưa có trong bản sao lưu. Sao lưu lại.",
                PieceKey.BACKUP,
            )


def migrations(one: Unchosen, _: datetime) -> Iterator[Finding]:
    """Counts that cannot be, differences without an explanation, and totals that the two counts contradict."""
    for part in one.migrations:
        if part.progress is not None and not part.progress.is_sound:
            words = f"{_of(one, part)}: tiến độ {part.progress.shown} không hợp lý. Ghi lại số đã chuyển và tổng số."
            yield _finding(one, "progress_unsound", ERROR, words, PieceKey.MIGRATION)
        yield from _difference(one, part)
        if part.skipped and part.progress is not None and part.progress.done:
            words = f"{_of(one, part)}: ghi là không chuyển nhưng đã chuyển {part.progress.shown} {part.unit}."
            yield _finding(one, "skipped_but_moved", WARNING, f"{words} Giữ một trong hai.", PieceKey.MIGRATION)


def dates(one: Unchosen, _: datetime) -> Iterator[Finding]:
    """Look-up that ends before the migration does, or before the contract that keeps the old system alive is known."""
    until = one.lookup.until if one.lookup else None
    moved_by = one.deadline.last_day() if one.deadline else None
    if until is not None and moved_by is not None and until < moved_by:
        yield _finding(
            one,
            "lookup_too_short",
            ERROR,
            f"{one.shown}: chỉ tra cứu được đến {show_date(until)} nhưng chuyển dữ liệu xong ngày "
            f"{show_date(moved_by)}. Kéo dài thời gian tra cứu hoặc chuyển sớm hơn.",
            PieceKey.LOOKUP,
        )
    if until is not None and one.contract_end is not None and one.contract_end < until:
        yield _finding(
            one,
            "contract_ends_first",
            WARNING,
            f"{one.shown}: hợp đồng hết ngày {show_date(one.contract_end)}, trước ngày cuối được tra cứu "
            f"{show_date(until)}. Gia hạn hợp đồng hoặc chuyển bản tra cứu sang nơi khác.",
            PieceKey.CONTRACT,
        )


def review(one: Unchosen, _: datetime) -> Iterator[Finding]:
    """What a changed decision marked, and what was recorded of a system that now stays."""
    if not one.is_stopped:
        words = f"{one.shown}: quyết định đang có hiệu lực không dừng hệ thống này. Xem lại những gì đã ghi."
        yield _finding(one, "stays_now", WARNING, words, PieceKey.BACKUP, "review")
    elif one.needs_review:
        words = f"{one.shown}: quyết định lựa chọn đã thay đổi. Xem lại phương án xử lý dữ liệu."
        yield _finding(one, "needs_review", WARNING, words, PieceKey.BACKUP, "review")


Rule = Callable[[Unchosen, datetime], Iterator[Finding]]
RULES: tuple[Rule, ...] = (incomplete, failed_restores, backups, migrations, dates, review)


def _difference(one: Unchosen, part: Migration) -> Iterator[Finding]:
    if part.counted is None or part.skipped or part.is_explained:
        return
    counted = part.counted
    words = f"{_of(one, part)}: hệ thống cũ {counted.old}, hệ thống mới {counted.new} (lệch {counted.difference:+d})"
    if part.explained is None:
        words += ", chưa giải trình. Ghi nguyên nhân chênh lệch."
        yield _finding(one, "difference_unexplained", ERROR, words, PieceKey.RECONCILIATION)
    else:
        words += f", giải trình đang có là cho chênh lệch {part.explained.difference:+d}. Giải trình lại."
        yield _finding(one, "difference_changed", ERROR, words, PieceKey.RECONCILIATION)


def _wanted(one: Unchosen, piece: Piece) -> str:
    """What is missing, by name where a part of the piece is there already."""
    if piece.key is PieceKey.MIGRATION:
        gaps = [] if one.lead else ["đơn vị chủ trì"]
        gaps += [] if one.deadline else ["thời hạn"]
        gaps += [f"{inside(part.name)}{_moved(part)}" for part in one.migrations if not part.is_moved]
        return f"chưa xong chuyển dữ liệu: {'; '.join(gaps)}"
    if piece.key is PieceKey.RECONCILIATION:
        open_parts = [inside(part.name) for part in one.migrations if not part.skipped and part.counted is None]
        return f"chưa đối chiếu số lượng cũ, mới: {'; '.join(open_parts)}" if open_parts else "còn chênh lệch chưa rõ"
    if piece.key is PieceKey.BLOCK and one.block_planned is not None:
        return f"chưa ghi đã chặn truy cập (dự kiến {show_moment(one.block_planned)})"
    return _WANTED[piece.key]


def _moved(part: Migration) -> str:
    return f" {part.progress.shown}" if part.progress else " (chưa có số)"


def _due_words(piece: Piece) -> str:
    if piece.due_at is None or piece.key is PieceKey.BLOCK:
        return ""
    local = vietnam_time.local(piece.due_at)
    due = f"ngày {show_date(local.date())}" if local.time() == time() else show_moment(piece.due_at)
    return f"; {'đã quá hạn' if piece.state is PieceState.LATE else 'hạn'} trước {due}"


def _of(one: Unchosen, part: Backup | Migration) -> str:
    return f"{one.shown}, {inside(part.name)}"


def _finding(one: Unchosen, rule: str, level: Level, words: str, key: PieceKey, field: str = "") -> Finding:
    return Finding(rule, level, words, one.kind_id, one.system_id, field or key.value)
