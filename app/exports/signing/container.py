"""The part of a signed file that no signature covers: the room in which the signature itself lies.

A byte changed there changes no content and no verdict of the cryptography; it is told all the same.
"""

import re
from typing import Any

_HEX = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")


def is_untouched(pdf: bytes, signature: Any, known: tuple[Any, ...]) -> bool:
    """Whether it holds the signature, zeros behind it, and certificates that are what their issuers made of them.

    `signature` is pyHanko's, `known` are further certificates that may have issued those in it.
    """
    from asn1crypto.cms import ContentInfo

    _, first, second, _ = (int(number) for number in signature.byte_range)
    content = signature.pkcs7_content
    rest = content[len(ContentInfo.load(content).dump()) :]
    if _HEX.fullmatch(pdf[first:second]) is None or rest.strip(b"\x00"):
        return False
    inside = (signature.signer_cert, *signature.other_embedded_certs)
    return all(_is_whole(one, (*inside, *known)) for one in inside)


def _is_whole(certificate: Any, known: tuple[Any, ...]) -> bool:
    """Whether one of those who could have issued a certificate did; true where none of them is here."""
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature

    issuers = [one for one in known if one.subject == certificate.issuer]
    mine = x509.load_der_x509_certificate(certificate.dump())
    for issuer in issuers:
        try:
            mine.verify_directly_issued_by(x509.load_der_x509_certificate(issuer.dump()))
        except (InvalidSignature, ValueError, TypeError):
            continue
        return True
    return not issuers
