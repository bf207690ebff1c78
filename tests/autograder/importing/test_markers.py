"""Other tools' solution markers, and errors about cells that can't be imported."""

import pytest

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
                ("code", "1 == 1"),
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
