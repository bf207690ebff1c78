"""Imports that an assignment forbids cost what stands in the file, and are named."""

import importlib
import sys

import pytest

from autograder.sandbox.forbidden import Doorkeeper, ForbiddenImport

TOML = "assignments/tiny-a1/assignment.toml"
FORWARD = "    scaled_rows = np.asarray(x) * a\n"


@pytest.fixture
def graded(course, solution, edited, tmp_path):
    """Outcomes of a class whose course forbids ``fractions``."""
    course.write(TOML, 'forbidden = ["fractions"]\n' + (course.root / TOML).read_text())
    layers, net = (solution[f"tn/{name}.py"] for name in ("layers", "net"))
    by_name = '    __import__("frac" + "tions")\n' + FORWARD
    trees = {
        "outright": {"tn/layers.py": b"import fractions as f\n" + layers},
        "uncalled": {"tn/net.py": net + b"\ndef f():\n    from fractions import F\n"},
        "by_name": edited("tn/layers.py", FORWARD, by_name),
        "alike": {
            "tn/layers.py": b"from tn import fractions_own\n" + layers,
            "tn/fractions_own.py": b"",
        },
    }
    complete = {name: {**solution, **tree} for name, tree in trees.items()}
    return course.grade_trees(tmp_path / "class", complete)


def failures(outcome):
    """Return what is told of each question that lost points."""
    return {
        check.question: " ".join(check.lines)
        for check in outcome.checks
        if check.graded and not check.passed
    }


def test_a_file_that_imports_it_earns_nothing_even_if_nobody_calls_the_function(graded):
    told = failures(graded["uncalled"])
    assert list(told) == ["net_loss"]
    assert "tn/net.py, line" in told["net_loss"]
    assert "fractions is not allowed in this assignment" in told["net_loss"]


def test_a_file_that_others_need_costs_them_too(graded):
    assert set(failures(graded["outright"])) == {
        "scale_forward",
        "scale_backward",
        "net_loss",
    }
    assert "tn/layers.py, line 1:" in failures(graded["outright"])["scale_forward"]


def test_an_import_by_name_is_refused_where_it_happens(graded):
    told = failures(graded["by_name"])
    assert "fractions is not allowed in this assignment" in told["scale_forward"]


def test_an_own_module_of_a_name_like_it_costs_nothing(graded):
    assert failures(graded["alike"]) == {}


def test_an_environment_beside_the_work_is_nobodys_offence(tmp_path, monkeypatch):
    packages = tmp_path / ".venv" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "forbidden_test_package.py").write_text("def f():\n    import jax\n")
    (tmp_path / "forbidden_test_own.py").write_text("def f():\n    import jax\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(packages), *sys.path])
    doorkeeper = Doorkeeper(["jax"], tmp_path)
    monkeypatch.setattr(sys, "meta_path", [doorkeeper, *sys.meta_path])
    assert importlib.import_module("forbidden_test_package").f
    with pytest.raises(ForbiddenImport, match=r"own\.py, line 2: jax is not allowed"):
        importlib.import_module("forbidden_test_own")
