"""An assignment of ten questions and twenty checks, as four graders want it.

Functions of one line, so that what is measured is the grader and not the coursework.
Every check is worth a point; all graders must come to the same scores.
"""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.course.tables import read_toml

CHECKS = 2  # of each question
_UTILS = "gradescope_utils.autograder_utils"


@dataclass(frozen=True)
class Question:
    """A function: its right body, a wrong one, and how inputs are drawn from ``r``."""

    name: str
    parameters: str
    right: str
    wrong: str
    inputs: str

    def code(self, body: str) -> str:
        """Return the function with that body; "" leaves it unwritten."""
        line = f"return {body}" if body else "raise NotImplementedError"
        return f"def {self.name}({self.parameters}):\n    {line}\n"

    def check(self, number: int, function: str, calls: int = 1) -> str:
        """Return the lines that compare ``function`` with the right result.

        They call it so many times, and compare what the last call gives.
        """
        call = f"got = {function}({self.parameters})\n"
        return (
            f"r = np.random.RandomState({number})\n"
            f"{self.parameters} = {self.inputs}\n"
            f"{calls * call}"
            f"assert np.allclose(got, {self.right})\n"
        )


TABLE = read_toml(Path(__file__).with_suffix(".toml"))
QUESTIONS = tuple(Question(**row) for row in TABLE["questions"])


def bodies(student: int) -> list[str]:
    """Return what a student wrote: half of them all right, others wrong or blank."""
    kind = student % 4
    if kind == 3:
        return [""] * len(QUESTIONS)
    wrong = kind == 2
    return [
        question.wrong if wrong and place % 2 else question.right
        for place, question in enumerate(QUESTIONS)
    ]


def right_score(student: int) -> int:
    """Return the points that a student has earned."""
    pairs = zip(QUESTIONS, bodies(student), strict=True)
    return CHECKS * sum(body == question.right for question, body in pairs)


def name(student: int) -> str:
    """Return a student's name, for files and tables."""
    return f"s{student:05}"


def module(written: list[str]) -> str:
    """Return a student's work, the functions' bodies, as a module."""
    pairs = zip(QUESTIONS, written, strict=True)
    return "import numpy as np\n\n\n" + "\n\n".join(q.code(b) for q, b in pairs)


def numgrade_course(root: Path, calls: int = 1) -> None:
    """Write the assignment as a course of numgrade's; a check calls so many times."""
    folder = root / "assignments" / "ten"
    lines = ['id = "ten"\ntitle = "Ten questions"\nseed = 1\n']
    lines.append('[[files]]\npath = "work.py"\nsource = "work.py"\n')
    source, tests = (
        ["import numpy as np\n"],
        ["import numpy as np\n\nfrom autograder.grade import question\n"],
    )
    for place, question in enumerate(QUESTIONS):
        lines.append(
            f'[[questions]]\nname = "{question.name}"\ntitle = "{question.name}"\n'
            f'points = {CHECKS}\ntodo = ["work.{question.name}"]\n'
        )
        source.append(
            f"def {question.name}({question.parameters}):\n    # BEGIN SOLUTION\n"
            f"    return {question.right}\n    # END SOLUTION\n"
        )
        for number in range(CHECKS):
            code = question.check(10 * place + number, f"work.{question.name}", calls)
            tests.append(
                f'@question("{question.name}", points=1)\n'
                f"def test_{question.name}_{number}(submission):\n"
                '    work = submission.module("work")\n' + _indented(code)
            )
    _write(folder / "assignment.toml", "\n".join(lines))
    _write(root / "solutions" / "work.py", "\n\n".join(source))
    _write(folder / "tests" / "hidden" / "test_work.py", "\n\n".join(tests))


def modules(folder: Path, students: int, body: str = "") -> None:
    """Write each student's module into a folder of its own, or all with ``body``."""
    for student in range(students):
        written = [body] * len(QUESTIONS) if body else bodies(student)
        _write(folder / name(student) / "work.py", module(written))


