"""Words in place of numbers: a picture of shapes."""
from course.pictures import dot, draw


def test_weights_and_adjoints_may_be_words():
    data = {"nodes": ["x", "y"], "output": "y", "edges": [("x", "y", "Wᵀ: 2 to 4")]}
    assert "x to y with Wᵀ: 2 to 4" in draw(data).alt and "Wᵀ: 2 to 4" in dot(data)
    assert "adjoint 4 numbers" in draw(data, adjoints={"x": "4 numbers", "y": "2 numbers"}).alt
