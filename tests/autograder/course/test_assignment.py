"""What an assignment.toml may say, and what is said about one that is wrong."""

import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.course import load
from autograder.errors import CourseError, UsageError

MINIMAL = """\
id = "a1"
title = "One"
seed = 1

[[questions]]
name = "q"
title = "Q"
points = 1
todo = ["m.f"]

[[files]]
path = "m.py"
source = "m.py"
"""


@pytest.fixture
def read(tmp_path):
    """Return a function that reads an assignment.toml of given text."""
    file = tmp_path / "assignments" / "a1" / "assignment.toml"
    file.parent.mkdir(parents=True)

    def read(text):
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load(tmp_path, "a1")

    read.file = file
    return read


def with_line(line, under=""):
    """Return the minimal text with a line added below a header, or on top."""
    if not under:
        return f"{line}\n{MINIMAL}"
    assert MINIMAL.count(under) == 1
    return MINIMAL.replace(under, f"{under}\n{line}")


def without(line):
    assert line in MINIMAL
    return MINIMAL.replace(line, "", 1)


def test_what_is_left_out_has_a_default(read):
    assignment = read(MINIMAL)
    assert assignment.limits.timeout == 10
    assert assignment.limits.memory == 2048
    assert assignment.package == ""
    assert assignment.questions[0].kind == "function"
    assert assignment.folder == read.file.parent


def test_the_package_is_written_into_every_path(read):
    text = MINIMAL.replace('path = "m.py"', 'path = "{package}/m.py"')
    assert read(f'package = "dl"\n{text}').files[0].path == "dl/m.py"
    assert read(text).files[0].path == "m.py"  # without a package, at the top


def test_points_add_up_and_each_todo_leads_to_its_question(course):
    assignment = course.load()
    assert assignment.total == 5
    assert assignment.todo["net.Net.loss"].name == "net_loss"


def test_extra_credit_is_in_no_total(read):
    more = '[[questions]]\nname = "e{0}"\ntitle = "E"\npoints = 3\nkind = "written"\n'
    text = MINIMAL + more.format(1) + more.format(2) + "extra = true\n"
    assignment = read(text)
    assert (assignment.total, assignment.total_by_hand) == (1, 3)
    assert assignment.by_hand == {"e1": 3, "e2": 3}


def test_student_files_are_those_with_todos_and_the_notebooks(course):
    assert course.load().student_files == ["tn/layers.py", "tn/net.py", "01_tiny.ipynb"]


def test_a_todo_in_a_packages_init_makes_that_a_student_file(course):
    course.edit(
        "assignments/tiny-a1/assignment.toml",
        "{package}/net.py",
        "{package}/net/__init__.py",
    )
    assert "tn/net/__init__.py" in course.load().student_files


def test_modules_are_named_below_the_package(course):
    assignment = course.load()
    assert assignment.module_of("tn/layers.py") == "layers"
    assert assignment.module_of("tn/classifiers/fc_net.py") == "classifiers.fc_net"
    assert assignment.module("classifiers.fc_net") == "tn.classifiers.fc_net"


#: A model that is trained once more, but no notebook is named.
RERUN = (
    'kind = "training"\ntraining = { data = "mnist", linear = [0.1, 0.9], '
    'rerun = { beside = "best = None", model = "best" } }'
)

