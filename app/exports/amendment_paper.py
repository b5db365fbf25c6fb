"""The amending paper (Sửa đổi, bổ sung Kế hoạch hành động): what changed since the plan was issued.

Appendix I has no form for it: order and wording are ours, layout is the rule set's (Mẫu 1.4 of NĐ 30, Phụ lục III).
"""

from collections.abc import Sequence

from app.exports.differences import Difference
from app.exports.layout import date_in_words, end_mark, number_line, subject_line
from app.exports.plan_paper import letterhead, signature
from app.exports.plan_words import rules_of
from app.exports.tree import Column, Document, Row, Section, Table, Title, paragraph
from app.models.plan.records import IssuingBody, PlanView

KIND = "KẾ HOẠCH"
SUBJECT = "Sửa đổi, bổ sung Kế hoạch hành động triển khai thực hiện Kế hoạch số 02-KH/BCĐTW"

_COLUMNS = (
    Column("TT", 10, "center"),
    Column("Vị trí trong Kế hoạch", 30),
    Column("Nội dung thay đổi", 25),
    Column("Đã ban hành", 50),
    Column("Sửa đổi, bổ sung", 50),
)


def amendment_paper(differences: Sequence[Difference], view: PlanView, body: IssuingBody) -> Document:
    """The paper to sign; its own number, date and signature are blank for the pen. ``view.issued`` names the plan."""
    rules = rules_of(body)
    plan = _plan_name(view, body)
    subject = subject_line(rules, SUBJECT)
    rows = tuple(Row((str(at), one.where, one.field, one.old, one.new)) for at, one in enumerate(differences, 1))
    opening = f"Sửa đổi, bổ sung một số nội dung của {plan} như sau:"
    closing = end_mark(rules, f"Các nội dung khác của {plan} không thay đổi.")
    return Document(
        title=f"{KIND.capitalize()} {subject}",
        subject=SUBJECT,
        author=body.name,
        rules=rules,
        sections=(
            Section(
                (
                    letterhead(body, None),
                    Title(KIND, subject),
                    paragraph(opening),
                    Table(_COLUMNS, rows, "Sửa đổi, bổ sung"),
                    paragraph(closing),
                    signature(view, body, None),
                )
            ),
        ),
    )


def _plan_name(view: PlanView, body: IssuingBody) -> str:
    signing = view.issued
    if signing is None:
        return "Kế hoạch hành động"
    number = number_line(rules_of(body), signing.symbol, signing.number).replace("Số: ", "số ").replace("Số ", "số ")
    return f"Kế hoạch hành động {number} {date_in_words(signing.issued_on)}"
