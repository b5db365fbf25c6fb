"""Two desks signed two files: one signature is set aside and given anew."""

from pathlib import Path

import pytest

from app.models.errors import RefusedError
from app.models.signing import checks
from app.models.signing.records import Way
from app.services.desk import Desk
from app.services.signing import files, rivals, signatories
from tests.exports.signing import authority
from tests.exports.signing.papers import CHAIR, NOON, REF, SECRETARY, signed
from tests.services.signing.steps import sign, signatory


def test_a_rival_is_set_aside_and_signed_anew(ready: Desk, tmp_path: Path) -> None:
    export = files.current_pdf(ready, ref=REF)
    sign(ready, SECRETARY, tmp_path)
    elsewhere = signed(export, authority.officer(CHAIR), tmp_path, field="chair")
    with ready.act("Nhận từ máy khác", undoable=False) as act:
        file = files.store(ready, elsewhere, "x.pdf")
        who = signatory(ready, CHAIR).id
        files.note_signature(ready, act, REF, who, way=Way.CERTIFICATE, signed_at=NOON, file=file, base=export)
    state = signatories.signed_state(ready, ref=REF)
    assert checks.findings(state)
    rival = state.of(who)
    assert rival is not None
    rivals.set_aside(ready, ref=REF, signature_id=rival.id, reason="Giữ tệp của thư ký")
    sign(ready, CHAIR, tmp_path)
    state = signatories.signed_state(ready, ref=REF)
    assert [one.full_name for one in state.signed] == [SECRETARY, CHAIR]
    assert not checks.findings(state)


def test_without_rivals_nothing_is_set_aside(ready: Desk, tmp_path: Path) -> None:
    sign(ready, SECRETARY, tmp_path)
    (one,) = signatories.signed_state(ready, ref=REF).signatures
    with pytest.raises(RefusedError):
        rivals.set_aside(ready, ref=REF, signature_id=one.id, reason="thử")
