"""Paper signed by hand: the slip's code binds the scan to the sealed content."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from app.exports.render import render
from app.exports.signing.errors import ScanError
from app.exports.signing.slip import code_of
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.signing.records import SealedRef, Way
from app.services.desk import Desk, Outcome
from app.services.signing import files, scans, signatories
from tests.exports.signing.papers import CHAIR, NOON, REF, SECRETARY
from tests.services.signing.steps import signatory

OTHER = SealedRef("minutes", "minutes-2", "cd" * 32, "Biên bản khác")


def scanned(desk: Desk, ref: SealedRef, path: Path) -> Path:
    """The slip as it comes out of the scanner."""
    document = pypdfium2.PdfDocument(render(scans.integrity_slip(desk, ref=ref), "pdf"))
    document[0].render(scale=200 / 72).to_pil().convert("L").save(path, dpi=(200, 200))
    document.close()
    return path


def blank(path: Path) -> Path:
    Image.new("L", (1000, 1400), 250).save(path)
    return path


def attach(desk: Desk, scan: Path, *names: str, code: str = "") -> Outcome:
    ids = [signatory(desk, name).id for name in names]
    return scans.attach_scan(desk, ref=REF, scan=scan, signatory_ids=ids, code=code, declared_open=True)


def test_a_scan_with_its_slip(ready: Desk, tmp_path: Path) -> None:
    scan = scanned(ready, REF, tmp_path / "ban-quet.png")
    attach(ready, scan, SECRETARY, CHAIR)
    state = signatories.signed_state(ready, ref=REF)
    assert [one.full_name for one in state.signed] == [SECRETARY, CHAIR]
    assert {one.way for one in state.signatures} == {Way.PAPER}
    files.write_signed(ready, signature=state.signatures[0], path=tmp_path / "luu.png")
    assert (tmp_path / "luu.png").read_bytes() == scan.read_bytes()


@pytest.mark.parametrize("typed", ["{}", " {} ", "mã {}"])
def test_a_scan_with_the_code_typed(ready: Desk, tmp_path: Path, typed: str) -> None:
    attach(ready, blank(tmp_path / "ban-quet.jpg"), CHAIR, code=typed.format(code_of(REF)))
    assert [one.full_name for one in signatories.signed_state(ready, ref=REF).signed] == [CHAIR]


def test_a_scan_of_another_document(ready: Desk, tmp_path: Path) -> None:
    scan = scanned(ready, OTHER, tmp_path / "khac.png")
    with pytest.raises(ScanError, match="là của văn bản khác"):
        attach(ready, scan, CHAIR, code=code_of(REF))
    assert not signatories.signed_state(ready, ref=REF).signed


def test_a_scan_of_an_earlier_sealing(ready: Desk, tmp_path: Path) -> None:
    scan = scanned(ready, replace(REF, sealed_hash="ee" * 32), tmp_path / "cu.png")
    with pytest.raises(ScanError, match="văn bản khác"):
        attach(ready, scan, CHAIR)


def test_a_code_of_another_document_typed(ready: Desk, tmp_path: Path) -> None:
    with pytest.raises(ScanError, match="Mã đã gõ không phải") as caught:
        attach(ready, blank(tmp_path / "q.png"), CHAIR, code=code_of(OTHER))
    assert code_of(REF) not in str(caught.value), "the right code is read off the slip, not off the refusal"


def test_a_scan_that_says_nothing(ready: Desk, tmp_path: Path) -> None:
    with pytest.raises(ScanError, match="Không đọc được mã QR"):
        attach(ready, blank(tmp_path / "q.png"), CHAIR)


def test_a_scan_that_is_none(ready: Desk, tmp_path: Path) -> None:
    false = tmp_path / "q.png"
    false.write_bytes(b"khong phai anh")
    with pytest.raises(ScanError, match="không phải bản quét"):
        attach(ready, false, CHAIR, code=code_of(REF))


def test_a_missing_scan(ready: Desk, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        attach(ready, tmp_path / "khong-co.png", CHAIR)


def test_nobody_named(ready: Desk, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="Chưa chọn ai"):
        attach(ready, blank(tmp_path / "q.png"), code=code_of(REF))


def test_somebody_unknown(ready: Desk, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        scans.attach_scan(
            ready,
            ref=REF,
            scan=blank(tmp_path / "q.png"),
            signatory_ids=["ai"],
            code=code_of(REF),
            declared_open=True,
        )


def test_not_declared_open(ready: Desk, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="bí mật nhà nước"):
        scans.attach_scan(ready, ref=REF, scan=blank(tmp_path / "q.png"), signatory_ids=["x"], code=code_of(REF))


def test_a_day_to_come(ready: Desk, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="tương lai"):
        scans.attach_scan(
            ready,
            ref=REF,
            scan=blank(tmp_path / "q.png"),
            signatory_ids=[signatory(ready, CHAIR).id],
            signed_at=NOON + timedelta(days=1),
            code=code_of(REF),
            declared_open=True,
        )


def test_paper_and_certificate_side_by_side(ready: Desk, tmp_path: Path) -> None:
    from tests.services.signing.steps import sign

    attach(ready, blank(tmp_path / "q.png"), CHAIR, code=code_of(REF))
    sign(ready, SECRETARY, tmp_path)
    state = signatories.signed_state(ready, ref=REF)
    assert [one.way for one in state.signatures] == [Way.PAPER, Way.CERTIFICATE]
    assert state.current is not None
    assert state.current.name.endswith(".pdf")
