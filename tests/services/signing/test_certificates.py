"""Signing at the desk with files and tokens: four of four survive, nothing half-done stays behind a refusal."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from app.exports.signing.errors import CertificateTimeError, PictureError, PlaceError, TokenError, WrongPasswordError
from app.exports.signing.secret import Secret
from app.models import vietnam_time
from app.models.errors import NotFoundError, RefusedError
from app.models.signing.records import Way
from app.services import history, opening
from app.services.desk import Desk
from app.services.signing import certificates, files, signatories, verifying
from app.services.signing.certificates import Look
from tests.conftest import StandingClock
from tests.exports.signing import authority
from tests.exports.signing.papers import CHAIR, NOON, REF, SECRETARY, paper, seal_png, signature_png
from tests.exports.signing.soft_token import PIN, SoftToken
from tests.services.signing.steps import AGENCY, GUEST, PEOPLE, sign, signatory


def test_four_of_four_survive_reopening_and_export(ready: Desk, tmp_path: Path, clock: StandingClock) -> None:
    hand = Look(signature_png(tmp_path / "ky.png"))
    sign(ready, SECRETARY, tmp_path, hand)
    sign(ready, CHAIR, tmp_path, hand)
    sign(ready, GUEST, tmp_path)
    sign(ready, AGENCY, tmp_path, Look(seal_png(tmp_path / "dau.png")))
    path = ready.path
    ready.close()
    again = opening.open_desk(path, now=clock)
    state = signatories.signed_state(again, ref=REF)
    assert state.summary == "Đã ký 4/4"
    target = tmp_path / "da-ky.pdf"
    files.write_pdf(again, ref=REF, path=target)
    found = verifying.verify_pdf(target, again)
    assert found.is_valid
    assert [one.certificate.subject for one in found.signatures] == [SECRETARY, CHAIR, GUEST, AGENCY]
    again.close()


def test_the_state_says_who_has_not_signed(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    state = signatories.signed_state(ready, ref=REF)
    assert [one.full_name for one in state.signed] == [CHAIR]
    assert state.summary.startswith("Đã ký 1/4; chưa ký: Nguyễn Thị Đào, Người ghi biên bản; Lê Văn Đạo")


def test_a_signature_keeps_certificate_time_and_file(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    (one,) = signatories.signed_state(ready, ref=REF).signatures
    assert one.way is Way.CERTIFICATE
    assert one.signed_at == NOON
    assert one.recorded_by == "Nguyễn Thị Đào"
    assert one.certificate is not None
    assert one.certificate.not_after == authority.END
    assert signatories.signed_state(ready, ref=REF).current == one.file


def test_preparing_again_changes_nothing(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    before = files.current_pdf(ready, ref=REF)
    files.prepare(ready, ref=REF, document=paper("Nội dung khác. "))
    assert files.current_pdf(ready, ref=REF) == before


def test_nobody_signs_twice(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    with pytest.raises(RefusedError, match="đã ký văn bản này"):
        sign(ready, CHAIR, tmp_path)


def test_a_signature_is_never_undone(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    assert "Ký số" not in history.undo_title(ready)


def test_a_wrong_password_leaves_no_trace(ready: Desk, tmp_path: Path) -> None:
    file = authority.officer(CHAIR).pkcs12(tmp_path / "chung-thu.p12")
    before = files.current_pdf(ready, ref=REF)
    with pytest.raises(WrongPasswordError):
        certificates.sign_with_file(
            ready,
            ref=REF,
            signatory_id=signatory(ready, CHAIR).id,
            certificate=file,
            password=Secret("Sai-mat-khau-4711"),
        )
    assert not signatories.signed_state(ready, ref=REF).signed
    assert files.current_pdf(ready, ref=REF) == before


def test_no_password_and_no_pin_lies_in_the_workspace(ready: Desk, tmp_path: Path, token: SoftToken) -> None:
    sign(ready, SECRETARY, tmp_path)
    chair = signatory(ready, CHAIR).id
    certificates.sign_with_token(ready, ref=REF, signatory_id=chair, token=token.choice, pin=Secret(PIN))
    path = ready.path
    ready.close()
    folder = sqlite3.connect(path)
    dump = "\n".join(folder.iterdump())
    folder.close()
    assert authority.PASSWORD not in dump
    assert PIN not in dump
    kept = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.stem}*") if one.is_file())
    assert authority.PASSWORD.encode() not in kept
    assert PIN.encode() not in kept


def test_a_token_signs(ready: Desk, token: SoftToken) -> None:
    chair = signatory(ready, CHAIR).id
    certificates.sign_with_token(ready, ref=REF, signatory_id=chair, token=token.choice, pin=Secret(PIN))
    assert [one.full_name for one in signatories.signed_state(ready, ref=REF).signed] == [CHAIR]


def test_a_token_pulled_out_leaves_the_record_unharmed(ready: Desk, token: SoftToken) -> None:
    class Pulling(Secret):
        """A PIN at whose typing the token is pulled out."""

        def reveal(self) -> str:
            token.pull_out()
            return super().reveal()

    chair = signatory(ready, CHAIR).id
    before = files.current_pdf(ready, ref=REF)
    with pytest.raises(TokenError):
        certificates.sign_with_token(ready, ref=REF, signatory_id=chair, token=token.choice, pin=Pulling(PIN))
    assert not signatories.signed_state(ready, ref=REF).signed
    assert files.current_pdf(ready, ref=REF) == before


def test_a_self_signed_certificate_is_said(ready: Desk, tmp_path: Path) -> None:
    file = authority.issue(CHAIR, by=None).pkcs12(tmp_path / "tu-ky.p12")
    done = certificates.sign_with_file(
        ready,
        ref=REF,
        signatory_id=signatory(ready, CHAIR).id,
        certificate=file,
        password=Secret(authority.PASSWORD),
    )
    assert "là chứng thư tự ký" in done.message


def test_without_a_picture_the_page_shows_nothing_and_it_is_said(ready: Desk, tmp_path: Path) -> None:
    assert "Chưa chọn ảnh chữ ký" in sign(ready, CHAIR, tmp_path).message


def test_a_clock_years_behind(ready: Desk, tmp_path: Path, clock: StandingClock) -> None:
    clock.moment = vietnam_time.from_iso("2020-01-01T00:00:00.000Z")
    with pytest.raises(CertificateTimeError, match="chưa có hiệu lực"):
        sign(ready, CHAIR, tmp_path)
    assert not signatories.signed_state(ready, ref=REF).signed


def test_somebody_the_paper_has_no_place_for(ready: Desk, tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="không có chỗ ký cho Lê Văn Đạo"):
        sign(ready, GUEST, tmp_path, Look(signature_png(tmp_path / "ky.png")))


def test_a_seal_of_unknown_size(ready: Desk, tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="kích thước thật của con dấu"):
        sign(ready, AGENCY, tmp_path, Look(seal_png(tmp_path / "dau.png", dpi=None)))


def test_what_is_not_sealed_is_not_signed(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="chưa thông qua"):
        files.prepare(desk, ref=replace(REF, sealed_hash=""), document=paper())


def test_a_draft_is_not_signed(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="DỰ THẢO"):
        files.prepare(desk, ref=REF, document=replace(paper(), watermark="DỰ THẢO"))


def test_without_a_pdf_nothing_is_signed(desk: Desk, tmp_path: Path) -> None:
    signatories.set_signatories(desk, ref=REF, signatories=PEOPLE)
    with pytest.raises(RefusedError, match="chưa có tệp PDF để ký"):
        sign(desk, CHAIR, tmp_path)


def test_a_stranger_does_not_sign(ready: Desk, tmp_path: Path) -> None:
    file = authority.officer(CHAIR).pkcs12(tmp_path / "chung-thu.p12")
    with pytest.raises(NotFoundError):
        certificates.sign_with_file(
            ready, ref=REF, signatory_id="ai-do", certificate=file, password=Secret(authority.PASSWORD)
        )


def test_sealing_anew_wants_new_signatures(ready: Desk, tmp_path: Path) -> None:
    sign(ready, CHAIR, tmp_path)
    state = signatories.signed_state(ready, ref=replace(REF, sealed_hash="cd" * 32))
    assert not state.signed
    assert len(state.outdated) == 1
    assert state.current is None


def test_looks_into_a_file_before_signing(tmp_path: Path) -> None:
    file = authority.officer(CHAIR).pkcs12(tmp_path / "chung-thu.p12")
    assert certificates.look_at_file(file, Secret(authority.PASSWORD)).subject == CHAIR
