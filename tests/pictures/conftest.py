"""The graphs on which pictures are tested, and the Graphviz programs that draw them."""
import numpy as np
import pytest

from course.autodiff import BARBER_2, DRONEN, PINGALI, ladder, record
from course.pictures import svg


def network(x, W, b):
    return np.sum(np.tanh(W @ x + b) ** 2)


def half_used(x, y):
    np.sin(x) * 7                           # dead: nothing comes of it
    return x * y


GRAPHS = {
    "dronen": record(DRONEN, x1=2.0, x2=5.0),
    "twice": record([("b", "add", "a", "a"), ("c", "add", "b", "b")], a=1.0),
    "barber": record(BARBER_2, x1=1.2, x2=0.7),
    "pingali": record(PINGALI, W0=0.5, P=2.0, Q=3.0, W1=0.2, W2=0.1),
    "ladder": record(ladder(4), x0=0.5),
    "network": record(network, x=np.array([0.5, -1.0]), W=np.array([[1.0, 2.0], [0.3, -0.2]]), b=np.ones(2)),
    "half used": record(half_used, x=2.0, y=3.0),
    "constant": record(lambda x: 3.0, x=2.0),
    "identity": record(lambda x: x, x=2.0),
}


@pytest.fixture(params=GRAPHS.values(), ids=list(GRAPHS))
def graph(request):
    return request.param


@pytest.fixture
def dronen():
    return GRAPHS["dronen"]


@pytest.fixture
def twice():
    return GRAPHS["twice"]


@pytest.fixture(params=["dot", "graphviz-pure"])
def drawn_by(request, monkeypatch):
    """Each Graphviz there is, the only one in sight."""
    if not (path := svg.command(request.param)):
        pytest.skip(f"there is no {request.param}")
    monkeypatch.setattr(svg, "command", {request.param: path}.get)
    return request.param


@pytest.fixture
def no_graphviz(monkeypatch):
    monkeypatch.setattr(svg, "command", {}.get)
