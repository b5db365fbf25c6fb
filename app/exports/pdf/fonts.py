"""Tells reportlab of the four faces and makes ours its base font."""

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.exports.metrics import Face, font_files

FAMILY = "Serif"
_NAMES: dict[str, str] = {
    "regular": FAMILY,
    "bold": f"{FAMILY}-Bold",
    "italic": f"{FAMILY}-Italic",
    "bold-italic": f"{FAMILY}-BoldItalic",
}


def font_name(face: Face) -> str:
    """What reportlab calls a face."""
    return _NAMES[face]


def register() -> None:
    """Register the faces once."""
    if rl_config.canvas_basefontname == FAMILY:
        return
    for face, path in font_files().items():
        pdfmetrics.registerFont(TTFont(_NAMES[face], str(path)))
    pdfmetrics.registerFontFamily(
        FAMILY,
        normal=_NAMES["regular"],
        bold=_NAMES["bold"],
        italic=_NAMES["italic"],
        boldItalic=_NAMES["bold-italic"],
    )
    rl_config.canvas_basefontname = FAMILY
    # Binary streams: PDF readers of this century need no ASCII armour, which costs a quarter in size and time.
    rl_config.useA85 = 0
