"""What can be moved is moved by keyboard, says what it shows, and breaks no rule of accessibility."""
import pytest
from nbformat import v4

from course.staff.authoring.pages import text_of, write

FORWARD = "('a', 'mul', 'x', 'y'), ('b', 'sin', 'a'), ('c', 'add', 'b', 'a')"
CELLS = ("from course import draw, explore, plot, record, reverse_frames, slide\nimport matplotlib.pyplot as plt",
         f"explore(lambda x, y: reverse_frames(record([{FORWARD}], x=x, y=y)), x=1.0, y=2.0)",
         "def line(k):\n    figure, axes = plt.subplots()\n    axes.plot([0, k])\n"
         "    return plot(figure, f'A line to {k:g}.')\n\n\nslide(line, k=(0.0, 2.0, 1.0))",
         "from course import try_orders\n\ntry_orders([('x', 'a', 2.0), ('a', 'b', 3.0), ('b', 'y', 4.0)])")
SIMPLE = "panels.ipynb"


@pytest.fixture(scope="module")
def panels(desk):
    write(desk[0] / SIMPLE, text_of(v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in CELLS], metadata={
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})))
    return SIMPLE


def says(panel, words):
    panel.get_by_role("status").get_by_text(words).wait_for(timeout=20_000)


def test_a_story_is_stepped_through_by_keyboard(opened, panels):
    page = opened(panels).run()
    panel, keys = page.panel(), page.page.keyboard
    says(panel, "Step 1 of 5: The seed")
    panel.get_by_label("Step").focus()
    keys.press("ArrowRight")
    says(panel, "Step 2 of 5: c sends 1 × 1 to b, 1 × 1 to a.")
    keys.press("End")
    says(panel, "Step 5 of 5: Complete: x̄ = 1.168, ȳ = 0.5839.")
    panel.get_by_role("button", name="Previous").press("Enter")
    says(panel, "Step 4 of 5: a sends 0.5839 × 2 to x")


def test_a_number_is_typed_as_people_write_it(opened, panels):
    panel = opened(panels).run().panel()
    field = panel.get_by_label("x", exact=True)
    field.fill("two")
    field.press("Enter")
    says(panel, "x is 'two', which is no number.")
    field.fill("1/2")
    field.press("Enter")
    panel.get_by_label("Step").press("End")
    says(panel, "Complete: x̄ = 3.081, ȳ = 0.7702.")


def test_a_slider_draws_another_picture(opened, panels):
    panel = opened(panels).run().panel(1)
    before = panel.locator("img").get_attribute("src")
    panel.get_by_label("k").press("ArrowRight")
    says(panel, "A line to 1.02.")
    assert panel.locator("img").get_attribute("src") != before


def test_no_rule_of_accessibility_is_broken(opened, panels):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the extra `browser` is not installed")
    page = opened(panels).run()
    for context in (".course-panel", ".jp-OutputArea-output"):
        assert not (found := axe.Axe().run(page.page, context=context)).violations_count, found.generate_report()


@pytest.mark.parametrize(("theme", "filtered"), [("light", "none"), ("dark", "invert(0.88) hue-rotate(180deg)")])
def test_pictures_follow_the_theme(opened, panels, theme, filtered):
    image = opened(panels, theme=theme).run().panel().locator("img")
    assert image.evaluate("image => getComputedStyle(image).filter") == filtered


def test_nodes_leave_a_graph_one_by_one_by_keyboard(opened, panels):
    page = opened(panels).run()
    panel, keys = page.panel(2), page.page.keyboard
    panel.get_by_role("button", name="a goes").press("Enter")
    says(panel, "a goes: 1 edge in, 1 edge out. x → b: 2 × 3 = 6.")
    keys.press("Enter")             # the focus has moved on to the next node that can go
    says(panel, "So far 2 multiplications, for a, b.")
    panel.get_by_role("button", name="Start again").press("Space")
    says(panel, "The graph.")
