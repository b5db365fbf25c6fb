"""Colours by their meaning, light and dark. A widget asks for a token and never names a colour itself."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QColor, QPalette


class Tone(Enum):
    """What a colour says. Always shown with an icon and a word."""

    NEUTRAL = "neutral"
    RUNNING = "running"
    WATCH = "watch"
    ACT_NOW = "act_now"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Shade:
    """One tone: the mark itself, its text on any background of ours, its soft background."""

    mark: str
    text: str
    soft: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """All colours of one theme. Text tokens keep 4.5:1 on `window`, `surface` and the soft backgrounds."""

    name: str
    window: str
    surface: str
    header: str
    border: str
    strong_border: str
    hover: str
    selection: str
    text: str
    muted: str
    accent: str
    accent_text: str
    accent_soft: str
    on_accent: str
    neutral: Shade
    running: Shade
    watch: Shade
    act_now: Shade
    confirmed: Shade

    def shade(self, tone: Tone) -> Shade:
        """The colours of a tone."""
        shade: Shade = getattr(self, tone.value)
        return shade

    @property
    def is_dark(self) -> bool:
        """Whether the background is dark."""
        return self.name == "dark"


LIGHT = Tokens(
    name="light",
    window="#F3F5F7",
    surface="#FFFFFF",
    header="#E9EDF1",
    border="#D5DAE0",
    strong_border="#87919D",
    hover="#EAF1F6",
    selection="#CFE4F2",
    text="#1A1F25",
    muted="#535D68",
    accent="#0072B2",
    accent_text="#00629A",
    accent_soft="#DCECF6",
    on_accent="#FFFFFF",
    neutral=Shade("#87919D", "#4A545F", "#E9EDF1"),
    running=Shade("#0072B2", "#00598C", "#DCECF6"),
    watch=Shade("#E69F00", "#7A4E00", "#FCEFD2"),
    act_now=Shade("#D55E00", "#9A3F00", "#FBE3D3"),
    confirmed=Shade("#009E73", "#00614A", "#D8F1E8"),
)

DARK = Tokens(
    name="dark",
    window="#15181C",
    surface="#1D2126",
    header="#262B32",
    border="#363D46",
    strong_border="#77828F",
    hover="#272E36",
    selection="#1F4560",
    text="#E8EBEF",
    muted="#A9B3BE",
    accent="#0072B2",
    accent_text="#63B8EA",
    accent_soft="#17344A",
    on_accent="#FFFFFF",
    neutral=Shade("#8B96A3", "#C1C9D2", "#2C323A"),
    running=Shade("#3D9FDB", "#8CCBF2", "#17344A"),
    watch=Shade("#E69F00", "#F6C65B", "#42320C"),
    act_now=Shade("#E8702A", "#FFA873", "#4A2410"),
    confirmed=Shade("#14B88A", "#6FDDBD", "#0F3B30"),
)

THEMES = {"light": LIGHT, "dark": DARK}


class _Current:
    tokens = LIGHT


def tokens() -> Tokens:
    """The colours of the theme in force."""
    return _Current.tokens


def use(name: str) -> Tokens:
    """Put a theme in force; an unknown name means light."""
    _Current.tokens = THEMES.get(name, LIGHT)
    return _Current.tokens


def colour(value: str, alpha: int = 255) -> QColor:
    """A token as a Qt colour."""
    made = QColor(value)
    made.setAlpha(alpha)
    return made


def qt_palette(theme: Tokens) -> QPalette:
    """What Qt's own style needs to know."""
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.surface,
        QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Button: theme.surface,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.on_accent,
        QPalette.ColorRole.ToolTipBase: theme.header,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Link: theme.accent_text,
        QPalette.ColorRole.Light: theme.surface,
        QPalette.ColorRole.Midlight: theme.border,
        QPalette.ColorRole.Mid: theme.strong_border,
        QPalette.ColorRole.Dark: theme.strong_border,
        QPalette.ColorRole.Shadow: theme.border,
    }
    for role, value in roles.items():
        palette.setColor(role, colour(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, colour(theme.muted, 150))
    return palette
