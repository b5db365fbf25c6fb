"""A file that carries changes and attachments between two desks without a server: encrypted, signed by the device.

Its form is docs/protocol.md, "Bundles". Encryption is age (pyrage), the signature Ed25519. It must not know the
workspace: it takes and gives bytes.
"""

import hashlib
import io
import json
import os
import tarfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import pyrage
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.models.errors import AppError, InvalidInputError

_MAGIC = b"kh02b\x01"
_LENGTH_BYTES = 4
_MAX_WRAPPED = 10_000
MAX_CHANGES_BYTES = 256 << 20
"""Unpacked size of the changes of one bundle; more is a bomb, not a province."""
_MANIFEST, _SIGNATURE, _CHANGES, _FILES = "manifest.json", "signature", "changes.json.zst", "files/"
_READ = 1 << 20
_BROKEN = (
    *(ValueError, KeyError, TypeError, EOFError, RecursionError),
    *(tarfile.TarError, zstandard.ZstdError, pyrage.DecryptError),
)


class BundleError(AppError):
    """The file is no bundle of ours, is damaged, or is locked with another key."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself; signed by the device that made it."""

    province: str
    device: str
    public_key: str
    """Ed25519, raw, in hex."""
    made_at: str
    """UTC ISO with milliseconds."""
    changes: str
    """SHA-256 (hex) of the changes member as it is stored."""
    count: int
    files: tuple[str, ...]
    """SHA-256 of each attachment inside, in order."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A bundle that was read whole and found in order."""

    manifest: Manifest
    batch: bytes
    """The changes as `app.journal.wire` writes a batch."""


class Lock(Protocol):
    """What only the two desks know."""

    def shut(self, plain: bytes) -> bytes:
        """Encrypt a few bytes."""

    def open(self, shut: bytes) -> bytes:
        """Decrypt them.

        Raises:
            InvalidInputError: this lock does not open it.
        """


@dataclass(frozen=True, slots=True, repr=False)
class PassphraseLock:
    """A passphrase that two persons agreed on; made slow on purpose (age, scrypt: about a second)."""

    passphrase: str

    def shut(self, plain: bytes) -> bytes:
        """Encrypt a few bytes."""
        made: bytes = pyrage.passphrase.encrypt(plain, self.passphrase)
        return made

    def open(self, shut: bytes) -> bytes:
        """Decrypt them.

        Raises:
            InvalidInputError: another passphrase.
        """
        try:
            found: bytes = pyrage.passphrase.decrypt(shut, self.passphrase)
        except pyrage.DecryptError as error:
            raise InvalidInputError(
                "Mật khẩu của tệp trao đổi không đúng.", "Hỏi lại người tạo tệp; chữ hoa, chữ thường, dấu phải đúng."
            ) from error
        return found


Stored = tuple[str, int, Iterable[bytes]]
"""An attachment: its SHA-256 in hex, size in bytes, and content in chunks."""


def write(
    path: Path,
    *,
    manifest: Callable[[str], Manifest],
    batch: bytes,
    files: Iterable[Stored],
    key: Ed25519PrivateKey,
    lock: Lock,
) -> None:
    """Write a bundle in one step; an older file of that name is replaced only when the new one is whole.

    `manifest` is asked with the SHA-256 of the packed changes.

    Raises:
        OSError: the disk refuses; nothing is left behind.
    """
    packed = zstandard.ZstdCompressor(level=10).compress(batch)
    said = json.dumps(asdict(manifest(hashlib.sha256(packed).hexdigest())), ensure_ascii=False).encode()
    identity = pyrage.x25519.Identity.generate()
    wrapped = lock.shut(str(identity).encode())
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("wb") as target:
            target.write(_MAGIC + len(wrapped).to_bytes(_LENGTH_BYTES, "big") + wrapped)
            with _encrypting(target, identity) as inner, tarfile.open(fileobj=inner, mode="w|") as tar:
                for name, content in ((_MANIFEST, said), (_SIGNATURE, key.sign(said)), (_CHANGES, packed)):
                    _add(tar, name, len(content), io.BytesIO(content))
                for sha256, size, chunks in files:
                    _add(tar, _FILES + sha256, size, _Chunked(chunks))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read(path: Path, *, lock: Lock, keep: Callable[[str, BinaryIO], None] | None = None) -> Contents:
    """Read a bundle to its end and check signature and every hash; `keep` is handed each attachment.

    Call it first without `keep`: what is damaged or false is then refused before anything is stored.

    Raises:
        BundleError: no bundle, damaged, wrong passphrase, wrong signature.
    """
    with path.open("rb") as source, _translated(path):
        identity = _unwrap(source, lock)
        with _decrypting(source, identity) as inner, tarfile.open(fileobj=inner, mode="r|") as tar:
            found = _checked(tar, keep)
            while inner.read(_READ):
                pass  # only at its end does the cipher say that nothing was cut off
            return found


