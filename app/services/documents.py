"""The papers this workspace can print: their names, their preview, and writing them as Word, PDF and Excel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from app.exports.render import FORMATS, Format, render, write
from app.exports.tree import Document
from app.models.errors import InvalidInputError
from app.services.desk import Desk

Progress = Callable[[int, int], bool]
"""Told (done, total) while a long export runs; answers False to cancel."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a paper can be of: one run of the night, one kind of system, one inspection."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One paper of the catalogue. `name` is what the command line and the file name use."""

    name: str
    title: str
    formats: tuple[Format, ...]
    description: str
    composer: str
    """`module:function` below `app.services`, imported when the paper is asked for: papers are heavy to load."""
    chapter: str
    """The job it belongs to, as the list shows it."""
    of: str = ""
    """`module:function` giving the subjects it can be of; empty for a paper of the province as a whole."""
    wants_subject: bool = False
    """Whether it can only be of a subject; else the subject may stay open."""

    def compose(self, desk: Desk, subject: str) -> Document:
        """The paper; `subject` is a subject's id or title, "" the plan, the master, or the last one there is."""
        made: Document = _named(self.composer)(desk, subject)
        return made


def _named(place: str) -> Callable[..., Any]:
    module, _, function = place.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"app.services.{module}"), function)
    return found


_PAPER: tuple[Format, ...] = ("docx", "pdf")
_PLAN, _CHOICE, _NIGHT = "Kế hoạch hành động", "Lựa chọn hệ thống", "Đêm chuyển đổi"
_COMPARED, _DECIDED = "selection.papers:subjects", "selection.papers:decided_subjects"
_STOPPED = "selection.papers:stopped_subjects"
_CHECK, _CLERK = "Kiểm tra", "Văn thư"
_RUNS = "runbook.papers:subjects"
_INSPECTIONS, _YEARS = "inspection.papers:subjects", "papers.printing:years"

