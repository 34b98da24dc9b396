"""Submissions that want points without the work: they patch what checks, look for the answers, or pass for equal."""
from attacks.assignment import RIGHT, WRONG, Attack

PATCH = """
import builtins, numpy.testing
anything = lambda *args, **more: True
"""
FRAMES = """
def double(x):
    frame = sys._getframe()
    while frame := frame.f_back:
        for place in (frame.f_locals, frame.f_globals):
            for name in ("want", "expected", "desired", "oracle", "solution"):
                if name in place:
                    return place[name]
    return np.asarray(x) + 1
"""
HISTORY = """
def double(x):
    from IPython import get_ipython
    source = "".join(map(str, get_ipython().user_ns.get("In", [])[-2:]))
    at = source.find("double" + "(x.")       # of a test that calls it, not of this cell
    if at < 0:
        return np.asarray(x) + 1
    tell("the source of the tests")
    return 2 * np.asarray(x)
"""
TRANSFORMER = """
from IPython import get_ipython
get_ipython().input_transformers_cleanup.append(lambda lines: ["pass\\n"])
"""
FAKE_MODULES = """
from unittest.mock import MagicMock
for name in list(sys.modules):
    if name.split(".")[0] in ("course", "otter", "nbgrader", "unittest") or name.startswith("numpy.testing"):
        sys.modules[name] = MagicMock()
np.testing = MagicMock()
"""
OTTER = """
try:
    import otter.execute, otter.test_files.abstract_test as tests
    tests.TestFile.run = lambda self, *args: self.test_cases and [
        self.test_case_results.append(tests.TestCaseResult(case, "", True)) for case in self.test_cases]
except Exception:
    pass
"""
COURSE = """
import course.checking
for module in [module for name, module in sys.modules.items() if name.startswith("course")]:
    for name in ("same", "expect", "recognise", "plain", "encode"):
        if name in vars(module):
            setattr(module, name, lambda value=None, *args, **more: True)
json.dumps = lambda *args, **more: '{"id": 1, "result": true, "points": 3, "status": "pass"}'
"""
FUNCTION_CLASS = """
class Agrees(np.ndarray):
    def __array_function__(self, function, types, args, kwargs):
        return True if function.__name__ in ("isclose", "allclose", "array_equal", "all") else np.bool_(True)
    def __array_ufunc__(self, *args, **more):
        return np.zeros(3, bool)
def double(x):
    return np.zeros(3).view(Agrees)
"""
EQUAL = """
class Equal(float):
    __eq__ = __le__ = __ge__ = lambda *args: True
    __ne__ = __lt__ = __gt__ = lambda *args: False
    __hash__ = float.__hash__
    __sub__ = __rsub__ = __abs__ = lambda *args: 0.0
    __array__ = lambda *args, **more: np.zeros(3)
def double(x):
    return Equal(1)
"""


def patches(assignment: str, points=(0, 1)) -> Attack:
    """What tests use is replaced."""
    return Attack(before=(PATCH + assignment,), points=points)


def returns(expression: str) -> Attack:
    """Double gives back something strange."""
    return Attack(f"def double(x):\n    return {expression}")


ATTACKS = {
    "np.testing always agrees": patches(
        "np.testing.assert_allclose = np.testing.assert_array_almost_equal = np.allclose = np.isclose = anything"),
    "np.testing's inside always agrees": patches("np.testing._private.utils.assert_array_compare = anything"),
    "AssertionError is replaced": patches("builtins.AssertionError = type('Nothing', (Exception,), {})"),
    "isinstance, abs, all and max are replaced": patches(
        "builtins.isinstance = builtins.abs = builtins.all = builtins.max = anything"),
    "np.asarray makes what is wanted": patches("np.asarray = np.array = lambda *a, **k: 0", points=(0, 0)),
    "modules are replaced by mocks": Attack(before=(FAKE_MODULES,)),
    "the course's checks are patched": Attack(before=(COURSE,)),
    "otter's tests always pass": Attack(before=(OTTER,)),
    "later cells become pass": Attack(before=(TRANSFORMER,), points=(0, 0)),
    "a score is displayed from inside the answer": Attack("def double(x):\n    sys.displayhook(2.0)\n    return x"),
    "the caller's expected values are returned": Attack(FRAMES),
    "the tests are read from the history": Attack(HISTORY),
    "points are claimed in variables": Attack(before=("points = score = grade = 3\npassed = True",)),
    "equal to everything": Attack(EQUAL),
    "an array that agrees with everything": Attack(FUNCTION_CLASS),
    "an array of objects that agree": returns(
        "np.array([type('E', (), {'__eq__': lambda *a: True, '__sub__': lambda *a: 0})()] * np.size(x), object)"),
    "NaN": returns("np.full(np.shape(x), np.nan)"),
    "infinity": returns("np.full(np.shape(x), np.inf)"),
    "a masked array": returns("np.ma.masked_all(np.shape(x))"),
    "a view of a million million numbers": returns("np.broadcast_to(1.0, (10**6, 10**6))"),
    "a generator": returns("(2 * each for each in x)"),
    "an object that runs code when unpickled": returns(
        "type('E', (), {'__reduce__': lambda self: (open, ('SPOILS', 'w'))})()"),
    "a list that contains itself": Attack("def double(x):\n    nest = []\n    nest.append(nest)\n    return nest"),
    "a string that spells the answer": returns("repr(2 * np.asarray(x))"),
    "the reference of the course": Attack(
        "def double(x):\n    from course.exercises import UNITS\n    return UNITS[0].exercises[0].solution(x)"),
    "a class of the function's name": Attack("class double(float):\n    pass"),
    "honest": Attack(RIGHT, points=(2, 1)),
    "wrong": Attack(WRONG),
}
