"""Words in place of numbers: a picture of shapes."""
from course.pictures import draw


def test_weights_and_adjoints_may_be_words():
    data = {"nodes": ["x", "y"], "output": "y", "edges": [("x", "y", "Wᵀ: 2 to 4")]}
    picture = draw(data, adjoints={"x": "4 numbers", "y": "2 numbers"})
    assert "x to y with Wᵀ: 2 to 4" in picture.alt and "adjoint 4 numbers" in picture.alt
