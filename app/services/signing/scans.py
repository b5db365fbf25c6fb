"""The way on paper: the integrity slip, and the scan of the signed paper bound to the sealed content by its code."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from app.exports.signing.errors import ScanError
from app.exports.tree import Document
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.signing import queries
from app.models.signing.records import SealedRef, Signatory, SignedState, StoredFile, Way
from app.services import secrets_guard, settings
from app.services.desk import Desk, Outcome, typed
from app.services.signing import files as signed_files
from app.workspace import files
from app.workspace.errors import disk_errors


def integrity_slip(desk: Desk, *, ref: SealedRef) -> Document:
    """Phiếu kiểm tra tính toàn vẹn of a sealed record.

    Raises:
        RefusedError: the record is not sealed.
    """
    from app.exports.signing.slip import Slip
    from app.exports.signing.slip import integrity_slip as composed

    _require_sealed(ref)
    with desk.workspace.reading() as session:
        known = queries.state(session, ref)
        sealed = dict(queries.sealed_hashes(session, ref.id))
    return composed(Slip(settings.body(desk), known, sealed.get(ref.sealed_hash), desk.now()))


def attach_scan(
    desk: Desk,
    *,
    ref: SealedRef,
    scan: Path,
    signatory_ids: Sequence[str],
    signed_at: datetime | None = None,
    code: str = "",
    declared_open: bool = False,
) -> Outcome:
    """Attach the scan of the signed paper for those who signed on it.

    The slip scanned with it tells of which content it is; where its QR code cannot be read, `code` is the short code
    typed from the slip. `signed_at` is the day on the paper (default: now). `declared_open`: the person states that
    the scan holds no state secret.

    Raises:
        ScanError: a scan of another document, no scan at all, or nothing says of which document it is.
        InvalidInputError: nobody is named, or the file is missing, empty or too large.
        RefusedError: not sealed, not declared open, or somebody named has signed already.
        SecretError: its name bears a secrecy stamp.
    """
    _require_sealed(ref)
    if not declared_open:
        raise RefusedError("Chưa xác nhận bản quét không chứa bí mật nhà nước.", "Đánh dấu xác nhận rồi đính kèm lại.")
    name = typed(scan.name, where="Tên tệp", required=True)
    files.measure(scan)
    secrets_guard.refuse_file(scan)
    _check_code(ref, scan, code)
    at = signed_at or desk.now()
    if at > desk.now():
        raise InvalidInputError("Ngày ký trên giấy ở tương lai.", "Ghi đúng ngày đã ký; kiểm tra đồng hồ máy.")
    with desk.act(f"Đính kèm bản quét đã ký: {ref.title}", undoable=False) as act:
        signed = _signed(queries.state(act.session, ref), signatory_ids)
        digest, size = files.add(desk.path, scan, key=desk.workspace.key)
        for signatory in signed:
            file = StoredFile(name, digest, size)
            signed_files.note_signature(desk, act, ref, signatory.id, way=Way.PAPER, signed_at=at, file=file)
    return act.outcome


def _require_sealed(ref: SealedRef) -> None:
    if not ref.sealed_hash:
        raise RefusedError(f"“{ref.title}” chưa thông qua.", "Bấm “Thông qua” để chốt nội dung trước.")


def _check_code(ref: SealedRef, scan: Path, code: str) -> None:
    from app.exports.signing.scan_codes import slip_texts
    from app.exports.signing.slip import code_of, qr_text

    with disk_errors(scan):
        data = scan.read_bytes()
    read = slip_texts(data)
    typed_digits = "".join(sign for sign in code if sign.isdigit())
    if read - {qr_text(ref)}:
        raise ScanError(
            f"Bản quét {scan.name} là của văn bản khác: phiếu kiểm tra trong đó không phải của “{ref.title}”.",
            "Chọn đúng bản quét. Nếu văn bản đã chốt lại, in và quét phiếu của bản chốt mới.",
        )
    if typed_digits and typed_digits != code_of(ref).replace("-", ""):
        raise ScanError(
            f"Mã đã gõ không phải mã kiểm tra của “{ref.title}”.",
            "Đọc lại mã trên phiếu; nếu gõ đúng thì đây là bản quét của văn bản khác.",
        )
    if not (read or typed_digits):
        raise ScanError(
            f"Không đọc được mã QR của phiếu kiểm tra trong bản quét {scan.name}.",
            "Quét thêm Phiếu kiểm tra tính toàn vẹn, hoặc gõ mã kiểm tra in trên phiếu.",
        )


def _signed(known: SignedState, signatory_ids: Sequence[str]) -> tuple[Signatory, ...]:
    if not signatory_ids:
        raise InvalidInputError("Chưa chọn ai đã ký trên bản quét.", "Đánh dấu những người đã ký.")
    by_id = {one.id: one for one in known.signatories}
    for signatory_id in signatory_ids:
        if signatory_id not in by_id:
            raise NotFoundError("Người này không có trong danh sách ký.", "Thêm vào danh sách người ký trước.")
        if known.of(signatory_id) is not None:
            raise RefusedError(f"{by_id[signatory_id].full_name} đã ký văn bản này.", "Bỏ dấu chọn người đã ký.")
    return tuple(by_id[one] for one in dict.fromkeys(signatory_ids))
