"""The sunspot series: complete, in order, and with the features that every table of it shows."""
import numpy as np

from course.networks import sunspots


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
