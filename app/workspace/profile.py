"""What belongs to this PC's user, not to a file: device identity, recent files, window settings.

`KH02_HOME` moves it (tests, headless runs).
"""

import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_data_path

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_RECENT_LIMIT = 10


def home() -> Path:
    """The folder of this user's data, made when missing."""
    folder = Path(os.environ.get("KH02_HOME") or user_data_path("kh02", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def device_id() -> str:
    """This device's identity: 16 hex digits, made once."""
    known = read("device")
    if isinstance(known, str) and len(known) == 16:
        return known
    made = secrets.token_hex(8)
    write("device", made)
    return made


def device_key() -> "Ed25519PrivateKey":
    """The key this device signs exchange files with, made once; only this user of the PC can read it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    target = home() / "device-key"
    try:
        return Ed25519PrivateKey.from_private_bytes(target.read_bytes())
    except (OSError, ValueError):
        made = Ed25519PrivateKey.generate()
        beside = target.with_suffix(".new")
        beside.touch(mode=0o600)
        beside.write_bytes(made.private_bytes_raw())
        beside.replace(target)
        return made


def recent_files() -> tuple[Path, ...]:
    """Workspaces opened lately that still exist, newest first."""
    return tuple(path for path in map(Path, read("recent") or ()) if path.exists())


def remember_file(path: Path) -> None:
    """Put a workspace at the head of the recent list."""
    others = [str(known) for known in recent_files() if known != path]
    write("recent", [str(path), *others][:_RECENT_LIMIT])


def read(key: str) -> Any:
    """One value of this user's profile; None where it was never set or the profile is unreadable."""
    return _load().get(key)


def write(key: str, value: Any) -> None:
    """Set one value of this user's profile."""
    data = _load()
    data[key] = value
    target = home() / "profile.json"
    beside = target.with_suffix(".new")
    beside.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    beside.replace(target)


def _load() -> dict[str, Any]:
    try:
        data = json.loads((home() / "profile.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
