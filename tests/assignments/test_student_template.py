"""The committed student_template/ is what a release would give now."""

import importlib.util
from pathlib import Path

import pytest

from autograder.course import assignment_ids, load

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "ci" / "write_student_template.py"


@pytest.fixture(scope="module")
def template():
    """Return the function that makes an assignment's part."""
    spec = importlib.util.spec_from_file_location("write_student_template", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.template


def test_every_assignment_has_its_part_and_nothing_else_is_there():
    parts = sorted(path.name for path in (ROOT / "student_template").iterdir())
    assert parts == assignment_ids(ROOT)


@pytest.mark.parametrize("name", assignment_ids(ROOT))
def test_the_part_of_an_assignment_is_up_to_date(name, template):
    folder = ROOT / "student_template" / name
    files = [path for path in folder.rglob("*") if path.is_file()]
    committed = {path.relative_to(folder).as_posix(): path for path in files}
    built = template(load(ROOT, name))
    stale = [p for p, c in built.items() if not _is_same(committed.get(p), c)]
    message = "stale; run: make student_template"
    assert sorted(committed) == sorted(built), message
    assert not stale, message


def _is_same(file, content):
    return file is not None and file.read_bytes() == content