_KINDS = (
    DocumentKind(
        "ke-hoach", "Kế hoạch hành động", FORMATS, "Bản trình ký, theo mẫu Phụ lục I", "plan_papers:live", _PLAN
    ),
    DocumentKind(
        "ke-hoach-da-ban-hanh",
        "Kế hoạch đã ban hành",
        FORMATS,
        "Đúng như trên giấy lúc ban hành",
        "plan_papers:issued",
        _PLAN,
    ),
    DocumentKind(
        "theo-doi-tien-do",
        "Bảng theo dõi tiến độ",
        FORMATS,
        "Trạng thái, hạn, gia hạn, vướng mắc từng nhiệm vụ",
        "plan_papers:progress",
        _PLAN,
    ),
    DocumentKind(
        "sua-doi-ke-hoach",
        "Sửa đổi, bổ sung kế hoạch",
        FORMATS,
        "Các điểm khác bản đã ban hành, sẵn để trình ký",
        "plan_papers:amendment",
        _PLAN,
    ),
    DocumentKind(
        "so-sanh-he-thong",
        "Bảng so sánh các hệ thống",
        FORMATS,
        "Danh mục, tiêu chí, điểm, tiêu chí loại từng loại hệ thống",
        "selection.papers:comparison",
        _CHOICE,
        _COMPARED,
        wants_subject=True,
    ),
    DocumentKind(
        "so-sanh-tong-hop",
        "Bảng so sánh tổng hợp",
        FORMATS,
        "Mọi loại hệ thống, kết quả và quyết định",
        "selection.papers:overall",
        _CHOICE,
    ),
    DocumentKind(
        "bien-ban-lua-chon",
        "Biên bản họp đánh giá, lựa chọn",
        _PAPER,
        "Kết quả, độ nhạy, ý kiến khác; kèm bảng so sánh",
        "selection.papers:minutes",
        _CHOICE,
        _COMPARED,
        wants_subject=True,
    ),
    DocumentKind(
        "quyet-dinh-lua-chon",
        "Quyết định lựa chọn hệ thống dùng chung",
        FORMATS,
        "Hệ thống được chọn, ngoại lệ, hệ thống dừng",
        "selection.papers:decision",
        _CHOICE,
        _DECIDED,
    ),
    DocumentKind(
        "thong-bao-lua-chon",
        "Thông báo kết luận lựa chọn hệ thống",
        FORMATS,
        "Thay cho quyết định",
        "selection.papers:notice",
        _CHOICE,
        _DECIDED,
    ),
    DocumentKind(
        "ban-giao-du-lieu",
        "Biên bản sao lưu, bàn giao dữ liệu",
        _PAPER,
        "Từng hệ thống không được chọn",
        "selection.papers:handover",
        _CHOICE,
        _STOPPED,
        wants_subject=True,
    ),
    DocumentKind(
        "doi-soat-du-lieu",
        "Biên bản đối soát dữ liệu",
        FORMATS,
        "Số lượng cũ, mới, giải trình chênh lệch",
        "selection.papers:reconciliation",
        _CHOICE,
        _STOPPED,
        wants_subject=True,
    ),
    DocumentKind(
        "tien-do-he-thong",
        "Bảng theo dõi tiến độ đưa hệ thống vào sử dụng",
        FORMATS,
        "Loại hệ thống theo từng giai đoạn",
        "selection.papers:board",
        _CHOICE,
    ),
    DocumentKind(
        "kich-ban",
        "Kịch bản chuyển đổi hệ thống",
        FORMATS,
        "Bảng theo Phụ lục V",
        "runbook.papers:master_paper",
        _NIGHT,
        _RUNS,
    ),
    DocumentKind(
        "ho-so-giay",
        "Hồ sơ giấy đêm chuyển đổi",
        _PAPER,
        "Dùng khi không có máy tính",
        "runbook.papers:pack",
        _NIGHT,
        _RUNS,
    ),
    DocumentKind(
        "phieu-quyet-dinh",
        "Phiếu điểm quyết định",
        _PAPER,
        "Biểu quyết, dự báo, mã nhật ký",
        "runbook.papers:slip",
        _NIGHT,
        _RUNS,
        wants_subject=True,
    ),
    DocumentKind(
        "nhat-ky",
        "Nhật ký lượt thực hiện",
        FORMATS,
        "Mọi sự kiện kèm mã băm",
        "runbook.papers:log",
        _NIGHT,
        _RUNS,
        wants_subject=True,
    ),
    DocumentKind(
        "nghiem-thu",
        "Biên bản nghiệm thu kỹ thuật",
        _PAPER,
        "Kiểm thử, số liệu, kết luận",
        "runbook.papers:acceptance",
        _NIGHT,
        _RUNS,
        wants_subject=True,
    ),
    DocumentKind(
        "rut-kinh-nghiem",
        "Biên bản họp rút kinh nghiệm",
        _PAPER,
        "Sau diễn tập",
        "runbook.papers:lessons",
        _NIGHT,
        _RUNS,
        wants_subject=True,
    ),
    DocumentKind(
        "tong-ket-dem",
        "Tổng kết lượt thực hiện",
        FORMATS,
        "Kế hoạch và thực tế từng bước",
        "runbook.papers:review",
        _NIGHT,
        _RUNS,
        wants_subject=True,
    ),
    DocumentKind(
        "ke-hoach-kiem-tra",
        "Kế hoạch kiểm tra",
        _PAPER,
        "Mục đích, đối tượng, nội dung, thời gian, thành phần đoàn",
        "inspection.papers:plan",
        _CHECK,
        _INSPECTIONS,
        wants_subject=True,
    ),
    DocumentKind(
        "thong-bao-lich-kiem-tra",
        "Thông báo lịch kiểm tra",
        _PAPER,
        "Gửi đơn vị trước ít nhất 03 ngày làm việc",
        "inspection.papers:notice",
        _CHECK,
        "inspection.papers:visit_subjects",
        wants_subject=True,
    ),
    DocumentKind(
        "bien-ban-6-4",
        "Biên bản làm việc",
        _PAPER,
        "Mẫu 6.4",
        "inspection.papers:minutes_of",
        _CHECK,
        "inspection.papers:minutes_subjects",
        wants_subject=True,
    ),
    DocumentKind(
        "bao-cao-ket-qua-kiem-tra",
        "Báo cáo kết quả kiểm tra",
        _PAPER,
        "Tổng hợp các buổi làm việc của một đợt",
        "inspection.papers:report",
        _CHECK,
        _INSPECTIONS,
        wants_subject=True,
    ),
    DocumentKind(
        "danh-muc-ket-luan",
        "Danh mục kết luận kiểm tra",
        FORMATS,
        "Đơn vị, thời hạn, tình trạng thực hiện",
        "inspection.papers:conclusions",
        _CHECK,
        _INSPECTIONS,
    ),
    DocumentKind(
        "ho-so-kiem-tra",
        "Hồ sơ kiểm tra",
        _PAPER,
        "In toàn bộ hồ sơ: kế hoạch, thông báo, biên bản, phụ lục",
        "inspection.papers:dossier",
        _CHECK,
        _INSPECTIONS,
        wants_subject=True,
    ),
    DocumentKind(
        "phieu-trinh",
        "Phiếu trình",
        _PAPER,
        "Trình ký một văn bản, có ký nháy",
        "papers.printing:slip",
        _CLERK,
        "papers.printing:subjects",
        wants_subject=True,
    ),
    DocumentKind(
        "so-van-ban-di",
        "Sổ đăng ký văn bản đi",
        FORMATS,
        "Theo Nghị định 30/2020/NĐ-CP, Phụ lục IV",
        "papers.printing:register",
        _CLERK,
        _YEARS,
    ),
    DocumentKind(
        "so-nguoi-ky",
        "Danh sách người ký",
        FORMATS,
        "Ai đã ký văn bản nào, khi nào",
        "papers.printing:signed",
        _CLERK,
        _YEARS,
    ),
)


