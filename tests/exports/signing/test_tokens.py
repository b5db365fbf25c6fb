"""Signing with a token through PKCS#11: found, refused, locked out, pulled out."""

from pathlib import Path

import pytest

from app.exports.signing.errors import CertificateTimeError, TokenError, WrongPasswordError
from app.exports.signing.keys import TokenChoice, open_token, tokens
from app.exports.signing.making import Statement, sign
from app.exports.signing.secret import Secret
from app.models import vietnam_time
from tests.exports.signing.papers import CHAIR, NOON, export, verified
from tests.exports.signing.soft_token import LABEL, LIBRARY, PIN, SoftToken

CHAIRS = Statement("kh02-chair", CHAIR, NOON)


def test_a_token_shows_its_certificates_without_a_pin(token: SoftToken) -> None:
    cards = tokens(LIBRARY)
    shown = [(card.label, [one.subject for one in card.certificates]) for card in cards if card.label == LABEL]
    assert shown == [(LABEL, [CHAIR])]


def test_signs_with_a_token(token: SoftToken) -> None:
    with open_token(token.choice, Secret(PIN)) as key:
        pdf = sign(export(), key, CHAIRS)
    found = verified(pdf)
    assert found.is_valid
    assert found.signatures[0].certificate.subject == CHAIR


def test_two_signings_in_one_process(token: SoftToken) -> None:
    for _ in range(2):
        with open_token(token.choice, Secret(PIN)) as key:
            assert key.card.subject == CHAIR


def test_a_wrong_pin_is_said_and_not_shown(token: SoftToken) -> None:
    with pytest.raises(WrongPasswordError) as caught, open_token(token.choice, Secret("135799")):
        pass
    assert caught.value.title == "Mã PIN của token không đúng."
    assert "135799" not in str(caught.value)


def test_a_token_pulled_out_while_signing(token: SoftToken) -> None:
    def sign_without() -> bytes:
        with open_token(token.choice, Secret(PIN)) as key:
            token.pull_out()
            return sign(export(), key, CHAIRS)

    with pytest.raises(TokenError, match="rút ra"):
        sign_without()


def test_no_such_token(token: SoftToken) -> None:
    missing = TokenChoice(LIBRARY, "Token khác")
    with pytest.raises(TokenError, match="Không thấy token “Token khác”"), open_token(missing, Secret(PIN)):
        pass


def test_no_such_certificate(token: SoftToken) -> None:
    with (
        pytest.raises(TokenError, match="không có chứng thư số này"),
        open_token(TokenChoice(LIBRARY, LABEL, "FFFF"), Secret(PIN)),
    ):
        pass


def test_a_missing_library(tmp_path: Path) -> None:
    with pytest.raises(TokenError, match="Không thấy thư viện của token"):
        tokens(tmp_path / "khong-co.dll")


def test_a_library_that_is_none(tmp_path: Path) -> None:
    false = tmp_path / "sai.so"
    false.write_bytes(b"not a library")
    with pytest.raises(TokenError, match="không phải thư viện PKCS#11"):
        tokens(false)


def test_an_expired_certificate_on_a_token(token: SoftToken) -> None:
    late = Statement("kh02-chair", CHAIR, vietnam_time.from_iso("2028-01-01T00:00:00.000Z"))
    with pytest.raises(CertificateTimeError, match="đã hết hạn"), open_token(token.choice, Secret(PIN)) as key:
        sign(export(), key, late)
