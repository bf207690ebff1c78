"""A notebook with functions that aren't written yet: lines instead of tracebacks."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.student.unwritten import announce_unwritten, names

FORWARD = (
    "def forward(x):\n    raise NotImplementedError('forward is not written yet: q')"
)


@pytest.fixture
def run(capsys):
    """Return a function that runs one cell and gives what it printed."""
    shell = InteractiveShell.instance()
    shell.colors = "nocolor"
    announce_unwritten()

    def run(code):
        capsys.readouterr()
        shell.run_cell(code, store_history=False)
        printed = capsys.readouterr()
        return printed.out + printed.err

    yield run
    InteractiveShell.clear_instance()


def test_what_is_not_written_is_one_line(run):
    run(FORWARD)
    assert run("out = forward(1)") == "forward is not written yet: q\n"


def test_later_cells_say_what_they_wait_for_as_far_as_it_reaches(run):
    run(FORWARD)
    run("out, more = forward(1)\nprint(out)")
    waits = "of a cell above, but forward is not written yet\n"
    assert run("again = [2 * x for x in (out, more)]") == (
        f"this cell needs more, out {waits}"
    )
    assert run("print(again)") == f"this cell needs again {waits}"
    assert run("print('others run on')") == "others run on\n"


def test_once_a_cell_runs_through_its_names_wait_no_more(run):
    run(FORWARD)
    run("out = forward(1)")
    run("def forward(x):\n    return x")
    run("out = forward(1)")
    assert "ZeroDivisionError" in run("out / 0")


def test_other_errors_keep_their_traceback(run):
    run(FORWARD)
    run("out = forward(1)")
    shown = run("1 / 0")
    assert "Traceback" in shown
    assert "ZeroDivisionError" in shown
    assert "a corner of this course" in run(
        "raise NotImplementedError('a corner of this course')"
    )


def test_a_cell_with_magic_or_wrong_syntax_is_no_trouble(run):
    assert run("%pwd\nx = 1") == ""
    assert "SyntaxError" in run("def f(:")


def test_only_what_the_cell_itself_assigns_is_made_by_it():
    made, used = names("a, (b, c) = f(d)\nfor i in a: s = i\ndef g(x):\n    y = x\n")
    assert made == {"a", "b", "c", "i", "s"}
    assert {"f", "d", "a", "i"} <= used
