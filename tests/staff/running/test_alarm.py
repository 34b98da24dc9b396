"""An alarm rings in time, only then, and only once."""
from threading import Thread, active_count
from time import monotonic, sleep

import pytest

from course.staff.running.alarm import Alarm


@pytest.fixture
def rung():
    return []


@pytest.fixture
def alarm(rung):
    alarm = Alarm(lambda: rung.append(monotonic()))
    yield alarm
    alarm.end()


def until(condition, seconds=5.0):
    end = monotonic() + seconds
    while not condition() and monotonic() < end:
        sleep(0.001)
    return condition()


def test_it_rings_once_and_not_too_early(alarm, rung):
    began = monotonic()
    alarm.set(0.05)
    assert until(lambda: rung) and rung[0] - began >= 0.05
    sleep(0.1)
    assert len(rung) == 1


def test_what_was_taken_back_does_not_ring(alarm, rung):
    for _ in range(100):
        alarm.set(0.02)
        alarm.take_back()
    sleep(0.1)
    assert not rung


def test_the_last_time_that_was_set_counts(alarm, rung):
    began = monotonic()
    for seconds in (60, 0.05, 60, 0.1):         # earlier and later than what the thread waits for
        alarm.set(seconds)
    assert until(lambda: rung) and rung[0] - began >= 0.1


def test_it_rings_again_after_it_has_rung(alarm, rung):
    for number in (1, 2, 3):
        alarm.set(0.001)
        assert until(lambda number=number: len(rung) == number)


def test_when_it_has_ended_it_is_silent_and_its_thread_is_gone(rung):
    before = active_count()
    alarm = Alarm(lambda: rung.append(1))
    alarm.set(0.02)
    alarm.end()
    assert active_count() == before
    sleep(0.05)
    assert not rung


def test_taking_back_waits_for_a_ring_that_has_begun():
    seen = []
    alarm = Alarm(lambda: (sleep(0.05), seen.append("rung")))
    alarm.set(0)
    sleep(0.02)
    thread = Thread(target=lambda: (alarm.take_back(), seen.append("taken back")))
    thread.start()
    thread.join()
    alarm.end()
    assert seen == ["rung", "taken back"]
