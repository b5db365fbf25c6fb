"""Reads the data files the program ships. They are package data: read-only, in clean Vietnamese, NFC."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


@cache
def load_yaml(name: str) -> Any:
    """The content of `resources/NAME`; callers must not change it."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path_of(name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 a safe loader, in C


def path_of(name: str) -> Path:
    """Where a shipped file lies on this PC."""
    return Path(str(files("resources").joinpath(name)))
