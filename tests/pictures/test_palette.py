"""Text on its ground has a contrast of at least 4.5, lines at least 3 (WCAG 2)."""
import re

import pytest

from course.pictures import html, palette

TINTS = {palette.TANGENT: palette.TANGENT_TINT, palette.ADJOINT: palette.ADJOINT_TINT}


def parts(colour):
    return [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]


def light_of(colour):
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def in_the_dark(colour):
    """The colour after the two CSS filters, as the standard (Filter Effects 1) defines them for half a turn."""
    share, = re.findall(r"invert\((.*?)\) hue-rotate\(180deg\)", html.FILTER)
    red, green, blue = (c * (1 - 2 * float(share)) + float(share) for c in colour)
    grey = 2 * (0.213 * red + 0.715 * green + 0.072 * blue)
    return [min(max(grey - c, 0), 1) for c in (red, green, blue)]


def contrast(one, other, seen=lambda colour: colour):
    light, dark = sorted((light_of(seen(parts(one))), light_of(seen(parts(other)))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


SEEN = pytest.mark.parametrize("seen", [lambda colour: colour, in_the_dark], ids=["light", "dark"])


@SEEN
@pytest.mark.parametrize("ground", [palette.CARD, palette.TANGENT_TINT, palette.ADJOINT_TINT, palette.WEIGHT_TINT])
def test_ink_can_be_read_on_every_ground(ground, seen):
    assert contrast(palette.INK, ground, seen) >= 4.5


@SEEN
@pytest.mark.parametrize("colour", TINTS)
def test_coloured_words_can_be_read_on_the_card_and_on_their_tint(colour, seen):
    assert min(contrast(colour, ground, seen) for ground in (palette.CARD, TINTS[colour])) >= 4.5


@SEEN
@pytest.mark.parametrize("line", [palette.INK, palette.LINE, palette.TANGENT, palette.ADJOINT])
def test_lines_can_be_seen_on_the_card(line, seen):
    assert contrast(line, palette.CARD, seen) >= 3


def test_blue_stays_blue_in_the_dark_and_rust_rust():
    (red, _, blue), (more, _, less) = (in_the_dark(parts(colour)) for colour in TINTS)
    assert blue > 1.5 * red and more > 1.5 * less
