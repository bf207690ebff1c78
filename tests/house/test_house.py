"""The house rules that can be measured: sizes, purposes, where tests are."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "autograder"
MODULES = sorted(PACKAGE.rglob("*.py"))
FOLDERS = sorted(file.parent for file in PACKAGE.rglob("__init__.py"))


def name(path):
    return path.relative_to(ROOT).as_posix()


def functions(tree):
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def lines_of_code(function):
    """Return how many lines a function's body has, docstring aside.

    A signature isn't counted: that of a command is its list of options.
    """
    body = function.body[ast.get_docstring(function) is not None :]
    return function.end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_a_module_is_short_and_says_what_it_is_for(file):
    text = file.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_functions_fit_on_a_screen(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    long = {f.name: lines_of_code(f) for f in functions(tree) if lines_of_code(f) >= 50}
    assert long == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_a_folder_says_its_purpose_in_one_line(folder):
    text = (folder / "__init__.py").read_text(encoding="utf-8")
    first = (ast.get_docstring(ast.parse(text)) or "").splitlines()[0]
    assert first.endswith((".", ":"))


@pytest.mark.parametrize(
    "folder", [f for f in FOLDERS if f.parent == PACKAGE], ids=name
)
def test_tests_stand_where_the_package_has_them(folder):
    assert list((ROOT / "tests" / "autograder" / folder.name).rglob("test_*.py"))


@pytest.mark.parametrize(
    ("page", "folder"),
    [("docs/staff.md", "autograder"), ("tests/README.md", "tests"), ("README.md", "")],
)
def test_a_page_names_every_folder(page, folder):
    text = (ROOT / page).read_text(encoding="utf-8")
    committed = subprocess.run(
        ["git", "ls-files", folder or "."], cwd=ROOT, capture_output=True, text=True
    ).stdout.splitlines()
    inside = [Path(file).relative_to(folder).parts for file in committed]
    names = {parts[0] for parts in inside if len(parts) > 1}
    assert len(names) > 5
    for name in names:
        if not name.startswith("."):
            assert f"`{name}`" in text or f"`{name}/`" in text, name


def test_every_folder_of_tests_is_one_of_the_packages():
    mirrored = {f.name for f in (ROOT / "tests" / "autograder").iterdir() if f.is_dir()}
    packages = {f.name for f in FOLDERS if f.parent == PACKAGE}
    alone = {"ci", "faults", "__pycache__"}  # the recipes; what may befall a run
    assert mirrored - alone <= packages


def test_the_measure_of_a_function_leaves_its_docstring_out():
    source = 'def f():\n    """One.\n\n    Two.\n    """\n    return 1\n'
    (function,) = functions(ast.parse(source))
    assert lines_of_code(function) == 1
