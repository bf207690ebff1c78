"""What a cell gives to names: the cell alone runs, in the process of the worker."""

import nbformat
import pytest

from autograder.sandbox.cells import cell_values

NAMES = ("w_name", "b_name")


@pytest.fixture
def notebook(tmp_path):
    """Return a function: code cells -> a notebook's file."""

    def notebook(*sources):
        made = nbformat.v4.new_notebook()
        made.cells = [nbformat.v4.new_code_cell(source) for source in sources]
        file = tmp_path / "problem_1.ipynb"
        nbformat.write(made, file)
        return file

    return notebook


def test_names_get_what_the_student_wrote_beside_the_given_code(notebook):
    file = notebook(
        "%matplotlib inline\nimport numpy as np\nimport no_such_module",
        "raise SystemExit  # hours of training",
        "prefix = 'mine' * int(np.ones(1)[0])\n"
        "w_name, b_name = prefix + '_w', prefix + '_b'\n"
        "net = TestNet()\nnet.assign(w_name, w)",
        "w_name = 'another cell with TestNet()'",
    )
    assert cell_values(file, "TestNet()", NAMES) == ("mine_w", "mine_b")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("w_name, b_name = '?_w', '?_b'\nTestNet()", r"w_name is still '\?_w'"),
        ("w_name = 'a'\nTestNet()", "b_name has no value"),
        ("w_name, b_name = 'a', 'b'", r"has no cell with 'TestNet\(\)'"),
    ],
)
def test_a_cell_that_is_not_filled_in_is_told(notebook, cell, words):
    with pytest.raises(NotImplementedError, match=words):
        cell_values(notebook(cell), "TestNet()", NAMES)


def test_an_error_of_the_cell_is_the_students_to_see(notebook):
    file = notebook("w_name = b_name = undefined\nTestNet()")
    with pytest.raises(NameError, match="undefined"):
        cell_values(file, "TestNet()", NAMES)
