"""The tables of signing. Each is owned by the sealed record it concerns."""

from typing import Any, ClassVar

from sqlalchemy import JSON, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models import vietnam_time
from app.models.base import Synced
from app.models.signing.records import certificate_of, file_of


class _OfSealed(Synced):
    """A record about a sealed one, which owns it."""

    __abstract__ = True

    subject_entity: Mapped[str]
    subject_id: Mapped[str]

    def root(self) -> str:
        """The sealed record."""
        return self.subject_id


class SignatoryRow(_OfSealed):
    """Somebody who has to sign (Người ký). Natural id: the sealed record, kind, name and position."""

    __tablename__ = "signatory"
    __table_args__ = (Index(None, "subject_id"),)
    ENTITY = "signatory"

    rank: Mapped[str]
    kind: Mapped[str]
    full_name: Mapped[str]
    position: Mapped[str] = mapped_column(default="")
    over: Mapped[str] = mapped_column(default="")


class SignedFileRow(_OfSealed):
    """The PDF of one sealed content that certificates sign. Natural id: the sealed record and its hash."""

    __tablename__ = "signed_file"
    __table_args__ = (Index(None, "subject_id"),)
    ENTITY = "signed_file"
    READ_AS: ClassVar = {"file": file_of}
    FILES = ("file",)

    sealed_hash: Mapped[str]
    title: Mapped[str]
    file: Mapped[dict[str, Any]]
    """{"name", "sha256", "size"}: one whole."""


class SignatureRow(_OfSealed):
    """One signature that was given (Chữ ký): only ever added, or set aside where two desks signed side by side."""

    __tablename__ = "signature"
    __table_args__ = (Index(None, "subject_id"),)
    ENTITY = "signature"
    READ_AS: ClassVar = {
        "signed_at": vietnam_time.from_iso,
        "recorded_at": vietnam_time.from_iso,
        "file": file_of,
        "certificate": certificate_of,
    }
    FILES = ("file",)

    signatory_id: Mapped[str]
    sealed_hash: Mapped[str]
    way: Mapped[str]
    signed_at: Mapped[str]
    recorded_at: Mapped[str]
    recorded_by: Mapped[str]
    file: Mapped[dict[str, Any]]
    """{"name", "sha256", "size"}: one whole."""
    base: Mapped[str] = mapped_column(default="")
    """SHA-256 of the PDF it was added to; empty for a signature on paper."""
    certificate: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """The fields of a CertificateCard, instants as UTC ISO: one whole."""
    timestamped: Mapped[bool] = mapped_column(default=False)
    set_aside: Mapped[str] = mapped_column(default="")
    """Why it counts no more: two desks had signed two files side by side and the other one was kept."""
