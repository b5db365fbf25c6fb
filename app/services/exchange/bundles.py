"""Trao đổi dữ liệu bằng tệp: what a desk holds, to another and back, without a server (docs/protocol.md, Bundles).

The province, the device and its signature are checked before anything is stored; then the same merge as ever.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.journal import wire
from app.journal.change import Change
from app.models import outbox, vietnam_time
from app.models.errors import InvalidInputError, RefusedError
from app.services.desk import Desk, Outcome
from app.services.exchange import joining
from app.services.exchange.taking_in import take_in
from app.sync import bundle
from app.sync.bundle import Manifest, PassphraseLock
from app.workspace import files, profile
from app.workspace.backups import refuse_own_file
from app.workspace.errors import disk_errors

SHORTEST = 8
"""Characters of a passphrase, at least."""
_log = logging.getLogger(__name__)
_KNOWN_KEYS = "device_keys"
_UNREADABLE = "không đọc được; bản cài của máy kia mới hơn, hoặc dữ liệu ở đó bị hỏng."
_ASKED = ("Tệp này đóng bằng mật khẩu riêng.", "Nhập mật khẩu mà người tạo tệp đã báo.")


class PassphraseNeededError(InvalidInputError):
    """The file is not locked with the province key that this desk holds: a person must give its passphrase."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What went into a bundle."""

    path: Path
    changes: int
    files: int
    left_out: int = 0
    """Changes too large to travel: they stay here."""

    @property
    def words(self) -> str:
        """What went into it, for reading."""
        files = f"{self.files} tệp đính kèm" if self.files else "không kèm tệp"
        left = f"; {self.left_out} thay đổi quá lớn ở lại máy này" if self.left_out else ""
        return f"{self.changes} thay đổi, {files}{left}"


@dataclass(frozen=True, slots=True)
class Received:
    """What a bundle brought."""

    outcome: Outcome
    device: str
    changes: int
    """Changes that were new here."""
    known: int
    files: int
    refused: tuple[str, ...]
    """Why changes could not be read, in plain words; the others are in."""


def needs_passphrase(desk: Desk) -> bool:
    """Whether this desk holds no province key: a bundle is then locked with what two persons agree on."""
    return not joining.province_key(desk)


def write_bundle(desk: Desk, *, path: Path, passphrase: str = "", with_files: bool = False) -> Sent:
    """Write everything this desk knows, its own and what it received, into an encrypted file signed by this device.

    Without a passphrase it is locked with the province key: any PC that joined the same province opens it.

    Raises:
        InvalidInputError: a passphrase shorter than SHORTEST, or none and no province key; a file of the workspace.
        DiskError: it cannot be written; nothing is left behind.
    """
    refuse_own_file(desk.path, path)
    secret = passphrase or joining.province_key(desk)
    if len(secret) < SHORTEST:
        raise InvalidInputError(f"Mật khẩu ngắn hơn {SHORTEST} ký tự.", "Chọn mật khẩu dài hơn và báo cho người nhận.")
    key = profile.device_key()
    workspace = desk.workspace
    with workspace.reading() as session:
        encoded, too_large = _encoded(outbox.to_hand_on(session))
    held = files.stored(workspace.path, key=workspace.key) if with_files else {}

    def manifest(changes: str) -> Manifest:
        public = key.public_key().public_bytes_raw().hex()
        made_at = vietnam_time.iso(desk.now())
        return Manifest(desk.province.code, workspace.device, public, made_at, changes, len(encoded), tuple(held))

    with disk_errors(path):
        bundle.write(
            path,
            manifest=manifest,
            batch=wire.join_batch(encoded),
            files=((sha, size, files.chunks(workspace.path, sha, key=workspace.key)) for sha, size in held.items()),
            key=key,
            lock=PassphraseLock(secret),
        )
    return Sent(path, len(encoded), len(held), too_large)


def _encoded(changes: Iterable[Change]) -> tuple[list[bytes], int]:
    """The wire forms, and how many changes have none."""
    found: list[bytes] = []
    left_out = 0
    for change in changes:
        try:
            found.append(wire.encode(change))
        except wire.WireError as error:
            _log.warning("change %s cannot travel: %s", change.id, error)
            left_out += 1
    return found, left_out


def read_bundle(desk: Desk, *, path: Path, passphrase: str = "") -> Received:
    """Take in what another desk wrote. Twice is as good as once; the file is checked to its end before it is stored.

    Raises:
        BundleError: no bundle, damaged, or a wrong signature.
        PassphraseNeededError: none was given and the province key does not open it.
        InvalidInputError: a wrong passphrase, no such file.
        RefusedError: another province, or a device that signs with another key than before.
    """
    with disk_errors(path):
        if not path.is_file():
            raise InvalidInputError(f"Không có tệp {path.name}.", "Chọn lại tệp trao đổi (.kh02b).")
        secret = passphrase or joining.province_key(desk)
        if not secret:
            raise PassphraseNeededError(*_ASKED)
        lock = PassphraseLock(secret)
        try:
            found = bundle.read(path, lock=lock)
        except InvalidInputError as error:
            if passphrase:
                raise
            raise PassphraseNeededError(*_ASKED) from error
    _refuse_stranger(desk, found.manifest)
    try:
        changes, refused = wire.decode_batch(found.batch)
    except wire.WireError as error:
        raise bundle.damaged(path) from error
    for index, reason in refused:
        _log.warning("change %s of %s cannot be read: %s", index + 1, path.name, reason)
    title = f"Nhận dữ liệu từ máy {found.manifest.device}"
    with desk.workspace.reading() as session:
        new = outbox.unknown(session, changes)
    outcome, fresh = take_in(desk, changes, title=title)
    with desk.workspace.maintaining() as session:
        outbox.note_received(session, new, title=title, at=vietnam_time.iso(desk.now()))
    if found.manifest.files:
        _keep_files(desk, path, lock)
    reasons = tuple(f"Thay đổi thứ {index + 1}: {_UNREADABLE}" for index, _ in refused)
    return Received(outcome, found.manifest.device, fresh, len(changes) - fresh, len(found.manifest.files), reasons)


def _refuse_stranger(desk: Desk, manifest: Manifest) -> None:
    if manifest.province != desk.province.code:
        raise RefusedError(
            "Tệp trao đổi của tỉnh khác.", f"Tệp này thuộc mã tỉnh {manifest.province}; đang mở {desk.province.title}."
        )
    known = dict(desk.workspace.local_setting(_KNOWN_KEYS) or {})  # type: ignore[call-overload]  # JSON object
    if known.setdefault(manifest.device, manifest.public_key) != manifest.public_key:
        raise RefusedError(
            f"Máy {manifest.device} ký bằng khoá khác lần trước.",
            "Hỏi người dùng máy đó: nếu máy được cài lại thì tạo tệp từ hồ sơ cũ, nếu không thì không nhập tệp này.",
        )
    desk.workspace.set_local(_KNOWN_KEYS, known)


def _keep_files(desk: Desk, path: Path, lock: PassphraseLock) -> None:
    workspace = desk.workspace

    def keep(sha256: str, content: BinaryIO) -> None:
        files.receive(workspace.path, sha256, content, key=workspace.key)

    with disk_errors(path):
        bundle.read(path, lock=lock, keep=keep)
