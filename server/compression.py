"""Packed bodies: zstd and gzip in both directions, with limits that a bomb does not get past."""

import zlib

import zstandard

MAX_PACKED = 32 << 20
MAX_UNPACKED = 128 << 20
MAX_RATIO = 200
_FREE_BYTES = 64 << 10
"""Up to this size a body may be packed as tightly as it likes: a few hundred equal records pack beyond any ratio."""
_SMALLEST_WORTH_PACKING = 512
_LEVEL = 3
_STEP = 1 << 20
_GZIP = 16 + zlib.MAX_WBITS


class TooLargeError(ValueError):
    """Unpacked it is larger than is allowed."""


def unpack(packed: bytes, encoding: str) -> bytes:
    """Give the plain bytes of a body.

    Raises:
        TooLargeError: beyond MAX_UNPACKED, or beyond MAX_RATIO of what came.
        ValueError: another encoding, or damaged.
    """
    if encoding in ("", "identity"):
        return packed
    allowed = min(MAX_UNPACKED, max(len(packed) * MAX_RATIO, _FREE_BYTES))
    if encoding == "zstd":
        return _unpack_zstd(packed, allowed)
    if encoding == "gzip":
        return _unpack_gzip(packed, allowed)
    raise ValueError(f"an encoding that is not spoken here: {encoding[:40]}")


def choose(accepted: str) -> str:
    """The encoding for an answer, by what the desk accepts: zstd, gzip or nothing."""
    offered = {part.partition(";")[0].strip().lower() for part in accepted.split(",") if not _is_refused(part)}
    return next((encoding for encoding in ("zstd", "gzip") if encoding in offered), "")


def pack(plain: bytes, encoding: str) -> bytes:
    """Give the packed form; `worth_packing` says whether to ask for it."""
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=_LEVEL).compress(plain)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(plain) + packer.flush()


def worth_packing(plain: bytes) -> bool:
    """Whether a body is long enough for packing to gain something."""
    return len(plain) >= _SMALLEST_WORTH_PACKING


def _is_refused(part: str) -> bool:
    return part.partition(";")[2].replace(" ", "") in ("q=0", "q=0.0", "q=0.00", "q=0.000")


def _unpack_zstd(packed: bytes, allowed: int) -> bytes:
    plain = bytearray()
    try:
        with zstandard.ZstdDecompressor(max_window_size=MAX_UNPACKED).stream_reader(packed) as reader:
            while part := reader.read(_STEP):
                plain += part
                if len(plain) > allowed:
                    raise TooLargeError("unpacked beyond what is allowed")
    except zstandard.ZstdError as error:
        raise ValueError(f"not zstd: {error}") from error
    return bytes(plain)


def _unpack_gzip(packed: bytes, allowed: int) -> bytes:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(packed, allowed + 1)
    except zlib.error as error:
        raise ValueError(f"not gzip: {error}") from error
    if len(plain) > allowed:
        raise TooLargeError("unpacked beyond what is allowed")
    if not unpacker.eof:
        raise ValueError("gzip that is cut off")
    return plain
