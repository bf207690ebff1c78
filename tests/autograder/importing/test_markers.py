"""Other tools' solution markers, and errors about cells that can't be imported."""

import pytest

from autograder.importing.model import Case
from autograder.importing.otter import share_points
from autograder.importing.spans import nbgrader_spans, otter_spans
from autograder.release.source import parse_source

OTTER = {
    "a line that assigns": (
        "x = 5 # SOLUTION\n",
        ["# BEGIN SOLUTION", "# STUB: x = ...", "x = 5", "# END SOLUTION", ""],
    ),
    "a line that returns": (
        "def f(x):\n    return x == 2 # SOLUTION",
        [
            "def f(x):",
            "    # BEGIN SOLUTION",
            "    # STUB: ...",
            "    return x == 2",
            "    # END SOLUTION",
        ],
    ),
    "a line without a prompt": (
        "y = 1 # SOLUTION NO PROMPT",
        ["# BEGIN SOLUTION", "y = 1", "# END SOLUTION"],
    ),
    "a block with a prompt of its own": (
        '# BEGIN SOLUTION NO PROMPT\nz = 3\n# END SOLUTION\n""" # BEGIN PROMPT\n'
        'z = ... # three\n"""; # END PROMPT\nw = 1',
        [
            "# BEGIN SOLUTION",
            "# STUB: z = ... # three",
            "z = 3",
            "# END SOLUTION",
            "w = 1",
        ],
    ),
    "seeds and lines to ignore": (
        "rng_seed = 42 # SEED\nprint(secret) # IGNORE\nx = 1",
        ["rng_seed = 42", "x = 1"],
    ),
}


def fail(text):
    return ValueError(text)


@pytest.mark.parametrize("case", OTTER)
def test_otters_markers_become_ours(case, tmp_path):
    source, lines = OTTER[case]
    text = otter_spans(source, fail)
    assert text.split("\n") == lines
    parse_source(text, tmp_path / "cell.py")  # every span is one that we can read


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("# BEGIN SOLUTION\nx = 1", "# BEGIN SOLUTION is never ended"),
        ("x = 1\n# END SOLUTION", "# END SOLUTION without # BEGIN SOLUTION"),
        ('""" # BEGIN PROMPT\nx = 1\n"""; # END PROMPT', "comes after a solution"),
    ],
)
def test_markers_that_do_not_match_are_refused(source, words):
    with pytest.raises(ValueError, match=words):
        otter_spans(source, fail)


def test_nbgraders_regions_become_spans_and_whole_cells_too():
    stub = '# STUB: raise NotImplementedError("q is not written yet")'
    whole = nbgrader_spans("a = 1\nb = 2", "q", fail)
    assert whole.split("\n") == [
        "# BEGIN SOLUTION",
        stub,
        "a = 1",
        "b = 2",
        "# END SOLUTION",
    ]
    part = nbgrader_spans(
        "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION",
        "q",
        fail,
    )
    assert part.split("\n") == [
        "def f():",
        "    # BEGIN SOLUTION",
        f"    {stub}",
        "    return 1",
        "    # END SOLUTION",
    ]
    with pytest.raises(ValueError, match="never ended"):
        nbgrader_spans("### BEGIN SOLUTION\nx = 1", "q", fail)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([("code", "x = 1")], "neither Otter's cells"),
        ([("raw", "# BEGIN QUESTION\npoints: 1")], "cell 1: the question has no name"),
        ([("raw", "# BEGIN QUESTION\nname: a: b")], "cell 1: is not valid YAML"),
        ([("raw", "# END TESTS")], "cell 1: # END TESTS without # BEGIN TESTS"),
        ([("raw", "# BEGIN QUESTION\nname: q")], "# BEGIN QUESTION is never ended"),
        (
            [
                ("raw", "# BEGIN QUESTION\nname: q\npoints: [1, 2]"),
                ("raw", "# BEGIN TESTS"),
                ("code", "assert 1 == 1"),
                ("raw", "# END TESTS"),
                ("raw", "# END QUESTION"),
            ],
            "cell 5: points lists 2 values for 1 tests",
        ),
    ],
)
def test_what_cannot_be_imported_is_named_with_its_cell(
    numgrade, source, tmp_path, cells, words
):
    status, _, error = numgrade("import", source(*cells), "--course", tmp_path / "c")
    assert status == 2
    assert words in error
    assert not (tmp_path / "c").exists()


