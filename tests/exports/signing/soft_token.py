"""A software token (SoftHSM) with a certificate on it, in a folder of its own. The real library, the real PKCS#11."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11.util.rsa import decode_rsa_private_key
from pkcs11.util.x509 import decode_x509_certificate

from app.exports.signing.keys import TokenChoice
from tests.exports.signing.authority import Holder

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
TOOL = "/usr/bin/softhsm2-util"
LABEL, PIN, OFFICER_PIN = "Token Lâm Đồng", "246813579024", "97531864"
"""The PIN is too long to stand by chance in what is random."""


@dataclass(frozen=True)
class SoftToken:
    """A token that is plugged in."""

    folder: Path

    @property
    def choice(self) -> TokenChoice:
        return TokenChoice(LIBRARY, LABEL)

    def pull_out(self) -> None:
        """Take it out of the machine."""
        for file in sorted(self.folder.rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()


def plugged(folder: Path, monkeypatch: pytest.MonkeyPatch, *holders: Holder) -> Iterator[SoftToken]:
    """A token with these certificates and keys; the library is let go afterwards."""
    tokens = folder / "tokens"
    tokens.mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))
    pkcs11.unload(str(LIBRARY))
    initialise = ["--init-token", "--free", "--label", LABEL, "--so-pin", OFFICER_PIN, "--pin", PIN]
    subprocess.run([TOOL, *initialise], check=True, capture_output=True)  # noqa: S603 our own words
    library = pkcs11.lib(str(LIBRARY))
    with library.get_token(token_label=LABEL).open(user_pin=PIN, rw=True) as session:
        for number, holder in enumerate(holders, 1):
            mark = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: bytes([number])}
            session.create_object({**decode_rsa_private_key(holder.key_der()), **mark, pkcs11.Attribute.SIGN: True})
            certificate = decode_x509_certificate(holder.certificate.public_bytes(Encoding.DER))
            session.create_object({**certificate, **mark})
    yield SoftToken(tokens)
    pkcs11.unload(str(LIBRARY))
