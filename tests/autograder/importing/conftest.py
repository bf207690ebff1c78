"""Source notebooks, written in short form, and courses that they are imported to."""

import nbformat
import pytest

from autograder.course import load
from autograder.grade.run import grade
from autograder.grade.setup import Budget, Setup
from autograder.release import build_tree, write_tree


@pytest.fixture
def source(tmp_path):
    """Return a function: a notebook file of cells, each a (kind, text) pair."""

    def source(*cells, name="hw.ipynb"):
        make = {
            "raw": nbformat.v4.new_raw_cell,
            "md": nbformat.v4.new_markdown_cell,
            "code": nbformat.v4.new_code_cell,
        }
        notebook = nbformat.v4.new_notebook(
            cells=[make[kind](text) for kind, text in cells]
        )
        file = tmp_path / name
        nbformat.write(notebook, file)
        return file

    return source


class Course:
    """A course that something was imported to."""

    def __init__(self, root, name):
        self.root, self.name = root, name
        self.folder = root / "assignments" / name

    def load(self):
        return load(self.root, self.name)

    def grade(self, *paths):
        """Grade files or folders; return each one's outcome by its name."""
        assignment = self.load()
        given = build_tree(assignment, filled=False)
        budget = Budget.of(assignment, None, None)
        outcomes = grade(Setup(assignment, given, budget), paths)
        return {outcome.name: outcome for outcome in outcomes}

    def grade_solution(self, folder):
        """Grade the solution and the skeleton; return their outcomes."""
        places = [folder / "solution", folder / "skeleton"]
        for place, filled in zip(places, (True, False), strict=True):
            write_tree(build_tree(self.load(), filled), place)
        return self.grade(*places).values()


@pytest.fixture
def imported(numgrade, tmp_path):
    """Return a function that imports a notebook: the course, and what was printed."""

    def imported(file, name="hw"):
        root = tmp_path / "course"
        status, out, error = numgrade("import", file, "--id", name, "--course", root)
        assert not status, error
        return Course(root, name), out

    return imported