def test_an_assignment_that_is_there_is_never_overwritten(numgrade, imported, source):
    file = source(
        ("raw", "# BEGIN QUESTION\nname: q\nmanual: true"), ("raw", "# END QUESTION")
    )
    course, _ = imported(file)
    before = (course.folder / "assignment.toml").read_text()
    status, _, error = numgrade("import", file, "--id", "hw", "--course", course.root)
    assert status == 2
    assert "is there already; choose another name with --id" in error
    assert (course.folder / "assignment.toml").read_text() == before


def question(*tests, config="name: q", answer="x = 1 # SOLUTION"):
    """Return the cells of one question of Otter's."""
    return [
        ("raw", f"# BEGIN QUESTION\n{config}"),
        ("raw", "# BEGIN SOLUTION"),
        ("code", answer),
        ("raw", "# END SOLUTION"),
        ("raw", "# BEGIN TESTS"),
        *(("code", test) for test in tests),
        ("raw", "# END TESTS"),
        ("raw", "# END QUESTION"),
    ]


@pytest.mark.parametrize(
    ("test", "words"),
    [
        ("x == 1", "cell 6: its stored output isn't that of its last line"),
        ("%time x", "cell 6: not valid Python, line 1"),
        ('""" # BEGIN TEST CONFIG\npoints: 1', "# BEGIN TEST CONFIG is never ended"),
    ],
)
def test_tests_that_cannot_be_imported_are_named(
    numgrade, source, tmp_path, test, words
):
    file = source(*question(test))
    status, _, error = numgrade("import", file, "--course", tmp_path / "course")
    assert status == 2
    assert words in error


def test_tests_of_the_exception_format_and_all_or_nothing_are_imported(
    imported, source, tmp_path
):
    config = ("raw", "# ASSIGNMENT CONFIG\ntests:\n  ok_format: false")
    tests = [
        "def test_type(x):\n    # a comment\n    assert x > 0, 'positive'",
        '""" # BEGIN TEST CONFIG\nhidden: true\n""" # END TEST CONFIG\n'
        "def test_value(x):\n    wanted = [1, 2]\n    assert x in wanted",
    ]
    ignored = ("code", "# IGNORE\nx = 3")
    told = "name: 1. one\npoints: 3\nall_or_nothing: true"
    course, out = imported(source(config, *question(*tests, config=told), ignored))
    assert "'1. one' is called 1_one now" in out
    assert "the solution scores 3 of 3 points" in out
    public, hidden = course.folder / "tests/public", course.folder / "tests/hidden"
    assert '@question("1_one", points=0.0)' in (public / "test_hw.py").read_text()
    text = (hidden / "test_hw.py").read_text()
    assert '@question("1_one", points=3.0)' in text
    assert "assert x > 0, 'positive'\n" in text
    assert "x = 3" not in (course.folder / "notebooks" / "hw.py").read_text()
    solution, skeleton = course.grade_solution(tmp_path)
    assert (solution.score, skeleton.score) == (3, 0)


@pytest.mark.parametrize(
    ("given", "own", "worth"),
    [
        (None, [None, None], [0.5, 0.5]),
        (None, [2, None], [2, 0]),
        (3, [1, None, None], [1, 1, 1]),
        ({"each": 2}, [None, None], [2, 2]),
        ([1, 4], [None, None], [1, 4]),
    ],
)
def test_points_are_shared_as_otter_shares_them(given, own, worth):
    cases = [(Case("pass", 0, hidden=False), points) for points in own]
    assert share_points(given, cases, fail) == worth
