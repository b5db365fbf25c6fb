"""Frozen records of signing: what crosses a boundary. Instants are aware UTC; a hash is SHA-256 in hex."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec


class SignatoryKind(StrEnum):
    """Who stands behind a signature."""

    PERSON = "person"
    """Người ký: chữ ký màu xanh ở chỗ ký."""
    AGENCY = "agency"
    """Cơ quan: dấu đỏ trùm khoảng 1/3 chữ ký về bên trái."""


class Way(StrEnum):
    """The three ways to sign, all of equal rank."""

    PAPER = "paper"
    CERTIFICATE = "certificate"
    OFFICIAL = "official"


WAYS: dict[Way, str] = {
    Way.PAPER: "Ký trên giấy, đính kèm bản quét",
    Way.CERTIFICATE: "Ký số",
    Way.OFFICIAL: "Ký bằng phần mềm ký số chuyên dùng",
}


@dataclass(frozen=True, slots=True)
class SealedRef:
    """A sealed record: which one, the hash of its frozen content, and how it is called on the screen."""

    entity: str
    id: str
    sealed_hash: str
    title: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file kept beside the workspace by its content."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class CertificateCard:
    """What a person reads of a certificate (Chứng thư số)."""

    subject: str
    organisation: str
    issuer: str
    serial: str
    """Hex, in capitals."""
    not_before: datetime
    not_after: datetime
    self_signed: bool


@dataclass(frozen=True, slots=True)
class Signatory:
    """Somebody who has to sign a paper, in the order of the paper."""

    id: str
    full_name: str
    position: str
    kind: SignatoryKind = SignatoryKind.PERSON
    over: str = ""
    """Of an agency: id of the person whose signature the seal overlaps."""

    @property
    def shown(self) -> str:
        """e.g. "Nguyễn Văn Đức, Trưởng ban"."""
        return f"{self.full_name}, {self.position}" if self.position else self.full_name


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature that was given: never changed, never undone."""

    id: str
    signatory_id: str
    way: Way
    signed_at: datetime
    file: StoredFile
    """The signed PDF, or the scan of the signed paper."""
    recorded_by: str
    base: str = ""
    """Hash of the PDF it was added to; empty for a signature on paper."""
    certificate: CertificateCard | None = None
    timestamped: bool = False


@dataclass(frozen=True, slots=True)
class SignedFile:
    """The PDF of one sealed content on which certificates sign, as it was first drawn."""

    id: str
    sealed_hash: str
    export: StoredFile


@dataclass(frozen=True, slots=True)
class SignedState:
    """Who of a sealed record has signed and who has not."""

    ref: SealedRef
    signatories: tuple[Signatory, ...]
    signatures: tuple[Signature, ...]
    """Of this sealed content, in the order given."""
    file: SignedFile | None = None
    outdated: tuple[Signature, ...] = ()
    """Of an earlier sealed content of the same record, or set aside: kept, and counting for nothing now."""

    def of(self, signatory_id: str) -> Signature | None:
        """The first signature of one signatory."""
        return next((one for one in self.signatures if one.signatory_id == signatory_id), None)

    @property
    def signed(self) -> tuple[Signatory, ...]:
        """Those who have signed."""
        return tuple(one for one in self.signatories if self.of(one.id) is not None)

    @property
    def unsigned(self) -> tuple[Signatory, ...]:
        """Those who have not."""
        return tuple(one for one in self.signatories if self.of(one.id) is None)

    @property
    def current(self) -> StoredFile | None:
        """The PDF with every signature made by certificate so far; None before it is made."""
        last = self.ends
        if last:
            return last[-1].file
        return self.file.export if self.file else None

    @property
    def ends(self) -> tuple[Signature, ...]:
        """The digital signatures that nothing was signed upon: more than one where two desks signed side by side."""
        digital = [one for one in self.signatures if one.way is not Way.PAPER]
        built_on = {one.base for one in digital if one.base != one.file.sha256}
        heads = {one.file.sha256: one for one in digital if one.file.sha256 not in built_on}
        return tuple(heads.values())

    @property
    def summary(self) -> str:
        """e.g. "Đã ký 2/4; chưa ký: Đặng Thị Hoà, Trưởng đoàn"."""
        if not self.signatories:
            return "Chưa có danh sách người ký"
        text = f"Đã ký {len(self.signed)}/{len(self.signatories)}"
        waiting = "; ".join(one.shown for one in self.unsigned)
        return f"{text}; chưa ký: {waiting}" if waiting else text


def file_of(values: Mapping[str, Any]) -> StoredFile:
    """A file as a record names it.

    Raises:
        KeyError, ValueError, TypeError: it names none.
    """
    return StoredFile(str(values["name"]), str(values["sha256"]), int(values["size"]))


def certificate_of(values: Mapping[str, Any]) -> CertificateCard:
    """A certificate's card as a record keeps it.

    Raises:
        msgspec.ValidationError: that is not what stands there.
    """
    return msgspec.convert(values, CertificateCard)
