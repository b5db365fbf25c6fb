"""What can go wrong between a sealed paper and its signature, in words for the person at the desk.

No message carries a password, a PIN or a part of one.
"""

from app.models.errors import AppError


class SigningError(AppError):
    """Nothing was signed; the record and its files are as before."""


class WrongPasswordError(SigningError):
    """The password does not open the certificate file, or the token refuses the PIN."""


class CertificateFileError(SigningError):
    """The file is no PKCS#12 store, or holds no key or no certificate."""


class CertificateTimeError(SigningError):
    """The certificate has expired or is not yet valid at the desk's time."""


class ClockError(SigningError):
    """The desk's clock contradicts what is already in the file."""


class TokenError(SigningError):
    """The PKCS#11 library is missing, no token is plugged in, or it was pulled out."""


class PdfError(SigningError):
    """The file is no PDF, is damaged or is encrypted."""


class PictureError(SigningError):
    """The picture of the signature or the seal cannot be used."""


class PlaceError(SigningError):
    """The paper has no place for this signature."""


class ScanError(SigningError):
    """The scan is of another document, or does not say of which."""


class ChangedError(SigningError):
    """The file that came back is not the paper that was handed out."""