def _checked(tar: tarfile.TarFile, keep: Callable[[str, BinaryIO], None] | None) -> Contents:
    members = iter(tar)
    said = _member(tar, members, _MANIFEST).read()
    given = json.loads(said)
    manifest = Manifest(**{**given, "files": tuple(given["files"])})
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(manifest.public_key))
    public.verify(_member(tar, members, _SIGNATURE).read(), said)
    packed = _member(tar, members, _CHANGES).read()
    if hashlib.sha256(packed).hexdigest() != manifest.changes:
        raise ValueError("the changes are not those that were signed")
    for sha256 in manifest.files:
        content = _Hashing(_member(tar, members, _FILES + sha256))
        if keep is not None:
            keep(sha256, content)  # type: ignore[arg-type]  # reads like a binary file
        while content.read(_READ):
            pass
        if content.digest != sha256:
            raise ValueError("an attachment is not the one that was signed")
    reader = zstandard.ZstdDecompressor().stream_reader(packed)
    batch = reader.read(MAX_CHANGES_BYTES + 1)
    if len(batch) > MAX_CHANGES_BYTES:
        raise ValueError("the changes are too many")
    return Contents(manifest, batch)


def _member(tar: tarfile.TarFile, members: Iterator[tarfile.TarInfo], name: str) -> BinaryIO:
    info = next(members, None)
    content = tar.extractfile(info) if info is not None and info.name == name and info.isreg() else None
    if content is None:
        raise ValueError(f"{name} is missing")
    return content  # type: ignore[return-value]  # a buffered reader


def _add(tar: tarfile.TarFile, name: str, size: int, content: object) -> None:
    info = tarfile.TarInfo(name)
    info.size = size
    tar.addfile(info, content)  # type: ignore[arg-type]  # anything with `read` will do


def _unwrap(source: BinaryIO, lock: Lock) -> "pyrage.x25519.Identity":
    head = source.read(len(_MAGIC) + _LENGTH_BYTES)
    length = int.from_bytes(head[len(_MAGIC) :], "big")
    if not head.startswith(_MAGIC) or not 0 < length <= _MAX_WRAPPED:
        raise ValueError("no bundle")
    return pyrage.x25519.Identity.from_str(lock.open(source.read(length)).decode())


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except InvalidSignature as error:
        raise BundleError(
            f"Chữ ký của {path.name} không đúng.", "Tệp đã bị sửa sau khi tạo. Xin lại tệp, không nhập tệp này."
        ) from error
    except _BROKEN as error:
        raise damaged(path) from error


def damaged(path: Path) -> BundleError:
    """The message for a file that cannot be read as a bundle."""
    return BundleError(f"{path.name} không phải tệp trao đổi, hoặc bị hỏng.", "Chép lại tệp từ máy kia rồi nhập lại.")


@contextmanager
def _encrypting(target: BinaryIO, identity: "pyrage.x25519.Identity") -> Iterator[BinaryIO]:
    """A file to write plain bytes into; a thread encrypts them to `target`, so that no plain byte touches the disk."""
    with _through_pipe(lambda inner: pyrage.encrypt_io(inner, target, [identity.to_public()]), feeding=True) as pipe:
        yield pipe


@contextmanager
def _decrypting(source: BinaryIO, identity: "pyrage.x25519.Identity") -> Iterator[BinaryIO]:
    """A file to read the plain bytes of `source` from."""
    with _through_pipe(lambda inner: pyrage.decrypt_io(source, inner, [identity]), feeding=False) as pipe:
        yield pipe


@contextmanager
def _through_pipe(work: Callable[[BinaryIO], object], *, feeding: bool) -> Iterator[BinaryIO]:
    reading, writing = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    ours, theirs = (writing, reading) if feeding else (reading, writing)
    failed: list[Exception] = []

    def run() -> None:
        try:
            work(theirs)  # type: ignore[arg-type]  # a binary file
        except (ValueError, OSError, pyrage.DecryptError, pyrage.EncryptError) as error:
            failed.append(error)
        finally:
            theirs.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield ours  # type: ignore[misc]  # a binary file
    finally:
        ours.close()
        thread.join()
    if failed and (feeding or not isinstance(failed[0], BrokenPipeError)):
        raise failed[0]


class _Chunked(io.RawIOBase):
    """Chunks as a file to read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._rest) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._rest += chunk
        cut = len(self._rest) if size < 0 else size
        found, self._rest = self._rest[:cut], self._rest[cut:]
        return found


class _Hashing:
    """A file whose content is hashed as it is read."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner = inner
        self._hash = hashlib.sha256()

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what was read so far."""
        return self._hash.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        data = self._inner.read(size)
        self._hash.update(data)
        return data
