"""Ký, quét, kiểm tra: who of a sealed record has signed, and the three ways to sign, all of equal rank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.exports.tree import Document
from app.models.errors import AppError
from app.models.signing import checks
from app.models.signing.records import WAYS, SealedRef, Signatory, SignatoryKind, Signature, SignedState
from app.models.vietnam_time import show_moment
from app.services.desk import Outcome
from app.services.signing import files, official, scans, signatories
from app.services.signing.signatories import NewSignatory
from app.views.common.background import ProgressStrip
from app.views.common.folder_sheet import documents_folder
from app.views.common.layout import button, column, framed, label, row, wide
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, all_of
from app.views.signing.aside_sheet import AsideSheet
from app.views.signing.badges import SIGNED, WAITING
from app.views.signing.certificate_sheet import CertificateSheet
from app.views.signing.pdf_sheet import PdfSheet
from app.views.signing.return_sheet import ReturnSheet
from app.views.signing.scan_sheet import ScanSheet
from app.views.signing.signatories_sheet import SignatoriesSheet
from app.views.signing.verify_window import FILTER


@dataclass(frozen=True, slots=True)
class SignLine:
    """A signatory with the signature that was given."""

    signatory: Signatory
    signature: Signature | None


def _how(line: SignLine) -> str:
    one = line.signature
    if one is None:
        return ""
    card = f", chứng thư {one.certificate.subject}" if one.certificate else ""
    stamped = ", có dấu thời gian" if one.timestamped else ""
    return f"{WAYS[one.way]}{card}{stamped}"


COLUMNS: tuple[Column[SignLine], ...] = (
    Column("name", "Người ký", lambda line: line.signatory.full_name, 190),
    Column("position", "Chức vụ", lambda line: line.signatory.position, 170),
    Column(
        "kind",
        "Chữ ký",
        lambda line: "Dấu cơ quan" if line.signatory.kind is SignatoryKind.AGENCY else "Cá nhân",
        90,
    ),
    Column(
        "state",
        "Tình trạng",
        lambda line: (SIGNED if line.signature else WAITING).word,
        104,
        badge=lambda line: SIGNED if line.signature else WAITING,
    ),
    Column("at", "Lúc", lambda line: show_moment(line.signature.signed_at) if line.signature else "", 124),
    Column("how", "Cách ký", _how, 190),
)


class SigningSheet(Sheet):
    """Signs one sealed record."""

    def __init__(
        self,
        parent: QWidget | None,
        office: Office,
        ref: SealedRef,
        *,
        document: Callable[[], Document],
        proposed: Sequence[NewSignatory] = (),
    ) -> None:
        super().__init__(
            parent,
            f"Ký: {ref.title}",
            f"Bản đã thông qua, mã nội dung {ref.sealed_hash[:12]}. Ba cách ký có giá trị như nhau trong chương trình.",
            width=960,
        )
        self._office = office
        self._ref = ref
        self._document = document
        self._proposed = tuple(proposed)
        self.state = SignedState(ref, (), ())
        self.table = RecordTable(COLUMNS, all_of(()), parent=self)
        self.list = RecordView(self.table, name="signatories", memory=office.memory)
        self.list.fill_with("how")
        self.list.setMinimumHeight(180)
        self.list.setAccessibleName("Danh sách người ký")
        self._summary = label("", strong=True, wrap=True)
        self._points = label("", "watch", wrap=True)
        self._progress = ProgressStrip()
        self._people = button("Danh sách người ký…", self.edit_people, icon="users")
        self.ways = (self._paper_way(), self._certificate_way(), self._official_way())
        ways = row(*self.ways, spacing=12)
        for at in range(len(self.ways)):
            ways.setStretch(at, 1)
        self.add(row(wide(self._summary), self._people), self._points, self.list, self._progress, ways)
        self._save = button("Lưu tệp đã ký…", self.ask_save, icon="download-simple")
        self._aside = button("Để riêng chữ ký trùng…", self.set_aside, icon="archive")
        self.foot(close="Đóng")
        self.foot_left(
            button("Xem tệp", self.show_file, icon="eye"),
            button("Kiểm tra chữ ký", self.verify, icon="circle-wavy-check"),
            self._save,
            self._aside,
        )
        self.list.chosen.connect(lambda _row: self._show_acts())
        self.reload()
        self._begin()

    def _paper_way(self) -> QWidget:
        self.print_paper = button("In bản ký…", self.show_file, icon="printer")
        self.slip = button("In Phiếu kiểm tra tính toàn vẹn…", self.show_slip, icon="qr-code")
        self.scan = button("Đính kèm bản quét…", self.attach_scan, icon="file-search")
        hint = "In, ký tay, đóng dấu; quét bản đã ký cùng Phiếu kiểm tra tính toàn vẹn."
        return _way("1. Ký trên giấy", hint, self.print_paper, self.slip, self.scan)

    def _certificate_way(self) -> QWidget:
        self.certificate = button("Ký số tại máy này…", self.sign_here, icon="pen-nib", kind="primary")
        hint = "Bằng tệp chứng thư (.p12, .pfx) hoặc thiết bị ký. Nhiều người ký lần lượt trên cùng một tệp."
        return _way("2. Ký số", hint, self.certificate)

    def _official_way(self) -> QWidget:
        self.hand_out = button("Xuất tệp để ký…", self.ask_hand_out, icon="export")
        self.take_back = button("Nhận tệp đã ký…", self.ask_return, icon="download-simple")
        hint = "Chuyển tệp sang phần mềm ký số chuyên dùng, ký xong thì nhận lại; từng phần của tệp được kiểm tra."
        return _way("3. Phần mềm ký số chuyên dùng", hint, self.hand_out, self.take_back)

    def _begin(self) -> None:
        """Take over the signatories of the record and make the file that is signed, once."""
        desk = self._office.desk
        if desk.read_only:
            return
        if not self.state.signatories and self._proposed:
            self.do(lambda: signatories.set_signatories(desk, ref=self._ref, signatories=self._proposed))
        if self.state.file is None:
            job = self._office.worker.run(
                self,
                lambda _report: files.prepare(desk, ref=self._ref, document=self._document()),
                title="Tạo tệp ký",
                done=self._made,
                failed=self.refused,
            )
            self._progress.follow(job)

    def do(self, work: Callable[[], Outcome]) -> None:
        """Perform an act and show the signatories anew."""
        self._office.acts.do(work, initiator=self, then=lambda _outcome: self.reload(), refused=self.refused)

    def _made(self, outcome: Outcome) -> None:
        """Tell every window what was done beside the window."""
        self.do(lambda: outcome)

    def reload(self) -> None:
        """Read again who has signed."""
        self.state = signatories.signed_state(self._office.desk, ref=self._ref)
        lines = [SignLine(one, self.state.of(one.id)) for one in self.state.signatories]
        self.table.show_source(all_of(lines))
        self._summary.setText(self.state.summary)
        points = checks.findings(self.state)
        self._points.setText("\n".join(points))
        self._points.setVisible(bool(points))
        waiting = bool(self.state.unsigned) and not self._office.desk.read_only
        has_file = self.state.current is not None
        for act, on in (
            (self.print_paper, has_file),
            (self.slip, True),
            (self.scan, waiting),
            (self.certificate, waiting and has_file),
            (self.hand_out, has_file),
            (self.take_back, waiting and has_file),
        ):
            act.setEnabled(on)
        self._people.setEnabled(not self._office.desk.read_only)
        self._show_acts()

    def _show_acts(self) -> None:
        """Offer what can be done with the signature chosen in the list."""
        self._save.setEnabled(self.signature is not None)
        self._aside.setVisible(len(self.state.ends) > 1 and not self._office.desk.read_only)
        self._aside.setEnabled(self.rival is not None)

    @property
    def signature(self) -> Signature | None:
        """The signature of the line chosen in the list; None for a line that waits for one."""
        at = self.list.currentIndex().row()
        return self.table.line(at).signature if 0 <= at < self.table.rowCount() else None

    @property
    def rival(self) -> Signature | None:
        """What the signatory of the chosen line signed last on one of two files; None where nothing follows from it."""
        ends = self.state.ends
        at = self.list.currentIndex().row()
        if len(ends) < 2 or not 0 <= at < self.table.rowCount():
            return None
        who = self.table.line(at).signatory.id
        return next((one for one in reversed(ends) if one.signatory_id == who), None)

    @property
    def _start_folder(self) -> Path:
        return Path(str(self._office.memory.get("export/folder", documents_folder())))

    def ask_save(self) -> None:
        """Lưu tệp đã ký: the signed PDF or the scan of the signature chosen."""
        chosen = self.signature
        if chosen is None:
            return
        start = str(self._start_folder / chosen.file.name)
        path, _ = QFileDialog.getSaveFileName(self, "Lưu tệp đã ký", start, f"Tệp đã ký (*{Path(start).suffix})")
        if path:
            self.save(chosen, Path(path))

    def save(self, signature: Signature, path: Path) -> None:
        """Write the file of a signature."""
        self._office.acts.read(
            lambda: files.write_signed(self._office.desk, signature=signature, path=path),
            lambda _written: self.message.show_note(f"Đã ghi {path.name}."),
            refused=self.refused,
        )

    def set_aside(self) -> None:
        """Để riêng chữ ký trùng: one of two files signed side by side stays, this signature is given anew on it."""
        if self.rival is not None:
            AsideSheet(self, self._office, self.state, self.rival).exec()
            self.reload()

    def edit_people(self) -> None:
        """Danh sách người ký."""
        SignatoriesSheet(self, self._office, self.state).exec()
        self.reload()

    def show_file(self) -> None:
        """The file with every digital signature so far, to look at and print."""
        self._office.acts.read(
            lambda: files.current_pdf(self._office.desk, ref=self._ref),
            lambda pdf: PdfSheet(self, self._ref.title, pdf).exec(),
            refused=self.refused,
        )

    def show_slip(self) -> None:
        """Phiếu kiểm tra tính toàn vẹn, to look at and print."""
        from app.exports.render import render

        desk = self._office.desk
        job = self._office.worker.run(
            self,
            lambda _report: render(scans.integrity_slip(desk, ref=self._ref), "pdf"),
            title="Dựng Phiếu kiểm tra tính toàn vẹn",
            done=lambda pdf: PdfSheet(self, "Phiếu kiểm tra tính toàn vẹn", pdf).exec(),
            failed=self.refused,
        )
        self._progress.follow(job)

    def attach_scan(self) -> None:
        """Đính kèm bản quét."""
        ScanSheet(self, self._office, self.state).exec()
        self.reload()

    def sign_here(self) -> None:
        """Ký số tại máy này."""
        CertificateSheet(self, self._office, self.state).exec()
        self.reload()

    def ask_hand_out(self) -> None:
        """Xuất tệp để ký."""
        start = str(self._start_folder / f"{self._ref.title}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, "Xuất tệp để ký", start, FILTER)
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """Write the file for the official signing program."""
        try:
            official.hand_out(self._office.desk, ref=self._ref, path=path)
        except AppError as error:
            self.refused(error)
            return
        self.message.show_note(f"Đã ghi {path.name}. Ký xong thì bấm “Nhận tệp đã ký…”.")

    def ask_return(self) -> None:
        """Nhận tệp đã ký."""
        ReturnSheet(self, self._office, self.state).exec()
        self.reload()

    def verify(self) -> None:
        """Verify the file as it stands now."""
        from app.services.signing import verifying
        from app.views.signing.verdict_sheet import VerdictSheet

        desk = self._office.desk
        job = self._office.worker.run(
            self,
            lambda _report: verifying.verify_bytes(
                f"{self._ref.title}.pdf", files.current_pdf(desk, ref=self._ref), desk
            ),
            title="Kiểm tra chữ ký",
            done=lambda found: VerdictSheet(self, found).exec(),
            failed=self.refused,
        )
        self._progress.follow(job)


def _way(title: str, hint: str, *acts: QWidget) -> QWidget:
    lines = column(label(title, strong=True, wrap=True), label(hint, "muted", wrap=True), spacing=6)
    lines.setContentsMargins(12, 10, 12, 12)
    lines.addStretch(1)
    for act in acts:
        lines.addWidget(act)
    return framed(lines, "card")
