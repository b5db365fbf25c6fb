import itertools

import pytest

from app.views.common.palette import DARK, LIGHT, Tokens, Tone


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


@THEMES
def test_text_reads_on_every_background(theme: Tokens) -> None:
    texts = (theme.text, theme.muted, theme.accent_text)
    for text, ground in itertools.product(texts, (theme.window, theme.surface, theme.header)):
        assert contrast(text, ground) >= 4.5, (text, ground)
    for ground in (theme.hover, theme.selection, theme.accent_soft):
        assert contrast(theme.text, ground) >= 4.5, ground


@THEMES
@pytest.mark.parametrize("tone", Tone, ids=lambda tone: tone.value)
def test_a_state_reads_on_its_soft_ground_and_on_cards(theme: Tokens, tone: Tone) -> None:
    shade = theme.shade(tone)
    for ground in (shade.soft, theme.surface):
        assert contrast(shade.text, ground) >= 4.5


@THEMES
def test_the_main_button_reads(theme: Tokens) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.5


def test_states_keep_the_palette_that_colour_blind_people_tell_apart() -> None:
    marks = [LIGHT.running.mark, LIGHT.watch.mark, LIGHT.act_now.mark, LIGHT.confirmed.mark]
    assert marks == ["#0072B2", "#E69F00", "#D55E00", "#009E73"]
