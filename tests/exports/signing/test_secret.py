"""A secret shows itself to nobody who did not ask."""

import copy
import pickle

import pytest

from app.exports.signing.secret import Secret

TEXT = "mã PIN 246813"


@pytest.mark.parametrize("show", [repr, str, "{}".format, lambda secret: f"{secret!r}", lambda secret: repr([secret])])
def test_formatting_shows_nothing(show: object) -> None:
    assert callable(show)
    assert "246813" not in show(Secret(TEXT))


def test_gives_its_text_to_who_asks() -> None:
    assert Secret(TEXT).reveal() == TEXT
    assert not Secret("")


def test_is_never_written() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret(TEXT))
    with pytest.raises(TypeError):
        copy.copy(Secret(TEXT))
