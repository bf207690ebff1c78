"""The command line: what is said, which files appear, how it exits."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from autograder.release import write_tree

COMMANDS = [
    "list",
    "release",
    "check",
    "submit",
    "grade",
    "export",
    "report",
    "similarity",
    "expected",
    "doctor",
    "data",
]


@pytest.fixture
def ada(solution, tmp_path):
    """A student who handed in the model solution, as a folder."""
    write_tree(solution, tmp_path / "class" / "ada")
    return tmp_path / "class" / "ada"


def refused(result, *words):
    """Check that a command ended in one line to be mended, and exit status 2."""
    status, out, err = result
    assert status == 2
    assert out == ""
    assert err.startswith("numgrade: ")
    assert err.count("\n") == 1
    for word in words:
        assert str(word) in err


def files_below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def with_progress_cut(err):
    """Return standard error without the plain lines of progress."""
    return "".join(line for line in err.splitlines(True) if line[0] not in "0123456789")


# what can be asked


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(numgrade, command):
    status, out, err = numgrade(command, "--help")
    assert not status
    assert f"Usage: numgrade {command}" in out
    assert err == ""


def test_without_a_command_the_help_is_shown(numgrade):
    status, out, err = numgrade()
    assert status == 2
    for command in COMMANDS:
        assert command in out + err
    assert (out + err).count("Usage: ") == 1
    assert "numgrade: (" not in err


def test_the_version_is_that_of_the_package(numgrade):
    from autograder import __version__

    assert numgrade("--version")[:2] == (0, f"numgrade {__version__}\n")


def test_list_shows_the_assignments(numgrade, course):
    status, out, _ = numgrade("list", "--course", course.root)
    assert not status
    assert "tiny-a1" in out
    assert "Two tiny layers" in out


def test_list_as_json_is_json_and_nothing_else(numgrade, course):
    status, out, err = numgrade("list", "--json", "--course", course.root)
    assert not status
    assert json.loads(out) == [
        {"id": "tiny-a1", "title": "Two tiny layers", "questions": 3, "points": 5.0}
    ]
    assert err == ""


def test_a_command_works_from_anywhere_in_the_course(numgrade, course, monkeypatch):
    monkeypatch.chdir(course.folder / "tests")
    assert "tiny-a1" in numgrade("list")[1]


# what is wrong with the question


@pytest.mark.parametrize(
    ("arguments", "help_"),
    [
        (["--no-such-option"], "numgrade --help"),
        (["no-such-command"], "numgrade --help"),
        (["grade"], "numgrade grade --help"),
        (["grade", "tiny-a1"], "numgrade grade --help"),
        (["data", "fetch", "--no-such-option"], "numgrade data fetch --help"),
    ],
)
def test_a_senseless_command_line_is_refused_with_the_help_to_see(
    numgrade, arguments, help_
):
    refused(numgrade(*arguments), f"(see {help_})")


@pytest.mark.parametrize("command", ["grade", "release", "expected"])
def test_outside_of_a_course_the_option_is_named(numgrade, tmp_path, command):
    tail = {"grade": [tmp_path, "--out", tmp_path / "o"]}.get(command, [])
    tail = ["--out", tmp_path / "o"] if command == "release" else tail
    refused(numgrade(command, "tiny-a1", *tail, "--course", tmp_path), "--course DIR")
    assert files_below(tmp_path) == []


def test_an_unknown_assignment_is_refused_with_the_nearest_name(
    numgrade, course, ada, tmp_path
):
    out, root = tmp_path / "out", course.root
    near = "did you mean tiny-a1?"
    refused(numgrade("grade", "tiny-a2", ada, "--out", out, "--course", root), near)
    refused(numgrade("release", "tiny-a2", "--out", out, "--course", root), near)
    refused(numgrade("expected", "tiny-a2", "--course", root), near)
    assert not out.exists()


def test_a_missing_submission_is_refused_before_anything_is_written(
    numgrade, course, ada, tmp_path
):
    out, gone = tmp_path / "out", tmp_path / "gone.zip"
    result = numgrade(
        "grade", "tiny-a1", ada, gone, "--out", out, "--course", course.root
    )
    refused(result, "no such file or folder", gone)
    assert not out.exists()


def test_an_empty_class_is_refused(numgrade, course, tmp_path):
    (tmp_path / "empty").mkdir()
    arguments = ["--out", tmp_path / "out", "--course", course.root]
    result = numgrade("grade", "tiny-a1", "--class", tmp_path / "empty", *arguments)
    refused(result, "empty is empty")
    result = numgrade("grade", "tiny-a1", "--class", tmp_path / "gone", *arguments)
    refused(result, "no folder", "--class takes a folder")
    refused(numgrade("grade", "tiny-a1", *arguments), "name at least one")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("other", ["ada.zip", "ada.py"])
def test_two_submissions_of_one_name_are_refused(
    numgrade, course, ada, tmp_path, other
):
    (ada.parent / other).write_bytes(b"")
    result = numgrade(
        "grade", "tiny-a1", "--class", ada.parent, "--out", tmp_path / "out",
        "--course", course.root,
    )  # fmt: skip
    refused(result, "have one name; rename one", other)


@pytest.mark.parametrize("name", ["grades.csv", "index.html", "summary.json"])
def test_a_submission_cannot_take_the_name_of_a_result(
    numgrade, course, solution, tmp_path, name
):
    write_tree(solution, tmp_path / name)
    result = numgrade(
        "grade", "tiny-a1", tmp_path / name, "--out", tmp_path / "out",
        "--course", course.root,
    )  # fmt: skip
    refused(result, f"can't be called '{name}'")


def test_the_root_of_all_folders_is_no_submission(numgrade, course, tmp_path):
    out = tmp_path / "out"
    refused(numgrade("grade", "tiny-a1", "/", "--out", out, "--course", course.root))
    assert not out.exists()


@pytest.mark.parametrize("out", ["a-file", "a-file/below", "/proc/numgrade"])
@pytest.mark.parametrize("command", ["grade", "release"])
def test_an_output_folder_that_cannot_be_written_to_is_refused(
    numgrade, course, ada, tmp_path, command, out
):
    (tmp_path / "a-file").write_text("in the way")
    submission = [ada] if command == "grade" else []
    result = numgrade(
        command, "tiny-a1", *submission, "--out", tmp_path / out,
        "--course", course.root,
    )  # fmt: skip
    refused(result, "can't write to", "choose another --out")
    assert (tmp_path / "a-file").read_text() == "in the way"


@pytest.mark.parametrize("command", ["grade", "release", "expected", "list"])
def test_a_broken_assignment_is_refused_with_its_key(
    numgrade, course, ada, tmp_path, command
):
    course.edit("assignments/tiny-a1/assignment.toml", "seed = 7", "sede = 7")
    arguments = {
        "grade": ["tiny-a1", ada, "--out", tmp_path / "out"],
        "release": ["tiny-a1", "--out", tmp_path / "out"],
        "expected": ["tiny-a1"],
        "list": [],
    }[command]
    result = numgrade(command, *arguments, "--course", course.root)
    refused(result, course.toml, "'sede'", "did you mean 'seed'?")
    assert not (tmp_path / "out").exists()


# grading


def grade(numgrade, course, tmp_path, *arguments):
    out = tmp_path / "out"
    result = numgrade(
        "grade", "tiny-a1", *arguments, "--out", out, "--course", course.root
    )
    return out, result


def results(out, name):
    return json.loads((out / name / "results.json").read_text(encoding="utf-8"))


def test_grading_writes_every_file_and_prints_a_table(
    numgrade, course, ada, skeleton, tmp_path
):
    write_tree(skeleton, ada.parent / "bob")
    (ada.parent / ".DS_Store").touch()
    out, (status, printed, err) = grade(
        numgrade, course, tmp_path, "--class", ada.parent
    )
    assert not status
    assert results(out, "ada")["score"] == 5
    assert results(out, "bob")["score"] == 0
    assert (out / "grades.csv").read_text().splitlines()[1].startswith("ada,2,2,1,5,5")
    assert json.loads((out / "summary.json").read_text())["submissions"] == 2
    assert "ada" in printed
    assert f"results: {out}" in printed
    assert err.splitlines()[:2] == ["1/2 ada 5/5", "2/2 bob 0/5"]
    assert not [name for name in files_below(out) if "unfinished" in name]


def test_one_bad_submission_is_told_in_its_results_and_stops_nobody(
    numgrade, course, ada, make_zip, tmp_path
):
    bad = make_zip({"../../x": b""}, "mallory.zip")
    out, (status, printed, err) = grade(numgrade, course, tmp_path, bad, ada)
    assert not status
    assert results(out, "ada")["score"] == 5
    assert results(out, "mallory")["score"] == 0
    assert "leads out of it" in results(out, "mallory")["output"]
    assert "leads out of it" in (out / "grades.csv").read_text()
    assert "not graded" in printed
    assert with_progress_cut(err) == ""


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("mallory.zip", b"no zip", "can't be unpacked"),
        ("mallory.tar.gz", b"no tar", "can't be unpacked"),
        ("mallory.txt", b"text", "is neither a folder, an archive"),
        ("mallory", None, "holds no files"),
    ],
)
def test_if_every_submission_is_bad_the_first_reason_is_told(
    numgrade, course, tmp_path, name, content, words
):
    bad = tmp_path / name
    bad.mkdir() if content is None else bad.write_bytes(content)
    out, (status, _, err) = grade(numgrade, course, tmp_path, bad)
    assert status == 2
    told = with_progress_cut(err)
    assert told.count("\n") == 1
    assert told.startswith("numgrade: mallory")
    assert words in told
    (folder,) = {path.parent.name for path in out.rglob("results.json")}
    assert results(out, folder)["score"] == 0
    assert words in results(out, folder)["output"]


@pytest.mark.parametrize(("bound", "status"), [(100, 1), (60.5, 1), (60, 0), (0, 0)])
def test_a_score_below_the_bound_is_an_exit_status(
    numgrade, course, edited, tmp_path, bound, status
):
    tree = edited("tn/layers.py", "da = np.sum(", "da = 2 * np.sum(")
    write_tree(tree, tmp_path / "eve")
    out, result = grade(
        numgrade, course, tmp_path, tmp_path / "eve", "--fail-under", bound
    )
    assert result[0] in (status, status or None)
    assert results(out, "eve")["score"] == 3


def test_a_name_that_is_no_text_is_graded_under_a_printable_one(
    numgrade, course, ada, tmp_path
):
    odd = ada.rename(ada.with_name(os.fsdecode(b"J\xfcrgen")))
    out, (status, _, _) = grade(numgrade, course, tmp_path, odd)
    assert not status
    assert results(out, "J\N{REPLACEMENT CHARACTER}rgen")["score"] == 5


def test_markup_in_a_name_stays_text(numgrade, course, ada, tmp_path):
    odd = ada.rename(ada.with_name("[red]eve"))
    _, (status, printed, _) = grade(numgrade, course, tmp_path, odd)
    assert not status
    assert "[red]eve" in printed


def test_grading_again_replaces_the_results(numgrade, course, ada, skeleton, tmp_path):
    grade(numgrade, course, tmp_path, ada)
    write_tree(skeleton, ada)
    out, _ = grade(numgrade, course, tmp_path, ada)
    assert results(out, "ada")["score"] == 0


def test_a_wrong_test_of_the_course_is_the_courses_fault(
    numgrade, course, ada, tmp_path
):
    (course.folder / "expected" / "hidden" / "layers.npz").unlink()
    out, (status, _, err) = grade(numgrade, course, tmp_path, ada)
    assert status == 2
    assert "is missing; build it with numgrade expected" in err
    assert not (out / "grades.csv").exists()


def test_debug_shows_where_an_error_was_raised(numgrade, tmp_path, monkeypatch):
    from autograder.cli import main
    from autograder.errors import UsageError

    monkeypatch.setattr("sys.argv", ["numgrade", "--debug", "list", "--course", "/"])
    with pytest.raises(UsageError):
        main()


def test_an_interrupted_run_keeps_what_was_graded(course, solution, tmp_path):
    write_tree(solution, tmp_path / "class" / "ada")
    loop = {**solution, "tn/layers.py": b"while True:\n    pass\n"}
    for name in ("bob", "cyd"):
        write_tree(loop, tmp_path / "class" / name)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "autograder", "grade", "tiny-a1", "--class"]
    command += [tmp_path / "class", "--out", out, "--timeout", "60"]
    process = subprocess.Popen(
        [*map(str, command), "--course", str(course.root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not (out / "ada" / "results.json").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    told = with_progress_cut(err).strip()
    assert told == "numgrade: interrupted; what was graded is kept"
    assert results(out, "ada")["score"] == 5
    assert not (out / "bob").exists()
    assert (out / "grades.csv").read_text().splitlines()[1].startswith("ada,2,2,1,5,5")


# releasing


def test_a_release_holds_what_the_contract_says(numgrade, course, tmp_path):
    out = tmp_path / "out"
    status, printed, _ = numgrade("release", "--out", out, "--course", course.root)
    assert not status
    assert "tiny-a1: 5 points, proven" in printed
    place = out / "tiny-a1"
    files = files_below(place)
    assert {"manifest.json", "dist/tiny-a1-student.zip"} <= set(files)
    assert (place / "student" / "tn" / "layers.py").exists()
    assert "scaled_rows" in (place / "solution" / "tn" / "layers.py").read_text()
    manifest = json.loads((place / "manifest.json").read_text())
    assert manifest.keys() == {
        path.relative_to(place).as_posix()
        for path in place.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert files_below(out)[0] == "tiny-a1"


def test_a_release_that_cannot_be_proven_leaves_the_old_one_in_place(
    numgrade, course, tmp_path
):
    out = tmp_path / "out"
    (out / "tiny-a1").mkdir(parents=True)
    (out / "tiny-a1" / "old").touch()
    course.edit("solutions/tiny/layers/scale.py", "dx = dout * a", "dx = dout + a")
    status, _, err = numgrade("release", "--out", out, "--course", course.root)
    assert status == 2
    assert "question scale_backward: the reference fails" in with_progress_cut(err)
    assert with_progress_cut(err).count("\n") == 1
    assert files_below(out) == ["tiny-a1", "tiny-a1/old"]


LEAK = "# scaled_rows = np.asarray(x) * a\n"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("assignments/tiny-a1/tests/public/test_more.py", "gives away a solution"),
        ("solutions/tiny/notes.txt", "gives away a solution"),
        ("solutions/tiny/__pycache__/layers.pyc", "can hide a solution"),
        ("solutions/tiny/.git/HEAD", "can hide a solution"),
    ],
)
def test_a_release_that_leaks_is_refused(numgrade, course, tmp_path, path, told):
    course.write(path, LEAK)
    if path.startswith("solutions/"):
        source = path.removeprefix("solutions/")
        more = f'\n[[files]]\npath = "{source}"\nsource = "{source}"\n'
        course.write(
            "assignments/tiny-a1/assignment.toml", course.toml.read_text() + more
        )
    out = tmp_path / "out"
    status, _, err = numgrade("release", "--out", out, "--course", course.root)
    assert status == 2
    assert told in err
    assert files_below(out) == []


# expected outputs


def test_expected_outputs_are_checked_and_rebuilt(numgrade, course):
    arguments = ["expected", "tiny-a1", "--course", course.root]
    status, out, _ = numgrade(*arguments, "--check")
    assert not status
    assert "up to date" in out
    course.edit("solutions/tiny/layers/scale.py", "(x) * a", "(x) * a * 2")
    course.edit("solutions/tiny/layers/scale.py", "dx = dout * a", "dx = 2 * dout * a")
    course.edit(
        "solutions/tiny/layers/scale.py", "dout * x, axis", "2 * dout * x, axis"
    )
    course.write("assignments/tiny-a1/misconceptions.toml", "")
    status, out, _ = numgrade(*arguments, "--check")
    assert status == 1
    assert "stale" in out
    assert "test_scale_forward_on_ones/out: changed by up to" in out
    assert "  why: the reference was edited: tn/layers.py\n" in out
    assert not numgrade(*arguments)[0]
    status, out, _ = numgrade(*arguments, "--check")
    assert "up to date" in out


def test_a_hostile_name_does_nothing_to_the_terminal(
    numgrade, course, solution, tmp_path
):
    name = "\x1b[2J\x1b]0;owned\x07\u202egrade"
    write_tree(solution, tmp_path / name)
    out = tmp_path / "out"
    words = ("--out", out, "--course", course.root)
    _, printed, err = numgrade("grade", "tiny-a1", tmp_path / name, *words)
    for text in (printed, err):
        assert "grade" in text
        assert not set(text) & set("\x1b\x07\u202e")
