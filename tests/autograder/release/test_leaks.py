"""Planted solutions are found wherever they hide; what is given away is no leak."""

import io
import json
import zipfile

import pytest

from autograder.errors import CourseError
from autograder.release import refuse_leaks, write_zip
from autograder.release.leaks import solution_lines

SECRET = "scaled_rows = np.asarray(x) * a"


@pytest.fixture
def refuse(course, skeleton, tmp_path):
    """Return a function: checks the skeleton's archive with more files planted."""

    def refuse(planted, assignment=None):
        write_zip({**skeleton, **planted}, tmp_path / "s.zip", top="tiny-a1")
        refuse_leaks(assignment or course.load(), tmp_path / "s.zip")

    return refuse


def notebook(skeleton, change):
    """Return the skeleton's notebook, changed by a function of its JSON."""
    data = json.loads(skeleton["01_tiny.ipynb"])
    change(data)
    return {"01_tiny.ipynb": json.dumps(data).encode()}


def zipped(name, content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["a\n", f"{SECRET}\n"]}
RICH = {
    "output_type": "display_data",
    "data": {"text/html": f"<pre>{SECRET}</pre>"},
    "metadata": {},
}


def in_cell(key, value):
    return lambda data: data["cells"][1].__setitem__(key, value)


FILES = {
    "a comment": {"tn/a.py": f"x = 1  # {SECRET}\n".encode()},
    "a string": {"tn/a.py": f'TEXT = """\n{SECRET}\n"""\n'.encode()},
    "other white space": {"tn/a.py": b"scaled_rows=np.asarray( x )*a"},
    "two lines": {"tn/a.py": b"scaled_rows =\n  np.asarray(x) * a"},
    "a text file": {"notes.txt": SECRET.encode()},
    "a file without ending": {"notes": SECRET.encode()},
    "bytes that are no text": {"blob.bin": b"\xff\xfe" + SECRET.encode() + b"\xff"},
    "a zip": {"vendor/more.zip": zipped("a.py", SECRET)},
    "a wheel": {"vendor/more.whl": zipped("tn/a.py", SECRET)},
    "a zip in a zip": {"more.zip": zipped("b.zip", zipped("a.py", SECRET))},
    "a zip of another name": {"data.npz": zipped("a.npy", SECRET)},
}  # fmt: skip
IN_NOTEBOOK = {
    "an output": in_cell("outputs", [OUTPUT]),
    "a picture's text": in_cell("outputs", [RICH]),
    "a cell's metadata": in_cell("metadata", {"notes": {"deep": [SECRET]}}),
    "a key of metadata": in_cell("metadata", {SECRET: 1}),
    "the notebook's metadata": lambda data: data["metadata"].update(x=SECRET),
    "a cell": in_cell("source", [f"{SECRET}\n", "x"]),
    "an attachment": in_cell("attachments", {"a.txt": {"text/plain": SECRET}}),
}


@pytest.mark.parametrize("place", FILES)
def test_a_line_of_a_solution_is_found_in_a_file(refuse, place):
    with pytest.raises(CourseError, match="gives away a solution") as caught:
        refuse(FILES[place])
    assert f"tiny-a1/{next(iter(FILES[place]))}" in str(caught.value)
    assert "is from scale.py:9" in str(caught.value)


@pytest.mark.parametrize("place", IN_NOTEBOOK)
def test_a_line_of_a_solution_is_found_in_a_notebook(refuse, skeleton, place):
    planted = notebook(skeleton, IN_NOTEBOOK[place])
    with pytest.raises(CourseError, match=r"01_tiny\.ipynb gives away a solution"):
        refuse(planted)


@pytest.mark.parametrize(
    "path",
    [
        ".git/objects/ab/cdef",
        "tn/.git/HEAD",
        "tn/__pycache__/layers.cpython-311.pyc",
        "layers.pyc",
        "cache.pkl",
        "tn/fast.so",
        ".ipynb_checkpoints/01_tiny-checkpoint.ipynb",
    ],
)
def test_what_cannot_be_searched_is_refused(refuse, path):
    with pytest.raises(CourseError, match="can hide a solution") as caught:
        refuse({path: b"anything"})
    assert path in str(caught.value)


def test_a_forbidden_file_in_an_inner_zip_is_refused(refuse):
    with pytest.raises(CourseError, match="can hide a solution"):
        refuse({"more.zip": zipped("tn/layers.pyc", b"anything")})


@pytest.mark.parametrize(
    ("path", "words"),
    [("more.zip", "is no zip"), ("02.ipynb", "is no notebook")],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(refuse, path, words):
    with pytest.raises(CourseError, match=words):
        refuse({path: b"neither"})


@pytest.mark.parametrize(
    "line",
    [
        "da = np.sum(dout * x, axis=0)",  # its comment left out
        "da = np.sum(dout * x, axis=0)  # a was used once in every row",
        "answer = sum(range(1234567))",  # of a notebook
    ],
)
def test_code_is_secret_with_its_comment_or_without(refuse, line):
    with pytest.raises(CourseError, match="gives away"):
        refuse({"notes.txt": line.encode()})


def test_the_skeleton_itself_has_no_leak(refuse):
    refuse({})


def test_the_solution_would_be_a_leak(refuse, solution):
    with pytest.raises(CourseError, match="gives away"):
        refuse({"tn/net.py": solution["tn/net.py"]})


def test_a_line_that_is_given_elsewhere_is_no_secret(course):
    lines = solution_lines(course.load())
    assert "dx=dout*a" in lines
    course.edit(
        "solutions/tiny/layers/shift.py",
        "    ones,",
        "    dout, a = x, b\n    dx = dout * a\n    ones,",
    )
    assert "dx=dout*a" not in solution_lines(course.load())


def test_a_comment_in_given_code_gives_no_line_away_unpunished(course, refuse):
    course.edit(
        "solutions/tiny/layers/shift.py", "    ones,", f"    # {SECRET}\n    ones,"
    )
    planted = course.tree(filled=False)
    with pytest.raises(CourseError, match=r"tn/layers\.py gives away a solution"):
        refuse({"tn/layers.py": planted["tn/layers.py"]}, course.load())


def test_short_lines_say_nothing(course):
    course.edit(
        "solutions/tiny/net.py", "hidden_units, _", "q = 1\n        hidden_units, _"
    )
    assert not any(len(line) < 8 for line in solution_lines(course.load()))


@pytest.mark.parametrize(("line", "told"), [(SECRET, True), ("dx = dout * a", False)])
def test_numgrades_own_wheel_may_share_short_lines_with_a_solution(refuse, line, told):
    wheel = {"vendor/numgrade-1.0.whl": zipped("autograder/a.py", line)}
    if not told:
        refuse(wheel)
        return
    with pytest.raises(CourseError, match="gives away a solution"):
        refuse(wheel)


def test_the_same_line_is_a_leak_only_where_it_is_asked_for(course, refuse):
    toml = "assignments/tiny-a1/assignment.toml"
    course.edit(toml, 'todo = ["layers.scale_forward"]', "todo = []")
    assert "scaled_rows=np.asarray(x)*a" not in solution_lines(course.load())
    refuse({"notes.txt": SECRET.encode()}, course.load())
