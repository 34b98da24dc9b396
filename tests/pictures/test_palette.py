"""Text on its ground has a contrast of at least 4.5, lines at least 3 (WCAG 2)."""
import pytest

from course.pictures import palette


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", [palette.CARD, palette.TANGENT_TINT, palette.ADJOINT_TINT, palette.WEIGHT_TINT])
def test_ink_can_be_read_on_every_ground(ground):
    assert contrast(palette.INK, ground) >= 4.5


@pytest.mark.parametrize("line", [palette.INK, palette.LINE, palette.TANGENT, palette.ADJOINT])
def test_lines_can_be_seen_on_the_card(line):
    assert contrast(line, palette.CARD) >= 3
