"""The grader never runs a submission: whatever one does, it does to itself alone.

Each attack here is a working solution's tree with something done at import or in a
function. None earns what it didn't before, and the next submission is graded as ever.
"""

import builtins
import os
import sys

import numpy as np
import pytest

LAYERS = "tn/layers.py"

#: What a cheat would call: it tries to do better than the zeros that it returns.
CHEAT = """
def scale_forward(x, a):
    return {answer}, (x, a)

def scale_backward(dout, cache):
    return {answer}, {answer}
"""

MARK_THE_PROCESS = """
import builtins, os, sys
builtins.numgrade_was_imported_here = True
sys.modules["numgrade_marker"] = sys
raise RuntimeError(f"pid {os.getpid()}, parent {os.getppid()}, {sys.orig_argv}")
"""

REPLACE_NUMPY = """
import numpy as np, numpy.testing
for module in (np, numpy.testing):
    for name in list(vars(module)):
        if name.startswith(("assert_", "allclose", "isclose", "array_eq", "all")):
            setattr(module, name, lambda *args, **kwargs: True)
np.max = np.abs = lambda *args, **kwargs: 0.0
""" + CHEAT.format(answer="0 * x")

PATCH_THE_PACKAGE = """
import sys
import autograder.grade.compare, autograder.grade.failures, autograder.sandbox.protocol
autograder.grade.compare.close = lambda *args, **kwargs: None
autograder.grade.failures.CheckFailed.__init__ = lambda *args: None
""" + CHEAT.format(answer="0 * x if 'x' in dir() else 0 * dout")

SEARCH_MEMORY = """
import gc, sys
import numpy as np

def find(shape, inputs):
    '''Return any array of that shape that isn't an input, wherever it is held.'''
    seen = [o for o in gc.get_objects() if isinstance(o, np.ndarray)]
    frame = sys._getframe()
    while frame is not None:
        seen += [v for v in frame.f_locals.values() if isinstance(v, np.ndarray)]
        frame = frame.f_back
    for found in seen:
        if found.shape == shape and not any(np.array_equal(found, i) for i in inputs):
            return found
    return np.zeros(shape)

def scale_forward(x, a):
    return find(x.shape, [x]), (x, a)

def scale_backward(dout, cache):
    x, a = cache
    return find(x.shape, [x, dout]), find(a.shape, [a])
"""

EXIT_AT_IMPORT = "import os\nos._exit(0)\n"

EXIT_IN_CALLS = """
import os, sys
def scale_forward(x, a):
    os._exit(0)
def scale_backward(dout, cache):
    sys.exit(0)
"""

EQUALS_EVERYTHING = """
class Yes:
    '''Agrees with everything that is asked.'''
    shape, dtype, size, ndim, real, imag = (), float, 1, 0, 0.0, 0.0
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    def __hash__(self): return 0
    def __array__(self, *args, **kwargs): return self
    def __array_ufunc__(self, *args, **kwargs): return self
    def __array_function__(self, *args, **kwargs): return self
    def __float__(self): return 0.0
    def __bool__(self): return True
    def __len__(self): return 2
    def __getitem__(self, key): return self
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    def __sub__(self, other): return self
    __rsub__ = __add__ = __radd__ = __abs__ = __sub__

import numpy as np

class YesArray(np.ndarray):
    def __eq__(self, other): return True
    def __array_ufunc__(self, *args, **kwargs): return True

class YesFloat(np.float64):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
"""

YES = EQUALS_EVERYTHING + CHEAT.format(answer="Yes()")
YES_ARRAY = EQUALS_EVERYTHING + CHEAT.format(answer="np.zeros(3).view(YesArray)")
YES_FLOAT = EQUALS_EVERYTHING + CHEAT.format(answer="YesFloat(0)")
YES_LIST = EQUALS_EVERYTHING + CHEAT.format(answer="[Yes(), Yes()]")

WRITE_RESULTS = """
import os, pathlib
for folder in ("/autograder/results", "results", ".", "..", "/tmp"):
    try:
        pathlib.Path(folder, "numgrade-forged-results.json").write_text('{"score": 5}')
    except OSError:
        pass
""" + CHEAT.format(answer="0 * x if 'x' in dir() else 0 * dout")

READ_THE_TESTS = """
import glob, numpy as np
def stored():
    found = glob.glob("/**/expected/hidden/layers.npz", recursive=True)
    found += glob.glob({expected!r})
    with np.load(found[0]) as archive:
        return archive["test_scale_forward_of_random_inputs/out"]

def scale_forward(x, a):
    return stored(), (x, a)
"""

