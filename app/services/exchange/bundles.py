"""Trao đổi dữ liệu bằng tệp: what a desk holds, to another and back, without a server (docs/protocol.md, Bundles).

The province, the device and its signature are checked before anything is stored; then the same merge as ever.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.journal import wire
from app.models import queries, vietnam_time
from app.models.errors import InvalidInputError, RefusedError
from app.services.desk import Desk, Outcome
from app.services.exchange.taking_in import take_in
from app.sync import bundle
from app.sync.bundle import Manifest, PassphraseLock
from app.workspace import files, profile
from app.workspace.errors import disk_errors

SHORTEST = 8
"""Characters of a passphrase, at least."""
_KNOWN_KEYS = "device_keys"


@dataclass(frozen=True, slots=True)
class Sent:
    """What went into a bundle."""

    path: Path
    changes: int
    files: int


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


def write_bundle(desk: Desk, *, path: Path, passphrase: str, with_files: bool = False) -> Sent:
    """Write everything this desk knows, its own and what it received, into an encrypted file signed by this device.

    Raises:
        InvalidInputError: a passphrase shorter than SHORTEST.
        DiskError: it cannot be written; nothing is left behind.
    """
    if len(passphrase) < SHORTEST:
        raise InvalidInputError(f"Mật khẩu ngắn hơn {SHORTEST} ký tự.", "Chọn mật khẩu dài hơn và báo cho người nhận.")
    key = profile.device_key()
    workspace = desk.workspace
    with workspace.reading() as session:
        encoded = [wire.encode(change) for change in queries.all_changes(session)]
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
            lock=PassphraseLock(passphrase),
        )
    return Sent(path, len(encoded), len(held))


def read_bundle(desk: Desk, *, path: Path, passphrase: str) -> Received:
    """Take in what another desk wrote. Twice is as good as once; the file is checked to its end before it is stored.

    Raises:
        BundleError: no bundle, damaged, or a wrong signature.
        InvalidInputError: a wrong passphrase, no such file.
        RefusedError: another province, or a device that signs with another key than before.
    """
    with disk_errors(path):
        if not path.is_file():
            raise InvalidInputError(f"Không có tệp {path.name}.", "Chọn lại tệp trao đổi (.kh02b).")
        lock = PassphraseLock(passphrase)
        found = bundle.read(path, lock=lock)
    _refuse_stranger(desk, found.manifest)
    changes, refused = wire.decode_batch(found.batch)
    outcome, fresh = take_in(desk, changes, title=f"Nhận dữ liệu từ máy {found.manifest.device}")
    if found.manifest.files:
        _keep_files(desk, path, lock)
    reasons = tuple(f"Thay đổi thứ {index + 1}: {reason}" for index, reason in refused)
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
