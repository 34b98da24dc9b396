"""Whatever was given, is given now and was made of it: nothing of the student's is lost, and it settles at once."""
from hypothesis import given, settings
from hypothesis import strategies as st

from course.staff.keeping.cells import source
from course.staff.keeping.merging import merged


def text(id, words):
    return {"cell_type": "markdown", "id": id, "metadata": {}, "source": words}


def code(id, words, **more):
    return {"cell_type": "code", "id": id, "metadata": {}, "source": words, "outputs": [], "execution_count": None,
            **more}


def answer(words, name="f", id="a"):
    noted = {"grade_id": name, "solution": True}
    return {**code(id, words), "metadata": {"nbgrader": noted, "deletable": False}}


STUB = "def f(x):\n    raise NotImplementedError  # your code here"
GIVEN = [text("t", "# Title"), text("s", "The statement"), answer(STUB), code("c", "ex.f.check(f)"), text("r", "End")]


def sources(cells):
    return [source(cell) for cell in cells]


def test_what_nobody_changed_stays_as_it_is():
    assert merged(GIVEN, GIVEN, GIVEN)[0] == GIVEN


def test_texts_are_corrected_and_new_cells_come_where_they_stand():
    now = [*GIVEN[:1], text("s", "The right statement"), text("n", "New"), *GIVEN[2:]]
    mine = [*GIVEN[:2], answer("def f(x): return 1"), *GIVEN[3:]]
    cells, changes = merged(GIVEN, now, mine)
    assert sources(cells) == ["# Title", "The right statement", "New", "def f(x): return 1", "ex.f.check(f)", "End"]
    assert (changes.new, changes.corrected, changes.gone, changes.beside) == (1, 1, 0, ())


def test_cells_that_the_student_added_stay_below_what_they_stood_below():
    mine = [GIVEN[0], code("x", "scratch"), *GIVEN[1:], text("y", "my notes")]
    cells, _ = merged(GIVEN, [GIVEN[0], text("n", "New"), *GIVEN[1:]], mine)
    assert sources(cells) == ["# Title", "scratch", "New", *sources(GIVEN[1:]), "my notes"]


def test_a_given_cell_that_the_student_changed_stays_above_its_new_version():
    mine = [GIVEN[0], text("s", "The statement, and what I think of it"), *GIVEN[2:]]
    now = [GIVEN[0], text("s", "The right statement"), *GIVEN[2:]]
    cells, changes = merged(GIVEN, now, mine)
    assert sources(cells)[:3] == ["# Title", "The statement, and what I think of it", "The right statement"]
    assert changes.beside == ("Title",)
    assert sources(merged(now, now, cells)[0]) == sources(cells), "once is enough"
    again = [GIVEN[0], text("s", "The newest statement"), *GIVEN[2:]]
    assert sources(merged(now, again, cells)[0])[:3] == [
        "# Title", "The statement, and what I think of it", "The newest statement"]


def test_a_changed_cell_without_a_new_version_is_left_alone():
    mine = [GIVEN[0], text("s", "Mine"), *GIVEN[2:]]
    assert merged(GIVEN, GIVEN, mine)[0] == mine


def test_an_answer_stays_and_a_new_signature_is_shown_as_text():
    new = "def f(x, y):\n    raise NotImplementedError  # your code here"
    mine = [*GIVEN[:2], answer("def f(x): return 1"), *GIVEN[3:]]
    cells, changes = merged(GIVEN, [*GIVEN[:2], answer(new), *GIVEN[3:]], mine)
    assert source(cells[2]) == "def f(x): return 1" and new in source(cells[3]) and cells[3]["cell_type"] == "markdown"
    assert changes.signatures == ("Title",)


def test_an_untouched_stub_takes_its_new_signature():
    new = "def f(x, y):\n    raise NotImplementedError  # your code here"
    assert source(merged(GIVEN, [*GIVEN[:2], answer(new), *GIVEN[3:]], GIVEN)[0][2]) == new


def test_an_answer_that_lay_in_what_was_given_is_the_students_all_the_same():
    worked_in = [*GIVEN[:2], answer("def f(x): return 1"), *GIVEN[3:]]
    assert source(merged(worked_in, GIVEN, worked_in)[0][2]) == "def f(x): return 1"


def test_what_is_no_longer_given_goes_but_not_an_answer_nor_a_changed_cell():
    mine = [*GIVEN[:2], answer("def f(x): return 1"), *GIVEN[3:4], text("r", "End, I say")]
    cells, changes = merged(GIVEN, GIVEN[:1], mine)
    assert sources(cells) == ["# Title", "def f(x): return 1", "End, I say"] and changes.gone == 2
    assert "nbgrader" not in cells[1]["metadata"] and "deletable" not in cells[1]["metadata"]


