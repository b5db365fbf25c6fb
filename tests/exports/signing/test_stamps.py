"""What a visible signature shows, and where (NĐ 30/2020, Phụ lục I)."""

from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from app.exports.pdf.places import Place, PlaceKind
from app.exports.signing.errors import PictureError
from app.exports.signing.pictures import BLUE, RED, read_picture
from app.exports.signing.stamps import MM, seal_stamp, signature_box, signature_stamp
from tests.exports.signing.papers import place, seal_png, sealed, signature_png, signed_twice

BOX = Place(PlaceKind.SIGNATURE, 0, 300, 200, 540, 264)


def test_a_signature_stands_in_the_middle_of_its_place(tmp_path: Path) -> None:
    stamp = signature_stamp(BOX, read_picture(signature_png(tmp_path / "ky.png"), BLUE))
    left, bottom, right, top = stamp.box
    assert abs((left + right) / 2 - 420) <= 1
    assert bottom >= 199
    assert top <= 265
    assert right - left <= 50 * MM + 1


def test_the_seal_has_its_real_size_and_covers_the_left_third(tmp_path: Path) -> None:
    stamp = seal_stamp(BOX, 2.5, read_picture(seal_png(tmp_path / "dau.png"), RED), 36)
    left, _, right, _ = signature_box(BOX, 2.5)
    assert abs((stamp.box[2] - stamp.box[0]) / MM - 36) < 0.5
    assert abs(stamp.box[2] - (left + (right - left) / 3)) <= 1


def test_the_page_shows_blue_and_red(tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(sealed(signed_twice(tmp_path), tmp_path))
    document.init_forms()
    shown = document[0].render(scale=1.5).to_pil().convert("RGB")
    document.close()
    pixels = np.asarray(shown).astype(int)
    red, green, blue = pixels[:, :, 0], pixels[:, :, 1], pixels[:, :, 2]
    assert ((blue > 120) & (red < 60) & (green < 100)).sum() > 200
    assert ((red > 180) & (green < 80) & (blue < 90)).sum() > 200


def test_a_scanned_signature_becomes_blue_on_a_clear_ground(tmp_path: Path) -> None:
    scan = tmp_path / "quet.jpg"
    picture = Image.new("RGB", (200, 80), "white")
    picture.paste((10, 10, 10), (50, 30, 150, 40))
    picture.save(scan)
    made = read_picture(scan, BLUE)
    path = tmp_path / "made.png"
    path.write_bytes(made.data)
    with Image.open(path) as opened:
        assert opened.getpixel((5, 5))[3] < 10  # type: ignore[index]
        assert opened.getpixel((100, 35))[:3] == BLUE  # type: ignore[index]


def test_the_resolution_tells_the_size_of_a_seal(tmp_path: Path) -> None:
    assert abs(read_picture(seal_png(tmp_path / "dau.png"), RED).width_mm - 36) < 0.1
    assert read_picture(seal_png(tmp_path / "dau.png", dpi=None), RED).width_mm == 0


def test_a_picture_that_is_none(tmp_path: Path) -> None:
    false = tmp_path / "ky.png"
    false.write_bytes(b"khong phai anh")
    with pytest.raises(PictureError, match="Không đọc được ảnh ky.png"):
        read_picture(false, BLUE)
    with pytest.raises(PictureError):
        read_picture(tmp_path / "khong-co.png", BLUE)


def test_the_chairs_place_is_the_right_one() -> None:
    assert place(PlaceKind.SIGNATURE, 1).left > place(PlaceKind.SIGNATURE, 0).right - 1