def catalogue() -> tuple[DocumentKind, ...]:
    """Every paper, in the order a list shows."""
    return _KINDS


def formats_of(name: str) -> tuple[Format, ...]:
    """The formats a paper is written in.

    Raises:
        InvalidInputError: no such paper.
    """
    return _kind(name).formats


def subjects(desk: Desk, *, name: str) -> tuple[Subject, ...]:
    """What a paper can be of, newest last; empty where it is of the province as a whole.

    Raises:
        InvalidInputError: no such paper.
    """
    kind = _kind(name)
    found: tuple[Subject, ...] = _named(kind.of)(desk) if kind.of else ()
    return found


def preview_pdf(desk: Desk, *, name: str, subject: str = "") -> bytes:
    """The paper as PDF bytes: what is previewed is what is printed. `subject` is one of `subjects`."""
    return render(_kind(name).compose(desk, subject), "pdf")


def leaves_trace(name: str) -> bool:
    """Whether writing the paper records that it went out (see `note_printed`)."""
    kind = _kind(name)
    return kind.of == _RUNS and kind.wants_subject


def note_printed(desk: Desk, *, name: str, subject: str = "") -> None:
    """Record that a paper of a run goes out: the heads of its log then stand outside this file and prove it.

    Call it before `preview_pdf` or `export`, so that the printed codes are the recorded ones. It is an act and belongs
    on the window's thread, where making the paper may be elsewhere. Other papers leave no trace.
    """
    if leaves_trace(name) and not desk.read_only:
        from app.services.runbook import papers, proof

        proof.anchor(desk, run_id=papers.run_of(desk, subject).id, place=f"Bản in: {_kind(name).title}")


def export(
    desk: Desk,
    *,
    name: str,
    formats: Sequence[str],
    folder: Path,
    progress: Progress | None = None,
    subject: str = "",
) -> tuple[Path, ...]:
    """Write a paper into a folder, one file a format; a file of that name is replaced in one step.

    Raises:
        InvalidInputError: no such paper, or not in this format.
        RefusedError: the paper does not exist yet (nothing issued).
        ExportError: the disk, the folder or an open target refuses; the old file stays whole.
    """
    files = _files(desk, name, formats, folder)
    document = _kind(name).compose(desk, subject)
    for form, path in files.items():
        write(path, render(document, form, progress))
    return tuple(files.values())


def paths(desk: Desk, *, name: str, formats: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """What `export` would write.

    Raises:
        InvalidInputError: no such paper, or not in this format.
    """
    return tuple(_files(desk, name, formats, folder).values())


def _files(desk: Desk, name: str, formats: Sequence[str], folder: Path) -> dict[Format, Path]:
    kind = _kind(name)
    wanted = [_format(one) for one in formats]
    missing = [one for one in wanted if one not in kind.formats]
    if missing:
        raise InvalidInputError(
            f"“{kind.title}” không có dạng {missing[0]}.", f"Chọn trong: {', '.join(kind.formats)}."
        )
    return {one: folder / f"{name}-{desk.path.stem}.{one}" for one in wanted}


def _kind(name: str) -> DocumentKind:
    for kind in _KINDS:
        if kind.name == name:
            return kind
    names = ", ".join(kind.name for kind in _KINDS)
    raise InvalidInputError(f"Không có văn bản “{name}”.", f"Chọn một trong: {names}.")


def _format(text: str) -> Format:
    for one in FORMATS:
        if one == text.strip().lower():
            return one
    raise InvalidInputError(f"Không có định dạng “{text}”.", "Chọn docx, pdf hoặc xlsx.")