def unittest_tests(file: Path) -> None:
    """Write the checks for gradescope-utils, and what runs them on one submission."""
    lines = [
        "import sys\nimport unittest\n\nimport numpy as np\n"
        f"from {_UTILS}.decorators import weight\n"
        f"from {_UTILS}.json_test_runner import JSONTestRunner\n\n"
        "sys.path.insert(0, sys.argv[1])\n\n\nclass Tests(unittest.TestCase):\n"
    ]
    for place, question in enumerate(QUESTIONS):
        for number in range(CHECKS):
            code = question.check(10 * place + number, f"work.{question.name}")
            code = "import work\n" + code
            lines.append(
                f"    @weight(1)\n    def test_{question.name}_{number}(self):\n"
                + _indented(_indented(code))
            )
    lines.append(
        "\n\nsuite = unittest.defaultTestLoader.loadTestsFromTestCase(Tests)\n"
        "with open(sys.argv[2], 'w') as stream:\n"
        "    JSONTestRunner(visibility='visible', stream=stream).run(suite)\n"
    )
    _write(file, "\n".join(lines))


def otter_autograder(file: Path) -> None:
    """Write the checks as Otter's archive."""
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"pdf": False}))
        for place, question in enumerate(QUESTIONS):
            cases = []
            for number in range(CHECKS):
                code = question.check(10 * place + number, question.name)
                session = "".join(f">>> {line}\n" for line in code.splitlines())
                cases.append({"code": session, "hidden": True, "points": 1})
            test = {
                "name": question.name,
                "points": None,
                "suites": [{"type": "doctest", "cases": cases}],
            }
            text = f"OK_FORMAT = True\n\ntest = {test!r}\n"
            archive.writestr(f"tests/{question.name}.py", text)


def notebooks(folder: Path, students: int) -> None:
    """Write each student's notebook for Otter."""
    for student in range(students):
        cells = [new_code_cell(source) for source in _sources(bodies(student))]
        _notebook(folder / f"{name(student)}.ipynb", cells)


def nbgrader_course(root: Path, students: int) -> None:
    """Write a course of nbgrader's, and what students submitted."""
    config = 'c = get_config()\nc.CourseDirectory.course_id = "ten"\n'
    _write(root / "nbgrader_config.py", config)
    right = [question.right for question in QUESTIONS]
    cells = list(_nbgrader_cells(right))
    _notebook(root / "source" / "ten" / "ten.ipynb", cells)
    for student in range(students):
        cells = list(_nbgrader_cells(bodies(student)))
        _notebook(root / "submitted" / name(student) / "ten" / "ten.ipynb", cells)


def _nbgrader_cells(written: list[str]) -> Iterator[NotebookNode]:
    head, *answers = _sources(written)
    yield new_code_cell(head)
    for place, (question, answer) in enumerate(zip(QUESTIONS, answers, strict=True)):
        yield _marked(new_code_cell(answer), question.name, solution=True)
        for number in range(CHECKS):
            code = question.check(10 * place + number, question.name)
            cell = new_code_cell(code)
            yield _marked(cell, f"{question.name}_{number}", solution=False)


def _marked(cell: NotebookNode, grade_id: str, solution: bool) -> NotebookNode:
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "solution": solution,
        "grade": not solution,
        "locked": not solution,
        "task": False,
    }
    if not solution:
        cell.metadata["nbgrader"]["points"] = 1
    return cell


def _sources(written: list[str]) -> list[str]:
    pairs = zip(QUESTIONS, written, strict=True)
    return ["import numpy as np", *(question.code(body) for question, body in pairs)]


def _notebook(file: Path, cells: list[NotebookNode]) -> None:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for place, cell in enumerate(cells):
        cell["id"] = f"cell{place}"
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    file.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, file)


def _indented(code: str) -> str:
    return "".join(f"    {line}\n" for line in code.splitlines())


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
