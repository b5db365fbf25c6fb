"""The papers of the plan, composed from the live plan or from the one on paper."""

from dataclasses import replace

from app.exports import amendment_paper, plan_paper, progress_report
from app.exports.differences import compare
from app.exports.tree import Document
from app.models.errors import RefusedError
from app.services import issuing, plan, settings
from app.services.desk import Desk


def live(desk: Desk, _subject: str) -> Document:
    """The plan for signature: number, date and signer blank."""
    view = plan.view(desk)
    body = settings.body(desk)
    return plan_paper.plan_paper(replace(view, issued=None), body)


def issued(desk: Desk, _subject: str) -> Document:
    """The plan as it went out.

    Raises:
        RefusedError: nothing has been issued.
    """
    view = issuing.issued(desk)
    if view is None:
        raise RefusedError("Kế hoạch chưa ban hành.", "Ban hành kế hoạch để có bản lưu đúng như trên giấy.")
    return plan_paper.plan_paper(view, settings.body(desk))


def progress(desk: Desk, _subject: str) -> Document:
    """The follow-up table as of now."""
    return progress_report.progress_report(
        plan.view(desk), settings.body(desk), as_of=desk.now(), warn_days=settings.warn_days(desk)
    )


def amendment(desk: Desk, _subject: str) -> Document:
    """What differs from the issued plan, as an amending document.

    Raises:
        RefusedError: nothing has been issued.
    """
    on_paper = issuing.issued(desk)
    if on_paper is None:
        raise RefusedError("Kế hoạch chưa ban hành nên chưa có gì để sửa đổi.", "Ban hành kế hoạch trước.")
    return amendment_paper.amendment_paper(compare(on_paper, plan.view(desk)), on_paper, settings.body(desk))
