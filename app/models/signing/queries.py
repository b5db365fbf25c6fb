"""Reads the signing of a sealed record into frozen records."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import vietnam_time
from app.models.base import EFFECTIVE, ChangeRow
from app.models.fitting import told
from app.models.signing.entities import SignatoryRow, SignatureRow, SignedFileRow
from app.models.signing.records import (
    CertificateCard,
    SealedRef,
    Signatory,
    SignatoryKind,
    Signature,
    SignedFile,
    SignedState,
    Way,
    certificate_of,
    file_of,
)


def state(session: Session, ref: SealedRef) -> SignedState:
    """Who of a sealed record has signed and who has not."""
    rows = session.scalars(
        select(SignatureRow)
        .where(SignatureRow.subject_id == ref.id, SignatureRow.deleted.is_(False))
        .order_by(SignatureRow.recorded_at, SignatureRow.id)
    ).all()
    given = [
        (_counts(row, ref), _signature(row)) for row in told(SignatureRow, rows) if row.subject_entity == ref.entity
    ]
    return SignedState(
        ref,
        tuple(map(_signatory, signatories(session, ref))),
        tuple(one for counts, one in given if counts),
        signed_file(session, ref),
        tuple(one for counts, one in given if not counts),
    )


def signatories(session: Session, ref: SealedRef) -> tuple[SignatoryRow, ...]:
    """The rows of who signs, in the order of the paper."""
    rows = session.scalars(
        select(SignatoryRow)
        .where(SignatoryRow.subject_id == ref.id, SignatoryRow.deleted.is_(False))
        .order_by(SignatoryRow.rank, SignatoryRow.id)
    )
    return tuple(row for row in rows if row.subject_entity == ref.entity)


def signed_file(session: Session, ref: SealedRef) -> SignedFile | None:
    """The PDF of this sealed content; None before it is made."""
    rows = session.scalars(
        select(SignedFileRow)
        .where(SignedFileRow.subject_id == ref.id, SignedFileRow.deleted.is_(False))
        .order_by(SignedFileRow.id)
    )
    for row in told(SignedFileRow, rows):
        if row.subject_entity == ref.entity and row.sealed_hash == ref.sealed_hash:
            return SignedFile(row.id, row.sealed_hash, file_of(row.file))
    return None


def sealed_hashes(session: Session, entity_id: str) -> tuple[tuple[str, datetime], ...]:
    """Hash and instant of each sealing of a record that this journal knows, the latest last."""
    rows = session.execute(
        select(ChangeRow.fields, EFFECTIVE.label("stamp"))
        .where(or_(ChangeRow.entity_id == entity_id, ChangeRow.root_id == entity_id))
        .where(or_(ChangeRow.kind == "seal", ChangeRow.entity_id == entity_id))
        .order_by(EFFECTIVE)
    )
    found = ((_content_hash(row.fields), row.stamp) for row in rows)
    return tuple((digest, vietnam_time.from_iso(stamp.partition("Z")[0] + "Z")) for digest, stamp in found if digest)


def certificate_fields(card: CertificateCard) -> dict[str, Any]:
    """A card as a record keeps it."""
    values = {one.name: getattr(card, one.name) for one in fields(card)}
    return {**values, "not_before": vietnam_time.iso(card.not_before), "not_after": vietnam_time.iso(card.not_after)}


def _counts(row: SignatureRow, ref: SealedRef) -> bool:
    return row.sealed_hash == ref.sealed_hash and not row.set_aside


def _content_hash(values: Mapping[str, Any]) -> str:
    seal = values.get("seal") or values.get("sealed") or values
    return str(seal.get("content_hash", "")) if isinstance(seal, Mapping) else ""


def _signatory(row: SignatoryRow) -> Signatory:
    kind = SignatoryKind(row.kind) if row.kind in set(SignatoryKind) else SignatoryKind.PERSON
    return Signatory(row.id, row.full_name, row.position, kind, row.over)


def _signature(row: SignatureRow) -> Signature:
    return Signature(
        id=row.id,
        signatory_id=row.signatory_id,
        way=Way(row.way) if row.way in set(Way) else Way.OFFICIAL,
        signed_at=vietnam_time.from_iso(row.signed_at),
        file=file_of(row.file),
        recorded_by=row.recorded_by,
        base=row.base,
        certificate=certificate_of(row.certificate) if row.certificate else None,
        timestamped=row.timestamped,
    )
