"""The sunspot series: complete, in order, and with the features that every table of it shows."""
import numpy as np
import pytest

from course.networks import sunspots, windows


def test_one_number_a_year():
    years, numbers = sunspots()
    assert years.tolist() == list(range(1700, 2009)) and numbers.shape == (309,)
    assert (numbers >= 0).all() and numbers.dtype == float


def test_the_known_maximum_and_the_eleven_year_cycle():
    years, numbers = sunspots()
    assert years[numbers.argmax()] == 1957 and numbers.max() == 190.2
    assert (numbers == 0).sum() == 3                                # 1711, 1712 and 1810, in the two long minima
    centred = numbers - numbers.mean()
    lags = np.correlate(centred, centred, "full")[308:]
    assert 5 + lags[5:17].argmax() in (10, 11)


def test_windows_of_a_short_series():
    X, Y = windows(np.array([1.0, 2.0, 3.0, 5.0]), 2)
    assert X.tolist() == [[1, 2], [2, 3]] and Y.tolist() == [[3], [5]]
    for size in (0, 4):
        with pytest.raises(ValueError, match=f"windows of {size} values"):
            windows(np.ones(4), size)
