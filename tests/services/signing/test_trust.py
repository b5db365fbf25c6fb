"""Whom this PC trusts, and where passwords may lie."""

from pathlib import Path

import keyring
import pytest

from app.exports.signing.errors import CertificateFileError
from app.exports.signing.secret import Secret
from app.services.signing import passwords, trust
from tests.exports.signing import authority
from tests.workspace.keyrings import NO_STORE, MemoryKeyring


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    memory = MemoryKeyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", memory)
    return memory


def test_roots_and_intermediates_are_told_apart(tmp_path: Path) -> None:
    trust.add(authority.root().pem(tmp_path / "goc.cer"))
    trust.add(authority.intermediate().pem(tmp_path / "trung-gian.cer"))
    known = trust.trust()
    assert (len(known.roots), len(known.others)) == (1, 1)
    assert [one.card.subject for one in trust.trusted()] == [
        "Chứng thực số thử nghiệm",
        "Cơ quan chứng thực gốc thử nghiệm",
    ]


def test_a_person_is_no_authority(tmp_path: Path) -> None:
    with pytest.raises(CertificateFileError, match="không phải của tổ chức chứng thực"):
        trust.add(authority.officer("Đặng Văn Đức").pem(tmp_path / "nguoi.cer"))
    assert not trust.trusted()


@pytest.mark.parametrize("data", [b"", b"khong phai", b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "sai.cer"
    path.write_bytes(data)
    with pytest.raises(CertificateFileError):
        trust.add(path)
    with pytest.raises(CertificateFileError):
        trust.add_revocations(path)


def test_a_password_is_kept_in_the_store_only(store: MemoryKeyring) -> None:
    assert passwords.has_store()
    assert passwords.remember("file", "chung-thu.p12", Secret("Mật khẩu"))
    kept = passwords.remembered("file", "chung-thu.p12")
    assert kept is not None
    assert kept.reveal() == "Mật khẩu"
    assert passwords.remembered("token", "chung-thu.p12") is None
    passwords.forget("file", "chung-thu.p12")
    assert passwords.remembered("file", "chung-thu.p12") is None
    passwords.forget("file", "chung-thu.p12")


def test_where_no_store_exists_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring.core, "_keyring_backend", NO_STORE)
    assert not passwords.has_store()
    assert not passwords.remember("token", "Token Lâm Đồng", Secret("1234"))
    assert passwords.remembered("token", "Token Lâm Đồng") is None
    passwords.forget("token", "Token Lâm Đồng")
    assert "hỏi lại mỗi lần ký" in passwords.NO_STORE
