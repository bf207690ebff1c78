"""Right solutions in other styles earn every point.

A folder ``<family of solutions>/<style>/`` holds modules of functions and methods that
take the place of the model solution's, all of one folder in one submission. Modules in
its folder ``own/`` are of the student's own, and lie beside the others in the package.
"""

import ast
import json
import re
from pathlib import Path

import pytest

from autograder.course import load
from autograder.grade.run import grade
from autograder.grade.setup import Budget, Setup
from autograder.prove import replace_definitions
from autograder.release import build_tree, write_zip

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

#: Each assignment and the styles that it is graded in.
STYLES = {
    "dl-a1": ("functional/loops", "functional/einsum", "functional/inherited"),
    "cs682-a2": ("functional/loops", "functional/einsum", "functional/inherited"),
    "ece239as-hw3": ("functional/loops", "functional/einsum", "functional/inherited"),
    "csci566-a1": ("sequential/named", "sequential/inherited"),
    "cs5242-a1": ("layered/loops", "layered/inherited"),
}
#: What goes into notebook cells with names that a style has chosen: old -> new.
CELLS = {
    "sequential/named": {
        'w_name, b_name = "fc1_w", "fc1_b"': 'w_name, b_name = "mine_w", "mine_b"',
        'w1_name, b1_name = "fc1_w", "fc1_b"': "w1_name, b1_name = 'one_w', 'one_b'",
        'w2_name, b2_name = "fc2_w", "fc2_b"': 'w2_name, b2_name = "two_w", "two_b"',
        'w1_name, b1_name = "conv1_w", "conv1_b"': (
            'w1_name, b1_name = [f"look_{kind}" for kind in "wb"]'
        ),
        'w2_name, b2_name = "fc1_w", "fc1_b"': 'w2_name = "say_w"; b2_name = "say_b"',
    }
}
CASES = [(name, style) for name, styles in STYLES.items() for style in styles]


def definitions(source):
    """Return the functions and methods of a module, by their dotted names."""
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
            found |= {f"{node.name}.{method.name}" for method in methods}
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return found


def answered(assignment, style):
    """Return the symbols that an assignment asks for and a style has, by file."""
    answers = {}
    for file in sorted((HERE / style).glob("*.py")):
        written = {f"{file.stem}.{name}" for name in definitions(file.read_text())}
        wholes = {name.rpartition(".")[0] for name in written}
        found = (written | wholes).intersection(assignment.todo)
        if found:
            answers[file] = found
    return answers


def renamed(assignment, source):
    """Return source with the identifiers that this assignment calls otherwise."""
    for old, new in assignment.renames.items():
        source = re.sub(rf"\b{old}\b", new, source)
    return source


def restyled(assignment, style):
    """Return the model solution's tree in another style."""
    tree = build_tree(assignment, filled=True)
    for file in answered(assignment, style):
        source = renamed(assignment, file.read_text())
        other = replace_definitions(assignment, tree, file.stem, source)
        assert other != tree
        tree = other
    for file in (HERE / style).glob("own/*.py"):
        tree = {**tree, str(Path(assignment.package, file.name)): file.read_bytes()}
    for path in [path for path in tree if path.endswith(".ipynb")]:
        text = tree[path].decode()
        for old, new in CELLS.get(style, {}).items():
            text = text.replace(json.dumps(old)[1:-1], json.dumps(new)[1:-1])
        tree = {**tree, path: text.encode()}
    return tree


@pytest.mark.parametrize(("name", "style"), CASES)
def test_a_submission_in_another_style_loses_nothing(name, style, tmp_path):
    assignment = load(ROOT, name)
    archive = tmp_path / "theirs.zip"
    write_zip(restyled(assignment, style), archive, top="hand-in")
    setup = Setup(assignment, {}, Budget.of(assignment, None, None))
    (outcome,) = grade(setup, [archive])
    graded = [check for check in outcome.checks if check.graded]
    lost = [f"{c.question}: {c.title}: {c.lines}" for c in graded if not c.passed]
    assert lost == []
    assert len(graded) > 40


def test_there_are_more_than_a_hundred_other_solutions_over_all_assignments():
    counts = {}
    for name, style in CASES:
        found = answered(load(ROOT, name), style)
        counts[name] = counts.get(name, 0) + sum(map(len, found.values()))
    assert min(counts.values()) >= 10
    assert sum(counts.values()) > 100
