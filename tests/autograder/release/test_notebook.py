"""Notebooks: from text to what students open."""

import json
import subprocess
import sys

import nbformat
import pytest

NOTEBOOK = "assignments/tiny-a1/notebooks/01_tiny.py"


def cells(tree):
    return json.loads(tree["01_tiny.ipynb"])["cells"]


def source(cell):
    return "".join(cell["source"])


def test_both_notebooks_are_valid(solution, skeleton):
    for tree in (solution, skeleton):
        nbformat.validate(nbformat.reads(tree["01_tiny.ipynb"].decode(), as_version=4))


def test_no_cell_has_outputs_counts_or_metadata(solution, skeleton):
    for tree in (solution, skeleton):
        for cell in cells(tree):
            assert cell.get("outputs", []) == []
            assert cell.get("execution_count") is None
            assert cell["metadata"] == {}


def test_instructors_cells_ship_with_the_solution_alone(solution, skeleton):
    assert "Model answer" in solution["01_tiny.ipynb"].decode()
    assert "Model answer" not in skeleton["01_tiny.ipynb"].decode()
    assert "instructor" not in solution["01_tiny.ipynb"].decode()


def test_answers_become_stubs(solution, skeleton):
    assert source(cells(solution)[-1]) == "answer = None\nanswer = sum(range(1234567))"
    assert source(cells(skeleton)[-1]) == "answer = None\n# TODO: your code here"


def test_a_cell_may_be_nothing_but_the_students_to_write(course):
    course.edit(NOTEBOOK, "answer = None\n", "")
    assert source(cells(course.tree(False))[-1]) == "# TODO: your code here"


def test_a_function_that_would_be_empty_passes(course):
    course.edit(
        NOTEBOOK,
        "# BEGIN SOLUTION\nanswer = sum(range(1234567))\n# END SOLUTION\n",
        "def f():\n    # BEGIN SOLUTION\n    print(1234567)\n    # END SOLUTION\n",
    )
    stub = "def f():\n    # TODO: your code here\n    pass"
    assert source(cells(course.tree(False))[-1]).endswith(stub)


def test_magics_the_package_and_imports_are_the_students(skeleton):
    text = "\n".join(map(source, cells(skeleton)))
    assert "\n%matplotlib inline\n" in text
    assert "Write `scale_forward` in `tn/layers.py`." in text
    assert "from tn.layers import scale_forward" in text


def test_ids_are_unique_and_the_same_in_every_build(course, skeleton):
    ids = [cell["id"] for cell in cells(skeleton)]
    assert len(set(ids)) == len(ids)
    assert [cell["id"] for cell in cells(course.tree(filled=False))] == ids


def test_an_edit_renames_only_the_cell_that_it_touches(course, skeleton):
    course.edit(NOTEBOOK, "print(", "print(1, ")
    before, after = (
        [c["id"] for c in cells(t)] for t in (skeleton, course.tree(False))
    )
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True]


def test_a_cell_keeps_its_id_when_it_is_answered(solution, skeleton):
    kept = [cell["id"] for cell in cells(solution) if "Model" not in source(cell)]
    assert kept == [cell["id"] for cell in cells(skeleton)]


def test_equal_cells_have_ids_of_their_own(course):
    text = (course.root / NOTEBOOK).read_text()
    course.write(NOTEBOOK, text + "\n# %%\nprint(1)\n\n# %%\nprint(1)\n")
    ids = [cell["id"] for cell in cells(course.tree(filled=False))]
    assert len(set(ids)) == len(ids)
    assert ids[-1] == f"{ids[-2]}-2"


@pytest.mark.parametrize("filled", [True, False])
def test_its_code_runs_beside_the_package(course, tmp_path, filled):
    from autograder.release import write_tree

    write_tree(course.tree(filled=True), tmp_path)
    code = [source(c) for c in cells(course.tree(filled)) if c["cell_type"] == "code"]
    program = "\n".join(code).replace("%matplotlib", "# %matplotlib")
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nprint(answer)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    answer = sum(range(1234567)) if filled else None
    assert done.stdout.splitlines()[-1] == str(answer)
