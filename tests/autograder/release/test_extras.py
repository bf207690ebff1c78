"""What comes with the code in a student's folder."""

import subprocess

import pytest
from packaging.requirements import Requirement

from autograder.release import build_extras, build_tree

TOML = "assignments/tiny-a1/assignment.toml"
MORE = """
[[data]]
name = "mnist"
dest = "{package}/images"

[tools]
numpy = ">=2"
future = ">=0.18"

[late]
due = 2026-11-03T23:59:00+01:00
percent_per_day = 20
max_days = 3
"""


@pytest.fixture
def extras(course):
    """The extras of an assignment that says something of everything."""
    course.write(TOML, (course.root / TOML).read_text() + MORE)
    tree = build_extras(course.load())
    return {path: content for path, content in tree.items() if "vendor" not in path}


def _readme(course):
    return build_extras(course.load())["README.md"].decode()


def test_requirements_are_ranges_the_assignments_own_before_the_defaults(extras):
    lines = extras["requirements.txt"].decode().splitlines()[1:]
    *tools, wheel = lines
    ranges = {(r := Requirement(line)).name: r.specifier for line in tools}
    assert str(ranges["numpy"]) == ">=2"
    assert str(ranges["future"]) == ">=0.18"
    assert {"matplotlib", "tqdm", "jupyterlab"} < set(ranges)
    assert all(ranges.values())  # none without a range
    assert wheel.startswith("./vendor/numgrade-")


def test_the_readme_says_set_up_check_submit_due_time_and_honour_code(extras):
    text = extras["README.md"].decode()
    assert "Python 3.10 or newer" in text
    commands = ["pip install -r requirements.txt", "numgrade check", "numgrade submit"]
    assert all(command in text for command in commands)
    assert 'check("scale_forward")' in text
    assert (
        "Due 2026-11-03 23:59 (UTC+01:00). Each day begun after that takes 20 %" in text
    )
    assert "after 3 days nothing is accepted" in text
    assert "## Honour code" in text
    assert "get_datasets.sh" in text


def test_the_readme_names_a_question_that_has_checks(course):
    written = (
        '[[questions]]\nname = "essay"\ntitle = "E"\npoints = 1\nkind = "written"\n'
    )
    text = (course.root / TOML).read_text()
    course.write(TOML, text.replace("[[questions]]", f"{written}\n[[questions]]", 1))
    readme = _readme(course)
    assert 'check("scale_forward")' in readme
    assert "| `essay` | E | 1 \\* |" in readme


def test_the_readme_tells_extra_credit_from_the_rest(course):
    more = '[[questions]]\nname = "more"\ntitle = "M"\npoints = 2\nkind = "written"\n'
    text = (course.root / TOML).read_text()
    course.write(TOML, f"{text}\n{more}extra = true\n")
    readme = _readme(course)
    assert "| `more` | M | 2 extra \\* |" in readme
    assert "5 points in all, and up to 2 beyond them for extra credit." in readme


def test_the_readme_names_what_may_not_be_imported(course, extras):
    text = (course.root / TOML).read_text()
    course.write(TOML, f'forbidden = ["torch", "jax"]\n{text}')
    assert "earns nothing: `torch`, `jax`.\n" in _readme(course)
    assert "earns nothing" not in extras["README.md"].decode()


def test_the_data_script_draws_a_stand_in_where_the_download_fails(extras, tmp_path):
    script = tmp_path / "get_datasets.sh"
    script.write_bytes(extras["get_datasets.sh"])
    fake = tmp_path / ".venv" / "bin" / "numgrade"
    fake.parent.mkdir(parents=True)
    fake.write_text('#!/bin/sh\necho "$@"\ntest "$2" = synth\n')
    fake.chmod(0o755)
    done = subprocess.run(
        ["bash", script], capture_output=True, text=True, cwd="/", check=True
    )
    assert done.stdout.splitlines() == [
        "data fetch mnist --dest tn/images",
        "data synth mnist --dest tn/images",
    ]


def test_without_data_there_is_no_script(course):
    assert "get_datasets.sh" not in build_extras(course.load())


def test_optional_symbols_ship_unwritten_though_nothing_asks_for_them(course):
    course.edit(TOML, 'todo = ["net.Net.loss"]', "todo = []")
    course.edit(TOML, "seed = ", 'optional = ["net.Net.loss"]\nseed = ')
    net = build_tree(course.load(), filled=False)["tn/net.py"].decode()
    assert "# TODO (optional, no points): write this part." in net
    assert "Net.loss is not written yet: optional" in net
    assert "hidden_units" not in net
