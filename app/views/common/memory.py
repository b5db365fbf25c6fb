"""What a screen remembers on this PC between starts (widths, filters, theme); never the province's data."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths


class Memory:
    """A small store of settings of this window, by key."""

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
            file = Path(folder) / "kh02" / "window.ini"
        self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    def get(self, key: str, default: Any) -> Any:
        """The remembered value, or the default where there is none or it cannot be read."""
        text = self._settings.value(key)
        try:
            value = json.loads(str(text)) if text is not None else default
        except ValueError:
            return default
        return value if default is None or isinstance(value, type(default)) else default

    def keep(self, key: str, value: Any) -> None:
        """Remember a plain value (text, number, list, mapping)."""
        self._settings.setValue(key, json.dumps(value, ensure_ascii=False))

    def get_bytes(self, key: str) -> QByteArray:
        """A remembered state of a Qt widget; empty when there is none."""
        return QByteArray.fromBase64(str(self.get(key, "")).encode())

    def keep_bytes(self, key: str, state: QByteArray) -> None:
        """Remember a state of a Qt widget."""
        self.keep(key, bytes(state.toBase64().data()).decode())