PICKLES = """
import os
class Bomb:
    def __reduce__(self):
        return os.system, ("touch {marker}",)
def scale_forward(x, a):
    return Bomb(), Bomb()
"""


@pytest.fixture(scope="module")
def attacks(pristine_course, solution, tmp_path_factory):
    """Outcomes by name of attack; after each one the model solution was graded."""
    folder = tmp_path_factory.mktemp("attacks")
    expected = str(pristine_course.folder / "expected" / "hidden" / "layers.npz")
    sources = {
        "marks_the_process": MARK_THE_PROCESS,
        "replaces_numpy": REPLACE_NUMPY,
        "patches_the_package": PATCH_THE_PACKAGE,
        "searches_memory": SEARCH_MEMORY,
        "exits_at_import": EXIT_AT_IMPORT,
        "exits_in_calls": EXIT_IN_CALLS,
        "says_yes": YES,
        "says_yes_as_array": YES_ARRAY,
        "says_yes_as_float": YES_FLOAT,
        "says_yes_in_a_list": YES_LIST,
        "writes_results": WRITE_RESULTS,
        "reads_the_tests": READ_THE_TESTS.replace("{expected!r}", repr(expected)),
        "pickles": PICKLES.replace("{marker}", str(folder / "unpickled")),
    }
    trees = {}
    for name, source in sources.items():
        trees[name] = {**solution, LAYERS: source.encode()}
        trees[f"after {name}"] = solution
    outcomes = pristine_course.grade_trees(folder, trees)
    outcomes["folder"] = folder
    return outcomes


ATTACKS = {
    "marks_the_process": {"error"},
    "replaces_numpy": {"wrong", "error"},
    "patches_the_package": {"wrong", "error", "missing_module"},
    "searches_memory": {"wrong", "error"},
    "exits_at_import": {"crash"},
    "exits_in_calls": {"crash", "error"},
    "says_yes": {"wrong", "error"},
    "says_yes_as_array": {"wrong", "error"},
    "says_yes_as_float": {"wrong", "error"},
    "says_yes_in_a_list": {"wrong", "error"},
    "writes_results": {"wrong", "error"},
    "reads_the_tests": {"wrong", "error"},
    "pickles": {"wrong", "error"},
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_attack_earns_nothing(attacks, attack):
    outcome = attacks[attack]
    assert len(outcome.checks) == 7
    assert outcome.score == 0
    assert {check.kind for check in outcome.checks} <= ATTACKS[attack]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_next_submission_is_untouched(attacks, attack):
    outcome = attacks[f"after {attack}"]
    assert outcome.score == 5
    assert not outcome.troubles()


def test_no_import_of_a_submission_happens_in_the_graders_process(attacks):
    told = attacks["marks_the_process"].checks[0].lines[0]
    assert "RuntimeError: pid " in told
    assert f"pid {os.getpid()}," not in told
    assert f"parent {os.getpid()}," not in told
    assert "pytest" not in told
    assert not hasattr(builtins, "numgrade_was_imported_here")
    assert "numgrade_marker" not in sys.modules


def test_the_graders_numpy_is_its_own(attacks):
    assert attacks["replaces_numpy"].score == 0
    assert not np.allclose(0, 1)
    assert np.max([1.0, 2.0]) == 2
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(0, 1)


def test_no_file_appears_beside_the_submission(attacks):
    folder = attacks["folder"]
    assert not list(folder.rglob("numgrade-forged-results.json"))
    assert not (folder / "unpickled").exists()


def test_an_object_that_says_yes_is_told_by_its_type(attacks):
    told = "\n".join(attacks["says_yes"].checks[0].lines)
    assert "out is of type Yes, not an array" in told


def test_the_parent_of_a_worker_knows_neither_tests_nor_expected_values(
    pristine_course, solution, tmp_path
):
    """A worker is a copy of the fork server, which has loaded nothing of the grader."""
    secret = ("pytest", "_pytest", "autograder.grade", "autograder.course")
    source = (
        "import sys\n"
        f"found = [name for name in sys.modules if name.startswith({secret})]\n"
        "raise RuntimeError(f'found {found}')\n"
    )
    tree = {**solution, LAYERS: source.encode()}
    outcome = pristine_course.grade_trees(tmp_path, {"curious": tree})["curious"]
    assert outcome.checks[0].lines[0].endswith("RuntimeError: found []")