WRONG = {
    # text: (the key that the message names, the mend)
    with_line(RERUN, "[[questions]]"): ("questions: training: q", "name it"),
    with_line(RERUN.replace('"best" ', '"b b" '), "[[questions]]"): (
        "training.rerun.model",
        "matching",
    ),
    with_line('titel = "x"'): ("'titel'", "did you mean 'title'?"),
    with_line("zzz = 1"): ("'zzz'", "remove it"),
    with_line('"a\\nb" = 1'): ("unknown key 'a\\nb'", "remove it"),
    with_line('folder = "x"'): ("unknown key 'folder'", "remove it"),
    with_line('folder = "x"', "[[questions]]"): ("'folder' in questions[0]", "remove"),
    with_line("timout = 3\n", "[[files]]"): ("'timout' in files[0]", "remove it"),
    with_line("limits = {timout = 3}"): ("'timout' in limits", "'timeout'"),
    with_line("limits = 3"): ("limits", "Expected `object`"),
    with_line("limits = {timeout = 0}"): ("limits.timeout", "> 0"),
    with_line("limits = {timeout = inf}"): ("limits.timeout", "<= 86400"),
    with_line("limits = {memory = 1}"): ("limits.memory", ">= 256"),
    with_line("limits = {memory = 10000000000000000}"): ("limits.memory", "<= "),
    with_line('package = "a-b"'): ("package", "matching regex"),
    with_line('package = "dl\\n"'): ("package", "matching regex"),
    with_line('package = "class"'): ("package", "choose another"),
    with_line("package = 1"): ("package", "Expected `str`"),
    without('title = "One"\n'): ("title", "missing key"),
    without("points = 1\n"): ("questions[0]", "missing key `points`"),
    MINIMAL.replace("seed = 1", "seed = 1.5"): ("seed", "Expected `int`"),
    MINIMAL.replace("seed = 1", "seed = 1979-05-27"): ("seed", "got `date`"),
    MINIMAL.replace("points = 1", "points = -1"): ("questions[0].points", "> 0"),
    MINIMAL.replace("points = 1", "points = nan"): ("questions[0].points", "> 0"),
    MINIMAL.replace("points = 1", "points = inf"): ("questions[0].points", "<="),
    MINIMAL.replace('name = "q"', 'name = "q q"'): ("questions[0].name", "matching"),
    MINIMAL.replace('name = "q"', 'name = "q\\n"'): ("questions[0].name", "matching"),
    MINIMAL.replace('name = "q"', 'name = ""'): ("questions[0].name", "matching"),
    with_line("extra = true", "[[questions]]"): ("questions: extra: q", "remove it"),
    with_line('kind = "a\\nb"', "[[questions]]"): ("questions[0].kind", "Invalid enum"),
    MINIMAL.replace('["m.f"]', "[7]"): ("questions[0].todo[0]", "Expected `str`"),
    MINIMAL.replace('["m.f"]', '["m.f", "m.f"]'): ("questions: todo", "keep one"),
    MINIMAL.replace('id = "a1"', 'id = "a2"'): ("id", "make them equal"),
    MINIMAL.replace("[[questions]]", "[questions]"): ("questions", "Expected `array`"),
    MINIMAL.replace('path = "m.py"', 'path = "/m.py"'): ("path", "leaves the student"),
    MINIMAL.replace('path = "m.py"', 'path = "a/../../m"'): ("path", "leaves the stu"),
    MINIMAL.replace('path = "m.py"', 'path = ""'): ("path", "names no file"),
    MINIMAL.replace('path = "m.py"', 'path = "."'): ("path", "names no file"),
    MINIMAL.replace('path = "m.py"', 'path = "a//m.py"'): ("path", "names no file"),
    MINIMAL.replace('path = "m.py"', 'path = "a\\\\m.py"'): ("path", "names no file"),
    MINIMAL + MINIMAL[MINIMAL.index("[[files]]") :]: ("path", "'m.py' occurs twice"),
    MINIMAL + '[[files]]\npath = "m.py/a.py"\nsource = "a.py"\n': (
        "path",
        "rename one",
    ),
    with_line('tools = {numpy = "2 or so"}'): ("tools.numpy", "'>=1.26,<3'"),
    with_line('tools = {"num py" = ">=2"}'): ("tools", "no name on PyPI"),
    with_line('data = [{name = "a"}, {name = "a"}]'): ("data: name", "keep one"),
    with_line('data = [{name = "a/b"}]'): ("data[0].name", "matching"),
    with_line('optional = ["m.f"]'): ("questions: todo", "keep one"),
    'id = "a1"\nid = "a1"\n': ("not valid TOML", "Cannot overwrite"),
    "id = \n": ("not valid TOML", "line 1"),
    b"id = '\xff'": ("not valid TOML", "utf-8"),
    "a = " + 5000 * "[" + 5000 * "]": ("not valid TOML", ""),
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_a_mistake_is_told_in_one_line_with_file_key_and_mend(read, text):
    key, mend = WRONG[text]
    with pytest.raises(CourseError) as caught:
        read(text)
    message = str(caught.value)
    assert message.startswith(f"{read.file}: ")
    assert key in message
    assert mend in message
    assert "\n" not in message


def test_a_file_that_cannot_be_read_is_named(read):
    read.file.mkdir()
    with pytest.raises(CourseError, match=r"assignment\.toml: can't be read: Is a dir"):
        load(read.file.parents[2], "a1")


KEYS = """
    id title seed questions files package notebooks limits name points todo path source
    parts kind timeout x
"""
keys = st.sampled_from(KEYS.split())
texts = st.text(string.printable, max_size=8) | st.sampled_from(
    ["a1", "function", "..", "{package}/m.py", "m.py"]
)
plain = st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=12,
)


def as_toml(value):
    """Write a value as TOML, tables inline."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = (c if c.isalnum() else f"\\u{ord(c):04x}" for c in value)
        return f'"{"".join(escaped)}"'
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, dict):
        pairs = (f"{key} = {as_toml(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    return str(value)


def only_a_course_error(read, text):
    message = ""
    try:
        read(text)
    except CourseError as error:  # and nothing else
        message = str(error)
    assert not message or message.startswith(f"{read.file}: ")
    assert "\n" not in message


fuzzing = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@fuzzing
@given(table=st.dictionaries(keys, values, max_size=6))
def test_any_toml_is_read_or_refused_as_the_courses_mistake(read, table):
    only_a_course_error(
        read, "\n".join(f"{k} = {as_toml(v)}" for k, v in table.items())
    )


@fuzzing
@given(key=keys, value=values)
def test_any_value_in_a_good_file_is_read_or_refused(read, key, value):
    line = f"{key} = {as_toml(value)}"
    kept = [old for old in MINIMAL.splitlines() if not old.startswith(f"{key} = ")]
    only_a_course_error(read, "\n".join([line, *kept]))
    only_a_course_error(read, "\n".join([*kept, line]))


@fuzzing
@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(read, content):
    only_a_course_error(read, content)


def test_an_unknown_assignment_is_answered_with_the_nearest_name(course):
    with pytest.raises(UsageError, match="did you mean tiny-a1"):
        load(course.root, "tiny-a2")
    with pytest.raises(UsageError, match="there are: tiny-a1"):
        load(course.root, "zzz")


@pytest.mark.parametrize("name", ["../tiny-a1", "", ".", "tiny-a1/", "/"])
def test_no_name_leads_out_of_the_assignments(course, name):
    with pytest.raises(UsageError, match="no assignment"):
        load(course.root, name)


def test_a_course_without_assignments_says_so(tmp_path):
    (tmp_path / "assignments").mkdir()
    with pytest.raises(UsageError, match="holds none"):
        load(tmp_path, "a1")


def test_solutions_lie_beside_the_assignments(course):
    assert course.load().solutions == Path(course.root, "solutions")
