"""The part of a signed file that no signature covers: the room in which the signature itself lies.

A byte changed there changes no content and no verdict of the cryptography; it is told all the same.
"""

import re
import warnings
from typing import Any

_HEX = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")
_VERSIONS = {"v1", "v3", "v4", "v5"}


def is_untouched(pdf: bytes, signature: Any, known: tuple[Any, ...]) -> bool:
    """Whether it holds the signature, zeros behind it, and certificates that are what their issuers made of them.

    `signature` is pyHanko's, `known` are further certificates that may have issued those in it.
    """
    from asn1crypto.cms import ContentInfo

    _, first, second, _ = (int(number) for number in signature.byte_range)
    content = signature.pkcs7_content
    envelope = ContentInfo.load(content)
    rest = content[len(envelope.dump()) :]
    if _HEX.fullmatch(pdf[first:second]) is None or rest.strip(b"\x00") or not _is_plain(envelope["content"]):
        return False
    inside = (signature.signer_cert, *signature.other_embedded_certs)
    return all(_is_whole(one, (*inside, *known)) for one in inside)


def _is_plain(signed: Any) -> bool:
    """Whether what the envelope says of itself fits what is in it (RFC 5652, 5.1)."""
    used = {one["digest_algorithm"].dump() for one in signed["signer_infos"]}
    return signed["version"].native in _VERSIONS and {one.dump() for one in signed["digest_algorithms"]} == used


def _is_whole(certificate: Any, known: tuple[Any, ...]) -> bool:
    """Whether one of those who could have issued a certificate did; true where none of them is here.

    False also where it is too damaged to be read, and where it differs from its own other copy.
    """
    issuers = [one for one in known if one.subject == certificate.issuer]
    if issuers:
        return any(_issued(certificate, by=one) for one in issuers)
    return all(one.dump() == certificate.dump() for one in known if _names(one) == _names(certificate))


def _names(certificate: Any) -> tuple[Any, ...]:
    return certificate.serial_number, certificate.subject, certificate.public_key.dump()


def _issued(certificate: Any, by: Any) -> bool:
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    with warnings.catch_warnings():
        # A damaged certificate also breaks rules that are not asked for here, such as the sign of its number.
        warnings.simplefilter("ignore")
        try:
            mine, theirs = (x509.load_der_x509_certificate(one.dump()) for one in (certificate, by))
            mine.verify_directly_issued_by(theirs)
        except (InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion, ValueError, TypeError):
            return False
    return True