def test_another_exercise_under_the_same_id_does_not_take_an_answer():
    mine = [GIVEN[0], answer("def f(x): return 1")]
    now = [GIVEN[0], answer("def g(x):\n    raise NotImplementedError  # your code here", "g")]
    cells, _ = merged([GIVEN[0], answer(STUB)], now, mine)
    assert {"def f(x): return 1", source(now[1])} <= set(sources(cells))


def test_an_answer_that_is_no_longer_asked_for_is_told_and_a_stub_is_not():
    now = [*GIVEN[:2], answer(STUB.replace("f", "g"), "g", "b"), *GIVEN[3:]]
    assert merged(GIVEN, now, GIVEN)[1].unasked == ()
    cells, changes = merged(GIVEN, now, [*GIVEN[:2], answer("def f(x): return 1"), *GIVEN[3:]])
    assert changes.unasked == ("Title",) and merged(now, now, cells)[1].unasked == ()


def test_blank_lines_at_the_end_are_no_change_of_the_students():
    mine = [GIVEN[0], text("s", "The statement\n"), *GIVEN[2:]]
    now = [GIVEN[0], text("s", "The right statement"), *GIVEN[2:]]
    assert sources(merged(GIVEN, now, mine)[0]) == sources(now)


def test_deleted_cells_stay_away():
    now = [GIVEN[0], text("s", "The right statement"), *GIVEN[2:]]
    assert sources(merged(GIVEN, now, [GIVEN[0], *GIVEN[2:]])[0]) == sources([GIVEN[0], *GIVEN[2:]])


def test_the_students_order_stays_and_new_cells_follow_their_neighbours():
    mine = [GIVEN[4], *GIVEN[:4]]
    cells, _ = merged(GIVEN, [*GIVEN[:2], text("n", "New"), *GIVEN[2:]], mine)
    assert sources(cells) == ["End", "# Title", "The statement", "New", STUB, "ex.f.check(f)"]


def test_a_new_order_is_taken_over():
    now = [GIVEN[0], *GIVEN[2:4], GIVEN[1], GIVEN[4]]
    assert sources(merged(GIVEN, now, GIVEN)[0]) == sources(now)


def test_without_ids_cells_are_known_by_what_they_hold():
    mine = [{key: value for key, value in cell.items() if key != "id"} for cell in GIVEN]
    now = [GIVEN[0], text("s", "The right statement"), *GIVEN[2:]]
    cells, changes = merged(GIVEN, now, mine)
    assert sources(cells) == sources(now) and changes.corrected == 1 and len({cell["id"] for cell in cells}) == 5


def test_a_split_and_a_doubled_cell_lose_no_part():
    mine = [*GIVEN[:2], answer("def f(x):"), code("z", "    return 1"), GIVEN[3], GIVEN[3], GIVEN[4]]
    cells, _ = merged(GIVEN, GIVEN, mine)
    assert sources(cells) == sources(mine) and len({cell["id"] for cell in cells}) == len(mine)


def test_outputs_of_a_run_stay_and_those_that_were_given_are_given_anew():
    shown, mine, now = ([{"output_type": "stream", "name": "stdout", "text": word}] for word in ("old", "mine", "now"))
    before = [code("a", "1", outputs=shown), code("b", "2", outputs=shown)]
    after = [{**cell, "outputs": now} for cell in before]
    cells, _ = merged(before, after, [{**before[0], "outputs": mine, "execution_count": 3}, before[1]])
    assert [cell["outputs"] for cell in cells] == [mine, now]


WORDS = st.sampled_from(["", "one", "two", "# three", "four = 4", "five"])
CELLS = st.lists(st.tuples(st.sampled_from("abcdefgh"), WORDS, st.sampled_from([text, code])), max_size=7,
                 unique_by=lambda drawn: drawn[0]).map(lambda drawn: [kind(id, words) for id, words, kind in drawn])


@given(CELLS, CELLS, CELLS)
@settings(max_examples=400, deadline=None)
def test_no_word_of_the_students_is_lost_and_doing_it_twice_changes_nothing(before, now, mine):
    cells, changes = merged(before, now, mine)
    for cell in mine:
        assert source(cell) in sources(cells) + sources(before)
    for cell in now:
        there = {known["id"] for known in before} | set(sources(before))
        assert source(cell) in sources(cells) or {cell["id"], source(cell)} & there, "new cells arrive"
    assert len({cell["id"] for cell in cells}) == len(cells)
    again, none = merged(now, now, cells)
    assert sources(again) == sources(cells) and (none.new, none.corrected, none.gone, none.beside) == (0, 0, 0, ())
