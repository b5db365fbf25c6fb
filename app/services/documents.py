"""The papers this workspace can print: their names, their preview, and writing them as Word, PDF and Excel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.exports import amendment_paper, plan_paper, progress_report
from app.exports.differences import compare
from app.exports.render import FORMATS, Format, render, write
from app.exports.tree import Document
from app.models.errors import InvalidInputError, RefusedError
from app.services import issuing, plan, settings
from app.services.desk import Desk

Progress = Callable[[int, int], bool]
"""Told (done, total) while a long export runs; answers False to cancel."""


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """One paper of the catalogue. `name` is what the command line and the file name use."""

    name: str
    title: str
    formats: tuple[Format, ...]
    description: str
    compose: Callable[[Desk], Document]


def _live_plan(desk: Desk) -> Document:
    view = plan.view(desk)
    body = settings.body(desk)
    return plan_paper.plan_paper(replace(view, issued=None), body)


def _issued_plan(desk: Desk) -> Document:
    view = issuing.issued(desk)
    if view is None:
        raise RefusedError("Kế hoạch chưa ban hành.", "Ban hành kế hoạch để có bản lưu đúng như trên giấy.")
    return plan_paper.plan_paper(view, settings.body(desk))


def _progress(desk: Desk) -> Document:
    return progress_report.progress_report(
        plan.view(desk), settings.body(desk), as_of=desk.now(), warn_days=settings.warn_days(desk)
    )


def _amendment(desk: Desk) -> Document:
    issued = issuing.issued(desk)
    if issued is None:
        raise RefusedError("Kế hoạch chưa ban hành nên chưa có gì để sửa đổi.", "Ban hành kế hoạch trước.")
    return amendment_paper.amendment_paper(compare(issued, plan.view(desk)), issued, settings.body(desk))


_KINDS = (
    DocumentKind("ke-hoach", "Kế hoạch hành động", FORMATS, "Bản trình ký, theo mẫu Phụ lục I", _live_plan),
    DocumentKind(
        "ke-hoach-da-ban-hanh", "Kế hoạch đã ban hành", FORMATS, "Đúng như trên giấy lúc ban hành", _issued_plan
    ),
    DocumentKind(
        "theo-doi-tien-do",
        "Bảng theo dõi tiến độ",
        FORMATS,
        "Trạng thái, hạn, gia hạn, vướng mắc từng nhiệm vụ",
        _progress,
    ),
    DocumentKind(
        "sua-doi-ke-hoach",
        "Sửa đổi, bổ sung kế hoạch",
        FORMATS,
        "Các điểm khác bản đã ban hành, sẵn để trình ký",
        _amendment,
    ),
)


def catalogue() -> tuple[DocumentKind, ...]:
    """Every paper, in the order a list shows."""
    return _KINDS


def preview_pdf(desk: Desk, *, name: str) -> bytes:
    """The paper as PDF bytes: what is previewed is what is printed."""
    return render(_kind(name).compose(desk), "pdf")


def export(
    desk: Desk, *, name: str, formats: Sequence[str], folder: Path, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Write a paper into a folder, one file a format; a file of that name is replaced in one step.

    Raises:
        InvalidInputError: no such paper or format.
        RefusedError: the paper does not exist yet (nothing issued).
        ExportError: the disk, the folder or an open target refuses; the old file stays whole.
    """
    kind = _kind(name)
    wanted = [_format(one) for one in formats]
    document = kind.compose(desk)
    written = []
    for one in wanted:
        path = folder / f"{name}-{desk.path.stem}.{one}"
        write(path, render(document, one, progress))
        written.append(path)
    return tuple(written)


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
