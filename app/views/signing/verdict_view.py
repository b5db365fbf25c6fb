"""What verifying a PDF found, in Vietnamese: each signature with its certificate, each part of the file, the record."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.exports.signing.verification import REVOCATIONS, SealState, SignatureReport, Verification
from app.models import vietnam_time
from app.views.common.badge import StatusBadge
from app.views.common.entries import refill
from app.views.common.layout import STRETCH, button, column, framed, label, row, scrolled, subheading
from app.views.signing.badges import UNSIGNED, VERDICT, of_file


class VerdictView(QWidget):
    """Shows one Verification."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Verification | None = None
        self._badge = StatusBadge(UNSIGNED)
        self.summary = subheading("")
        self.summary.setWordWrap(True)
        self._seal = label("", wrap=True)
        self._parts = column(spacing=8)
        self._hash = label("", "muted", wrap=True)
        head = row(self._badge, self.summary, spacing=12)
        head.setStretch(1, 1)
        copy = button("Chép kết quả", self.copy, icon="copy", kind="quiet")
        inside = column(
            head, self._seal, self._parts, row(self._hash, copy), STRETCH, spacing=8, margins=(16, 12, 16, 12)
        )
        self.setLayout(column(scrolled(inside)))

    def show_verification(self, found: Verification) -> None:
        """Show what was found."""
        self._found = found
        self._badge.show_badge(of_file(found))
        self.summary.setText(found.summary)
        self._seal.setText(f"Bản ghi: {found.seal.text}")
        kinds = {SealState.MATCHES: "confirmed", SealState.DIFFERS: "act_now", SealState.OUTDATED: "watch"}
        self._seal.setProperty("kind", kinds.get(found.seal.state, "muted"))
        cards = [_signature(at, one) for at, one in enumerate(found.signatures, 1)]
        refill(self._parts, *cards, *([_revisions(found)] if found.revisions else []))
        self._hash.setText(f"SHA-256: {found.sha256}")

    def copy(self) -> None:
        """Put the whole report on the clipboard as text."""
        if self._found is not None:
            QGuiApplication.clipboard().setText("\n".join(self._found.lines()))


def _signature(at: int, one: SignatureReport) -> QWidget:
    card = one.certificate
    organisation = f" ({card.organisation})" if card.organisation else ""
    name = label(f"Chữ ký {at}: {card.subject}{organisation}", strong=True, wrap=True)
    head = row(name, StatusBadge(VERDICT[one.verdict]), spacing=8)
    head.setStretch(0, 1)
    moment = vietnam_time.show_moment(one.signed_at) if one.signed_at else "không ghi"
    source = "dấu thời gian" if one.timestamped else "giờ của máy ký, không có dấu thời gian"
    issuer = "tự ký, không do tổ chức chứng thực cấp" if card.self_signed else card.issuer
    since, until = (vietnam_time.show_date(vietnam_time.local(day).date()) for day in (card.not_before, card.not_after))
    lines = column(head, spacing=2, margins=(12, 8, 12, 8))
    for reason in one.reasons:
        lines.addWidget(label(reason, "act_now", wrap=True))
    lines.addWidget(label(f"Ký lúc {moment} ({source})", wrap=True))
    lines.addWidget(label(f"Chứng thư số {card.serial}; nơi cấp: {issuer}", "muted", wrap=True))
    lines.addWidget(label(f"Hiệu lực {since} đến {until}. {REVOCATIONS[one.revocation]}.", "muted", wrap=True))
    return framed(lines, "card")


def _revisions(found: Verification) -> QWidget:
    lines = column(label("Các phần của tệp", strong=True), spacing=2, margins=(12, 8, 12, 8))
    for one in found.revisions:
        text = f"{one.number}. {'' if one.accepted else 'CẢNH BÁO: '}{one.text}"
        lines.addWidget(label(text, "" if one.accepted else "act_now", wrap=True))
    return framed(lines, "card")
